"""A small academy and its people, written straight into the database, and the deeds of a rep."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from server import db, ids
from server.db import Statement
from server.learning.actions import Deed
from server.ledger import Entry
from server.lessons import queries as lessons
from server.lessons.compiler.edition import NOTHING, pack
from server.lessons.compiler.edits.history import extend
from server.lessons.compiler.model import Academy, Lesson, Rules
from server.people.roles import Actor
from server.people.tables import Person
from server.process.map import Behaviour, Clause, Motion, Process, Stage
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.selling import ARTIFACT

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

PROCESS = Process(
    id="reference",
    version=1,
    title="How we sell",
    about="",
    stages=(
        Stage(id="engage", title="Engage", job="", exit="", max_days=14),
        Stage(id="discover", title="Discover", job="", exit="", max_days=21),
    ),
    behaviours=(
        Behaviour(
            id="next-step-confirmed",
            stage="engage",
            title="Next step confirmed",
            statement="",
            role="any",
            source="system",
            artifact="calendar-invite",
            fresh_days=0,
            version=1,
            steps=(),
            clauses=(Clause(id="buyer-accepted", text="accepted by a named buyer", source="system"),),
            proof="",
            inspect="",
            drift="",
            coach="",
        ),
    ),
    motions=(
        Motion(
            id="new",
            title="New customer",
            stages=("engage", "discover"),
            gates=("next-step-confirmed",),
            max_days={},
            required_roles=(),
        ),
    ),
)

EVERY_KIND = lesson(
    q.SINGLE,
    q.MULTIPLE,
    q.ORDER,
    q.MATCH,
    q.SHORT,
    q.GAPS,
    replace(q.REFLECT, optional=True),
    q.CONFIDENCE,
    q.COMMIT,
    id="every-kind",
)
WALKED = lesson(q.SCENARIO, id="walked")
READ = lesson(id="read")

RIGHT: Mapping[str, Mapping[str, Sequence[str]]] = {
    "single": {"choice": ["b"]},
    "multiple": {"choice": ["a", "b", "c"]},
    "order": {f"place-{item}": [str(place)] for place, item in enumerate("abcde", 1)},
    "match": {"pair-l1": ["r1"], "pair-l2": ["r2"], "pair-l3": ["r3"]},
    "short": {"text": ["economic buyer"]},
    "gaps": {"gap-1": ["paper process"], "gap-2": ["owned"]},
    "reflect": {"text": ["Nobody had accepted anything."], "share": ["yes"]},
    "confidence": {"choice": ["1"]},
}


def academy(*served: Lesson) -> Academy:
    """An academy with the small process, these lessons and translations, and one page of proof."""
    return Academy(
        rules=Rules(title="Academy", holidays=("2026-11-25",)),
        process=PROCESS,
        lessons=tuple(one for one in served if not one.translates),
        translations=tuple(one for one in served if one.translates),
        paths=(),
        glossary={},
        people={"plumbline": "Plumbline"},
        artifacts=(ARTIFACT,),
    )


async def serve(*served: Lesson) -> None:
    """Loads these lessons as the loader does: by content hash, with the history of every question, and moves the current row."""
    lessons.LATEST.forget()
    before = await lessons.current()
    made = academy(*served)
    histories, _ = extend((NOTHING if not before.hash else before).histories, made)
    name, bodies = pack(made, histories)

    async def verb() -> None:
        for digest, body in bodies.items():
            await STORE(digest, "academy" if digest == name else "lesson", body.decode())
        await CURRENT("current", name)

    await db.run(verb)
    lessons.LATEST.forget()


async def add_person(name: str = "Ada", *roles: str) -> Actor:
    """A person with these roles, a rep by default."""
    actor = Actor(
        id=ids.new(),
        name=name,
        roles=frozenset(roles or ("rep",)),
        zone="Europe/Prague",
        locale="en",
        theme="",
    )
    await Person.insert(
        Person(
            id=actor.id,
            name=name,
            email=f"{name.lower()}-{actor.id}@example.test",
            roles=" ".join(actor.roles),
            zone=actor.zone,
            locale="en",
            added_at=TUESDAY,
        )
    )
    return actor


def deed(
    actor: Actor,
    lesson: str = "every-kind",
    *,
    form: UUID | None = None,
    digest: str = "",
    turn: int = 0,
    seen: str = "",
    minutes: int = 0,
) -> Deed:
    """Something this person does, under a form of its own unless one is given."""
    at = TUESDAY + timedelta(minutes=minutes)
    return Deed(
        actor=actor, entry=Entry(id=form or ids.new(), at=at, actor=actor.id, digest=digest), lesson=lesson, turn=turn, seen=seen
    )


def reworded(whole: Lesson, question: str, **more: object) -> Lesson:
    """The lesson after an edit of one question."""
    return replace(whole, questions=tuple(replace(one, **more) if one.id == question else one for one in whole.questions))


STORE = Statement('INSERT INTO "compiled" ("hash", "kind", "body") VALUES ({}, {}, {}) ON CONFLICT ("hash") DO NOTHING')
CURRENT = Statement(
    'INSERT INTO "academy_state" ("name", "hash", "loaded_by", "checked", "lessons", "errors", "warnings", "diagnostics") '
    "VALUES ({}, {}, '', '', 0, 0, 0, '[]') ON CONFLICT (\"name\") DO UPDATE SET \"hash\" = excluded.\"hash\""
)
