"""The yardstick of `plumbline bench`: the least that Litestar can answer."""

from litestar import Litestar, MediaType, get


@get("/", media_type=MediaType.TEXT, sync_to_thread=False)
def hello() -> str:
    """Thirteen bytes."""
    return "Hello, world!"


def application() -> Litestar:
    """A bare application with one handler."""
    return Litestar([hello], openapi_config=None, logging_config=None)
