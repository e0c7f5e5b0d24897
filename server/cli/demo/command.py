"""`plumbline demo`: fills an empty database with a living demonstration, through the same verbs that people use."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import click

from server import clock, outbox
from server.cli import opened
from server.cli.demo import beginnings, calibrators, emptying, followups, learners, managers, meetings, reworded, sellers
from server.cli.demo.story import people as cast_of
from server.cli.demo.story.days import MOMENTS, Days
from server.cli.demo.story.pipeline import STAGES
from server.cli.demo.story.studies import studies
from server.cli.demo.story.world import Deed, World, named
from server.errors import Setup
from server.gaps import actions as gaps
from server.lessons import actions as loading
from server.lessons import queries as lessons
from server.notices import actions as notices
from server.people import actions as people
from server.people import queries
from server.people.queries import Person
from server.settings import Settings
from server.zones import local_day

MONTH6: Final = "month6"


@click.command()
@click.option(
    "--at",
    "moment",
    type=click.Choice(tuple(MOMENTS)),
    default=MONTH6,
    show_default=True,
    help="How much of its story has happened: nothing yet, three weeks, or half a year.",
)
@click.option("--fresh", is_flag=True, help="Empty the demonstration that is here first. It asks; real people are never touched.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def demo(*, moment: str, fresh: bool, yes: bool) -> None:
    """Fill an empty database with a living demonstration.

    A company of sixteen people with deals, lessons, inspections, notes and promises of half a year that ends today. Everything is made up. A
    database that already has people is left alone.

    \b
      plumbline demo
      plumbline demo --at week3 --fresh
      DATABASE_URL=sqlite:///try.sqlite plumbline demo
    """
    if fresh:
        _empty(yes=yes)
    seeded = opened.run(lambda settings: _seed(settings, moment), migrate=True)
    click.echo(
        "The demonstration is in place. Start it: plumbline serve" if seeded else "People are here already; nothing was changed."
    )


def _empty(*, yes: bool) -> None:
    """Empties a demonstration, once somebody said so. Raises Setup where real people are."""
    if not opened.run(lambda _settings: _is_made_up(), migrate=True):
        raise Setup("People who are not of the demonstration are here, so nothing was emptied. Use another DATABASE_URL.")
    if not yes:
        click.confirm("This empties the demonstration, with everything that was tried in it. Go on?", abort=True)
    opened.run(lambda _settings: emptying.empty())


async def _is_made_up() -> bool:
    return all(one.email.endswith(cast_of.DOMAIN) for one in await queries.everyone())


async def _seed(settings: Settings, moment: str) -> bool:
    if await _inhabited():
        return False
    await loading.load(settings.lessons, now=clock.now(), by="demo")
    return await seed_once(settings, now=clock.now(), moment=moment)


async def seed_once(settings: Settings, *, now: datetime, moment: str = MONTH6) -> bool:
    """Seeds the demonstration into a database without people of its own, and says whether it did. The academy must have been loaded.

    Every deed has an id that follows from its name, and happens at the time that it had for the first seeding: one that was killed half way is
    finished by the next, whichever moment that one asks for.
    """
    if await _inhabited():
        return False
    edition = await lessons.current()
    process = edition.academy.process
    if process is None:
        raise Setup(
            "The process under PLUMBLINE_LESSONS has errors, so there is nothing to demonstrate. `plumbline check` says where."
        )
    if not set(STAGES) <= set(process.stage):
        raise Setup(
            "The demonstration tells of the reference process, and the one under PLUMBLINE_LESSONS is another. Show it with the folder `lessons`."
        )
    now, moment = await people.begin_demonstration(now, moment)
    if MOMENTS[moment]:
        click.echo("Filling the demonstration, which is done once and takes about half a minute.", err=True)
    days = Days(now=now, length=MOMENTS[moment])
    await reworded.serve(settings.lessons, days)
    world = World(
        cast=await _people(days),
        days=days,
        edition=edition,
        process=process,
        studies=studies(edition, days),
        site=settings.url,
    )
    await _policy(world)
    for deed in sorted(_deeds(world), key=lambda deed: deed.at):
        await deed.do()
    for message in await outbox.claim(now, limit=1_000):
        # These letters are of days that never were.
        await outbox.sent(message.id)
    await _settle(now)
    await _read(world)
    await people.mark_demonstration(cast_of.COMPANY)
    return True


def _deeds(world: World) -> Iterator[Deed]:
    """Everything that happens, each deed with its time. What happens at the same moment keeps this order."""
    yield from sellers.deeds(world)
    yield from learners.deeds(world)
    yield from beginnings.deeds(world)
    yield from managers.deeds(world)
    yield from followups.deeds(world)
    yield from calibrators.deeds(world)
    yield from reworded.deeds(world)
    yield from meetings.deeds(world)


async def _settle(now: datetime) -> None:
    """What every night does, so that the first visitor sees estimates that know how hard each question was."""
    await gaps.make_snapshot(now)
    for person, last in (await gaps.behind()).items():
        await gaps.refold(person, last)


async def _read(world: World) -> None:
    """Everybody has read what is older than yesterday, as people do."""
    before = world.days.now - timedelta(days=2)
    for key in world.cast:
        await notices.read_all(world.actor(key), world.entry(f"read {key}", before, by=key))


async def _inhabited() -> bool:
    """Whether people are here already, or a whole demonstration. A seeding that was killed half way counts as neither."""
    return await queries.is_demonstration() or not await _is_made_up()


async def _people(days: Days) -> dict[str, Person]:
    """The cast by key."""
    began = days.now - timedelta(days=730)
    teams: dict[str, UUID] = {}
    for name, parent in cast_of.TEAMS:
        teams[name] = await people.make_team(
            None, name=name, parent=teams.get(parent), zone=cast_of.ZONE, entry=named(f"team {name}", began)
        )
    cast: dict[str, Person] = {}
    for number, one in enumerate(cast_of.CAST):
        came = days.now - timedelta(days=one.joined) + timedelta(minutes=number)
        cast[one.key] = await people.add_person(
            None,
            name=one.name,
            email=f"{one.key}{cast_of.DOMAIN}",
            roles=one.roles,
            zone=cast_of.ZONE,
            team=teams.get(one.team),
            entry=named(f"person {one.key}", came),
        )
        if one.manages:
            entry = named(f"manages {one.key}", began + timedelta(hours=1))
            await people.join_team(None, cast[one.key].id, teams[one.manages], manages=True, entry=entry)
    sam = cast["sam"]
    owns = named("process owner sam", sam.added_at + timedelta(minutes=1))
    await people.set_roles(None, sam.id, sam.roles, process_owner=True, entry=owns)
    return cast


async def _policy(world: World) -> None:
    """The policy has been in force for a little longer than the story."""
    at = world.days.now - timedelta(days=world.days.length + 2)
    await people.set_policy(
        world.actor("oskar"),
        company=cast_of.COMPANY,
        text=cast_of.POLICY,
        owner="Ruth Adeyemi",
        in_force_from=local_day(at, cast_of.ZONE),
        counts_only=False,
        entry=world.entry("policy", at, by="oskar"),
    )
