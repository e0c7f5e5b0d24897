"""What is typed on the pages of calibrations."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from msgspec import Struct

from server.inspections.actions import Agreed
from server.sentences import gettext as _

LONGEST = 500


class CalibrateForm(Struct, frozen=True, kw_only=True):
    """A deal, and who looks at it besides oneself; nobody in particular stands for all managers."""

    deal: UUID
    other: UUID | None = None


class AgainForm(Struct, frozen=True, kw_only=True):
    """The manager of whom one sheet is looked at again."""

    manager: UUID


class KeyForm(Struct, frozen=True, kw_only=True):
    """A finished deal to make a key of."""

    deal: UUID


class InUseForm(Struct, frozen=True, kw_only=True):
    """Whether a key is in use from now on."""

    in_use: Literal["yes", "no"]


class TalkForm(Struct, frozen=True, kw_only=True):
    """A clause that was talked through with somebody."""

    person: UUID
    clause: str


class WordingForm(Struct, frozen=True, kw_only=True):
    """A clause, as `behaviour/clause`, and how it should read."""

    clause: str
    words: str = ""


class OutcomeForm(Struct, frozen=True, kw_only=True):
    """What the process owner decided."""

    outcome: str


def wording_faults(form: WordingForm) -> Mapping[str, str]:
    """One sentence is enough."""
    return {"words": _("Write at most %(n)s characters.") % {"n": LONGEST}} if len(form.words) > LONGEST else {}


def agreed(typed: Mapping[str, list[str]]) -> dict[tuple[str, str], Agreed]:
    """The answers of a key by behaviour and clause, from `answer-<behaviour>/<clause>` (shown or missing) and `reason-…`."""
    found: dict[tuple[str, str], Agreed] = {}
    for name, values in typed.items():
        kind, _dash, clause = name.partition("-")
        behaviour, _slash, part = clause.partition("/")
        if kind == "answer" and values and values[0] in {"shown", "missing"}:
            reason = next(iter(typed.get(f"reason-{clause}", ())), "").strip()[:LONGEST]
            found[behaviour, part] = Agreed(shown=values[0] == "shown", reason=reason)
    return found
