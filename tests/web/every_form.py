"""One form for every route that changes something, filled as its page fills it, in an order in which each can be sent.

`FORMS` maps the path template to what is sent; the walk goes through all of them in one world, on loopback and with the mark of a
demonstration, so that signing in by one tap is there too.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from litestar.types import ASGIApp
from msgspec import Struct, field

from server import clock, ids
from server.assignments import queries as assignments
from server.deals import actions as deals
from server.deals.actions import Given, Told
from server.learning import actions as learning
from server.learning.actions import Deed
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people import actions as people
from server.people import csrf
from server.people.queries import Person, Visit
from tests import client as clients
from tests.cast import Cast, assemble, signed_in
from tests.databases import Database
from tests.learning.world import EVERY_KIND, PROCESS, READ, RIGHT, WALKED, serve
from tests.web import (
    calibrating_forms,
    chat_forms,
    coaching_forms,
    crm_forms,
    directory_forms,
    erasing_forms,
    inspect_forms,
    leaving_forms,
    lesson_source_forms,
    mail_forms,
    notice_forms,
    operations_forms,
    sign_in_forms,
    token_forms,
    try_forms,
    webhook_forms,
    week_forms,
)
from tests.web.coaching_forms import met, promised

__all__ = ["FORMS", "HOME", "WHO", "House", "Sent", "came_back", "deal_of", "met", "opened", "promised"]

HOME = "http://localhost:8000"


class Sent(Struct, frozen=True):
    """A form that somebody sends. `facts` are the kinds of facts that it makes, however often it is sent."""

    who: str
    path: str
    fields: Mapping[str, str | list[str]]
    facts: tuple[str, ...] = ()
    late: int = 303
    """What sending it once more answers when it is all over."""
    went: int = 303
    """What it answers when all is well."""
    stores: bool = True
    """Whether anything is kept of it."""
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    """Name of the input to name and bytes of the file in it."""
    stride: int = 1
    """Every how many statements a fault is tried, for a verb of hundreds."""


class House(Struct):
    """The cast, one browser and session for each of them, and what was made so far."""

    cast: Cast
    door: ASGIApp
    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    closing: AsyncExitStack = field(default_factory=AsyncExitStack)
    """Closes what was opened beside the house, such as a CRM that it asks."""

    async def send(self, sent: Sent, form: UUID, **more: str) -> httpx.Response:
        """Sends a form under this id, from the browser of who sends it."""
        token = csrf.mask(self.visits[sent.who].csrf_secret, "salt") if sent.who in self.visits else ""
        fields = {"form": str(form), "csrf": token, **sent.fields, **more}
        return await self.browsers[sent.who].post(sent.path, data=fields, files=sent.files or None, headers={"Origin": HOME})

    def person(self, who: str) -> Person:
        """One of the cast by first name."""
        found: Person = getattr(self.cast, who)
        return found


WHO = ("ada", "bo", "ida", "mira", "tom", "lea", "sam", "zoe")


@asynccontextmanager
async def opened(database: Database, **more: str) -> AsyncIterator[House]:
    """The house on this empty database, everybody signed in, each in a browser of their own; and one browser of nobody. `more` adds settings."""
    await serve(EVERY_KIND, WALKED, READ)
    cast = await assemble()
    await people.mark_demonstration("Northwind Tools")
    environ = {
        "PLUMBLINE_URL": HOME,
        "PLUMBLINE_PRIVATE_NETWORKS": "allow",
        "PLUMBLINE_LESSONS_REPOSITORY": "https://git.example.com/sales/academy.git",
        **more,
    }
    async with clients.opened(database, environ) as door, AsyncExitStack() as stack:
        house = House(cast, door, closing=stack)
        for who in ("", *WHO):
            transport = httpx.ASGITransport(app=door)  # type: ignore[arg-type]  # two libraries spell the ASGI types differently
            browser = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=HOME))
            house.browsers[who] = browser
            if who:
                token, house.visits[who] = await signed_in(house.person(who), clock.now())
                browser.cookies.set("plumbline", token)
        yield house


async def _account(house: House) -> Sent:
    return Sent("ada", "/account", {"zone": "America/Los_Angeles", "theme": "dark"}, ("person-changed",))


async def _add_person(house: House) -> Sent:
    fields: dict[str, str | list[str]] = {
        "name": "New Rep",
        "email": "new@example.org",
        "zone": "UTC",
        "roles": ["rep"],
        "team": str(house.cast.north),
    }
    return Sent("zoe", "/setup/people", fields, ("membership-began", "person-added"))


async def _setup(house: House, rest: str, fields: Mapping[str, str | list[str]], *facts: str, who: str = "bo") -> Sent:
    return Sent("zoe", f"/setup/people/{house.person(who).id}{rest}", fields, facts)


async def _change_person(house: House) -> Sent:
    return await _setup(house, "", {"name": "Bo Other", "email": "bo@example.org", "zone": "UTC"}, "person-changed")


async def _set_roles(house: House) -> Sent:
    return await _setup(house, "/roles", {"roles": ["rep", "manager"]}, "roles-changed")


async def _move(house: House) -> Sent:
    return await _setup(house, "/team", {"team": str(house.cast.south)}, "membership-began", "membership-ended")


async def _manage(house: House) -> Sent:
    return await _setup(house, "/managed-teams", {"team": str(house.cast.north)}, "membership-began")


async def _stop_managing(house: House) -> Sent:
    return await _setup(house, f"/managed-teams/{house.cast.north}/ending", {}, "membership-ended")


async def _sign_them_out(house: House) -> Sent:
    return await _setup(house, "/sign-out", {}, "signed-out")


async def _deactivate(house: House) -> Sent:
    return await _setup(house, "/deactivation", {}, "membership-ended", "person-deactivated")


async def _reactivate(house: House) -> Sent:
    return await _setup(house, "/reactivation", {}, "person-reactivated")


async def _make_team(house: House) -> Sent:
    fields = {"name": "Team West", "parent": str(house.cast.sales), "zone": "UTC"}
    return Sent("zoe", "/setup/teams", fields, ("team-made",))


async def _change_team(house: House) -> Sent:
    fields = {"name": "Team Far North", "parent": str(house.cast.sales), "zone": "UTC"}
    return Sent("zoe", f"/setup/teams/{house.cast.north}", fields, ("team-changed",))


async def _policy(house: House) -> Sent:
    fields = {"company": "Northwind", "text": "for coaching", "owner": "Lea", "in_force_from": "2026-11-01", "numbers": "ranges"}
    return Sent("zoe", "/setup/policy", fields, ("policy-set",))


async def _add_deal(house: House) -> Sent:
    return Sent("ada", "/deals", {"name": "Alder & Quay", "stage": "engage", "motion": "new", "amount": "62k"}, ("deal-added",))


async def deal_of(house: House, who: str = "ada") -> UUID:
    """A deal of theirs, the same one each time."""
    key = f"deal of {who}"
    if key not in house.made:
        owner = house.person(who)
        entry = Entry(id=ids.new(), at=clock.now(), actor=owner.id)
        told = Told(name=f"Deal of {who}", stage="engage")
        house.made[key] = await deals.add(owner.actor, entry, told, motion="new", currency="EUR", process=PROCESS)
    found: UUID = house.made[key]
    return found


async def _change_deal(house: House) -> Sent:
    fields = {"name": "Renamed", "stage": "engage", "amount": "1,000", "close_date": "2026-12-24"}
    return Sent("ada", f"/deals/{await deal_of(house)}", fields, ("deal-changed",))


async def _tend_deal(house: House) -> Sent:
    fields = {"answer": "not-now", "reason": "They are away until Monday."}
    return Sent("ada", f"/deals/{await deal_of(house)}/tending", fields, ("deal-tended",))


async def _self_check(house: House) -> Sent:
    fields: dict[str, str | list[str]] = {"left": "engage", "done": ["next-step-confirmed"]}
    facts = ("inspection-begun", "row-answered", "inspection-closed", "behaviour-seen", "deal-tended")
    return Sent("bo", f"/deals/{await deal_of(house, 'bo')}/self-check", fields, facts)


async def _close_deal(house: House) -> Sent:
    return Sent("ada", f"/deals/{await deal_of(house)}/closing", {"outcome": "won"}, ("deal-closed",))


async def _answer(house: House) -> Sent:
    fields = {"question": "short", "turn": "0", "text": "economic buyer"}
    return Sent("ada", "/lessons/every-kind/answers", fields, ("answer-given", "lesson-begun"))


async def _hint(house: House) -> Sent:
    return Sent("ada", "/lessons/every-kind/hints", {"question": "single", "turn": "0"}, ("hint-taken",))


async def came_back(house: House, who: str, question: str = "single") -> Sent:
    """A question that somebody answered a month ago and has not been asked since: the form of its answer today."""
    person, then = house.person(who), clock.now() - timedelta(days=30)
    deed = Deed(actor=person.actor, entry=Entry(id=ids.new(), at=then, actor=person.id), lesson="every-kind")
    if f"{question} of {who}" not in house.made:
        house.made[f"{question} of {who}"] = await learning.answer(deed, question, RIGHT[question])
    seen = (await lessons.current()).hashes["every-kind"]
    fields = {"question": question, "seen": seen, "confidence": "2", "choice": "b"}
    return Sent(who, "/practice/answers", fields, ("answer-given",))


async def _recall(house: House) -> Sent:
    return await came_back(house, "bo")


async def _make_move(house: House) -> Sent:
    fields = {"question": "scenario", "turn": "0", "scene": "start", "round": "0", "step": "0", "choice": "bad"}
    return Sent("ada", "/lessons/walked/moves", fields, ("lesson-begun", "lesson-completed", "move-made", "scenario-ended"))


async def _rewind(house: House) -> Sent:
    fields = {"question": "scenario", "turn": "0", "round": "0", "step": "1", "kept": "0"}
    return Sent("ada", "/lessons/walked/rewinds", fields, ("scenario-rewound",))


async def _commit(house: House) -> Sent:
    fields = {"question": "commit", "turn": "0", "deal": str(await deal_of(house))}
    return Sent("ada", "/lessons/every-kind/commitment", fields, ("commitment-made",))


async def _finish(house: House) -> Sent:
    return Sent("ada", "/lessons/read/completion", {"turn": "0"}, ("lesson-begun", "lesson-completed"))


async def _begin_again(house: House) -> Sent:
    return Sent("ada", "/lessons/read/takes", {}, ("lesson-begun",))


async def _assign(house: House) -> Sent:
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    fields = {"lesson": "every-kind", "reason": "For Friday.", "day": day}
    return Sent("mira", f"/people/{house.cast.ada.id}/assignments", fields, ("lesson-assigned",))


async def _withdraw(house: House) -> Sent:
    (waiting,) = await assignments.open_for(house.cast.ada.id)
    return Sent("mira", f"/assignments/{waiting.id}/withdrawal", {}, ("assignment-withdrawn",))


async def _note(house: House) -> Sent:
    fields = {"words": "Ask for the date.", "tag": "step", "deal": str(await deal_of(house))}
    return Sent("mira", f"/people/{house.cast.ada.id}/notes", fields, ("note-written",))


CSV = b"id,name,stage,owner\n%d,Fennel,Meeting,Sven Ny\n"


async def _give_file(house: House) -> Sent:
    # Without a time it would be when the form was opened, and so another file for each who opened one a millisecond later.
    fields = {"source": "ours", "as_of": f"{clock.now() - timedelta(days=1):%Y-%m-%dT%H:%M}"}
    files = {"file": ("deals.csv", CSV % 0)}
    return Sent("zoe", "/setup/deals", fields, ("deal-file-given", "deal-mapping-set"), files=files)


async def file_of(house: House, number: int) -> UUID:
    """A file of deals that waits, the same one for each number; of its words, w0 is a stage and w2 an owner who is nobody here."""
    key = f"file {number}"
    if key not in house.made:
        data = CSV % number
        given = Given(name="deals.csv", data=data, digest=f"{number:064}", source=f"ours {number}", as_of=clock.now())
        entry = Entry(id=ids.new(), at=clock.now(), actor=house.cast.zoe.id)
        house.made[key] = await deals.give(house.cast.zoe.actor, entry, given, zone="UTC", currency="EUR", process=PROCESS)
    found: UUID = house.made[key]
    return found


async def _map_words(house: House) -> Sent:
    fields = {"c0": "key", "c1": "name", "c2": "stage", "c3": "owner_name", "w0": "engage", "w2": "-"}
    return Sent("zoe", f"/setup/deals/{await file_of(house, 1)}/mapping", fields, ("deal-mapping-set",))


async def _add_owners(house: House) -> Sent:
    fields = {"w2": "+", "a2": "sven@example.org"}
    facts = ("deal-mapping-set", "membership-began", "person-added")
    return Sent("zoe", f"/setup/deals/{await file_of(house, 2)}/people", {**fields, "team": str(house.cast.north)}, facts)


async def _begin_import(house: House) -> Sent:
    return Sent(
        "zoe", f"/setup/deals/{await file_of(house, 3)}/beginning", {"w0": "engage"}, ("deal-import-begun", "deal-mapping-set")
    )


async def _drop_file(house: House) -> Sent:
    return Sent("zoe", f"/setup/deals/{await file_of(house, 4)}/discarding", {}, ("deal-file-dropped",))


async def _sign_out(house: House) -> Sent:
    return Sent("tom", "/sign-out", {}, ("signed-out",))


async def _everywhere(house: House) -> Sent:
    return Sent("sam", "/account/sessions/sign-out", {}, ("signed-out",), late=401)


FORMS: Mapping[str, Callable[[House], Awaitable[Sent]]] = {
    **sign_in_forms.FORMS,
    "/account": _account,
    **token_forms.FORMS,
    "/deals": _add_deal,
    "/deals/{deal}": _change_deal,
    "/lessons/{lesson}/answers": _answer,
    "/lessons/{lesson}/hints": _hint,
    "/practice/answers": _recall,
    "/lessons/{lesson}/moves": _make_move,
    "/lessons/{lesson}/rewinds": _rewind,
    "/lessons/{lesson}/commitment": _commit,
    "/lessons/{lesson}/completion": _finish,
    "/lessons/{lesson}/takes": _begin_again,
    "/people/{person}/assignments": _assign,
    "/people/{person}/notes": _note,
    "/assignments/{assignment}/withdrawal": _withdraw,
    "/assignments/{assignment}/restoration": leaving_forms.give_back,
    **inspect_forms.FORMS,
    **coaching_forms.FORMS,
    **week_forms.FORMS,
    **calibrating_forms.FORMS,
    **notice_forms.FORMS,
    **mail_forms.FORMS,
    **chat_forms.FORMS,
    **crm_forms.FORMS,
    **directory_forms.FORMS,
    "/deals/{deal}/tending": _tend_deal,
    "/deals/{deal}/self-check": _self_check,
    "/deals/{deal}/closing": _close_deal,
    "/setup/people": _add_person,
    "/setup/people/{person}": _change_person,
    "/setup/people/{person}/roles": _set_roles,
    "/setup/people/{person}/team": _move,
    "/setup/people/{person}/managed-teams": _manage,
    "/setup/people/{person}/managed-teams/{team}/ending": _stop_managing,
    "/setup/people/{person}/sign-out": _sign_them_out,
    "/setup/people/{person}/deactivation": _deactivate,
    "/setup/people/{person}/reactivation": _reactivate,
    "/setup/teams": _make_team,
    "/setup/teams/{team}": _change_team,
    "/setup/policy": _policy,
    "/setup/deals": _give_file,
    "/setup/deals/{run}/mapping": _map_words,
    "/setup/deals/{run}/people": _add_owners,
    "/setup/deals/{run}/beginning": _begin_import,
    "/setup/deals/{run}/discarding": _drop_file,
    **leaving_forms.FORMS,
    **lesson_source_forms.FORMS,
    **webhook_forms.FORMS,
    **operations_forms.FORMS,
    **try_forms.FORMS,
    **erasing_forms.FORMS,
    "/sign-out": _sign_out,
    "/account/sessions/sign-out": _everywhere,
}
"""Path template to the form that is sent there. Whoever is signed out comes last."""
