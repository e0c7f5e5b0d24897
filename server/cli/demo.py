"""`plumbline demo`: fills an empty database with a small living demonstration, through the same verbs that people use."""

from datetime import datetime, timedelta
from uuid import UUID

import click

from server import clock, ids, outbox
from server.assignments import actions as assignments
from server.cli import learners, opened, story
from server.cli.story import Learned, Practised
from server.coaching import actions as coaching
from server.deals import actions as deals
from server.errors import Setup
from server.gaps import actions as gaps
from server.ledger import Entry
from server.lessons import actions as loading
from server.lessons import queries as lessons
from server.people import actions as people
from server.people import queries
from server.people.queries import Person
from server.process.map import Process
from server.settings import Settings


@click.command()
def demo() -> None:
    """Fill an empty database with a small living demonstration.

    A company of sixteen people with deals, lessons taken, notes and promises of the last weeks. Everything is made up. A database that already has
    people is left alone.

    \b
      plumbline demo
      DATABASE_URL=sqlite:///try.sqlite plumbline demo
    """
    seeded = opened.run(_seed, migrate=True)
    click.echo(
        "The demonstration is in place. Start it: plumbline serve" if seeded else "People are here already; nothing was changed."
    )


async def _seed(settings: Settings) -> bool:
    if await _inhabited():
        return False
    await loading.load(settings.lessons, now=clock.now(), by="demo")
    return await seed_once(settings, now=clock.now())


async def seed_once(settings: Settings, *, now: datetime) -> bool:
    """Seeds the demonstration into a database without people of its own, and says whether it did. The academy must have been loaded.

    Every deed has an id that follows from its name, so a seeding that was killed half way is finished by the next one.
    """
    if await _inhabited():
        return False
    process = (await lessons.current()).academy.process
    if process is None:
        raise Setup(
            "The process under PLUMBLINE_LESSONS has errors, so there is nothing to demonstrate. `plumbline check` says where."
        )
    cast = await _people(now)
    owned = await _deals(cast, process, now)
    await _policy(cast["oskar"], now)
    await _notes(cast, owned, now)
    # In the order of time, because what somebody knows fades from one deed to the next.
    deeds: list[Learned | Practised] = [*story.LEARNED, *story.PRACTISED]
    for deed in sorted(deeds, key=lambda deed: deed.days):
        if isinstance(deed, Learned):
            await learners.take(cast[deed.who], deed, owned.get(deed.promise), now)
        else:
            await learners.practise(cast[deed.who], deed, now)
    await _assignments(cast, settings, now)
    for message in await outbox.claim(now, limit=100):
        # These letters are of days that never were.
        await outbox.sent(message.id)
    await _settle(now)
    await people.mark_demonstration(story.COMPANY)
    return True


async def _settle(now: datetime) -> None:
    """What every night does, so that the first visitor sees estimates that know how hard each question was."""
    await gaps.make_snapshot(now)
    for person, last in (await gaps.behind()).items():
        await gaps.refold(person, last)


async def _inhabited() -> bool:
    """Whether people are here already, or a whole demonstration. A seeding that was killed half way counts as neither."""
    return await queries.is_demonstration() or any(not one.email.endswith(story.DOMAIN) for one in await queries.everyone())


async def _people(now: datetime) -> dict[str, Person]:
    """The cast by key. Everybody has been here for two years."""
    began = now - timedelta(days=730)
    teams: dict[str, UUID] = {}
    for name, parent in story.TEAMS:
        teams[name] = await people.make_team(
            None, name=name, parent=teams.get(parent), zone=story.ZONE, entry=_entry(f"team {name}", began)
        )
    cast: dict[str, Person] = {}
    for number, one in enumerate(story.CAST):
        cast[one.key] = await people.add_person(
            None,
            name=one.name,
            email=f"{one.key}{story.DOMAIN}",
            roles=one.roles,
            zone=story.ZONE,
            team=teams.get(one.team),
            entry=_entry(f"person {one.key}", began + timedelta(minutes=number)),
        )
        if one.manages:
            entry = _entry(f"manages {one.key}", began + timedelta(hours=1))
            await people.join_team(None, cast[one.key].id, teams[one.manages], manages=True, entry=entry)
    return cast


async def _deals(cast: dict[str, Person], process: Process, now: datetime) -> dict[str, UUID]:
    """Deal ids by name."""
    owned: dict[str, UUID] = {}
    for deal in story.DEALS:
        told = deals.Told(
            name=deal.name, stage=deal.stage, amount=deal.worth * 100, close_date=(now + timedelta(days=deal.closes)).date()
        )
        owner = cast[deal.owner].actor
        entry = _entry(f"deal {deal.name}", now + timedelta(days=deal.added), by=owner.id)
        owned[deal.name] = await deals.add(owner, entry, told, motion=deal.motion, currency="EUR", process=process)
    return owned


async def _policy(admin: Person, now: datetime) -> None:
    at = now - timedelta(days=16)
    await people.set_policy(
        admin.actor,
        company=story.COMPANY,
        text=story.POLICY,
        owner="Ruth Adeyemi",
        in_force_from=at.date(),
        counts_only=False,
        entry=_entry("policy", at, by=admin.id),
    )


async def _notes(cast: dict[str, Person], owned: dict[str, UUID], now: datetime) -> None:
    for note in story.NOTES:
        writer = cast[note.by].actor
        entry = _entry(f"note {note.text}", now + timedelta(days=note.days), by=writer.id)
        await coaching.write_note(writer, entry, person=cast[note.to].id, words=note.text, tag="step", deal=owned.get(note.deal))


async def _assignments(cast: dict[str, Person], settings: Settings, now: datetime) -> None:
    for given in story.ASSIGNED:
        await assignments.assign(
            cast[given.by].actor,
            _entry(f"assign {given.to} {given.lesson}", now + timedelta(days=given.made), by=cast[given.by].id),
            person=cast[given.to].id,
            lesson=given.lesson,
            reason=given.reason,
            day=(now + timedelta(days=given.due)).date(),
            site=settings.url,
        )


def _entry(name: str, at: datetime, *, by: UUID | None = None) -> Entry:
    return Entry(id=ids.derived(story.NAMESPACE, name), at=at, actor=by)
