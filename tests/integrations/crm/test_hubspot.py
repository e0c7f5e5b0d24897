"""A walk through HubSpot, without a network: whatever the account holds and whatever happens in it meanwhile, nothing is missed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals.crm.dossier import Dossier
from server.deals.crm.pulled import pulled
from server.integrations.crm import hubspot
from server.integrations.crm.walk import END, Around, Cursor, Found, Label, Unreadable, pack, unpack
from tests.integrations.crm.fakes.hubspot import TOKEN, HubSpot
from tests.integrations.crm.fakes.serve import Asked
from tests.integrations.crm.world import at, small

AROUND = Around(zone="Europe/Prague", pipelines={"meeting": "default", "needs": "default", "room": "default", "won": "default"})
STAGES = ("meeting", "needs", "room", "won")

Seen = dict[str, Dossier]


def walk(crm: HubSpot, seen: Seen, cursor: Cursor, *, meanwhile: Callable[[], None] = lambda: None) -> tuple[str, list[str]]:
    """Walks to the end, with something that happens before each request. Returns the newest change, and the steps."""
    steps: list[str] = []
    for _ in range(500):
        if cursor.step == END:
            return cursor.newest, steps
        steps.append(cursor.step)
        meanwhile()
        found = hubspot.read(cursor, json_of(crm, cursor), AROUND)
        for said in found.said:
            seen[said.key] = pulled(seen.get(said.key, Dossier()), said)
        assert found.next != cursor
        # Where it stands is written down between two pages.
        cursor = unpack(pack(found.next))
    raise AssertionError("the walk does not end")


def json_of(crm: HubSpot, cursor: Cursor) -> bytes:
    ask = hubspot.ask(cursor)
    body = b"" if ask.json is None else json.dumps(ask.json).encode()
    answer = crm.answer(Asked(ask.method, ask.path, ask.params, {"authorization": f"Bearer {TOKEN}"}, body))
    assert answer.status == 200, answer
    return json.dumps(answer.body).encode()


def truth(crm: HubSpot) -> Seen:
    """What a walk leaves that sees the account as it is now."""
    seen: Seen = {}
    whole = HubSpot(deals=crm.deals, owners=crm.owners, pipelines=crm.pipelines)
    walk(whole, seen, hubspot.begin(""))
    return seen


changes = st.lists(st.tuples(st.integers(1, 9), st.sampled_from(STAGES), st.integers(0, 3)), max_size=25)


@given(st.integers(1, 4), st.booleans(), changes, changes)
def test_changes_while_it_walks_and_after_are_all_seen_by_the_next_walk(
    page: int, twice: bool, during: list[tuple[int, str, int]], after: list[tuple[int, str, int]]
):
    crm, now = small(5), [at(40)]
    crm.page, crm.twice = page, twice
    coming = iter(during)

    def change(one: tuple[int, str, int] | None) -> None:
        if one is not None:
            id, stage, pause = one
            now[0] += timedelta(seconds=pause)
            crm.deal(str(id), now[0], dealstage=stage, pipeline="default", hubspot_owner_id="11", dealname=f"Deal {id}")

    seen: Seen = {}
    began = now[0]
    newest, _steps = walk(crm, seen, hubspot.begin(""), meanwhile=lambda: change(next(coming, None)))
    for one in (*coming, *after):
        change(one)
    since = min(datetime.fromisoformat(newest), began) - timedelta(minutes=10)
    walk(crm, seen, hubspot.begin(since.isoformat()))
    assert seen == truth(crm)


def test_more_changes_in_one_moment_than_a_search_gives_are_listed():
    crm = small(0)
    for id in range(1, 4):
        crm.deal(str(id), at(3), dealstage="needs")
    cursor = Cursor(step="changes", since="x", edge=at(3).isoformat(), after=str(10_000 - hubspot.PAGE))
    body = {"total": 12_000, "results": [], "paging": {"next": {"after": "10000"}}}
    assert hubspot.read(cursor, json.dumps(body).encode(), AROUND).next.step == "all"


def test_what_ends_a_deal_is_said_by_the_pipeline():
    crm = small(0)
    found: Found = hubspot.read(Cursor(step="pipelines"), json_of(crm, Cursor(step="pipelines")), AROUND)
    stages = {label.word: label.guess for label in found.labels if label.kind == "stage"}
    assert (stages["won"], stages["lost"], stages["needs"]) == ("=won", "=lost", "")
    assert Label(kind="pipeline", pipeline="", word="77", label="Renewals") in found.labels


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"amount": "many"}, "amount"),
        ({"amount": "1e99"}, "amount"),
        ({"closedate": "soon"}, "day"),
        ({"dealstage": ""}, "empty"),
    ],
)
def test_a_deal_that_cannot_be_read_stays_out_with_its_reason_and_the_others_come(values: dict[str, str], why: str):
    crm = small(2)
    crm.deal("1", at(9), **values)
    found = hubspot.read(Cursor(step="all"), json_of(crm, Cursor(step="all")), AROUND)
    assert [(one.key, one.name, one.why) for one in found.left] == [("1", "Deal 1", why)]
    assert [one.key for one in found.said] == ["2"]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"results": 3}', b'{"results": [{}]}', b"\xff", b"[]"])
@pytest.mark.parametrize("step", ["owners", "pipelines", "changes", "changed", "all", "deleted"])
def test_a_page_that_is_none_is_told(step: str, body: bytes):
    with pytest.raises(Unreadable, match=step):
        hubspot.read(Cursor(step=step, edge=at(1).isoformat()), body, AROUND)


def test_a_day_is_that_of_the_zone_and_a_name_is_one_line():
    crm = small(1)
    crm.deal("1", at(9), closedate="2026-12-18T23:30:00Z", dealname=" Two\nlines ", deal_currency_code="usd")
    [said] = hubspot.read(Cursor(step="all"), json_of(crm, Cursor(step="all")), AROUND).said
    assert (str(said.told.close_date), said.told.name, said.told.currency) == ("2026-12-19", "Two lines", "USD")
    assert said.told.created == datetime(2026, 10, 2, 9, tzinfo=UTC)
