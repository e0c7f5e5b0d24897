"""Where a request ends is never in doubt: what two readers could part differently is refused, and nothing behind it is taken for a request."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.served import Served

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, GOAWAY = 0, 1, 3, 4, 7
ENDS_STREAM, ENDS_HEADERS = 1, 4
"""Of HTTP/2 (RFC 9113): how it begins, kinds of frames and their marks."""

DOUBTFUL = {
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n",
    "a length and chunks": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a length with a sign": b"Content-Length: +%d\r\n\r\n",
    "a length that is no number": b"Content-Length: %dx\r\n\r\n",
    "chunks under another name": b"Transfer-Encoding: xchunked\r\n\r\n",
    "chunks that are not last": b"Transfer-Encoding: chunked, identity\r\n\r\n",
    "a space before the colon": b"Content-Length : %d\r\n\r\n",
    "a head that goes on in the next line": b"X-A: b\r\n Content-Length: %d\r\n\r\n",
    "a chunk of no size": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
}


@pytest.mark.parametrize("heads", DOUBTFUL.values(), ids=list(DOUBTFUL))
def test_a_request_whose_end_is_in_doubt_hides_no_other_one(shared_server: Served, heads: bytes):
    said = heads.replace(b"%d", str(len(HIDDEN)).encode())
    told = answers(shared_server, b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + said + HIDDEN)
    assert told.count(b"HTTP/1.1 ") == 1, told


def test_two_requests_that_end_clearly_are_two(shared_server: Served):
    whole = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    assert answers(shared_server, whole + whole.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).count(b" 200 ") == 2


@pytest.mark.parametrize(("said", "kinds"), [(5, {RESET}), (20, {RESET}), (10, {HEADERS, DATA})])
def test_over_http_2_a_length_is_that_of_what_comes(shared_server: Served, said: int, kinds: set[int]):
    fields = {":method": "POST", ":scheme": "http", ":path": "/healthz", ":authority": "127.0.0.1", "content-length": str(said)}
    heads = b"".join(b"\0%c%b%c%b" % (len(name), name.encode(), len(value), value.encode()) for name, value in fields.items())
    frames = (frame(SETTINGS, 0, 0), frame(HEADERS, ENDS_HEADERS, 1, heads), frame(DATA, ENDS_STREAM, 1, b"x" * 10))
    told = answers(shared_server, PREFACE + b"".join(frames) + frame(GOAWAY, 0, 0, bytes(8)))
    assert {kind for kind, stream in taken_apart(told) if stream} == kinds


def frame(kind: int, flags: int, stream: int, held: bytes = b"") -> bytes:
    """One frame (RFC 9113 4.1)."""
    return len(held).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + held


def taken_apart(told: bytes) -> Iterator[tuple[int, int]]:
    """Kind and stream of each frame."""
    at = 0
    while at + 9 <= len(told):
        yield told[at + 3], int.from_bytes(told[at + 5 : at + 9])
        at += 9 + int.from_bytes(told[at : at + 3])


def answers(server: Served, sent: bytes) -> bytes:
    """Everything that comes back until the other side has nothing more to say."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as talk:
        talk.sendall(sent)
        heard = b""
        try:
            while more := talk.recv(65_536):
                heard += more
        except ConnectionError:
            pass
    return heard
