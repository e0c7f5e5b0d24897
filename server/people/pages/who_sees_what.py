"""Who sees what, printed from the table that decides it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from server import html
from server.html import Page
from server.people import queries
from server.people.queries import Policy
from server.people.roles import READERS, SMALLEST_POOL, SMALLEST_TEAM, VISIBLE, Rule, What
from server.sentences import gettext as _
from server.sentences import ngettext
from server.settings import Settings


class Row(Struct, frozen=True):
    """One kind of data and what each reader sees of it: (reader, words, whether they see it at all)."""

    title: str
    cells: tuple[tuple[str, str, bool], ...]


class WhoSeesWhatPage(Page, frozen=True):
    """The table in words."""

    template: ClassVar[str] = "people/who-sees-what.html"
    readers: tuple[str, ...]
    rows: tuple[Row, ...]
    policy: Policy | None
    kept: tuple[str, ...]
    """How long words are kept, a sentence each."""


class WhoSeesWhat(Controller):
    """Open to anyone: what holds here is no secret."""

    path = "/who-sees-what"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        return html.show(request, page(await queries.current_policy(), settings.months))


def page(policy: Policy | None, months: Mapping[str, int]) -> WhoSeesWhatPage:
    """The table of `roles.VISIBLE` in words."""
    readers = _readers()
    return WhoSeesWhatPage(
        readers=tuple(readers[reader] for reader in READERS),
        rows=tuple(_row(what, readers) for what in VISIBLE if what is not What.NOTE_LABELS),
        policy=policy,
        kept=_kept(months),
    )


def _kept(months: Mapping[str, int]) -> tuple[str, ...]:
    told = {
        "evidence": (_("The words and files of evidence"), _("after the deal closed")),
        "answers": (_("What you typed in answers and reflections"), _("after you typed it")),
        "notes": (_("Notes, promises, reasons and replies"), _("after they were written or settled")),
    }
    return tuple(_how_long(months[period], *words) for period, words in told.items())


def _how_long(months: int, what: str, since: str) -> str:
    if not months:
        return _("%(what)s: kept until somebody asks for them to go.") % {"what": what}
    words = ngettext("%(what)s: %(num)d month %(since)s.", "%(what)s: %(num)d months %(since)s.", months)
    return words % {"what": what, "num": months, "since": since}


def _row(what: What, readers: dict[str, str]) -> Row:
    rules = VISIBLE[what]
    return Row(
        title=_titles()[what],
        cells=tuple((readers[reader], _words(what, rules[reader]), rules[reader] is not Rule.NEVER) for reader in READERS),
    )


def _readers() -> dict[str, str]:
    return {
        "own": _("You"),
        "manager": _("Your manager"),
        "leader": _("Head of sales"),
        "author": _("Author"),
        "admin": _("Admin"),
    }


def _titles() -> dict[What, str]:
    return {
        What.ANSWERS: _("Single answers, picks, confidence, times"),
        What.KNOW_DO: _("What you know and do"),
        What.DEALS: _("Inspections, evidence, deals"),
        What.NOTES: _("The text of notes about you"),
        What.NOTE_LABELS: _("That a note was written"),
        What.REFLECTIONS: _("Your reflections"),
        What.LOOKS: _("Who looked at your data"),
    }


def _words(what: What, rule: Rule) -> str:
    if what is What.LOOKS and rule is Rule.OWN:
        return _("yes, with dates")
    return {
        Rule.OWN: _("yes"),
        Rule.OWN_FIRST: _("yes, first"),
        Rule.TEAM: _("of their own team"),
        Rule.TEAM_BY_POLICY: _("of their own team, once a policy is in force"),
        Rule.WRITER_OR_TEAM: _("who wrote it, and who manages you now"),
        Rule.SHARED: _("only where you tick the box"),
        Rule.LARGE_TEAMS: _("of teams with at least %(count)d people") % {"count": SMALLEST_TEAM},
        Rule.POOLED: _("pooled over at least %(count)d people, without names") % {"count": SMALLEST_POOL},
        Rule.LABEL: _("the label, never the text"),
        Rule.YES: _("yes"),
        Rule.NEVER: _("never"),
    }[rule]
