"""The part of a file that a player asks for: recordings are sought in, and some browsers play none that cannot be."""

import re

ASKED = re.compile(r"bytes=(\d*)-(\d*)")


def span(asked: str, size: int) -> range | None:
    """The bytes of a file of this size that a `Range` header names: `bytes=0-99`, `bytes=100-`, or `bytes=-100` for the last hundred.

    None for anything that is no single range (RFC 9110, 14.2: then the whole is sent). Empty when the range lies behind the end.
    """
    found = ASKED.fullmatch(asked.strip())
    if found is None or found.group(0) == "bytes=-" or len(asked) > LONGEST:
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1) if last else size)


LONGEST = 60
"""Characters of a header that names a place in a file."""
