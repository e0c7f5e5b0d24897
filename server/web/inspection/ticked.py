"""What was done in the rows of a sheet, as its form says it."""

from collections.abc import Mapping
from uuid import UUID

from server.errors import Invalid
from server.inspections.actions import Done
from server.inspections.queries import Sheet
from server.inspections.rubric import Ticked
from server.ledger import Entry
from server.sentences import gettext as _


def done(typed: Mapping[str, list[str]], sheet: Sheet) -> Mapping[str, Done]:
    """What was done in each row, as the form says it. *Still true* gives way to ticks of one's own."""
    return {row.behaviour: _row(typed, row.behaviour) for row in sheet.rows}


def _row(typed: Mapping[str, list[str]], behaviour: str) -> Done:
    start = f"{behaviour}/"
    ticks = frozenset(name.removeprefix(start) for name in typed.get("tick", ()) if name.startswith(start))
    na = next(iter(typed.get(f"na.{behaviour}", ())), "")
    return Done(
        ticked=Ticked(
            ticks=ticks,
            looked=behaviour in typed.get("looked", ()) and not ticks,
            na=na,
            still=behaviour in typed.get("still", ()) and not ticks,
        ),
        na_words=next(iter(typed.get(f"na-words.{behaviour}", ())), "").strip(),
    )


def row_entry(typed: Mapping[str, list[str]], behaviour: str, entry: Entry) -> Entry:
    """The identity of one row: it carries an id of its own, so that a row can be sent again and again from one page.

    Raises Invalid for a form without it.
    """
    try:
        id = UUID(next(iter(typed.get(f"row.{behaviour}", ())), ""))
    except ValueError as error:
        raise Invalid({"form": _("This form is incomplete. Load the page again; your words are still here.")}, typed) from error
    return Entry(id=id, at=entry.at, actor=entry.actor, digest=entry.digest)
