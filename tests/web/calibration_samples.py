"""What the pages of calibration look like: waiting, the reveal, keys, and the words of clauses."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace
from msgspec.structs import replace as changed

from server.html import Page
from server.inspections import calibration, training
from server.inspections.agreement import Interval
from server.inspections.calibration import Concord, Frozen, Reveal, Sheet
from server.inspections.queries import Answer, Calibration, Candidate, Misfit, Proposed, Seat, Trainee, Tried
from server.inspections.queries.calibrations import Asked
from server.inspections.wording import Agreement, Wording
from server.web.inspection.agreement import Alpha, Past
from server.web.inspection.reveal import Shown, columns, shown
from server.web.pages.calibration import CalibrationsPage
from server.web.pages.reveal import BesidePage, KeyPage, RevealPage, WaitingPage
from server.web.pages.wording import WordingPage, Words
from tests.inspections.reference import NOW, PROCESS, TODAY, answered, clauses, met, proof
from tests.inspections.samples import PROOFS

FORM = UUID(int=77)
ROWS = ("agenda-agreed", "next-step-confirmed", "stakeholder-access", "champion-tested")
BEFORE = {gate.id: met(gate.id) for stage in ("engage", "discover") for gate in PROCESS.gates["new", stage]}
FROZEN = Frozen(process=PROCESS, motion="new", claimed="propose", behaviours=ROWS, rest=BEFORE)
EVIDENCE = [item for number, one in enumerate(ROWS) for item in proof(one, id=number)]
NAMES = ("Ines Caldeira", "Henrik Voss", "Aylin & Co", "Bram", "Chiara", "Dele", "Elsa", "Feliks", "Greta")


def seat(number: int, *, closed: bool = True, begun: bool = True) -> Seat:
    return Seat(
        id=UUID(int=200 + number),
        calibration=FORM,
        inspector=UUID(int=1 + number),
        name=NAMES[number],
        until=NOW + timedelta(days=14),
        inspection=UUID(int=300 + number) if begun or closed else None,
        closed_at=NOW if closed else None,
    )


def found(*seats: Seat, how: str = "all") -> Calibration:
    return Calibration(
        id=FORM,
        deal=UUID(int=5),
        deal_name="Kestrel <Print>",
        amount=9_600_000,
        currency="EUR",
        person=UUID(int=99),
        how=how,
        by=None,
        at=NOW - timedelta(days=3),
        due_at=None if how == "key" else NOW + timedelta(days=11),
        claimed="propose",
        motion="new",
        rows=tuple(Asked(behaviour=one, version=1, why="stage") for one in ROWS),
        met=(),
        asked=(),
        frozen_at=NOW if any(one.closed_at for one in seats) else None,
        day=TODAY,
        keyed_at=None,
        process=PROCESS.id,
        process_version=PROCESS.version,
        seats=seats,
    )


def sheet(number: int, *, access: tuple[str, ...] = (), champion: tuple[str, ...] = ()) -> Sheet:
    ticks = {"stakeholder-access": access, "champion-tested": champion}
    rows = {one: ticks.get(one, clauses(one)) for one in ROWS}
    return Sheet(
        inspector=UUID(int=1 + number),
        judged=tuple(answered(one, *of, evidence=EVIDENCE, looked=not of) for one, of in rows.items()),
    )


def compared(n: int) -> Reveal:
    """So many sheets, of which every second reads two clauses differently."""
    sheets = [sheet(number, champion=("act-done",) if number % 2 else ("role-gain",)) for number in range(n)]
    return calibration.reveal(FROZEN, sheets)


def view(n: int, reveal: Reveal | None = None) -> Shown:
    of = found(*(seat(number) for number in range(n)))
    one = reveal or compared(n)
    return shown(one, PROCESS, columns(of, one, UUID(int=1), NOW))


def revealed(n: int, reveal: Reveal | None = None, **more: object) -> RevealPage:
    page = RevealPage(
        calibration=found(*(seat(number) for number in range(n))),
        shown=view(n, reveal),
        now=NOW,
        owner="Sam Whitlow",
        told=(),
        form=FORM,
    )
    return replace(page, **more)


def said(number: int, *, outcome: str = "") -> Proposed:
    return Proposed(
        id=UUID(int=400 + number),
        calibration=FORM,
        behaviour="champion-tested",
        clause="act-done",
        words="A dated act, with our request quoted & kept.",
        at=NOW,
        settled_at=NOW if outcome else None,
        outcome=outcome,
    )


WORDING = Wording(
    behaviour="champion-tested",
    clause="act-done",
    version=2,
    now=Agreement(deals=4, alike=9, pairs=31),
    low=0.97,
    flagged=True,
    before=None,
)
MENDED = changed(WORDING, clause="role-gain", flagged=False, low=0.2, before=Agreement(deals=5, alike=61, pairs=84))
CLAUSES = {one.id: one for one in PROCESS.behaviour["champion-tested"].clauses}


def index(**more: object) -> CalibrationsPage:
    page = CalibrationsPage(
        now=NOW,
        reader=UUID(int=1),
        leads=False,
        training=False,
        month=False,
        waiting=(),
        past=(),
        candidates=(),
        others=((str(UUID(int=2)), "Henrik Voss"),),
        own=Concord(deals=0, alike=0, pairs=0, same=0, sheets=0),
        whole=Concord(deals=0, alike=0, pairs=0, same=0, sheets=0),
        words=(),
        keys=(),
        each=(),
        alpha=None,
        again=(),
        learning=(),
        finished=(),
        form=FORM,
        key_form=UUID(int=78),
    )
    return replace(page, **more)


CANDIDATE = Candidate(deal=UUID(int=6), name="Fennel & Logistics", owner_name="Joel", evidence=5)
CONCORD = Concord(deals=4, alike=101, pairs=120, same=7, sheets=9)
LED = {
    "leads": True,
    "month": True,
    "waiting": (found(seat(0, closed=False, begun=False), seat(1)),),
    "past": (
        Past(id=FORM, at=NOW, how="pair", deal_name="Alder & Quay", heading=view(2).heading, agreeing=7, clauses=9),
        Past(id=FORM, at=NOW, how="second-look", deal_name="Old", heading=view(2).heading, agreeing=9, clauses=9),
    ),
    "candidates": (CANDIDATE,),
    "own": CONCORD,
    "whole": CONCORD,
    "words": tuple(
        (one, "Champion tested", CLAUSES[one.clause].text) for one in (WORDING, MENDED, WORDING, MENDED, WORDING, MENDED, WORDING)
    ),
    "keys": (found(how="key"), changed(found(how="key"), keyed_at=NOW)),
    "each": (("Henrik Voss", CONCORD), ("Ines Caldeira", CONCORD)),
    "alpha": Alpha(value=0.62, interval=Interval(0.48, 0.71), deals=6),
    "again": (
        changed(found(seat(0), seat(1), how="second-look"), by=UUID(int=1)),
        changed(found(seat(0), seat(1, closed=False), how="second-look"), by=UUID(int=1)),
        changed(found(seat(0), seat(1, closed=False), how="second-look"), by=UUID(int=1), due_at=NOW),
    ),
    "learning": (
        (Trainee(id=UUID(int=3), name="Aylin & Co"), 3, 3, 0, True, FORM),
        (Trainee(id=UUID(int=4), name="Bram"), 2, 1, 4, False, FORM),
    ),
    "finished": (CANDIDATE,),
}


def keyed(**more: object) -> KeyPage:
    behaviours = tuple(PROCESS.behaviour[one] for one in ROWS)
    names = [f"{one.id}/{clause.id}" for one in behaviours for clause in one.clauses]
    page = KeyPage(
        calibration=found(how="key"),
        behaviours=behaviours,
        evidence=dict.fromkeys(names[:2], PROOFS[:1]),
        answers={names[0]: Answer(shown=True, reason="The invite says it & names the end.")},
        missing=len(names) - 1,
        learned=(),
        form=FORM,
        use_form=UUID(int=78),
    )
    whole = {name: Answer(shown=True, reason="Because.") for name in names}
    return replace(page, **({"answers": whole, "missing": 0} | more))


def beside(*, same: bool = True, name: str = "", forms: bool = False) -> BesidePage:
    key = training.agreed(FROZEN, {one: frozenset(clauses(one)) for one in ROWS if one != "stakeholder-access"}, EVIDENCE, TODAY)
    own = sheet(1, access=clauses("stakeholder-access") if not same else (), champion=("act-done",))
    reveal = training.beside_key(FROZEN, key, own)
    talked = frozenset({("champion-tested", "role-gain")}) if forms else frozenset()
    one = found(seat(1), how="key")
    drawn = shown(reveal, PROCESS, ("Key", "You"))
    return BesidePage(
        calibration=one,
        tried=Tried(key=one, reveal=reveal, trial=training.trial(FORM, reveal, talked)),
        shown=drawn,
        answers={line.name: Answer(shown=True, reason="She asked for it & quoted it.") for line in drawn.differing},
        person=UUID(int=2),
        name=name,
        talked=frozenset(f"{behaviour}/{clause}" for behaviour, clause in talked),
        forms={line.name: FORM for line in drawn.differing} if forms else {},
    )


def pages() -> Mapping[str, Page]:
    """One of each, and each of its states."""
    alike = calibration.reveal(FROZEN, [sheet(0), sheet(1)])
    apart = calibration.reveal(FROZEN, [sheet(0), sheet(1, access=clauses("stakeholder-access")), sheet(2)])
    waiting = WaitingPage(calibration=found(seat(0, closed=False, begun=False), seat(1)), seat=None, now=NOW, form=FORM)
    owner = Words(
        behaviour=PROCESS.behaviour["champion-tested"],
        clause=CLAUSES["act-done"],
        read=WORDING,
        proposed=((said(1), FORM), (said(2), UUID(int=79))),
        misfits=(Misfit(id=FORM, behaviour="champion-tested", clause="act-done", words="There <is> no champion.", at=NOW),),
    )
    return {
        "calibration before anything": index(),
        "calibration to begin": index(candidates=(CANDIDATE,)),
        "calibration as a leader sees it": index(**LED),
        "calibration without an interval yet": index(**LED | {"alpha": Alpha(value=0.4, interval=None, deals=2)}),
        "calibration of who learns to inspect": index(
            training=True, keys=(changed(found(seat(0), how="key"), keyed_at=NOW), changed(found(how="key"), keyed_at=NOW))
        ),
        "calibration that was not understood": index(candidates=(CANDIDATE,), errors={"deal": "Choose a deal."}),
        "a blind sheet to begin": replace(waiting, seat=seat(0, closed=False, begun=False)),
        "a blind sheet to go on with": replace(waiting, seat=seat(0, closed=False)),
        "a blind sheet that is closed": replace(waiting, seat=seat(1)),
        "a calibration that one only began": waiting,
        "a key to inspect": replace(waiting, calibration=found(how="key")),
        "the reveal of two": revealed(2),
        "the reveal of two who agree": revealed(2, alike),
        "the reveal of two conclusions": revealed(3, apart),
        "the reveal of eight": revealed(8, told=(said(1), said(2, outcome="kept"), said(3, outcome="reworded"))),
        "the reveal of more than fit": revealed(9, owner=""),
        "the reveal of one": revealed(1),
        "the reveal of a wording without words": revealed(
            2, errors={"words": "Write the one sentence."}, typed={"clause": "a/b"}
        ),
        "a key to agree": keyed(answers={}, missing=9),
        "a key that is agreed": keyed(),
        "a key in use": keyed(calibration=changed(found(how="key"), keyed_at=NOW), learned=(seat(1),)),
        "a key with an answer without a reason": keyed(
            errors={"reason-agenda-agreed/purpose-in-invite": "Say why."},
            typed={"answer-agenda-agreed/purpose-in-invite": "missing"},
        ),
        "a sheet beside its key": beside(),
        "a sheet beside its key at another stage": beside(same=False),
        "a sheet beside its key as a leader reads it": beside(name="Henrik Voss", forms=True),
        "the words of clauses": WordingPage(words=(owner,), settled=((said(3, outcome="kept"), "Champion tested"),)),
        "the words of clauses after a change": WordingPage(words=(replace(owner, read=MENDED),), settled=()),
        "no words of clauses": WordingPage(words=(), settled=()),
    }
