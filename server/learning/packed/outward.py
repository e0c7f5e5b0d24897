"""The page of a lesson made fit to leave the product: media lie beside it, and what leads to other pages of the product leads nowhere."""

import re
from urllib.parse import quote, unquote

from msgspec import Struct

_MEDIA = re.compile(r'(?P<name>src|href)="/media/(?P<path>[^"?#]+)(?P<rest>[^"]*)"')
_INWARD = re.compile(r'(<a\b[^>]*?) href="/[^"]*"')
_OUTWARD = re.compile(r'<a (?=[^>]*href="https?:)')


class Outward(Struct, frozen=True):
    """A page, and the paths of the media it shows, below the root of the academy, in order."""

    html: str
    media: tuple[str, ...]


def outward(html: str) -> Outward:
    """The page with media below `media/`, links to the web that open beside it, and the words of links to the product without the link."""
    media = tuple(sorted({unquote(found["path"]) for found in _MEDIA.finditer(html)}))
    near = _MEDIA.sub(lambda found: f'{found["name"]}="{place(unquote(found["path"]))}{found["rest"]}"', html)
    cut = _INWARD.sub(r"\1", near)
    return Outward(_OUTWARD.sub('<a target="_blank" rel="noopener" ', cut), media)


def place(path: str) -> str:
    """Where a medium lies in the package, as an address."""
    return f"media/{quote(path)}"
