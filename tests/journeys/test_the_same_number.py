"""The same number stands on every page that shows it: every pair of pages of the demonstration after half a year is compared."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta

import pytest
import pytest_asyncio

from server import clock, ids
from server.app import MORNINGS
from server.cli.demo.story.people import CAST, NORTH, REPS, SOUTH
from server.ledger import Entry
from server.notices import letter
from server.notices.letter import Morning
from server.people import actions as people
from server.people import queries
from tests import served
from tests.journeys import house as houses
from tests.journeys import numbers, told_of_deals, told_of_managers
from tests.journeys.house import House
from tests.journeys.numbers import Told
from tests.journeys.plain import Plain

NAMES: Mapping[str, str] = {one.key: one.name for one in CAST}
SELLING = tuple(one for one in REPS if one.key != "sofia")
"""Who has been here for longer than two days."""

TEAMS = {"ines": NORTH, "henrik": SOUTH}


@pytest.fixture(scope="module")
def instant() -> Iterator[None]:
    """The clock stands."""
    at = clock.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory, instant: None) -> AsyncIterator[Told]:
    """What every page says, read once for all tests, at one instant: a day that begins meanwhile changes what counts."""
    said = Told()
    async with houses.opened(tmp_path_factory.mktemp("numbers"), at=served.HALF_A_YEAR) as house:
        for manager, team in TEAMS.items():
            await _manager(house, said, manager, team)
        await _leader(house, said)
        for rep in SELLING:
            await _rep(house, said, rep.name)
        await _in_counts(house, said)
    yield said


async def _manager(house: House, said: Told, key: str, team: str) -> None:
    async with house.guest(NAMES[key]) as guest:
        html = await guest.open("/team")
        numbers.matrix(said, "team", html, team)
        numbers.finding(said, "team", html, team)
        told_of_deals.staff(said, "team", html, team)
        told_of_managers.team(said, html, NAMES[key])
        _reinforced(said, html)
        titles = {id: numbers.words(title) for id, title in re.findall(r'href="/process#(.*?)">(.*?)</a>', html)}
        people_of = dict(re.findall(r'<th scope="row"><a href="/people/([^"]*)">(.*?)</a>', html))
        for address in sorted(set(re.findall(r"/team\?open=[^#\"]*", html)))[::20]:
            _opened(said, await guest.open(address))
        numbers.together(said, "presented", await guest.open("/team?present=1"), team)
        await _week(guest, said, key)
        await _review(guest, said, key)
        told_of_deals.calibrated(said, f"calibration of {key}", await guest.open("/calibration"))
        for address in dict.fromkeys(re.findall(r"/calibrations/[^\"]*", guest.html)):
            told_of_deals.revealed(said, "reveal", await guest.open(address), address.rpartition("/")[2])
        own = re.search(r"/drift/managers/[^\"]*", await guest.open("/calibration"))
        assert own
        told_of_managers.one(said, "how you inspect", await guest.open(own[0]), NAMES[key])
        for id, name in people_of.items():
            await _person(guest, said, id, numbers.words(name), titles)


async def _week(guest: Plain, said: Told, key: str) -> None:
    html = await guest.open("/week")
    told_of_deals.follow_ups(said, f"week of {key}", html)
    told_of_deals.week_picks(said, "week", html)
    told_of_managers.week(said, html, NAMES[key])
    await _mail(said, key, html)


async def _review(guest: Plain, said: Told, key: str) -> None:
    html = await guest.open("/review")
    told_of_deals.table(said, "review", html)
    told_of_deals.further(said, f"review of {key}", html, key)
    for address in sorted(set(re.findall(r"/review\?deal=[^\"]*", html)))[::2]:
        told_of_deals.reviewed(said, "review", await guest.open(address))
    html = await guest.open("/review?present=1")
    told_of_deals.table(said, "review, presented", html)
    told_of_deals.further(said, f"review of {key}, presented", html, key)


async def _person(guest: Plain, said: Told, id: str, name: str, titles: Mapping[str, str]) -> None:
    html = await guest.open(f"/people/{id}")
    numbers.line(said, "person", html, name)
    told_of_deals.table(said, "person", html)
    told_of_deals.promised(said, "person", html, name)
    told_of_deals.assigned(said, "person", html, name)
    told_of_deals.agenda(said, "agenda of the person", numbers.section(html, "h-agenda"))
    html = await guest.open(f"/people/{id}/one-to-one")
    told_of_deals.agenda(said, "one-to-one", html)
    if found := re.search(r'<p class="help" id="f-lesson-h">(.*?)</p>', html, re.DOTALL):
        about = re.search(r'name="behaviour" value="(.*?)"(?: checked)?>', html)
        assert about
        numbers.counts(said, "one-to-one", numbers.words(found[1]), name, titles[about[1]])


def _reinforced(said: Told, html: str) -> None:
    """What to reinforce with each rep, with its sentence."""
    for head, cells in numbers.rows(numbers.section(html, "h-all")):
        title = re.search(r"<strong>(.*?)</strong>", cells["Reinforce next"])
        if title:
            whose = numbers.linked(head), numbers.words(title[1])
            numbers.counts(said, "reinforce next", numbers.words(cells["Reinforce next"]), *whose)
            numbers.kind(said, "reinforce next", cells["Reinforce next"], *whose)


def _opened(said: Told, html: str) -> None:
    """The cell of the team that stands open."""
    found = re.search(r'<tr class="said-row".*?</tr>', html, re.DOTALL)
    assert found
    title = re.search(r"<strong>(.*?)</strong>", found[0])
    assert title
    whose = numbers.linked(found[0]), numbers.words(title[1])
    numbers.counts(said, "open cell", numbers.words(found[0]), *whose)
    numbers.kind(said, "open cell", found[0], *whose)
    lanes = re.search(r'<p class="knowdo">(.*?)</p>', found[0], re.DOTALL)
    assert lanes
    numbers.counts(said, "open cell, its drawing", numbers.words(lanes[1]), *whose)


async def _leader(house: House, said: Told) -> None:
    async with house.guest(NAMES["ruth"]) as guest:
        html = await guest.open("/team")
        teams = re.findall(r'<a href="(/team\?team=[^"]*)">(.*?)</a>', html)
        here = re.search(r'<p class="side"><span>(.*?)</span>', html)
        assert here
        numbers.together(said, "team of the leader", html, numbers.words(here[1]))
        for address, name in teams:
            numbers.together(said, "team of the leader", await guest.open(address), numbers.words(name))
        html = await guest.open("/review")
        told_of_deals.table(said, "review of the leader", html)
        told_of_deals.further(said, "review of ruth", html, "ruth")
        told_of_deals.calibrated(said, "calibration of ruth", await guest.open("/calibration"))
        for address in dict.fromkeys(re.findall(r"/calibrations/[^\"]*", guest.html)):
            told_of_deals.revealed(said, "reveal for the leader", await guest.open(address), address.rpartition("/")[2])
        told_of_managers.listed(said, await guest.open("/drift/managers"))
        for address in dict.fromkeys(re.findall(r'href="(/drift/managers/[^"#]*)"', guest.html)):
            html = await guest.open(address)
            told_of_managers.one(said, "how one inspects", html, numbers.heading(html)[4:-9])


async def _rep(house: House, said: Told, name: str) -> None:
    async with house.guest(name) as guest:
        html = await guest.open("/my-line")
        numbers.line(said, "my line", html, name)
        told_of_deals.promised(said, "my line", html, name)
        told_of_deals.sheets(said, "my line", html)
        for address in [*dict.fromkeys(re.findall(r"/my-line/[a-z-]+", html))][: 25 if name == NAMES["mara"] else 3]:
            _behaviour(said, await guest.open(address), name)
        told_of_deals.inbox(said, "inbox", await guest.open("/inbox"))
        await _today(guest, said, name)
        await _calendar(guest, said, name)
        html = await guest.open("/deals")
        told_of_deals.table(said, "deals", html)
        told_of_deals.further(said, f"deals of {name}", html, name)
        for address in dict.fromkeys(re.findall(r"/deals/[0-9a-f-]{36}", numbers.section(html, "h-open"))):
            told_of_deals.deal(said, "deal", await guest.open(address))
            if "/before-a-call" in guest.html:
                told_of_deals.before(said, "before a call", await guest.open(f"{address}/before-a-call"))


async def _today(guest: Plain, said: Told, name: str) -> None:
    """How long the day is, on its page and in the mail of its morning, were it written now."""
    person = next(one for one in await queries.everyone() if one.name == name)
    seconds = await MORNINGS.seconds(person, clock.now())
    shown = re.search(r"About (\d+) minutes?", numbers.words(await guest.open("/today")))
    said.tell("morning mail", "".join(letter.lines(Morning(seconds=seconds))), "minutes of today", name)
    said.tell("today", f"Today: {shown[1]} min." if shown else "", "minutes of today", name)


def _behaviour(said: Told, html: str, name: str) -> None:
    title, part = numbers.heading(html), numbers.section(html, "h-line")
    numbers.counts(said, "behaviour", numbers.words(part), name, title)
    numbers.kind(said, "behaviour", part, name, title)


async def _in_counts(house: House, said: Told) -> None:
    """The same pages once the policy says counts only. What they still tell is the same, and nothing is told of kinds or likely ranges."""
    now = clock.now()
    oskar = next(one for one in await queries.everyone() if one.name == NAMES["oskar"])
    await people.set_policy(
        oskar.actor,
        company="Northwind Tools",
        text="for coaching, in counts",
        owner="Ruth Adeyemi",
        in_force_from=(now - timedelta(days=1)).date(),
        counts_only=True,
        entry=Entry(id=ids.new(), at=now, actor=oskar.id),
    )
    only = Told()
    async with house.guest(NAMES["ines"]) as guest:
        html = await guest.open("/team")
        numbers.matrix(only, "team in counts", html, NORTH)
        id, name = re.findall(r'<th scope="row"><a href="/people/([^"]*)">(.*?)</a>', html)[2]
        numbers.line(only, "person in counts", await guest.open(f"/people/{id}"), numbers.words(name))
        numbers.together(only, "presented in counts", await guest.open("/team?present=1"), NORTH)
    async with house.guest(numbers.words(name)) as guest:
        numbers.line(only, "my line in counts", await guest.open("/my-line"), numbers.words(name))
    for quantity, values in only.said.items():
        for value, pages in values.items():
            for page in pages if quantity[0] in {"know", "do", "team knows", "team does"} else ():
                said.tell(page, value, *quantity)
            for page in pages if quantity[0] in {"know likely", "do likely", "kind"} else ():
                said.tell(page, value, "told in counts", *quantity)


async def _calendar(guest: Plain, said: Told, name: str) -> None:
    """The days on which something is due, in the calendar and on the line; how much is promised and assigned."""
    html = await guest.open("/account/reminders")
    await guest.press(guest.form(action="/account/reminders/feed"))
    address = re.search(r"https?://[^\s\"<]*/feeds/[^\s\"<]*\.ics", guest.html)
    assert address, html
    events = (await guest.client.get(address[0])).text.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    promised = [event for event in events if "/deals/" in event]
    said.tell("calendar", len(promised), "promises open", name)
    said.tell("calendar", sum("/lessons/" in event for event in events), "assigned", name)
    first = re.search(r"SUMMARY:(.*?): ", promised[0]) if promised else None
    if first:
        said.tell("calendar", first[1], "first promise", name)


async def _mail(said: Told, key: str, html: str) -> None:
    """The mail of a Monday morning, were it written now, beside the week."""
    person = next(one for one in await queries.everyone() if one.name == NAMES[key])
    now = clock.now()
    week = await MORNINGS.week(person, now)
    lines = letter.lines(Morning(week=week, begins=True))
    sentences = re.findall(r'<li><span class="lead">.*?</span>(.*?)</li>', numbers.section(html, "h-says"), re.DOTALL)
    for number, (mailed, shown) in enumerate(zip(lines, sentences, strict=True)):
        said.tell("morning mail", mailed, "sentence of the week", key, str(number))
        said.tell("week", numbers.words(shown), "sentence of the week", key, str(number))
    left = re.search(r"(\w+) inspections? left", numbers.heading(html))
    said.tell("morning mail", week.looks, "inspections left", key)
    said.tell("week", SPELLED.get(left[1].lower(), left[1]) if left else 0, "inspections left", key)


SPELLED = {"one": "1", "two": "2", "three": "3"}

PERSONAL = {"my line", "person", "team", "open cell", "open cell, its drawing", "reinforce next", "behaviour", "one-to-one"}


def test_what_somebody_knows_and_does_is_the_same_wherever_it_is_told(told: Told):
    assert told.differing("know", "do", "know likely", "do likely", "kind", "off", "usual") == {}
    counted = PERSONAL | {"team in counts", "person in counts", "my line in counts"}
    assert told.pages("know") == told.pages("do") == counted
    assert told.pages("do likely") == PERSONAL - {"reinforce next", "one-to-one"}
    assert told.pages("kind") == {"my line", "person", "open cell", "reinforce next", "behaviour"}
    assert told.pages("usual") == {"my line", "person", "open cell", "reinforce next", "behaviour", "one-to-one"}
    assert told.pages("told in counts") == set()


def test_what_a_team_knows_and_does_is_what_its_people_come_to(told: Told):
    assert told.differing("team knows", "team does", "reps off", "finding", "lede", "without it") == {}
    assert told.pages("finding") == {"team", "presented", "team of the leader"}
    assert told.pages("team does") >= {"team", "team, its cells", "team, its headline", "presented", "team of the leader"}
    assert told.pages("reps off") >= {"team", "team, its cells", "presented", "team of the leader"}


def test_a_deal_stands_at_the_same_stage_and_waits_for_the_same_clauses_everywhere(told: Told):
    assert told.differing("claimed", "supported", "reaches", "gate", "clauses", "clauses missing", "first clause") == {}
    rows = {"review", "review, presented", "review of the leader", "deals", "person"}
    assert told.pages("claimed") >= rows | {"deal, its flag", "week, its flag"}
    assert told.pages("supported") >= rows | {"deal", "deal, its flag", "week, its flag", "inbox"}
    assert told.pages("reaches") >= rows | {"deal", "my line", "review, at the deal"}
    assert told.pages("gate") >= {"review", "review, at the deal", "deal", "my line", "agenda of the person", "one-to-one"}
    assert "before a call" in told.pages("gate") & told.pages("first clause")
    assert told.differing("clauses in small letters") == {}
    small, full = told.values("clauses in small letters", "agenda of the person"), told.values("clauses", "deal")
    assert small == {deal: full[deal].lower().replace(";", ",") for deal in small}
    assert small.keys() > told.values("clauses in small letters", "one-to-one").keys() > set()


def test_as_many_claims_go_further_as_lines_say_so(told: Told):
    assert told.differing("further") == {}


def test_a_promise_is_due_on_the_same_day_and_counted_once_everywhere(told: Told):
    assert told.differing("due", "next promise", "promises open", "first promise", "follow-ups", "promises due") == {}
    # On a holiday nothing is due, and the week lists no promise.
    weeks = {f"week of {key}" for key in TEAMS if set(told.values("promises due", f"week of {key}, its list").values()) != {"no"}}
    assert told.pages("due") == {"my line", "person", "agenda of the person", "one-to-one", "deal"} | weeks
    assert told.pages("promises open") == {
        *("my line, its list", "my line, its headline", "person, its list", "person, its headline"),
        "calendar",
    }


def test_who_practised_and_what_is_assigned_is_one_count(told: Told):
    assert told.differing("practised", "assigned", "late") == {}
    assert told.pages("assigned") == {"team, its rows", "person, its headline", "person, its list", "calendar"}


def test_what_managers_agree_on_is_the_same_for_each_of_them(told: Told):
    assert told.differing("same conclusion", "same ticks", "clause agrees", "clauses agree") == {}
    calibrations = {"calibration of ines", "calibration of henrik", "calibration of ruth"}
    assert told.pages("same conclusion") == calibrations | {"managers", "how one inspects", "how you inspect"}
    assert told.values("listed conclusion", "calibration of ruth, its list") == {
        ("calibration of ruth",): told.values("same conclusion", "calibration of ruth")["all",]
    }
    assert told.values("listed ticks", "calibration of ruth, its list") == {
        ("calibration of ruth",): told.values("same ticks", "calibration of ruth")["all",]
    }


def test_how_a_manager_inspects_is_one_count_for_the_leader_for_themselves_and_on_their_other_pages(told: Told):
    assert told.differing("inspected", "in time", "followed up", "on the step", "left knowing") == {}
    pages = {"managers", "how one inspects", "how you inspect"}
    assert told.pages("inspected") == told.pages("in time") == told.pages("followed up") == pages
    assert told.pages("on the step") == pages | {"week", "how one inspects, its labels", "how you inspect, its labels"}
    assert told.pages("left knowing") == pages | {"team"}


def test_the_mail_of_a_morning_says_what_the_week_and_the_day_say(told: Told):
    assert told.differing("sentence of the week", "inspections left", "minutes of today") == {}
    assert told.differing("to be inspected", "looked at besides") == {}
    assert told.pages("inspections left") == {"morning mail", "week"}
    assert told.pages("minutes of today") == {"morning mail", "today"}
