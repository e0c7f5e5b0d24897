"""Slugs of headings, made the way Git hosts make them, so that a link works there and here."""

import re
from collections.abc import Iterable, Mapping

_NO_PART = re.compile(r"[^\w\- ]")


def slugs_of(titles: Iterable[str]) -> Mapping[str, str]:
    """The slug of each of these titles on one page, in the order of the alphabet."""
    slugs = Slugs()
    return {title: slugs.slug(title) for title in sorted(titles, key=str.casefold)}


class Slugs:
    """Gives each heading of one file a slug; a second heading with the same words gets `-1`, a third `-2`."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def slug(self, title: str) -> str:
        """The slug of a title, different from all given before."""
        plain = _NO_PART.sub("", title.strip().lower()).replace(" ", "-") or "section"
        slug = plain
        while slug in self._taken:
            slug = f"{plain}-{self._taken[plain]}"
            self._taken[plain] += 1
        self._taken[slug] = 1
        return slug
