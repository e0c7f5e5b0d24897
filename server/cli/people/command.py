"""`plumbline people`: who is here, from the command line; the way in for the first admin and for installations without mail."""

import click

from server import clock, ids
from server.cli import opened
from server.cli.people import bringing, erasing
from server.errors import Refused
from server.ledger import Entry
from server.people import actions, addresses, queries
from server.people.queries import Person
from server.people.roles import ROLES, in_order
from server.settings import Settings


@click.group()
def people() -> None:
    """Add people, bring them from a file, list them, print a sign-in link, let them go, erase them.

    \b
    The first admin of a new installation:
      plumbline people add --admin you@example.com
      plumbline people link you@example.com
    """


@people.command()
@click.argument("address")
@click.option("--name", help="How they are called. Default: made from the address.")
@click.option("--admin", is_flag=True, help="Short for --role admin.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be given more than once. Default: rep.")
@click.option("--zone", default="UTC", show_default=True, metavar="ZONE", help="Their time zone, such as Europe/Prague.")
@click.option("--team", metavar="NAME", help="The team they are a member of; it has to be there.")
def add(*, address: str, name: str | None, admin: bool, roles: tuple[str, ...], zone: str, team: str | None) -> None:
    """Add somebody. They sign in with ADDRESS; no mail is sent."""
    chosen = {*roles, *(("admin",) if admin else ())} or {"rep"}

    async def work(_settings: Settings) -> Person:
        found = next((one for one in await queries.teams() if one.name == team), None)
        if team and found is None:
            raise Refused(f"There is no team {team!r}. Make it under Setup, or leave --team out.")
        return await actions.add_person(
            None,
            name=name or _name_from(address),
            email=address,
            roles=chosen,
            zone=zone,
            team=found.id if found else None,
            entry=_entry(),
        )

    person = opened.run(work, migrate=True)
    click.echo(f"{person.name} is here now: {', '.join(in_order(person.roles))}.")
    click.echo(f"They sign in with {person.email}. Without mail: plumbline people link {person.email}")


@people.command(name="list")
def list_() -> None:
    """List everybody, those who left last."""

    async def work(_settings: Settings) -> list[Person]:
        return await queries.everyone()

    everyone = opened.run(work)
    width = max((len(person.email) for person in everyone), default=0)
    for person in everyone:
        left = "" if person.deactivated_at is None else f", left {person.deactivated_at:%Y-%m-%d}"
        team = f", {person.team_name}" if person.team_name else ""
        click.echo(f"{person.email:<{width}}  {person.name}: {', '.join(in_order(person.roles))}{team}{left}")
    if not everyone:
        click.echo("Nobody is here yet. Add yourself: plumbline people add --admin you@example.com")


@people.command()
@click.argument("address")
def link(address: str) -> None:
    """Print a link that signs ADDRESS in once, within 15 minutes. Whoever has it is that person: hand it over in private."""

    async def work(settings: Settings) -> str:
        person = await _somebody(address)
        if not person.active:
            raise Refused(f"{person.name} left. Reactivate them under Setup first.")
        token = ids.token()
        await actions.make_link(person, token=token, code=ids.code(), now=clock.now())
        return f"{settings.url}/sign-in/link/{token}"

    click.echo(opened.run(work))


@people.command()
@click.argument("address")
def deactivate(address: str) -> None:
    """Let somebody go: signed out everywhere at once; everything they did stays."""

    async def work(_settings: Settings) -> Person:
        person = await _somebody(address)
        await actions.deactivate(None, person.id, entry=_entry())
        return person

    click.echo(f"{opened.run(work).name} can no longer sign in. What they did stays.")


people.add_command(bringing.import_)
people.add_command(erasing.erase)
people.add_command(erasing.erase_buyer)
people.add_command(erasing.forget_words)
people.add_command(erasing.record)


async def _somebody(address: str) -> Person:
    person = await queries.person_by_address(addresses.normal(address))
    if person is None:
        raise Refused(f"Nobody here has the address {address}. `plumbline people list` shows who is here.")
    return person


def _entry() -> Entry:
    return Entry(id=ids.new(), at=clock.now())


def _name_from(address: str) -> str:
    """`ada.lovelace@example.com` as Ada Lovelace."""
    words = address.partition("@")[0].replace(".", " ").replace("_", " ").replace("-", " ")
    return words.title() or address
