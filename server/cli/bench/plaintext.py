"""The yardstick of `plumbline bench`: the least that Litestar can answer. `python -m server.cli.bench.plaintext PORT` serves it like the product."""

import sys

from litestar import Litestar, MediaType, get


@get("/", media_type=MediaType.TEXT, sync_to_thread=False)
def hello() -> str:
    """Thirteen bytes."""
    return "Hello, world!"


def application() -> Litestar:
    """A bare application with one handler."""
    return Litestar([hello], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    from server.cli.serve import listen

    listen("server.cli.bench.plaintext:application", "127.0.0.1", int(sys.argv[1]))
