"""Bodies with files: what browsers send, and what nobody should."""

from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Refused
from server.forms import MAX_FORM, TooLarge, Upload
from server.forms.upload import MOST_FILES, Sent, file_name, read_parts

BOUNDARY = "----geckoformboundary7d1"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
MOST = 100_000
MANY_HEADS = "X-More: 1\r\n" * 20

Part = tuple[str, str | None, bytes]
"""Name of the input, name of the file or None, what it holds."""


def body(*parts: Part, end: str = "--\r\n") -> bytes:
    """A body as a browser writes it."""
    written = b""
    for name, file, held in parts:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        head += f'; filename="{file}"\r\nContent-Type: text/csv\r\n\r\n' if file is not None else "\r\n\r\n"
        written += head.encode() + held + b"\r\n"
    return written + f"--{BOUNDARY}{end}".encode()


async def came(sent: bytes, *, kind: str = KIND, most: int = MOST, cuts: Sequence[int] = ()) -> Sent:
    """What is read of a body that comes in these pieces."""

    async def stream() -> AsyncIterator[bytes]:
        places = sorted({0, len(sent), *(cut % (len(sent) + 1) for cut in cuts)})
        for start, end in pairwise(places):
            yield sent[start:end]
        yield b""

    return await read_parts(stream(), kind, most=most)


async def test_fields_and_files_come_apart():
    sent = await came(body(("form", None, b"1"), ("note", None, "Zdeněk".encode()), ("file", "deals.csv", b"a,b\r\n1,2\r\n")))
    assert sent.fields == {"form": ["1"], "note": ["Zdeněk"]}
    assert [(one.name, one.type, one.data) for one in sent.files["file"]] == [("deals.csv", "text/csv", b"a,b\r\n1,2\r\n")]


async def test_what_follows_the_last_mark_is_not_read():
    assert (await came(body(("a", None, b"1")) + body(("a", None, b"2")))).fields == {"a": ["1"]}


async def test_an_input_left_empty_sends_no_file_and_an_empty_file_is_one():
    assert (await came(body(("file", "", b"")))).files == {}
    assert [one.data for one in (await came(body(("file", "empty.csv", b"")))).files["file"]] == [b""]


@given(held=st.lists(st.binary(max_size=200), max_size=4), cuts=st.lists(st.integers(0, 3_000), max_size=12))
async def test_a_file_is_what_was_sent_wherever_the_network_cuts_it(held: list[bytes], cuts: list[int]):
    held = [one for one in held if f"--{BOUNDARY}".encode() not in one]
    sent = await came(body(*(("file", f"{n}.bin", one) for n, one in enumerate(held)), ("last", None, b"x")), cuts=cuts)
    assert [one.data for one in sent.files.get("file", [])] == held
    assert sent.fields == {"last": ["x"]}


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("multipart/form-data", body(("a", None, b"1"))),
        ("multipart/form-data; boundary=", body(("a", None, b"1"))),
        ('multipart/form-data; boundary="a\nb"', body(("a", None, b"1"))),
        (KIND, b""),
        (KIND, b"a=1&b=2" * 20),
        (KIND, body(("a", None, b"1"))[:-6]),
        (KIND, body(("a", None, b"1"), end="\r\n")),
        (KIND, body(("a", None, b"1"), end="xx")),
        (KIND, body(("a", "f.csv", b"1"))[:40]),
        (KIND, f"--{BOUNDARY}\r\n\r\nno head at all\r\n--{BOUNDARY}--".encode()),
        (KIND, f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--{BOUNDARY}--".encode()),
        (KIND, f"--{BOUNDARY}\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--{BOUNDARY}--".encode()),
        (KIND, f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\xff\r\n\r\n1\r\n--{BOUNDARY}--".encode("latin-1")),
        (KIND, f"--{BOUNDARY}\nContent-Disposition: form-data; name=a\n\n1\n--{BOUNDARY}--".encode()),
    ],
    ids=[
        "no boundary",
        "an empty boundary",
        "a boundary over two lines",
        "nothing",
        "another kind of form",
        "cut off in the last mark",
        "no last mark",
        "something odd after a mark",
        "cut off in a head",
        "a part without a head",
        "a part without a name",
        "a part that is no field",
        "a head that is no text",
        "bare line ends",
    ],
)
async def test_what_is_no_form_is_refused(kind: str, sent: bytes):
    with pytest.raises(Refused):
        await came(sent, kind=kind)


@pytest.mark.parametrize(
    "sent",
    [
        body(("file", "a.csv", b"x" * (MOST + 1))),
        body(("file", "a.csv", b"x" * (MOST // 2)), ("file", "b.csv", b"x" * (MOST // 2 + 1))),
        body(("words", None, b"x" * (MAX_FORM + 1))),
        body(*(("file", "a.csv", b"x") for _ in range(MOST_FILES + 1))),
        body(*((f"f{n}", None, b"") for n in range(2_001))),
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{"x" * 9_000}"\r\n\r\n1\r\n--{BOUNDARY}--'.encode(),
        f"--{BOUNDARY}\r\n{MANY_HEADS}\r\n1\r\n--{BOUNDARY}--".encode(),
    ],
    ids=["one file", "files together", "words", "many files", "many fields", "a long head", "many heads"],
)
async def test_what_is_too_much_is_refused_as_too_large(sent: bytes):
    with pytest.raises(TooLarge):
        await came(sent, cuts=range(0, len(sent), 60_000))


async def test_what_is_too_large_is_read_to_its_end_so_that_the_browser_hears_the_answer():
    asked = []

    async def stream() -> AsyncIterator[bytes]:
        for piece in (body(("file", "a.csv", b"x" * (MOST + 1)))[:-20], b"more", b"and more"):
            asked.append(piece)
            yield piece

    with pytest.raises(TooLarge):
        await read_parts(stream(), KIND, most=MOST)
    assert asked[-1] == b"and more"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("deals.csv", "deals.csv"),
        ("C:\\Users\\ada\\deals.csv", "deals.csv"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        (".csv", "csv"),
        ("", "file"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie x.csv"),
        ("Zdeněk.csv", "Zdeněk.csv"),
        ("x" * 500 + ".csv", "x" * 100 + ".csv"),
        ("\u202ecod.exe", "cod.exe"),
    ],
)
def test_a_file_is_called_by_the_last_part_of_what_it_was_called(sent: str, kept: str):
    assert file_name(sent) == kept


@given(sent=st.text(max_size=300))
def test_a_name_never_leads_out_of_a_folder(sent: str):
    name = file_name(sent)
    assert name
    assert len(name) <= 120
    assert name.isprintable()
    assert PureWindowsPath(name).name == name
    assert name not in {".", ".."}


async def test_two_files_with_the_same_bytes_have_the_same_digest():
    sent = await came(body(("file", "a.csv", b"same"), ("file", "b.csv", b"same"), ("file", "c.csv", b"other")))
    digests = [one.digest for one in sent.files["file"] if isinstance(one, Upload)]
    assert digests[0] == digests[1] != digests[2]
