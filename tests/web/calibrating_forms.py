"""The forms of calibration, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.inspections.actions import Agreed, Done
from server.inspections.rubric import Ticked
from server.ledger import Entry
from server.people import actions as people
from tests.learning.world import PROCESS
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent

NOTHING = Done(ticked=Ticked(looked=True))


def _entry(house: "House", who: str) -> Entry:
    return Entry(id=ids.new(), at=clock.now(), actor=house.person(who).id)


async def _deal(house: "House") -> UUID:
    """A fresh deal of Ada's."""
    told = Told(name=f"Deal {len(house.made)}", stage=PROCESS.motions[0].stages[-1])
    motion = PROCESS.motions[0].id
    return await deals.add(house.person("ada").actor, _entry(house, "ada"), told, motion=motion, currency="EUR", process=PROCESS)


async def _pair(house: "House", *, closed: bool = False) -> UUID:
    """Mira and Tom on a deal of Ada's, each with nothing shown when it is closed."""
    mira = house.person("mira").actor
    other = house.person("tom").id
    id = await inspecting.begin_calibration(mira, _entry(house, "mira"), await _deal(house), other=other)
    for who in ("mira", "tom") if closed else ():
        await _filled(house, who, id)
    return id


async def _filled(house: "House", who: str, calibration: UUID, *ticks: str) -> None:
    actor = house.person(who).actor
    sheet = await inspecting.take_seat(actor, _entry(house, who), calibration)
    found = await inspections.any_sheet(sheet)
    assert found
    done = Done(ticked=Ticked(ticks=frozenset(ticks))) if ticks else NOTHING
    await inspecting.close(actor, _entry(house, who), sheet, {found.rows[0].behaviour: done})


async def _key(house: "House", *, agreed: bool = True, in_use: bool = False) -> UUID:
    """A lost deal of Ada's, frozen by Lea."""
    there = await _deal(house)
    await deals.close(house.person("ada").actor, _entry(house, "ada"), there, "lost")
    lea = house.person("lea").actor
    key = await inspecting.freeze_key(lea, _entry(house, "lea"), there)
    if agreed:
        found = await inspections.any_calibration(key)
        assert found
        answers = {one: Agreed(shown=False, reason="Nobody wrote it.") for one in await inspecting.clauses_of(found)}
        await inspecting.agree_answers(lea, _entry(house, "lea"), key, answers)
    if in_use:
        await inspecting.mark_key(lea, _entry(house, "lea"), key)
    return key


async def begun(house: "House") -> Mapping[str, Mapping[str, str]]:
    """A pair whose sheets are open and one whose words wait, a key of Lea's, and Tom, who learns."""
    proposed = (await _settle(house)).path.split("/")[2]
    await _train(house)
    return {
        "pair": {"calibration": str(await _pair(house)), "wording": proposed},
        "key": {"calibration": str(await _key(house))},
        "learner": {"person": str(house.person("tom").id)},
    }


async def _begin(house: "House") -> "Sent":
    fields = {"deal": str(await _deal(house)), "other": ""}
    return every_form.Sent("lea", "/calibration", fields, ("calibration-begun", *("calibration-granted",) * 3))


async def _again(house: "House") -> "Sent":
    mira, there = house.person("mira").actor, await _deal(house)
    sheet = await inspecting.begin(mira, _entry(house, "mira"), there, mode="full", pick="coverage")
    await inspecting.close(mira, _entry(house, "mira"), sheet, {"next-step-confirmed": NOTHING})
    facts = ("calibration-begun", "calibration-granted", "calibration-frozen", "second-look-drawn")
    return every_form.Sent("lea", "/calibration/second-looks", {"manager": str(mira.id)}, facts)


async def _freeze(house: "House") -> "Sent":
    there = await _deal(house)
    await deals.close(house.person("ada").actor, _entry(house, "ada"), there, "lost")
    return every_form.Sent("lea", "/calibration/keys", {"deal": str(there)}, ("calibration-begun", "calibration-frozen"))


