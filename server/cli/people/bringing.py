"""`plumbline people import`: a file of a personnel system from the command line, such as every night from a timer."""

from pathlib import Path

import click
from msgspec import Struct

from server import clock, ids
from server.cli import opened
from server.cli.counted import counted
from server.cli.reports import clean
from server.cli.zone import zone_option
from server.deals.crm.sheet import Sheet, Unreadable, open_sheet
from server.errors import Refused
from server.integrations.directory import heads, words
from server.integrations.directory.actions import files as actions
from server.integrations.directory.actions.files import Looked
from server.integrations.directory.plan import Plan
from server.integrations.directory.queries.files import Outcome
from server.integrations.directory.queries.present import present
from server.ledger import Entry
from server.people import addresses
from server.people.roles import in_order
from server.settings import Settings


class Options(Struct, frozen=True, kw_only=True):
    """How a file is taken over. `leaving` are addresses of people who are let go; `missing`: everybody who is not in it."""

    zone: str
    dry_run: bool
    partly: bool
    leaving: frozenset[str]
    missing: bool


class Report(Struct, frozen=True, kw_only=True):
    """What would happen, line by line, and what did; `outcome` is empty when nothing was written."""

    told: tuple[str, ...]
    faults: tuple[str, ...]
    leavers: tuple[str, ...]
    outcome: Outcome | None


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@zone_option("For new people whose row names no time zone.")
@click.option("--leave-out-faults", is_flag=True, help="Take over the rest when some lines cannot be read.")
@click.option(
    "--deactivate", multiple=True, metavar="ADDRESS", help="Let go of somebody who left or is not in it. May be repeated."
)
@click.option("--deactivate-missing", is_flag=True, help="Let go of everybody who left by the file or is not in it.")
@click.pass_context
def import_(
    context: click.Context,
    *,
    file: Path,
    dry_run: bool,
    zone: str,
    leave_out_faults: bool,
    deactivate: tuple[str, ...],
    deactivate_missing: bool,
) -> None:
    """Bring people and who reports to whom from a CSV file of a personnel system or directory.

    Columns are recognised by their heads: a work email and a name, and if they are there the manager, team, role, time zone and whether somebody
    left. It happens as a whole or not at all, and the same file again changes nothing. Nobody is let go unless you say so.

    \b
    First look, then take it over:
      plumbline people import --dry-run people.csv
      plumbline people import people.csv --deactivate bo@example.com
    """
    options = Options(
        zone=zone,
        dry_run=dry_run,
        partly=leave_out_faults,
        leaving=frozenset(addresses.normal(one) or one for one in deactivate),
        missing=deactivate_missing,
    )

    sheet = _sheet(file)

    async def work(_settings: Settings) -> Report:
        return await _take_over(sheet, file.name, options)

    report = opened.run(work)
    _tell(report, options)
    context.exit(1 if report.outcome is None and not dry_run else 0)


UNREADABLE = {
    "empty": "is empty",
    "binary": "is no text",
    "workbook": "is a workbook",
    "archive": "is a ZIP file",
    "one-column": "has one column only",
}
"""Why a file holds no table, by the code of it."""


def _sheet(file: Path) -> Sheet:
    try:
        return open_sheet(file.read_bytes())
    except Unreadable as error:
        raise Refused(
            f"{file} holds no table: it {UNREADABLE[error.why]}. Export the people as CSV with their heads in the first line."
        ) from error


async def _take_over(sheet: Sheet, file: str, options: Options) -> Report:
    columns = heads.columns_of(sheet.heads)
    looked = await actions.look_at(sheet, columns, zone=options.zone)
    made = _plan(looked, file)
    leaving = [one for one in made.leavers if options.missing or one.email in options.leaving]
    strangers = options.leaving - {one.email for one in leaving}
    if strangers:
        raise Refused(f"Not let go, because they are in the file or not here: {', '.join(sorted(strangers))}. Nothing was done.")
    outcome = None
    if not options.dry_run and (options.partly or not made.faults):
        outcome = await actions.take_over_table(
            Entry(id=ids.new(), at=clock.now()),
            sheet,
            columns,
            seen=looked.seen,
            leaving=[one.id for one in leaving],
            partly=options.partly,
            zone=options.zone,
        )
    return Report(
        told=await _told(made),
        faults=tuple(f"line {line}: {why}" for line, why in words.by_line(made.faults)),
        leavers=tuple(f"{one.name}, {one.email}" for one in made.leavers if one not in leaving),
        outcome=outcome,
    )


def _plan(looked: Looked, file: str) -> Plan:
    if looked.plan is None:
        raise Refused(
            f"{file} has no column that looks like this: {words.missing(looked.missing)}. "
            "Hand it in under Setup, People, where you can say which column it is."
        )
    return looked.plan


async def _told(made: Plan) -> tuple[str, ...]:
    here = await present()
    people = []
    for one in made.people:
        what = ", ".join(words.what_happens(one, here)) or ", ".join(one.changes)
        if one.what == "added":
            people.append(
                f"new      {one.name}, {one.email}: {', '.join(in_order(set(one.roles)))}{f', {one.team}' if one.team else ''}"
            )
        elif one.what != "same":
            people.append(f"{'back' if one.what == 'returned' else 'changed':<8} {one.name}, {one.email}: {what}")
    teams = [f"team     {team.name}: {what}" for team in made.teams if (what := words.what_becomes(team))]
    ends = [f"ends     {end.name} no longer manages {end.team_name}" for end in made.endings]
    return (*people, *teams, *ends)


def _tell(report: Report, options: Options) -> None:
    for line in report.told:
        click.echo(clean(line))
    for line in report.faults:
        click.echo(clean(f"out      {line}"))
    for line in report.leavers:
        click.echo(clean(f"stays    {line}: left by the file or not in it. --deactivate lets go of them."))
    done = report.outcome
    if done is not None:
        click.echo(
            f"{done.added} added, {done.changed} changed, {done.returned} back, {done.same} as they were, {done.left} let go, "
            f"{counted(done.teams, 'team')} made, {counted(done.out, 'line')} left out."
        )
    elif options.dry_run:
        click.echo("A dry run: nothing was written.")
    else:
        click.echo("Nothing was written. Mend the lines above, or add --leave-out-faults.")
