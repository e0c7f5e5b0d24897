"""One of everything that the API can be asked about, of Ada's and of Ida's: who made it is of no matter, only whose it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import clock, ids
from server.learning import actions as learning
from server.learning.actions import Deed
from server.ledger import Entry
from tests.web.api.world import Programs
from tests.web.deeds import in_days

Record = dict[str, str]

PROOF = {
    "form": "file",
    "source": "buyer",
    "artifact": "meeting-recap",
    "dated": "2026-11-11",
    "sender": "Petra Nowak",
    "words": "Yes, in March.",
    "file": {"name": "recap.txt", "type": "text/plain", "data": "WWVzLCBpbiBNYXJjaC4="},
    "shows": ["problem-in-buyer-words/written"],
}


class Records(Struct, frozen=True):
    """What is Ada's, what is Ida's in another team, and what is nobody's, by the name of the part of an address."""

    ada: Record
    ida: Record
    unknown: Record

    def of(self, whose: str) -> Record:
        """Whose it is."""
        found: Record = getattr(self, whose)
        return found


async def planted(programs: Programs) -> Records:
    """Everything, made by the API itself."""
    names = ("person", "team", "deal", "evidence", "inspection", "commitment", "assignment", "answer")
    nobody = {name: str(ids.new()) for name in names} | {"lesson": "no-such-lesson", "behaviour": "no-such-behaviour"}
    return Records(ada=await of(programs, "ada", "mira"), ida=await of(programs, "ida", "tom"), unknown=nobody)


async def of(programs: Programs, who: str, manager: str) -> Record:
    """What is this rep's, with an open sheet of their manager's on another deal than the closed one."""
    person = programs.person(who)
    deal, other = (
        await programs.deal(who, name=f"Deal of {who}", amount=6_200_000),
        await programs.deal(who, name=f"Other of {who}"),
    )
    proof = await programs.change(who, f"/deals/{deal}/evidence", PROOF)
    closed = await programs.change(manager, f"/deals/{deal}/inspections")
    await programs.change(manager, f"/inspections/{closed['id']}/rows/{closed['rows'][0]['behaviour']}", {"looked": True})
    await programs.change(manager, f"/inspections/{closed['id']}/closing")
    opened = await programs.change(manager, f"/deals/{other}/inspections")
    due = (clock.now() + timedelta(days=9)).date().isoformat()
    promised = await programs.change(manager, f"/deals/{deal}/commitments", {"words": "Send the recap.", "due": due})
    task = {"lesson": "hear-it", "reason": "For Friday.", "due": due}
    assigned = await programs.change(manager, f"/people/{person.id}/assignments", task)
    return {
        "person": str(person.id),
        "team": str(person.team),
        "deal": str(deal),
        "evidence": proof["id"],
        "inspection": closed["id"],
        "open": opened["id"],
        "commitment": promised["id"],
        "assignment": assigned["id"],
        "answer": str(await answered(programs, who)),
        "lesson": "next-step",
        "behaviour": opened["rows"][0]["behaviour"],
    }


async def answered(programs: Programs, who: str) -> UUID:
    """An answer of theirs."""
    person = programs.person(who)
    entry = Entry(id=ids.new(), at=clock.now(), actor=person.id)
    deed = Deed(actor=person.actor, entry=entry, lesson="next-step")
    return (await learning.answer(deed, "first", {"choice": ["a"]})).id


BODIES: dict[str, dict[str, Any]] = {
    "/lessons/{lesson}/answers": {"question": "first", "picks": ["a"]},
    "/deals": {"name": "Fennel", "stage": "engage", "motion": "new"},
    "/deals/{deal}": {"name": "Renamed", "stage": "engage"},
    "/deals/{deal}/evidence": PROOF,
    "/evidence/{evidence}/clauses": {"shows": []},
    "/deals/{deal}/inspections": {"mode": "delta"},
    "/inspections/{inspection}/rows/{behaviour}": {"looked": True},
    "/inspections/{inspection}/closing": {},
    "/deals/{deal}/commitments": {"words": "Call Petra.", "due": in_days(300)},
    "/commitments/{commitment}/outcome": {"outcome": "kept"},
    "/people/{person}/assignments": {"path": "new-rep", "reason": "You begin.", "due": in_days(300)},
    "/assignments/{assignment}/withdrawal": {},
    "/evidence/{evidence}/withdrawal": {"why": "It was another deal."},
    "/deals/{deal}/closing": {"outcome": "won"},
}
"""A body that each address takes, in an order in which each can be done."""


def for_changing(record: Record, path: str) -> Record:
    """The same record where something is changed: what is ticked and closed is a sheet that is open."""
    return {**record, "inspection": record["open"]} if path.startswith("/inspections") and "open" in record else record