async def _sit(house: "House") -> "Sent":
    await people.looked(house.person("tom").actor, house.person("ada").id, "calibration", clock.now())
    return every_form.Sent("tom", f"/calibrations/{await _pair(house)}/sheets", {}, ("inspection-begun",))


async def _mend(house: "House") -> "Sent":
    id = await _pair(house, closed=True)
    found = await inspections.any_calibration(id)
    assert found
    behaviour = PROCESS.behaviour[found.rows[0].behaviour]
    fields = {"clause": f"{behaviour.id}/{behaviour.clauses[0].id}", "words": "Say who wrote it."}
    return every_form.Sent("tom", f"/calibrations/{id}/wording", fields, ("wording-proposed",))


async def _settle(house: "House") -> "Sent":
    mend = await _mend(house)
    tom = house.person("tom").actor
    calibration = UUID(mend.path.split("/")[2])
    clause = str(mend.fields["clause"])
    wording = await inspecting.propose_wording(tom, _entry(house, "tom"), calibration, clause, "Say who wrote it.")
    return every_form.Sent("sam", f"/wording/{wording}/outcome", {"outcome": "reworded"}, ("wording-settled",))


async def _agree(house: "House") -> "Sent":
    key = await _key(house, agreed=False)
    found = await inspections.any_calibration(key)
    assert found
    names = [f"{behaviour}/{clause}" for behaviour, clause in await inspecting.clauses_of(found)]
    fields = {f"answer-{name}": "missing" for name in names} | {f"reason-{name}": "Nobody wrote it." for name in names}
    return every_form.Sent("lea", f"/calibrations/{key}/answers", fields, ("key-agreed",))


async def _mark(house: "House") -> "Sent":
    return every_form.Sent("lea", f"/calibrations/{await _key(house)}/key", {"in_use": "yes"}, ("key-marked",))


async def _talk(house: "House") -> "Sent":
    key = await _key(house, in_use=True)
    await _train(house)
    found = await inspections.any_calibration(key)
    assert found
    behaviour = PROCESS.behaviour[found.rows[0].behaviour]
    await _filled(house, "tom", key, behaviour.clauses[0].id)
    fields = {"person": str(house.person("tom").id), "clause": f"{behaviour.id}/{behaviour.clauses[0].id}"}
    return every_form.Sent("lea", f"/calibrations/{key}/talks", fields, ("difference-talked-through",))


async def _count(house: "House") -> "Sent":
    """Tom learned on three more keys, and every difference was talked through."""
    await _train(house)
    tom, lea = house.person("tom"), house.person("lea").actor
    for _ in range(3):
        await _filled(house, "tom", await _key(house, in_use=True))
    for one in await inspections.tried(tom.id):
        for behaviour, clause in one.trial.open:
            await inspecting.talk_through(lea, _entry(house, "lea"), one.key.id, tom.id, f"{behaviour}/{clause}")
    return every_form.Sent("lea", f"/calibration/training/{tom.id}/ending", {}, ("roles-changed",))


async def _train(house: "House") -> None:
    tom = house.person("tom").id
    await people.set_roles(
        None, tom, ["manager"], in_training=True, entry=Entry(id=ids.new(), at=clock.now() - timedelta(days=1))
    )


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/calibration": _begin,
    "/calibration/second-looks": _again,
    "/calibration/keys": _freeze,
    "/calibrations/{calibration}/sheets": _sit,
    "/calibrations/{calibration}/wording": _mend,
    "/wording/{wording}/outcome": _settle,
    "/calibrations/{calibration}/answers": _agree,
    "/calibrations/{calibration}/key": _mark,
    "/calibrations/{calibration}/talks": _talk,
    "/calibration/training/{person}/ending": _count,
}
"""They are sent while Tom still manages."""
