"""What the words of a source mean here: columns, stages, kinds of deals, owners and forecast categories, as it was decided."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server.deals.crm.recognise import CATEGORIES, LEAVE_OUT, OPEN, OUTCOME, What
from server.people.fingerprints import fingerprint
from server.process.map import Motion, Process

Kind = str
"""What a word is: `column` of a file of deals, or of its `past`; the `form` in which days and amounts are written; or, in the cells, a `stage`,
`status`, `motion`, `owner` or `category`.
"""

Decided = Mapping[tuple[Kind, str, str], str]
"""(kind of word, pipeline, word) to what is meant."""

ENDS: Final = frozenset({OUTCOME + outcome for outcome in ("won", "lost", "no-decision", "disqualified")})


class Words(Struct, frozen=True, kw_only=True, dict=True):
    """Everything that was decided for one source. `zone` is where its days begin, `currency` what an amount is in that names none."""

    source: str
    decided: Decided
    zone: str
    currency: str
    erased: Mapping[str, str] = {}
    """Fingerprint of a word of somebody who was erased to the row in their place; `here` are those that still keep them out."""
    here: frozenset[str] = frozenset()

    def called(self, word: str) -> str:
        """An owner as they are kept: by a fingerprint when they were erased, else by the word."""
        mark = fingerprint(word) if self.here and word else ""
        return mark if mark in self.here else word

    def columns(self, what: What) -> Mapping[str, str]:
        """Head to field."""
        kind = "column" if what == "deals" else "past"
        return {
            word: meant for (one, _pipeline, word), meant in self.decided.items() if one == kind and meant not in {"", LEAVE_OUT}
        }

    def form(self, name: str, otherwise: str) -> str:
        """How something is written: `day_first` is yes or no, `decimal` a point or a comma, `encoding` a name."""
        return self.decided.get(("form", "", name), otherwise)

    def stage(self, pipeline: str, word: str) -> str:
        """A stage of ours, `=` and an outcome, `-` for deals that stay out, or nothing when nobody decided."""
        return self.decided.get(("stage", pipeline, word), "")

    def status(self, word: str) -> str:
        """`=open`, `=` and an outcome, or nothing when nobody decided."""
        return self.decided.get(("status", "", word), "")

    def motion(self, pipeline: str, word: str) -> str:
        """A kind of deal, `-`, or nothing when nobody decided."""
        return self.decided.get(("motion", pipeline, word), "")

    def owner(self, word: str) -> UUID | None:
        """Whose deals those of this owner are, None when nobody decided or they stay out."""
        meant = self.decided.get(("owner", "", word), "") or self.erased.get(word, "")
        return UUID(meant) if meant not in {"", LEAVE_OUT} else None

    def leaves_out(self, word: str) -> bool:
        """Whether the deals of this owner stay out."""
        return self.decided.get(("owner", "", word)) == LEAVE_OUT

    def category(self, word: str) -> str:
        """What the forecast counts a deal as."""
        meant = self.decided.get(("category", "", word), "")
        return meant if meant in CATEGORIES else ""

    @cached_property
    def digest(self) -> str:
        """A name for what the words of cells mean: the same decisions, the same name. Columns and forms are left out: they are about one file."""
        meant = sorted((*word, meant) for word, meant in self.decided.items() if word[0] not in {"column", "past", "form"})
        return hashlib.sha256(msgspec.json.encode(meant)).hexdigest()[:16]


def is_a_meaning(kind: Kind, meant: str, process: Process, owners: Iterable[str] = ()) -> bool:
    """Whether somebody may decide this: what the process has, an outcome, one of the people, or nothing yet."""
    allowed: Mapping[Kind, Iterable[str]] = {
        "stage": (*process.stage, *ENDS, LEAVE_OUT),
        "status": (OPEN, *ENDS),
        "motion": (*process.motion, LEAVE_OUT),
        "owner": (*owners, LEAVE_OUT),
        "category": CATEGORIES,
    }
    return meant == "" or meant in allowed.get(kind, ())


def placed(process: Process, motion: Motion, stage: str) -> str:
    """The stage of this motion where a deal stands that claims `stage`: itself, or where the motion leaves it out the next that it keeps."""
    kept = [one.id for one in process.stages if one.id in motion.stages]
    later = [one for one in kept if process.place(one) >= process.place(stage)]
    return (later or kept)[0 if later else -1]
