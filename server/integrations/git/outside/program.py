"""Calling git: with a fixed list of arguments, without a shell, a terminal, hooks or submodules, for so long and for so much."""

import asyncio
import base64
import os
import re
import shutil
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from server.integrations.git.commit import Place, is_hash
from server.integrations.git.trouble import Trouble, of_words

OLDEST: Final = (2, 31)
"""The first git that takes its configuration from the environment, which is how it is kept from doing more than it should."""

HEAD: Final = "refs/plumbline/head"
"""Under what a commit lies in a repository of ours."""

SAID: Final = 64 * 1024
"""Bytes of an answer or of a complaint that are kept."""

KEPT: Final = frozenset(
    {
        "PATH",
        "HOME",
        "USER",
        "TMPDIR",
        "XDG_CONFIG_HOME",
        "SSH_AUTH_SOCK",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "GIT_SSL_CAINFO",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "HTTPS_PROXY",
        "NO_PROXY",
        "ALL_PROXY",
    }
)
"""What git sees of this process: where programs and certificates are, and who speaks for it by ssh."""

CONFIG: Final[Sequence[tuple[str, str]]] = (
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.askPass", ""),
    ("fetch.recurseSubmodules", "false"),
    ("submodule.recurse", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("transfer.unpackLimit", "1"),
    ("core.bigFileThreshold", "8m"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("log.showSignature", "false"),
    ("http.followRedirects", "false"),
    ("http.lowSpeedLimit", "1000"),
    ("http.lowSpeedTime", "30"),
)
"""Stands over what the machine and the user of the server have configured. A redirect would carry the token elsewhere; a file below the threshold
lies in memory whole, and half a gigabyte of zeros is small on the way.
"""

WAYS: Final = frozenset({"https", "http", "ssh", "file"})
"""How git may ask. Of the others, some run what the address says."""

SSH: Final = "ssh -oBatchMode=yes -oConnectTimeout=15 -oClearAllForwardings=yes -oPermitLocalCommand=no"


class Limits(Struct, frozen=True, kw_only=True):
    """Seconds for asking what is newest, for fetching it and for reading it, and bytes on the disk that a fetch may take."""

    ask: float = 45.0
    fetch: float = 300.0
    read: float = 120.0
    space: int = 2 * 1024 * 1024 * 1024


class Git:
    """git, asking one place with one token. Raises Trouble in everything it does."""

    def __init__(self, place: Place, token: str = "", limits: Limits | None = None, *, program: str = "git") -> None:
        self.place, self.limits = place, limits or Limits()
        self.program = shutil.which(program) or ""
        self.environment = _environment(place, token)

    async def check(self) -> None:
        """Raises Trouble when there is no git here, or one that is too old."""
        if not self.program:
            raise Trouble("program")
        said = (await self.call("version", seconds=self.limits.ask)).decode("ascii", "replace")
        found = re.search(r"(\d+)\.(\d+)", said)
        if found is None or (int(found[1]), int(found[2])) < OLDEST:
            raise Trouble("old", detail=said.strip()[:100])

    async def newest(self, branch: str) -> str:
        """The commit that the branch, or the repository's own, names now."""
        name = f"refs/heads/{branch}" if branch else "HEAD"
        said = await self.call("ls-remote", "--", self.place.repository, name, seconds=self.limits.ask)
        for line in said.decode("utf-8", "replace").splitlines():
            commit, _tab, found = line.partition("\t")
            if found == name and is_hash(commit):
                return commit
        raise Trouble("branch", detail=branch)

    async def fetch(self, branch: str, into: Path, *, commit: str = "") -> None:
        """The newest commit of the branch, or this one, and nothing before it, in a bare repository that is made for it. What breaks it off leaves a
        part there.
        """
        wanted = commit or (f"refs/heads/{branch}" if branch else "HEAD")
        await self.call("init", "--quiet", "--bare", "--template=", "--", str(into), seconds=self.limits.ask)
        await self.call(
            f"--git-dir={into}",
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
            "--",
            self.place.repository,
            f"+{wanted}:{HEAD}",
            seconds=self.limits.fetch,
            watch=lambda: _within(into, self.limits.space),
        )

    async def call(self, *arguments: str, seconds: float, watch: Callable[[], None] | None = None) -> bytes:
        """What git answers. It ends with all that it began, in time or before, also when whoever waits is cancelled."""
        process = await asyncio.create_subprocess_exec(
            self.program,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
            cwd="/",
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(seconds):
                said, complaint = await _watched(asyncio.gather(_heard(process.stdout), _heard(process.stderr)), watch)
                code = await process.wait()
        except TimeoutError as error:
            raise Trouble("slow", detail=f"{seconds:.0f}") from error
        finally:
            await _end(process)
        if code:
            raise of_words(complaint.decode("utf-8", "replace"))
        return said


def _environment(place: Place, token: str) -> Mapping[str, str]:
    """The environment of git. A token is in it and not among the arguments, which everybody on the machine can read."""
    config = [*CONFIG]
    if token and place.kind in {"https", "http"}:
        name = place.repository.partition("://")[2].partition("/")[0].rpartition("@")[0] or "x-access-token"
        basic = base64.b64encode(f"{name}:{token}".encode()).decode()
        config += [("credential.helper", ""), ("http.extraHeader", f"Authorization: Basic {basic}")]
    numbered = {
        f"GIT_CONFIG_{what}_{n}": word for n, pair in enumerate(config) for what, word in zip(("KEY", "VALUE"), pair, strict=True)
    }
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        **numbered,
        "GIT_CONFIG_COUNT": str(len(config)),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": place.kind if place.kind in WAYS else "none",
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_SSH_COMMAND": SSH,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "LC_ALL": "C",
    }


async def _watched(both: "asyncio.Future[tuple[bytes, bytes]]", watch: Callable[[], None] | None) -> tuple[bytes, bytes]:
    """Waits for the answer, and looks beside it four times a second that it does not grow too large."""
    try:
        while True:
            done, _waiting = await asyncio.wait({both}, timeout=0.25)
            if watch:
                watch()
            if done:
                return both.result()
    finally:
        both.cancel()
        with suppress(asyncio.CancelledError):
            await both


async def _heard(stream: asyncio.StreamReader | None) -> bytes:
    """The beginning of what is said; the rest is let go, so that whoever says it does not wait."""
    kept = b""
    while stream is not None and (chunk := await stream.read(SAID)):
        kept += chunk[: SAID - len(kept)]
    return kept


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends git, and the helpers it began, which are of its group."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _within(folder: Path, space: int) -> None:
    taken = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            taken += path.lstat().st_size
    if taken > space:
        raise Trouble("large", detail=f"{space // 1024 // 1024} MB")
