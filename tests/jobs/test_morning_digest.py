"""One mail a day at most, at the chosen hour, whatever crashes and however many look; and none when there is nothing to say."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from server import ids, ledger, outbox
from server.commitments.tables import CommitmentRow
from server.db import Statement
from server.deals import actions as deals
from server.deals.actions import Told
from server.erasure import actions as erasure
from server.errors import Unavailable
from server.jobs.morning_digest import Pages, write_due
from server.ledger import Entry
from server.notices import actions as notices
from server.notices import queries
from server.people import actions as people
from server.people.queries import Person
from server.sentences.nobody import NOBODY
from tests.cast import SITE, TUESDAY, Cast, assemble
from tests.databases import Database
from tests.jobs.keeping import cut
from tests.jobs.mornings import four_minutes, mails, no_week, note, nothing, so_many, some_week, write_all
from tests.machine import ROOT
from tests.selling import PROCESS, serve

EIGHT = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
"""Wednesday, eight in the morning in Prague."""

REPS = "Ada Rep", "Bo Rep", "Ida Rep"


@pytest.fixture
async def cast(database: Database, wired: None) -> Cast:
    await serve()
    cast = await assemble()
    # They came two weeks ago; nobody looked at those mornings, and they have gone by.
    await write_all(TUESDAY, nothing)
    return cast


async def test_a_rep_is_told_in_one_line_and_once(cast: Cast):
    await note(cast, cast.ada)
    await write_all(EIGHT)
    await write_all(EIGHT + timedelta(minutes=1))
    (mail,) = [one for one in await mails() if one.to == cast.ada.email]
    assert mail.subject == "Today: 4 min. Mira North wrote to you."
    assert mail.text.startswith("Today: 4 min. Mira North wrote to you.\n\nOpen Plumbline: https://test\n")
    assert "<p>Today: 4 min. Mira North wrote to you.</p>" in mail.html
    assert mail.stop.startswith("https://test/reminders/")
    assert mail.stop in mail.text


async def test_whoever_was_erased_since_is_called_so_in_the_language_of_the_reader(cast: Cast):
    await note(cast, cast.ada)
    await people.deactivate(cast.zoe.actor, cast.mira.id, entry=cast.entry(cast.zoe))
    await erasure.erase(cast.zoe.actor, cast.mira.id, entry=cast.entry(cast.zoe))
    await Statement('UPDATE "person" SET "locale" = \'es\' WHERE "id" = {}')(cast.ada.id)
    await write_all(EIGHT)
    (mail,) = [one for one in await mails() if one.to == cast.ada.email]
    assert "Persona borrada" in mail.subject
    assert NOBODY not in f"{mail.subject} {mail.text} {mail.html}"


async def test_nobody_is_written_to_before_their_hour_or_for_nothing(cast: Cast):
    await note(cast, cast.ada)
    await write_all(EIGHT - timedelta(seconds=1))
    assert await mails() == []
    await write_all(EIGHT, nothing)
    assert [one.to for one in await mails()] == [cast.ada.email]


async def test_what_was_told_is_not_told_again(cast: Cast):
    await note(cast, cast.ada)
    await write_all(EIGHT, nothing)
    await write_all(EIGHT + timedelta(days=1), nothing)
    assert len(await mails()) == 1


async def test_what_was_read_before_is_not_told(cast: Cast):
    await note(cast, cast.ada)
    await notices.read_all(cast.ada.actor, cast.entry(cast.ada))
    await write_all(EIGHT, nothing)
    assert await mails() == []


@pytest.mark.parametrize(
    ("zone", "hours"), [("Europe/Prague", 9), ("America/Los_Angeles", 19)], ids=["where the manager is", "nine hours behind"]
)
async def test_a_manager_hears_what_is_due_by_tonight(cast: Cast, zone: str, hours: int):
    """Until 17 or 18 o'clock where the rep is: in the west that is early on the manager's next day, and still of the day before."""
    await Statement('UPDATE "person" SET "zone" = {} WHERE "id" = {}')(zone, cast.ada.id)
    for name, days in (("Northgate", 0), ("Fennel", -1), ("Later", 3)):
        deal = await deals.add(
            cast.ada.actor, cast.entry(cast.ada), Told(name=name, stage="align"), motion="new", currency="EUR", process=PROCESS
        )
        await CommitmentRow.insert(
            CommitmentRow(
                id=ids.new(),
                person=cast.ada.id,
                deal=deal,
                words="Meet Petra.",
                proof="meeting-recap",
                due_at=EIGHT + timedelta(days=days, hours=hours),
                made_at=TUESDAY,
                state="open",
            )
        )
    await write_all(EIGHT, nothing)
    (mail,) = [one for one in await mails() if one.to == cast.mira.email]
    assert mail.text.startswith("2 promises are due by tonight, 1 of them from before: Ada Rep on Fennel and Northgate.\n")
    assert mail.subject == "2 promises are due by tonight, 1 of them from before: Ada Rep on Fennel and…"
    assert "Petra" not in mail.text, "the words of a promise may name somebody of the buyer's"
    assert [one.to for one in await mails() if one.to == cast.tom.email] == []


async def test_a_week_begins_with_its_three_sentences(cast: Cast):
    monday, leads = datetime(2026, 11, 23, 7, 0, tzinfo=UTC), Pages(seconds=partial(so_many, 0), week=some_week)
    await write_all(monday - timedelta(days=3), nothing)
    await write_all(monday, leads)
    assert {one.to for one in await mails()} == {cast.mira.email, cast.tom.email, cast.lea.email}
    assert {one.text.partition("\n\nOpen")[0] for one in await mails()} == {"Better.\n\nDrifting.\n\nDue."}
    for day in range(1, 5):
        await write_all(monday + timedelta(days=day), leads)
    assert len(await mails()) == 3, "what is left to look at is no reason to write"


async def test_who_was_away_on_a_monday_hears_of_the_week_with_their_first_mail(cast: Cast):
    leads, told = Pages(seconds=partial(so_many, 0), week=some_week), dict[str, list[int]]()
    for person, first, last in ((cast.lea, 23, 23), (cast.mira, 20, 25), (cast.tom, 23, 27)):
        begins, ends = date(2026, 11, first), date(2026, 11, last)
        await people.note_absence(person.actor, cast.entry(person), person=person.id, first=begins, last=ends, site=SITE)
    for day in (18, 19, 20, 23, 24, 25, 26, 27, 30):
        before = Counter(one.to for one in await mails())
        await write_all(datetime(2026, 11, day, 7, 0, tzinfo=UTC), leads if day > 20 else nothing)
        for to in Counter(one.to for one in await mails()) - before:
            told.setdefault(to, []).append(day)
    assert told == {cast.lea.email: [24, 30], cast.mira.email: [26, 30], cast.tom.email: [30]}


async def test_a_server_that_was_down_on_a_monday_puts_the_week_off_by_a_day(cast: Cast):
    leads, tuesday = Pages(seconds=partial(so_many, 0), week=some_week), datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    await write_all(tuesday - timedelta(days=4), nothing)
    await write_all(tuesday - timedelta(hours=12), leads)
    assert await mails() == [], "nobody wants their morning in the evening"
    await write_all(tuesday, leads)
    assert len(await mails()) == 3


async def test_the_first_week_of_a_year_begins_in_the_year_before(cast: Cast):
    leads, monday = Pages(seconds=partial(so_many, 0), week=some_week), datetime(2026, 12, 28, 7, 0, tzinfo=UTC)
    await write_all(monday - timedelta(days=3), nothing)
    for day in (0, 4):
        await write_all(monday + timedelta(days=day), leads)
    assert len(await mails()) == 3
    await write_all(monday + timedelta(days=7), leads)
    assert len(await mails()) == 6


async def test_weekends_leave_and_a_server_that_was_down_are_left_out(cast: Cast):
    saturday = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    await write_all(EIGHT, nothing)
    await write_all(EIGHT + timedelta(days=1), nothing)
    await write_all(EIGHT + timedelta(days=2), nothing)
    cast.now = saturday
    await note(cast, cast.ada)
    await write_all(saturday, four_minutes)
    assert await mails() == []
    await write_all(saturday + timedelta(days=2, hours=5), four_minutes)
    assert await mails() == [], "Monday afternoon is no morning"
    await write_all(saturday + timedelta(days=3), nothing)
    assert [one.to for one in await mails()] == [cast.ada.email], "and nothing was lost by it"


async def test_nobody_is_written_to_on_leave(cast: Cast):
    day = date(2026, 11, 18)
    await people.note_absence(cast.ada.actor, cast.entry(cast.ada), person=cast.ada.id, first=day, last=day, site=SITE)
    await note(cast, cast.ada)
    await write_all(EIGHT)
    assert cast.ada.email not in {one.to for one in await mails()}
    await write_all(EIGHT + timedelta(days=1))
    assert cast.ada.email in {one.to for one in await mails()}


async def test_the_hour_is_the_persons_own_where_they_are(cast: Cast):
    await notices.choose(cast.ada.actor, cast.entry(cast.ada), on=True, hour=6)
    await people.change_person(cast.bo.actor, cast.bo.id, zone="America/New_York", entry=cast.entry(cast.bo))
    await write_all(EIGHT - timedelta(hours=2))
    assert [one.to for one in await mails()] == [cast.ada.email]
    await write_all(EIGHT + timedelta(hours=5, minutes=59))
    assert cast.bo.email not in {one.to for one in await mails()}
    await write_all(EIGHT + timedelta(hours=6))
    assert cast.bo.email in {one.to for one in await mails()}


async def test_a_new_hour_on_the_same_day_brings_no_second_mail(cast: Cast):
    await write_all(EIGHT)
    cast.now = EIGHT + timedelta(minutes=1)
    await notices.choose(cast.ada.actor, cast.entry(cast.ada), on=True, hour=10)
    await note(cast, cast.ada)
    await write_all(EIGHT + timedelta(hours=2))
    assert [one.to for one in await mails()].count(cast.ada.email) == 1


async def test_who_turned_them_off_or_left_gets_none(cast: Cast):
    await notices.choose(cast.ada.actor, cast.entry(cast.ada), on=False, hour=8)
    await people.deactivate(cast.zoe.actor, cast.bo.id, entry=cast.entry(cast.zoe))
    await write_all(EIGHT)
    assert [one.to for one in await mails()] == [cast.ida.email]
    cast.now = EIGHT
    await people.reactivate(cast.zoe.actor, cast.bo.id, entry=cast.entry(cast.zoe))
    await write_all(EIGHT + timedelta(days=1))
    assert [one.to for one in await mails()].count(cast.bo.email) == 1


async def test_one_press_of_the_link_stops_them_for_its_reader_alone(cast: Cast):
    await write_all(EIGHT)
    (mail,) = [one for one in await mails() if one.to == cast.ada.email]
    token = mail.stop.removeprefix("https://test/reminders/").removesuffix("/ending")
    stopped = await asyncio.gather(*(notices.stop(token, EIGHT + timedelta(seconds=n)) for n in range(3)))
    assert {one.id for one in stopped if one} == {cast.ada.id}
    assert [fact.fact.kind for fact in await ledger.of_person(cast.ada.id)].count("morning-mail-chosen") == 1
    assert not (await queries.choice_of(cast.ada.id)).on
    await write_all(EIGHT + timedelta(days=1))
    assert sorted(one.to for one in await mails()) == sorted(
        [cast.ada.email, cast.bo.email, cast.ida.email, cast.bo.email, cast.ida.email]
    )
    assert await notices.stop("no such token", EIGHT) is None


async def test_in_a_demonstration_only_who_asked_for_it_is_written_to(cast: Cast):
    await people.mark_demonstration("Northwind Tools")
    await notices.choose(cast.ada.actor, cast.entry(cast.ada), on=True, hour=8)
    await write_all(EIGHT)
    assert [one.to for one in await mails()] == [cast.ada.email]


async def test_what_goes_wrong_with_one_does_not_hold_up_the_others(cast: Cast):
    async def broken_for_ada(person: Person, now: datetime) -> int:
        if person.id == cast.ada.id:
            raise ValueError("a bug")
        return 240

    await write_all(EIGHT, Pages(seconds=broken_for_ada, week=no_week))
    assert sorted(one.to for one in await mails()) == sorted([cast.bo.email, cast.ida.email])


async def test_a_database_that_is_away_for_a_moment_costs_nobody_their_mail(cast: Cast):
    async def away(person: Person, now: datetime) -> int:
        raise Unavailable("The database cannot be reached just now.")

    for gone, error in ((away, Unavailable), (cut, asyncpg.ConnectionDoesNotExistError)):
        pages = Pages(seconds=gone, week=no_week)
        with pytest.raises(error):
            await write_due(SITE, pages, EIGHT)
    await write_all(EIGHT + timedelta(minutes=1))
    assert sorted(one.to for one in await mails()) == sorted(one.email for one in (cast.ada, cast.bo, cast.ida))


async def test_several_workers_at_once_make_one_mail_each(cast: Cast):
    await asyncio.gather(*(write_due(SITE, four_minutes, EIGHT) for _worker in range(6)))
    assert sorted(one.to for one in await mails()) == sorted(one.email for one in (cast.ada, cast.bo, cast.ida))


WORKER = """
import asyncio, os, signal, sys
from datetime import datetime
from itertools import count
from server import db, ids
from server.jobs.morning_digest import Pages, write_due
from server.jobs.send_outbox import send_due
from server.notices.letter import Week
from server.operations import actions
from server.operations.actions import Round
from server.operations.job import SETTLE_GAPS
from server.outbox import outside
from server.piccolo_app import TABLES

