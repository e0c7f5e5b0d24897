"""`plumbline deals import`: files of a CRM from the command line, such as every morning from a timer."""

import asyncio
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from server import clock, ids
from server.cli import opened
from server.cli.counted import counted
from server.cli.reports import clean
from server.cli.zone import zone_option
from server.deals import actions
from server.deals.actions import Given
from server.deals.crm.survey import Word
from server.deals.queries import imports, sources
from server.deals.queries.imports import Found, Import
from server.errors import Invalid, Refused
from server.ledger import Entry
from server.lessons import queries as lessons
from server.process.map import Process
from server.sentences import row_words
from server.settings import Settings

DECIDED_BY_SOMEBODY = ("stage", "status", "motion")
"""Kinds of words that somebody has to look at once; people, columns and categories may be matched by themselves."""

SHOWN = 20


class Options(Struct, frozen=True, kw_only=True):
    """How the files are to be read."""

    source: str
    as_of: datetime | None
    zone: str
    dry_run: bool
    guess: bool
    quiet: bool


class Report(Struct, frozen=True, kw_only=True):
    """What became of one file. `missing` open deals of before are on none of the rows that come in. `undecided` are words that nobody has said the
    meaning of; then nothing was written.
    """

    file: str
    source: str
    as_of: datetime
    rows: int
    added: int
    changed: int
    same: int
    skipped: int
    missing: int
    state: str
    undecided: tuple[str, ...]
    left_out: tuple[tuple[int, str], ...]
    page: str


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--source", default="", metavar="NAME", help="Where they come from. Default: HubSpot, Salesforce, Pipedrive by their heads."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="When they were made, in UTC. Default: their own time.",
)
@zone_option("Where their days begin, the first time.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--guess", is_flag=True, help="Take what stages and kinds of deals likely mean, where nobody has said it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def import_(
    context: click.Context,
    *,
    files: tuple[Path, ...],
    source: str,
    as_of: datetime | None,
    zone: str,
    dry_run: bool,
    guess: bool,
    form: str,
) -> None:
    """Import deals, or their history, from CSV files of a CRM.

    What the words of a CRM mean here is decided once, under Setup in the browser, and remembered. The same file again, or an older one after a
    newer, does no harm. Rows that cannot be read stay out and are told by their line.

    \b
    First look, then import:
      plumbline deals import --dry-run deals.csv
      plumbline deals import deals.csv history.csv
    """
    options = Options(
        source=source,
        as_of=as_of.replace(tzinfo=UTC) if as_of else None,
        zone=zone,
        dry_run=dry_run,
        guess=guess,
        quiet=form == "json",
    )

    async def work(settings: Settings) -> list[Report]:
        return [await _import(file, options, settings) for file in files]

    reports = opened.run(work)
    if form == "json":
        click.echo(json.dumps([_plain(report) for report in reports], indent=2))
    else:
        for report in reports:
            _tell(report, dry_run=dry_run)
    context.exit(1 if any(report.undecided or report.state == "failed" for report in reports) else 0)


async def _import(path: Path, options: Options, settings: Settings) -> Report:
    academy = (await lessons.current()).academy
    if academy.process is None:
        raise Refused("There is no process in this database yet. Run `plumbline serve` once, which loads the lessons.")
    given, currency, entry = await _given(path, options), academy.rules.currency, _entry()
    try:
        run = await actions.give(None, entry, given, zone=options.zone, currency=currency, process=academy.process)
    except Invalid as invalid:
        raise Refused(f"{path}: {invalid}") from invalid
    file, found = await imports.one_import(run), await imports.found(run)
    # Otherwise the same file waits for somebody who handed it in under Setup.
    only_tried = options.dry_run and file.state == "waiting" and file.at == entry.at
    if only_tried:
        await actions.drop(None, _entry(), run)
    if found is None or (found.survey.missing and file.state == "waiting"):
        raise Refused(f"{path}: {_without(found)} {_where_to_say(settings, file, only_tried=only_tried)}")
    undecided = [] if options.guess else [word for word in found.survey.words if _is_open(word)]
    if options.dry_run or (undecided and file.state == "waiting"):
        return _tried(path, file, found, undecided, settings)
    if file.state != "running":
        await actions.begin(None, _entry(), run, currency=currency)
    return await _done(path, await _run(file, academy.process, currency, quiet=options.quiet), settings)


CALLED = {"key": "key", "stage": "stage", "owner_address": "owner", "at": "time"}
"""Fields without which no file is read, as people call them. Of several in one place the first is named."""


def _without(found: Found | None) -> str:
    """Which columns are needed and not found."""
    missing = [CALLED[some[0]] for some in found.survey.missing] if found else []
    return f"no column is the {' and none the '.join(missing)}." if missing else "it holds nothing that can be read."


