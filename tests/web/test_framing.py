"""Where a request ends is never in doubt: what two readers could part differently is refused, and nothing behind it is taken for a request."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.served import Served

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

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