looks = count(1)

async def seconds(person, now):
    if next(looks) == int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)
    return 240

async def week(person, now):
    return Week()

async def main():
    db.use(db.open_engine(sys.argv[1]), TABLES)
    await db.start()
    now = datetime.fromisoformat(sys.argv[2])
    print("ready", flush=True)
    sys.stdin.readline()
    while await write_due("https://test", Pages(seconds, week), now):
        pass
    settling = Round(job=SETTLE_GAPS, run=ids.new(), host="north")
    print("settles" if await actions.claim_night(settling, now.replace(hour=2)) else "does not settle")
    while await send_due(outside.transport(f"file:{sys.argv[3]}"), "plumbline@example.org", now):
        pass
    await db.close()

asyncio.run(main())
"""

CROWD = 60


async def crowd(cast: Cast) -> set[str]:
    """Many reps of whom each should get one mail."""
    for n in range(CROWD):
        await people.add_person(
            None,
            name=f"Rep {n}",
            email=f"rep{n}@example.org",
            roles=["rep"],
            zone="Europe/Prague",
            team=cast.north,
            entry=Entry(id=ids.new(), at=TUESDAY),
        )
    return {f"rep{n}@example.org" for n in range(CROWD)} | {cast.ada.email, cast.bo.email, cast.ida.email}


def worker(database: Database, box: Path, dies_at: int = 0) -> "subprocess.Popen[str]":
    """Another host: it shares the database and nothing else. It is killed when it looks at the mail with this number from 1."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, database.url, EIGHT.isoformat(), str(box), str(dies_at)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database.url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def begin(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