def _where_to_say(settings: Settings, file: Import, *, only_tried: bool) -> str:
    if only_tried:
        return f"Nothing was written. Hand it in at {settings.url}/setup/deals, where you can say which column it is."
    return f"Say which is which at {_page(settings, file)}."


async def _given(path: Path, options: Options) -> Given:
    data = await asyncio.to_thread(path.read_bytes)
    written = datetime.fromtimestamp(int((await asyncio.to_thread(path.stat)).st_mtime), UTC)
    return Given(
        name=path.name,
        data=data,
        digest=hashlib.sha256(data).hexdigest(),
        source=options.source,
        as_of=options.as_of or min(written, clock.now()),
    )


async def _run(file: Import, process: Process, currency: str, *, quiet: bool) -> Import:
    """Imports it with a bar on the terminal. A server on the same database may do it first; then its progress is shown."""
    with click.progressbar(length=file.rows, label=file.name, file=sys.stderr, hidden=quiet) as bar:

        def progress(now: Import) -> None:
            bar.update(now.done - bar.pos)

        ended = await actions.run_to_the_end(file.id, process=process, currency=currency, now=clock.now, progress=progress)
        while ended.state == "running":
            await asyncio.sleep(0.5)
            ended = await imports.one_import(file.id)
            progress(ended)
    return ended


def _is_open(word: Word) -> bool:
    return word.kind in DECIDED_BY_SOMEBODY and not word.decided and bool(word.word or not word.meant)


def _tried(path: Path, file: Import, found: Found, undecided: list[Word], settings: Settings) -> Report:
    trial = found.trial
    return Report(
        file=str(path),
        source=file.source,
        as_of=file.as_of,
        rows=file.rows,
        added=trial.added,
        changed=trial.changed,
        same=trial.same,
        skipped=sum(trial.skipped.values()),
        missing=trial.missing,
        state=file.state,
        undecided=tuple(f"{word.kind} {word.word!r}" for word in undecided),
        left_out=tuple((fault.line, _why(fault)) for fault in (*found.survey.faults, *trial.faults)),
        page=_page(settings, file),
    )


async def _done(path: Path, file: Import, settings: Settings) -> Report:
    return Report(
        file=str(path),
        source=file.source,
        as_of=file.as_of,
        rows=file.rows,
        added=file.added,
        changed=file.changed,
        same=file.same,
        skipped=file.skipped,
        missing=sum(len(one.deals) for one in await sources.missing() if one.run == file.id),
        state=file.state,
        undecided=(),
        left_out=tuple((fault.line, _why(fault)) for fault in await imports.left_out(file.id)),
        page=_page(settings, file),
    )


def _tell(report: Report, *, dry_run: bool) -> None:
    counts = f"{report.added} new, {report.changed} changed, {report.same} as they were, {_out(report.skipped)}"
    click.echo(f"{report.file}, from {report.source}, made {report.as_of:%Y-%m-%d %H:%M} UTC: {counts}.")
    for line, why in sorted(set(report.left_out))[:SHOWN]:
        click.echo(f"  line {line}: {why}")
    if len(set(report.left_out)) > SHOWN:
        # What was only looked at stands nowhere.
        click.echo(f"  and more; all of them with --format json{'' if dry_run else f', or at {report.page}'}")
    if report.missing:
        click.echo(f"  {_of_missing(report)}")
    if dry_run:
        click.echo("  Nothing was written.")
    if report.undecided:
        click.echo(f"  Nobody has said what these mean: {', '.join(report.undecided)}.")
        if not dry_run:
            click.echo(f"  Nothing was written. Say it at {report.page}, or run this again with --guess.")
    if report.state == "failed":
        click.echo("  It stopped before its end, for the reason in the log. Run this again to go on.")


def _out(rows: int) -> str:
    return f"{counted(rows, 'row')} {'stays' if rows == 1 else 'stay'} out"


def _of_missing(report: Report) -> str:
    """What is not on the rows that come in: it may have left the CRM, and nobody but a person knows."""
    stay = "It stays as it was" if report.missing == 1 else "They stay as they were"
    said = f"Open before and not among these: {counted(report.missing, 'deal')}. {stay}."
    where = f"{report.page.rpartition('/')[0]}#missing"
    return f"{said} Say what that means at {where}." if report.state == "done" else said


def _why(fault: Any) -> str:  # noqa: ANN401  # a fault of a row
    return clean(row_words.tell(fault.why, column=fault.column, word=fault.word, other=fault.other))


def _plain(report: Report) -> dict[str, Any]:
    told = {name: getattr(report, name) for name in report.__struct_fields__ if name not in {"as_of", "left_out", "page"}}
    rows = [{"line": line, "why": why} for line, why in sorted(set(report.left_out))]
    return {**told, "as_of": report.as_of.isoformat(), "left_out": rows}


def _page(settings: Settings, file: Import) -> str:
    return f"{settings.url}/setup/deals/{file.id}"


def _entry() -> Entry:
    return Entry(id=ids.new(), at=clock.now())
