"""Where tries of a sign-in are counted from: the address that our own proxies saw, and nothing that a visitor may write."""

import pytest
from litestar import Litestar
from litestar.testing import RequestFactory

from server import settings
from server.people import outside

# An application of its own making would set up logging for every test after this one.
REQUESTS = RequestFactory(Litestar(logging_config=None, openapi_config=None))


@pytest.mark.parametrize(
    ("proxies", "told", "source"),
    [
        (0, [], "test.org"),
        (0, ["203.0.113.7"], "test.org"),
        (1, ["203.0.113.7"], "203.0.113.7"),
        (1, ["10.0.0.1, 198.51.100.2, 203.0.113.7"], "203.0.113.7"),
        (1, ["invented", "203.0.113.7"], "203.0.113.7"),
        (2, ["invented, 203.0.113.7, 10.0.0.1"], "203.0.113.7"),
        (2, ["invented", "203.0.113.7", "10.0.0.1"], "203.0.113.7"),
        (2, ["10.0.0.1"], "test.org"),
        (1, ["203.0.113.7, "], "test.org"),
        (1, ["203.0.113.7:50412"], "203.0.113.7"),
        (1, ["[2001:db8::7]:50412"], "2001:db8::/64"),
        (1, ["2001:db8::ffff:7%eth0"], "2001:db8::/64"),
        (1, ["::ffff:203.0.113.7"], "203.0.113.7"),
    ],
    ids=str,
)
def test_of_what_is_forwarded_only_what_our_proxies_added_is_believed(proxies: int, told: list[str], source: str):
    request = REQUESTS.get("/sign-in")
    request.scope["headers"] = [*request.scope["headers"], *((b"x-forwarded-for", one.encode()) for one in told)]
    ours = settings.read({"PLUMBLINE_PROXIES": str(proxies)})
    assert outside.source(request, ours) == source
