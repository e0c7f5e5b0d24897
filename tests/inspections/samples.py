"""What the pages of inspections look like."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace
from msgspec.structs import replace as changed

from server.coaching.closing import Choice, Closing, Help
from server.html import Page
from server.inspections.queries import Concluded, Evidence, Pace, Reply, Row, Sheet
from server.inspections.rubric import Standing, Ticked, conclude, outlook, seen_at_import
from server.web.deal.proof import asked_of, found_evidence
from server.web.deal.stage_words import said
from server.web.deal.standing import Asked, Stands, Step
from server.web.inspection.sheet import Known, View, boxes_of, drawn
from server.web.pages.boxes import BoxesPage
from server.web.pages.evidence import EvidencePage
from server.web.pages.inspect import ClosedSheetPage, SheetPage
from server.web.pages.replies import AnswerPage, ReplyPage
from tests.deals.samples import FORM, deal
from tests.inspections.reference import INES, NOW, PROCESS, TODAY, clauses, met, unmet

ZONE = "Europe/Prague"
ACCESS = PROCESS.behaviour["stakeholder-access"]
DEAL = changed(deal(), stage="propose")
EARLY = ("agenda-agreed", "next-step-confirmed", "problem-in-buyer-words", "impact-quantified", "why-now-established")


def evidence(*shows: str, dated: date | None = TODAY, form: str = "quote", source: str = "buyer", n: int = 1) -> Evidence:
    """An item with words that need care in HTML."""
    return Evidence(
        id=UUID(int=n),
        deal=DEAL.id,
        artifact="meeting-notes",
        source=source,
        form=form,
        dated=dated,
        words="Met Petra <Nowak> & asked." if form != "file" else "",
        sender="Petra Nowak",
        link="https://mail.example/1?a=1&b=2" if form in {"link", "recording"} else "",
        moment="12:40" if form == "recording" else "",
        file="map & plan.pdf" if form == "file" else "",
        shows=shows,
        by=DEAL.owner,
        by_name="Ada Rep",
        at=NOW,
        linked_at=None,
        withdrawn_at=None,
        why="",
    )


PROOFS = (
    evidence("stakeholder-access/spoken-live"),
    evidence("stakeholder-access/needs-noted", dated=None, form="recording", n=2),
    evidence("buying-process-mapped/owners", source="seller-note", form="link", n=3),
    evidence("business-case-co-owned/buyer-numbers", form="file", n=4),
    evidence("business-case-co-owned/buyer-numbers", dated=TODAY + timedelta(days=3), n=5),
)


def row(
    behaviour: str, place: int, reason: str = "stage", ticked: Ticked | None = None, *, folds: bool = False, answer: str = ""
) -> Row:
    """One row, open or, with an answer, closed."""
    ticks = ticked or Ticked()
    done = bool(ticks.ticks or ticks.looked or ticks.na)
    known = clauses(behaviour)
    return Row(
        id=UUID(int=place),
        behaviour=behaviour,
        place=place,
        reason=reason,
        folds=folds,
        ticked=ticks,
        na_words="A partner <brought> it" if ticks.na == "other" else "",
        answered_at=NOW if done else None,
        answer=answer,
        proven=known[:1] if answer in {"partly", "claimed"} else known if answer == "met" else (),
        hollow=known[1:2] if answer == "claimed" else (),
        missing=known[2:] if answer == "claimed" else known[1:] if answer == "partly" else known if answer == "not-met" else (),
        shown_at=None,
    )


ROWS = (
    row("agenda-agreed", 0, "always-on", folds=True),
    row("next-step-confirmed", 1, "always-on", Ticked(ticks=frozenset(clauses("next-step-confirmed")))),
    row("business-case-co-owned", 2, "stage", Ticked(looked=True)),
    row("economic-buyer-confirmed", 3, "stage", Ticked(na="other")),
    row("stakeholder-access", 4, "not-met", Ticked(ticks=frozenset(["spoken-live", "needs-noted"]))),
    row("buying-process-mapped", 5, "not-asked"),
    row("impact-quantified", 6, "old"),
    row("concessions-traded", 7, "rotation", Ticked(ticks=frozenset(["nothing-given"]))),
)

ANSWERED = tuple(
    changed(row(one.behaviour, one.place, one.reason, one.ticked, answer=answer))
    for one, answer in zip(
        ROWS, ("met", "partly", "not-met", "not-applicable", "claimed", "not-asked", "not-asked", "not-applicable"), strict=True
    )
)


def sheet(rows: Sequence[Row] = ROWS, *, mode: str = "full", closed: bool = False, training: bool = False) -> Sheet:
    """Mira's sheet of Ada's deal."""
    return Sheet(
        id=FORM,
        deal=DEAL.id,
        by=INES,
        by_name="Mira North",
        person=DEAL.owner,
        team=None,
        mode=mode,
        pick="risk",
        claimed="propose",
        motion="new",
        process=PROCESS.id,
        process_version=PROCESS.version,
        training=training,
        begun_at=NOW - timedelta(minutes=6),
        last_at=NOW,
        closed_at=NOW if closed else None,
        worked=340,
        supported="align" if closed else "",
        gap=2,
        verified=True,
        missing="stakeholder-access" if closed else "",
        rows=tuple(rows),
    )


def standings() -> Mapping[str, Standing]:
    """Where the deal stood before."""
    past = NOW - timedelta(days=100)
    found = {one: met(one) for one in EARLY} | {"impact-quantified": met("impact-quantified", past), ACCESS.id: unmet(ACCESS.id)}
    return found | {"stakeholders-mapped": seen_at_import(None, PROCESS.behaviour["stakeholders-mapped"], at=past, by=INES)}


PACE = Pace(10, 480)


def view(of: Sheet, *, pace: Pace | None = PACE) -> View:
    """The sheet with everything around it."""
    known = Known(
        sheet=of,
        deal=DEAL,
        owner="Ada Rep",
        process=PROCESS,
        evidence=PROOFS,
        before=standings(),
        names={INES: "Mira North"} if of.closed_at is None and of.mode != "blind" else {},
        pace=pace,
    )
    return drawn(known, ZONE, NOW)


CLOSING = Closing(
    rep="Ada Rep",
    choices=(Choice(behaviour=ACCESS.id, title=ACCESS.title, question=ACCESS.coach, artifact=ACCESS.artifact),),
    helps=(Help(lesson="earn", title="Earn the next introduction", minutes=4, walked=False),),
    why="Ada knows this one.",
    due=TODAY + timedelta(days=7),
)

REPLY = Reply(
    id=FORM,
    inspection=FORM,
    deal=DEAL.id,
    deal_name=DEAL.name,
    person=DEAL.owner,
    person_name="Ada Rep",
    inspector=INES,
    waits_for=INES,
    waits_for_name="Ines <North>",
    behaviour=ACCESS.id,
    words="Radim <Kolář> was in the call of the 11th.",
    evidence=None,
    at=NOW,
    due_at=NOW + timedelta(days=7),
    answered_at=None,
    answered_by=None,
    outcome="",
    answer="",
    answer_words="",
)
AGREED = changed(REPLY, answered_at=NOW, answered_by=INES, outcome="agreed", answer="met", answer_words="I missed the recap.")
STANDS = changed(
    REPLY, answered_at=NOW, answered_by=INES, outcome="stands", answer="partly", answer_words="nobody who pays was in it."
)


def pages() -> Mapping[str, Page]:
    """Sheets, open and closed; evidence; replies; the past of a deal."""
    return {**sheets(), **proofs(), **replies(), **boxes()}


def sheets() -> Mapping[str, Page]:
    """A sheet as it is ticked and as it is read."""
    opened = SheetPage(view=view(sheet()), form=FORM, misfit_form=FORM, now=NOW, closing=CLOSING)
    closed = ClosedSheetPage(view=view(sheet(ANSWERED, closed=True)), own=False, mine=True, now=NOW)
    own = sheet((row(ACCESS.id, 0, "left", answer="claimed"),), mode="self-check", closed=True)
    nothing = sheet(tuple(row(one.behaviour, one.place, answer="not-asked") for one in ROWS), closed=True)
    faults = {"note": "Shorten it.", "na-words.economic-buyer-confirmed": "Say in a few words why."}
    return {
        "a sheet": opened,
        "a sheet of a deal whose CRM says what is next": replace(opened, planned=("Next step in HubSpot: “<Call>”, 24 Nov.",)),
        "a sheet with faults": replace(opened, errors=faults, typed={"note": "Ask <her>"}),
        "a sheet with a clause that does not fit": replace(
            opened, errors={"words": "Say what."}, typed={"clause": "fit-checked/x"}
        ),
        "a blind sheet": replace(opened, view=view(sheet(mode="blind")), closing=None),
        "a delta check of a leader who is learning": replace(
            opened, view=view(sheet(ROWS[:3], mode="delta", training=True), pace=None), closing=None
        ),
        "a closed sheet": closed,
        "a closed sheet as the owner reads it": replace(closed, own=True, mine=False),
        "what an owner says": replace(closed, view=view(own), own=True, mine=True),
        "a sheet that was closed untouched": replace(closed, view=view(nothing, pace=None)),
    }


def proofs() -> Mapping[str, Page]:
    """The form for evidence."""
    groups = asked_of(PROCESS, DEAL, ACCESS)
    form = EvidencePage(
        deal=DEAL,
        own=True,
        about=ACCESS,
        clause=ACCESS.clauses[0].text,
        groups=groups,
        others=tuple(one for one in PROCESS.behaviours if one not in groups),
        artifacts=(("meeting-notes", "Meeting notes"), ("mutual-plan", "Mutual plan")),
        existing=tuple(found_evidence(one, PROCESS) for one in PROOFS),
        wanted=f"stakeholder-access/{ACCESS.clauses[0].id}",
        sheet=str(FORM),
        form=FORM,
        now=NOW,
        typed={"kind": "quote", "source": "seller-note", "artifact": "meeting-notes"},
        shows=frozenset({"stakeholder-access/spoken-live"}),
    )
    wrong = {"words": "Write it.", "link": "An address begins with https://.", "file": "Choose the file.", "dated": "Not yet."}
    return {
        "evidence for a clause": form,
        "any evidence": replace(form, about=None, clause="", existing=(), wanted="", sheet="", shows=frozenset(), typed={}),
        "evidence with faults": replace(form, errors=wrong, typed={"kind": "link", "link": "mail <x>", "words": "A & B"}),
    }


def replies() -> Mapping[str, Page]:
    """A row that is answered, and one that is looked at again."""
    last = row(ACCESS.id, 4, answer="partly")
    given = ReplyPage(
        deal=DEAL,
        behaviour=ACCESS,
        sheet=sheet(ANSWERED, closed=True),
        row=last,
        boxes=boxes_of(ACCESS, last.ticked, PROOFS, TODAY),
        before=(),
        artifacts=(("meeting-notes", "Meeting notes"),),
        form=FORM,
        now=NOW,
        typed={"artifact": "meeting-notes", "source": "seller-note"},
    )
    asked = AnswerPage(
        reply=REPLY,
        deal=DEAL,
        behaviour=ACCESS,
        row=last,
        boxes=boxes_of(ACCESS, Ticked(ticks=frozenset(["spoken-live"])), PROOFS, TODAY),
        answered_by="",
        form=FORM,
        now=NOW,
    )
    return {
        "a row to answer": given,
        "a row that was answered": replace(given, before=(REPLY, AGREED, STANDS), form=None),
        "a reply with faults": replace(given, errors={"reply": "Say what.", "link": "An address."}, typed={"reply": "A <b>"}),
        "a reply to look at": asked,
        "a reply that is late, sent without a reason": replace(
            asked, now=NOW + timedelta(days=9), errors={"words": "Say why it stands."}, typed={"words": ""}
        ),
        "a reply that was agreed to": replace(asked, reply=AGREED, answered_by="Mira North", form=None),
        "a reply to what stands": replace(asked, reply=STANDS, answered_by="Mira North", form=None),
    }


def boxes() -> Mapping[str, Page]:
    """The past of a deal."""
    page = BoxesPage(
        deal=DEAL,
        own=True,
        owner="Ada Rep",
        stages=(("Engage", (PROCESS.behaviour["next-step-confirmed"],)), ("Align", (ACCESS,))),
        claimed=frozenset(),
        form=FORM,
        now=NOW,
    )
    return {
        "the past as its owner says it": page,
        "the past to confirm": replace(page, own=False, claimed=frozenset({ACCESS.id})),
        "a deal without an open past": replace(page, stages=()),
    }


def stands(*, baseline: bool = False) -> Stands:
    """Where the deal stands, for its own page."""
    found = standings()
    conclusion = conclude(PROCESS, "new", "propose", found)
    look = outlook(PROCESS, "new", "propose", found)
    return Stands(
        concluded=Concluded(
            deal=DEAL.id,
            claimed="propose",
            supported=conclusion.supported,
            place=conclusion.place,
            gap=conclusion.gap,
            verified=conclusion.verified,
            missing=conclusion.missing,
            waits=clauses(ACCESS.id),
            complete=look.complete,
            lapsed=(),
            inspection=FORM,
            inspected_at=None if baseline else NOW,
            looked_at=None if baseline else NOW,
            by=INES,
            by_name="Mira North",
            mode="baseline" if baseline else "full",
            pick="risk",
        ),
        said=said(conclusion, look, PROCESS),
        place=conclusion.place,
        rows=tuple(
            Asked(behaviour=PROCESS.behaviour[one], standing=standing, by="Mira North", waits=("each role",), reply=reply)
            for (one, standing), reply in zip(found.items(), (None, None, REPLY, AGREED, None, None, REPLY), strict=False)
        ),
        evidence=tuple(found_evidence(one, PROCESS) for one in PROOFS),
        withdrawn=(found_evidence(changed(PROOFS[0], withdrawn_at=NOW, why="Petra left & took it"), PROCESS),),
        steps=(
            Step(at=NOW - timedelta(days=40), x=0.0, claimed=1, supported=1, claim_moved=True),
            Step(at=NOW - timedelta(days=20), x=44.0, claimed=5, supported=1, claim_moved=True),
            Step(at=NOW, x=88.0, claimed=5, supported=3, claim_moved=False),
        ),
        last=sheet(ANSWERED, closed=True),
        missing=ACCESS,
        past=baseline,
    )
