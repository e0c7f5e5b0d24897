"""`plumbline people erase`: one person, or somebody on the buyer's side, from the command line."""

from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from server import clock, ids
from server.cli import opened, written
from server.erasure import actions, words
from server.erasure.queries import record as kept
from server.erasure.queries.buyers import SaidBy, said_by
from server.erasure.queries.over import how_many
from server.erasure.queries.preview import Preview, counted, named_by_others
from server.errors import Refused
from server.ledger import Entry
from server.people import addresses, queries
from server.people.queries import Person
from server.settings import Settings


@click.command()
@click.argument("address")
@click.option("--dry-run", is_flag=True, help="Say what would go and what would stay, and change nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
def erase(*, address: str, dry_run: bool, yes: bool) -> None:
    """Erase everything about ADDRESS, who was deactivated before. Nothing brings it back but a backup.

    What goes and what stays is said first. Counts and difficulties do not move: the facts stay under an id that leads to nobody.
    """
    person, found, named = opened.run(lambda _settings: _looked(address))
    _say(person, found, named)
    if dry_run:
        click.echo("Nothing was changed.")
        return
    if found.waiting:
        raise Refused("A file of people or deals waits and may hold the name. Take it over or throw it away first.")
    if not yes:
        click.confirm(f"Erase {person.name} now?", abort=True)
    entry = Entry(id=ids.new(), at=clock.now())

    async def work(_settings: Settings) -> None:
        await actions.erase(None, person.id, entry=entry)

    opened.run(work)
    click.echo("Done. Backups made before still hold them: let those go, or erase again after putting one back.")


@click.command()
@click.argument("address")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def record(*, address: str, file: Path) -> None:
    """Write everything that is kept about ADDRESS into FILE, as JSON: for them, also when they left. Hand it over in private."""

    async def work(_settings: Settings) -> tuple[Person, bytes]:
        person = await queries.person_by_address(addresses.normal(address))
        if person is None:
            raise Refused(f"Nobody here has the address {address}.")
        told = {"made_at": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}", "person": str(person.id), "tables": await kept.record(person.id)}
        return person, msgspec.json.format(msgspec.json.encode(told), indent=2)

    person, told = opened.run(work)
    # Readable by whoever runs this and nobody else, because it holds everything.
    written.new(file, told + b"\n", rights=0o600)
    entry = Entry(id=ids.new(), at=clock.now())

    async def note(_settings: Settings) -> None:
        await actions.note_record(person.id, entry=entry)

    opened.run(note)
    click.echo(f"Everything about {person.name} is in {file}, {len(told)} bytes. It holds words of others to them, too.")


@click.command("erase-buyer")
@click.argument("buyer")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
def erase_buyer(*, buyer: str, dry_run: bool, yes: bool) -> None:
    """Erase what BUYER, a name or an address, said in evidence: words, links and files. That there was proof of that day stays."""

    if not buyer.strip():
        raise Refused("Name the buyer: their name, or their address. Nothing was changed.")

    async def look(_settings: Settings) -> SaidBy:
        return await said_by(buyer)

    found = opened.run(look)
    click.echo(
        f"{len(found.evidence)} of evidence, {len(found.items)} that wait for a deal, {len(found.contacts)} known addresses."
    )
    if dry_run or not found:
        click.echo("Nothing was changed.")
        return
    if not yes:
        click.confirm(f"Erase {buyer} now?", abort=True)
    entry = Entry(id=ids.new(), at=clock.now())

    async def work(_settings: Settings) -> int:
        return await actions.erase_buyer(None, buyer, entry=entry)

    opened.run(work)
    click.echo("Done. Where other words name them, whoever wrote those has to change them.")


@click.command("forget-words")
@click.option("--dry-run", is_flag=True, help="Say how much is over its time, and change nothing.")
def forget_words(*, dry_run: bool) -> None:
    """Empty the words of evidence, answers and notes whose time is over, as every night does. Facts and counts stay.

    How many months they are kept: PLUMBLINE_KEEP_EVIDENCE, after the deal closed, PLUMBLINE_KEEP_ANSWERS and PLUMBLINE_KEEP_NOTES; 0 is for ever.
    """

    async def work(settings: Settings) -> tuple[Mapping[str, int], Mapping[str, int]]:
        asked = how_many if dry_run else actions.forget_old
        return settings.months, await asked(clock.now(), settings.months)

    months, gone = opened.run(work)
    for period, texts in gone.items():
        kept = f"kept for {months[period]} months" if months[period] else "kept for ever"
        click.echo(f"{period}, {kept}: {texts} {'are over their time' if dry_run else 'emptied'}.")
    if dry_run:
        click.echo("Nothing was changed.")


async def _looked(address: str) -> tuple[Person, Preview, Mapping[str, int]]:
    person = await queries.person_by_address(addresses.normal(address))
    if person is None:
        on = await queries.erased_on(address)
        told = f"Somebody with this address was erased on {on:%Y-%m-%d}." if on else f"Nobody here has the address {address}."
        raise Refused(told)
    if person.active:
        raise Refused(f"{person.name} is still here. First: plumbline people deactivate {person.email}")
    return person, await counted(person.id), await named_by_others(person)


def _say(person: Person, found: Preview, named: Mapping[str, int]) -> None:
    click.echo(f"Erasing {person.name}, {person.email}.\n\nWhat goes:")
    for line in words.goes(found.goes):
        click.echo(f"  {line}")
    click.echo("What stays, without a name:")
    for line in words.stays(found.stays):
        click.echo(f"  {line}")
    if told := words.mentioned(named):
        where = ", ".join(f"{name} {n}" for name, n in named.items())
        click.echo(f"{told} In: {where}.")
