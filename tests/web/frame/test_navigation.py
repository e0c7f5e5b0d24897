"""The shell around every page: which of its reader's places a page lies below."""

import pytest

from server.web.frame.navigation import navigation


@pytest.mark.parametrize(
    ("roles", "first", "place"),
    [
        ("rep", "/one-to-ones", "/my-line"),
        ("manager", "/one-to-ones", "/team"),
        ("manager", "/people", "/team"),
        ("leader", "/people", "/team"),
        ("manager", "/inspections", "/week"),
        ("rep", "/inspections", "/deals"),
        ("leader", "/inspections", "/review"),
        ("rep manager", "/inspections", "/week"),
        ("rep", "/deals", "/deals"),
        ("manager", "/deals", "/review"),
        ("rep manager", "/deals", "/deals"),
        ("manager", "/commitments", "/week"),
        ("manager", "/replies", "/week"),
        ("leader", "/replies", "/review"),
        ("manager", "/calibrations", "/calibration"),
        ("author", "/wording", "/academy"),
        ("author admin", "/wording", "/academy"),
        ("leader", "/focus", "/review"),
        ("rep", "/today", "/today"),
        ("rep", "/setup", None),
        ("author", "/deals", None),
        ("rep", "/search", None),
    ],
)
def test_a_page_marks_the_first_place_of_its_reader_that_it_lies_below(roles: str, first: str, place: str | None):
    current = [item.href for item in navigation(frozenset(roles.split()), first, "en") if item.current]
    assert current == ([place] if place else [])
