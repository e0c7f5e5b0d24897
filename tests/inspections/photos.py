"""Photos as a phone writes them, with where they were taken."""

import struct
import zlib

PICTURE = bytes(range(1, 200)) * 3
PLACE = b"2222" * 6
MAKE = b"Telephone 7\0"


def block(order: str, *, place: bytes = PLACE, tag: int = 2) -> bytes:
    """A block of Exif: who made the camera, where the photo was taken, and a second directory with one entry."""
    begin = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}I", 8)
    where = 8 + 2 + 24 + 4
    gps, value = where + len(MAKE), where + len(MAKE) + 2 + 24 + 4
    second = value + len(place)
    first = struct.pack(f"{order}HHHIIHHIII", 2, 0x010F, 2, len(MAKE), where, 0x8825, 4, 1, gps, second)
    there = struct.pack(f"{order}HHHIIHHIII", 2, 1, 2, 2, 0x4E000000, tag, 5, 3, value, 0)
    return b"Exif\0\0" + begin + first + MAKE + there + place + struct.pack(f"{order}HHHIII", 1, 0x0112, 3, 1, 6, 0)


def jpeg(exif: bytes) -> bytes:
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xda" + PICTURE


def heic(exif: bytes) -> bytes:
    return b"\0\0\0\x18ftypheic" + bytes(12) + PICTURE + b"\0\0\0\x06" + exif


def webp(exif: bytes) -> bytes:
    exif = exif.removeprefix(b"Exif\0\0")
    body = (
        b"WEBPVP8 "
        + struct.pack("<I", len(PICTURE))
        + PICTURE
        + b"\0" * (len(PICTURE) % 2)
        + b"EXIF"
        + struct.pack("<I", len(exif))
        + exif
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def png(exif: bytes) -> bytes:
    parts = ((b"IHDR", bytes(13)), (b"eXIf", exif.removeprefix(b"Exif\0\0")), (b"IDAT", PICTURE), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
