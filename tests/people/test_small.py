"""The small pure parts: addresses, devices, lifetimes, who reports to whom, and how the policy is quoted."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.people import addresses, agents, lifetimes, words
from server.people.hierarchy import reports_to

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada@Example.ORG ", "ada@example.org"),
        ("o'neill+x@mail.example.co.uk", "o'neill+x@mail.example.co.uk"),
        ("jürgen@bücher.example", "jürgen@bücher.example"),
        ("ada@localhost", "ada@localhost"),
        ("ada", ""),
        ("@example.org", ""),
        ("ada@", ""),
        ("ada@@example.org", ""),
        ("ada@example..org", ""),
        ("ada@example.org.", ""),
        ("a da@example.org", ""),
        ("ada@example.org\nBcc: x@example.org", ""),
        ("ada@example.org, bo@example.org", ""),
        ("<ada@example.org>", ""),
        ("a" * 250 + "@example.org", ""),
    ],
)
def test_an_address_is_kept_in_one_form_or_not_at_all(typed: str, kept: str):
    assert addresses.normal(typed) == kept


@given(st.text(max_size=300))
def test_what_is_kept_as_an_address_stays_the_same_and_has_no_line_break(typed: str):
    kept = addresses.normal(typed)
    assert addresses.normal(kept) == kept
    assert not set(kept) & set("\r\n\x00 ")


@pytest.mark.parametrize("path", ["/", "/today", "/lessons/a-b?part=2#q-1", "/people/0193/notes"])
def test_a_path_of_ours_is_kept(path: str):
    assert addresses.local(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "today",
        "//evil.example",
        "/\\evil.example",
        "/a\\b",
        "https://evil.example",
        "javascript:x",
        "/a\r\nX: y",
        "/a b",
        "/\t/evil",
        "/sign-in",
        "/sign-in/link/x",
        "/sign-out",
        "/" + "a" * 300,
        "/é",
    ],
)
def test_a_path_that_leads_elsewhere_or_back_is_dropped(path: str):
    assert addresses.local(path) == ""


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8.5", "a browser"),
        ("", "a browser"),
    ],
)
def test_a_device_is_named_as_people_would(agent: str, label: str):
    assert agents.label(agent) == label


@pytest.mark.parametrize(
    ("remembered", "idle", "age", "holds"),
    [
        (False, 11, 11, True),
        (False, 12, 12, False),
        (False, 1, 7 * 24, False),
        (True, 80 * 24, 80 * 24, True),
        (True, 1, 90 * 24, False),
    ],
)
def test_a_session_ends_when_it_was_idle_or_is_old(remembered: bool, idle: int, age: int, holds: bool):
    made = NOW - age * HOUR
    expires = lifetimes.expires(made, remembered=remembered)
    assert lifetimes.alive(seen=NOW - idle * HOUR, expires=expires, remembered=remembered, now=NOW) is holds


def test_setup_asks_again_after_twelve_hours_and_lets_a_form_finish():
    assert lifetimes.confirmed(NOW, NOW + 11 * HOUR, sending=False)
    assert not lifetimes.confirmed(NOW, NOW + 12 * HOUR, sending=False)
    assert lifetimes.confirmed(NOW, NOW + 12 * HOUR, sending=True)
    assert not lifetimes.confirmed(NOW, NOW + 13 * HOUR, sending=True)


def test_the_policy_is_quoted_with_company_and_day():
    day = date(2026, 11, 3)
    assert words.policy_sentence("Northwind", " for coaching. ", day) == "Policy of Northwind, 3 Nov 2026: for coaching."
    assert words.policy_sentence("", "for coaching", day) == "Our policy, 3 Nov 2026: for coaching."


def test_people_report_to_the_nearest_manager_who_is_somebody_else():
    sales, north, south = (uid(name) for name in ("sales", "north", "south"))
    parents = {sales: None, north: sales, south: sales}
    managers = {sales: [uid("lea")], north: [uid("mira")]}

    def of(person: str, member: UUID | None, *managed: UUID) -> tuple[UUID, ...]:
        return reports_to(uid(person), member=member, managed=managed, parents=parents, managers=managers)

    assert of("ada", north) == (uid("mira"),)
    assert of("ida", south) == (uid("lea"),)
    assert of("mira", None, north) == (uid("lea"),)
    assert of("mira", north, north) == (uid("lea"),)
    assert of("lea", None, sales) == ()
    assert of("sam", None) == ()
    circular = {north: south, south: north}
    assert reports_to(uid("ada"), member=north, managed=(), parents=circular, managers={}) == ()


def uid(name: str) -> UUID:
    return uuid5(UUID(int=0), name)
