"""The page of a repository's host on which a file is begun or edited in a browser, where the address tells what kind of host it is. Pure."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from msgspec import Struct

LONGEST: Final = 7_500
"""Characters of an address that every browser and host takes; what is longer leads to the page without the text."""

_COPIED = re.compile(r"[^@/\s]+@([^:/\s]+):(?!//)(\S+)")
"""An address of ssh as hosts show it: USER@HOST:PATH."""


class Host(NamedTuple):
    """Where its pages are: `{repository}`, `{branch}` and `{path}` are filled in. `name` and `text` are the fields it takes, if it does."""

    known: str
    new: str
    edit: str
    name: str
    text: str = ""


HOSTS: Final = (
    Host("github", "{repository}/new/{branch}", "{repository}/edit/{branch}/{path}", "filename", "value"),
    Host("gitlab", "{repository}/-/new/{branch}", "{repository}/-/edit/{branch}/{path}", "file_name"),
    *(
        Host(known, "{repository}/_new/{branch}", "{repository}/_edit/{branch}/{path}", "filename", "value")
        for known in ("gitea", "forgejo", "codeberg")
    ),
)
"""GitHub and its kin take a name and a text (`filename`, `value`); GitLab a name."""


class Forge(Struct, frozen=True):
    """A link to the page. `filled`: the text stands there already; otherwise it is pasted."""

    url: str
    host: str
    filled: bool


def forge(repository: str, branch: str, folder: str, path: str, text: str, *, there: bool) -> Forge | None:
    """The page on which this text becomes the file at `path` below `folder`; `there`: the repository has that file.

    None where the address tells no host whose pages are known.
    """
    address = _web(repository)
    host = next((one for one in HOSTS if address and one.known in (urlsplit(address).hostname or "")), None)
    if address is None or host is None:
        return None
    whole = f"{folder.strip('/')}/{path}".strip("/")
    page = (host.edit if there else host.new).format(repository=address, branch=quote(branch or "main"), path=quote(whole))
    named = {} if there else {host.name: whole}
    full = f"{page}?{_query({**named, host.text: text})}" if host.text and not there else ""
    filled = 0 < len(full) <= LONGEST
    url = full if filled else f"{page}?{_query(named)}" if named else page
    return Forge(url, urlsplit(address).hostname or "", filled)


def _query(fields: Mapping[str, str]) -> str:
    return urlencode(fields, safe="/", quote_via=quote)


def _web(repository: str) -> str | None:
    """The address of the repository in a browser, None for a folder of a disk."""
    copied = _COPIED.fullmatch(repository)
    if copied:
        host, path = copied[1], copied[2]
    else:
        parts = urlsplit(repository)
        if parts.scheme not in {"https", "ssh"} or not parts.hostname:
            return None
        host = parts.hostname if parts.scheme == "ssh" or not parts.port else f"{parts.hostname}:{parts.port}"
        path = parts.path
    return f"https://{host}/{path.strip('/').removesuffix('.git')}"
