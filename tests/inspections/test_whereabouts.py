"""Where a photo was taken is not kept with it; everything else is, byte for byte."""

import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.inspections.whereabouts import MOST_PARTS, without_place
from tests.inspections.photos import MAKE, PICTURE, PLACE, block, heic, jpeg, png, webp


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("within", [jpeg, heic, webp, png])
def test_the_place_goes_and_everything_else_stays(order: str, within: Callable[[bytes], bytes]):
    photo = within(block(order))
    kept = without_place(photo)
    assert len(kept) == len(photo)
    assert PLACE not in kept
    assert tags(kept, order) == ([0x010F], [0x0112])
    assert tags(photo, order)[0] == [0x010F, 0x8825]
    assert MAKE in kept
    assert PICTURE in kept
    assert without_place(kept) == kept


def tags(photo: bytes, order: str) -> tuple[list[int], list[int]]:
    """The tags of the first directory, and of the one that follows it, as a reader of Exif finds them."""
    tiff = photo[photo.index({"<": b"II*\0", ">": b"MM\0*"}[order]) :]
    found, following = [], struct.unpack_from(f"{order}I", tiff, 4)[0]
    for _directory in range(2):
        (count,) = struct.unpack_from(f"{order}H", tiff, following)
        found.append([struct.unpack_from(f"{order}H", tiff, following + 2 + 12 * nth)[0] for nth in range(count)])
        (following,) = struct.unpack_from(f"{order}I", tiff, following + 2 + 12 * count)
    assert following == 0
    return found[0], found[1]


def test_a_place_in_words_goes_too():
    words = b'<x exif:GPSLatitude="50,5.2N" exif:Make="T"><exif:GPSLongitude>14,25.1E</exif:GPSLongitude>'
    kept = without_place(jpeg(words))
    assert b'exif:GPSLatitude="       "' in kept
    assert b"<exif:GPSLongitude>        </exif" in kept
    assert b'exif:Make="T"' in kept


@pytest.mark.parametrize(
    "photo",
    [
        b"",
        b"%PDF-1.7 " + block("<"),
        jpeg(b""),
        jpeg(block("<").replace(b"II*\0", b"II+\0")),
        jpeg(block("<", tag=0x9000)),
        jpeg(block("<")[:60])[:70],
        jpeg(block(">").replace(struct.pack(">HH", 2, 5), struct.pack(">HH", 2, 99))),
    ],
)
def test_what_is_no_photo_or_broken_stays_as_it_is(photo: bytes):
    assert without_place(photo) == photo


@given(st.data())
def test_whatever_is_broken_it_is_a_file_of_the_same_length_with_its_picture(data: st.DataObject):
    photo = bytearray(jpeg(block(data.draw(st.sampled_from("<>")))))
    end = len(photo) - len(PICTURE)
    for _change in range(data.draw(st.integers(1, 8))):
        photo[data.draw(st.integers(12, end - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(photo[: data.draw(st.integers(0, len(photo)))])
    assert len(without_place(cut)) == len(cut)


def test_a_place_that_holds_a_text_of_exif_3_goes_too():
    photo = jpeg(block("<").replace(struct.pack("<HH", 2, 5), struct.pack("<HH", 2, 129)))
    assert tags(without_place(photo), "<")[0] == [0x010F]


def test_the_parts_of_a_png_still_add_up():
    kept = without_place(png(block("<")))
    assert PLACE not in kept
    begin = 8
    while begin < len(kept):
        (size,) = struct.unpack_from(">I", kept, begin)
        assert kept[begin + 8 + size : begin + 12 + size] == struct.pack(">I", zlib.crc32(kept[begin + 4 : begin + 8 + size]))
        begin += 12 + size


def test_a_png_that_was_broken_is_not_made_whole():
    photo = png(block("<")).replace(PLACE, b"3333" * 6)
    at = photo.index(b"IDAT") - 8
    kept = without_place(photo)
    assert kept[at : at + 4] == photo[at : at + 4] != struct.pack(">I", zlib.crc32(kept[photo.index(b"eXIf") : at]))


def test_a_png_of_very_many_parts_holds_nobody_up():
    """The place goes wherever it stands; the sum of a part is written anew among the first ones alone."""
    small, photo = b"\0\0\0\x01IDAT!" + struct.pack(">I", zlib.crc32(b"IDAT!")), png(block("<"))
    at = photo.index(b"IDAT") - 8
    for many, same in ((MOST_PARTS - 2, False), (MOST_PARTS, True)):
        kept = without_place(photo[:8] + small * many + photo[8:])
        place = at + len(small) * many
        assert PLACE not in kept
        assert (kept[place : place + 4] == photo[at : at + 4]) is same