async def test_two_hosts_do_the_work_of_a_day_once(cast: Cast, database: Database, tmp_path: Path):
    everybody = await crowd(cast)
    workers = [worker(database, tmp_path / "box") for _ in range(2)]
    for one in workers:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in workers:
        begin(one)
    ended = [await asyncio.to_thread(one.communicate) for one in workers]
    assert [(one.returncode, errors) for one, (_said, errors) in zip(workers, ended, strict=True)] == [(0, ""), (0, "")]
    assert sorted(said for said, _errors in ended) == ["does not settle\n", "settles\n"]
    sent = [message_from_bytes(file.read_bytes())["To"] for file in (tmp_path / "box").iterdir()]
    assert sorted(sent) == sorted(everybody), "each mail of the morning was made once and delivered once"
    assert await outbox.waiting() == 0
    assert await marked() == len(everybody) + NO_REPS


@pytest.mark.parametrize("after", [1, 23])
async def test_a_process_that_was_killed_is_followed_by_another_and_nobody_gets_two(
    cast: Cast, database: Database, tmp_path: Path, after: int
):
    everybody = await crowd(cast)
    killed = worker(database, tmp_path, after + 1)
    assert killed.stdout
    assert killed.stdout.readline() == "ready\n"
    begin(killed)
    await asyncio.to_thread(killed.communicate)
    assert killed.returncode == -signal.SIGKILL
    between = await marked()
    assert 0 < between < len(everybody) + NO_REPS, "the kill came while mornings were looked at"
    await write_all(EIGHT + timedelta(minutes=1))
    assert sorted(one.to for one in await mails()) == sorted(everybody)
    assert await marked() == len(everybody) + NO_REPS


NO_REPS = 5
"""Those of the cast who sell nothing and have no news: their day is marked without a mail."""


async def marked() -> int:
    return int((await MARKED(EIGHT.date()))[0]["n"])


MARKED = Statement('SELECT count(*) AS n FROM "morning" WHERE "day" = {}')
