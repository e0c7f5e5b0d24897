"""Who sees what, printed from the table that decides it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get

from server import html
from server.html import Page
from server.people import queries
from server.people.queries import Policy
from server.people.roles import READERS, SMALLEST_POOL, SMALLEST_TEAM, VISIBLE, Rule, What
from server.sentences import gettext as _


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of data and what each reader sees of it: (reader, words, whether they see it at all)."""

    title: str
    cells: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class WhoSeesWhatPage(Page):
    """The table in words."""

    template: ClassVar[str] = "people/who-sees-what.html"
    readers: tuple[str, ...]
    rows: tuple[Row, ...]
    policy: Policy | None


class WhoSeesWhat(Controller):
    """Open to anyone: what holds here is no secret."""

    path = "/who-sees-what"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The page."""
        return html.show(request, page(await queries.current_policy()))


def page(policy: Policy | None) -> WhoSeesWhatPage:
    """The table of `roles.VISIBLE` in words."""
    readers = _readers()
    return WhoSeesWhatPage(
        readers=tuple(readers[reader] for reader in READERS),
        rows=tuple(_row(what, readers) for what in VISIBLE if what is not What.NOTE_LABELS),
        policy=policy,
    )


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
