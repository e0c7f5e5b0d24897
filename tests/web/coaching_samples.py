"""What the pages of coaching look like."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from msgspec.structs import replace as changed

from server.commitments.queries import Outcome
from server.html import Page
from server.inspections.queries import Evidence
from server.web.pages.commitment import CommitmentPage, proofs
from tests.deals.samples import FORM, deal
from tests.web.rep_samples import MIRA, NOW, commitment


def pages() -> Mapping[str, Page]:
    """Promises."""
    return {**promises()}


def evidence(*, words: str = "Accepted, & thank you.", artifact: str = "calendar-invite") -> Evidence:
    """What Petra sent on Northgate."""
    return Evidence(
        id=FORM,
        deal=deal().id,
        artifact=artifact,
        source="buyer",
        form="mail",
        dated=date(2026, 11, 17),
        words=words,
        sender="Petra <Nowak>",
        link="",
        moment="",
        file="",
        shows=("next-step-confirmed/written",),
        by=MIRA,
        by_name="Ada Rep",
        at=NOW,
        linked_at=None,
        withdrawn_at=None,
        why="",
    )


def outcome(what: str, **told: object) -> Outcome:
    """What Mira said of a promise."""
    kept = {"because": "", "left": False, "again": None, "proof": None, "proof_dated": None, "on_time": False, **told}
    return Outcome(outcome=what, by_name="Mira North", due_at=NOW, at=NOW, **kept)  # type: ignore[arg-type]  # any of its fields


def promises() -> Mapping[str, Page]:
    """A promise that is followed up, and everything that may have come of one."""
    shown = evidence()
    page = CommitmentPage(
        promise=commitment(),
        owner="Ada Rep",
        own=False,
        now=NOW,
        outcomes=(),
        evidence={FORM: shown},
        proofs=proofs(commitment(), [shown]),
        form=FORM,
        after="week",
    )
    came = (
        outcome("not-yet", again=NOW + timedelta(days=3)),
        outcome("kept", proof=FORM, on_time=True),
        outcome("kept"),
        outcome("partly"),
        outcome("missed"),
        outcome("no-longer-needed", because="They <bought>."),
        outcome("no-longer-needed", left=True),
    )
    settled = changed(commitment(), state="kept", proven=True, on_time=True, settled_at=NOW, made_by_name="Mira North")
    states = {
        f"a promise that is {state}{' on time' if on_time else ''}{' with proof' if proven else ''}": replace(
            page, form=None, proofs=(), promise=changed(settled, state=state, on_time=on_time, proven=proven)
        )
        for state in ("kept", "partly", "missed", "no-longer-needed")
        for on_time in (False, True)
        for proven in (False, True)
    }
    return {
        "a promise to follow up": page,
        "a promise to follow up without proof": replace(page, proofs=(), evidence={}),
        "a promise that was put off": replace(page, promise=changed(commitment(), put_off=1)),
        "a promise with faults": replace(
            page, typed={"outcome": "not-yet", "because": "<why>"}, errors={"again": "Choose the new day."}
        ),
        "a promise that has passed": replace(page, promise=commitment(due=timedelta(days=-3))),
        "a promise of one’s own, settled": replace(page, promise=settled, own=True, form=None, outcomes=came),
        **states,
    }
