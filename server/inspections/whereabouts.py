"""Where a photo was taken, which a phone writes into it: it is taken out before the photo is kept, because proof of a deal is no record of where
somebody was. The picture, its size and everything else in it stay as they are.

JPEG, HEIC, WebP and PNG hold it as Exif does, in a small TIFF of its own that may lie anywhere in the file, and sometimes again as XMP. What is
broken is left as it is: nobody could read it either.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final

EXIF: Final = re.compile(rb"(?:Exif\0\0|EXIF.{4}|eXIf)(?=II\*\0|MM\0\*)", re.DOTALL)
"""What stands before a block: in JPEG, in HEIC and with some writers of the others; in WebP, with its length; in PNG."""

PNG: Final = b"\x89PNG\r\n\x1a\n"

MOST_BLOCKS: Final = 16
"""Blocks of Exif that are looked at. A picture has one, and one for each smaller picture within."""

MOST_PARTS: Final = 20_000
"""Parts of a PNG that are looked at: one of ten megabytes has some thousand. The place stands before the picture or right behind it."""

POINTER: Final = 0x8825
"""The tag that leads to the place."""

LAST_TAG: Final = 0x1F
"""The highest that a place has. What leads to others is no place."""

SIZES: Final = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8)
"""Bytes of a value by its type."""

UTF8: Final = 129
"""The type of a text since Exif 3.0, a byte each."""

FAR: Final = 65_536
"""Bytes that a block has at most."""

TYPED: Final = re.compile(rb'exif:GPS\w{1,40}(?:="([^"<>]{0,200})"|>([^<>]{0,200})<)')


def without_place(data: bytes) -> bytes:
    """The same file, of the same length, without where it was taken."""
    webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    if not (data.startswith((b"\xff\xd8\xff", PNG)) or data[4:8] == b"ftyp" or webp):
        return data
    kept = bytearray(data)
    for found in islice(EXIF.finditer(data), MOST_BLOCKS):
        _strip(kept, found.end())
    for found in TYPED.finditer(data):
        begin, end = found.span(found.lastindex or 0)
        kept[begin:end] = b" " * (end - begin)
    if data.startswith(PNG) and kept != data:
        _sum_again(kept, data)
    return bytes(kept)


def _strip(data: bytearray, base: int) -> None:
    """Takes the place out of the block that begins at `base`, if it has one that can be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(data[base : base + 4]))
    if order is None:
        return
    try:
        (first,) = struct.unpack_from(f"{order}I", data, base + 4)
        directory = base + first
        (count,) = struct.unpack_from(f"{order}H", data, directory)
        if directory + 2 + 12 * count + 4 > len(data):
            return
        for nth, (tag, _kind, _many, value) in enumerate(_entries(data, directory, order)):
            if tag == POINTER and (spans := list(_spans(data, base, base + value, order))):
                _leave_out(data, directory, nth, count, order)
                for begin, end in spans:
                    data[begin:end] = bytes(end - begin)
                return
    except (struct.error, ValueError):
        return


def _entries(data: bytearray, directory: int, order: str) -> Iterator[tuple[int, int, int, int]]:
    """Tag, type, count and value of each entry of a directory. Raises struct.error when it ends too soon."""
    (count,) = struct.unpack_from(f"{order}H", data, directory)
    for nth in range(count):
        yield struct.unpack_from(f"{order}HHII", data, directory + 2 + 12 * nth)


def _spans(data: bytearray, base: int, directory: int, order: str) -> Iterator[tuple[int, int]]:
    """Where in the file the place stands: its directory, and each value that lies elsewhere. Raises ValueError for what is no place."""
    entries = list(_entries(data, directory, order))
    end, last = directory + 2 + 12 * len(entries) + 4, min(len(data), base + FAR)
    for tag, kind, many, value in entries:
        size = many if kind == UTF8 else many * SIZES[kind] if 0 < kind < len(SIZES) else -1
        if tag > LAST_TAG or size < 0 or (size > 4 and base + value + size > last):
            raise ValueError("This is no place.")
        if size > 4:
            yield base + value, base + value + size
    if not entries or end > last:
        raise ValueError("This is no place.")
    yield directory, end


def _leave_out(data: bytearray, directory: int, nth: int, count: int, order: str) -> None:
    """Takes one entry out of a directory: those behind it move up, and what follows them, which is where the next directory is."""
    begin, end = directory + 2 + 12 * nth, directory + 2 + 12 * count + 4
    data[begin:end] = data[begin + 12 : end] + bytes(12)
    struct.pack_into(f"{order}H", data, directory, count - 1)


def _sum_again(data: bytearray, before: bytes) -> None:
    """Writes the checksum of each part of a PNG that changed, without which a reader takes the file for broken. One that was wrong stays wrong."""
    begin = len(PNG)
    for _part in range(MOST_PARTS):
        if begin + 12 > len(data):
            return
        (size,) = struct.unpack_from(">I", data, begin)
        end = begin + 8 + size
        if end + 4 > len(data):
            return
        part = data[begin + 4 : end]
        if part != before[begin + 4 : end] and before[end : end + 4] == struct.pack(">I", zlib.crc32(before[begin + 4 : end])):
            struct.pack_into(">I", data, end, zlib.crc32(part))
        begin = end + 4
