"""What goes and what stays when somebody is erased, counted before it is done."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.db import Statement, scanning
from server.erasure.naming import Named
from server.erasure.plan import PLAN
from server.erasure.queries.mentions import mentions
from server.erasure.rule import Table, condition
from server.people.queries import Person


class Preview(Struct, frozen=True, kw_only=True):
    """How many of each kind go and stay, by the codes of `words`. `waiting`: a file that was handed in may hold the name, and goes first."""

    goes: Mapping[str, int]
    stays: Mapping[str, int]
    waiting: bool


async def counted(person: UUID) -> Preview:
    """What erasing this person would do now. It goes through tables that nobody else asks by person."""
    goes = Counter[str]()
    with scanning():
        for name, table in PLAN.items():
            goes += await _goes(name, table, person)
        stays = {kind: int((await count(person))[0]["n"]) for kind, count in STAYS.items()}
    return Preview(goes=goes, stays=stays, waiting=await files_wait())


async def named_by_others(person: Person) -> Mapping[str, int]:
    """In how many texts, by table, others name them in their own words. It reads every text there is."""
    found = dict[str, int]()
    who = Named(person.id, person.name, person.email)
    for name, table in PLAN.items():
        others = [*table.others.split(), *(word.column for word in table.words if not word.of)]
        keys = {key for key, _named in await mentions(name, table, others, who)} if others else set()
        # What goes anyway is not counted.
        if keys and (n := len(keys - await _going(name, table, person.id))):
            found[name] = n
    return found


async def _going(name: str, table: Table, person: UUID) -> set[Any]:
    if not table.rows:
        return set()
    where = condition(table.rows)
    rows = await Statement(f'SELECT "{table.key}" AS "key" FROM "{name}" WHERE {where}')(*[person] * where.count("{}"))  # noqa: S608  # of the plan
    return {row["key"] for row in rows}


async def files_wait() -> bool:
    """Whether a file of deals or of people is neither taken over nor thrown away."""
    return bool(await WAITING())


async def _goes(name: str, table: Table, person: UUID) -> Counter[str]:
    found = Counter[str]()
    if table.rows and name in ROWS:
        found[ROWS[name]] += await _count(name, condition(table.rows), person)
    for word in table.words:
        if word.of:
            where = f"({condition(word.of)}) AND \"{word.column}\" <> '{word.empty}'"
            found[WORDS.get(name, "words")] += await _count(name, where, person)
    return found


async def _count(name: str, where: str, person: UUID) -> int:
    rows = await Statement(f'SELECT COUNT(*) AS "n" FROM "{name}" WHERE {where}')(*[person] * where.count("{}"))  # noqa: S608  # of the plan
    return int(rows[0]["n"])


WORDS = {"note": "notes", "answer_text": "answers", "commitment": "promises"}
ROWS = {
    "evidence": "evidence",
    "evidence_file": "files",
    "gap_behaviour": "numbers",
    "notice": "notices",
    **dict.fromkeys(("session", "passkey", "identity", "api_token", "chat", "feed", "mail_address"), "ways"),
}
STAYS = {
    "facts": Statement('SELECT COUNT(*) AS "n" FROM "fact" WHERE "person" = {}'),
    "deals": Statement('SELECT COUNT(*) AS "n" FROM "deal" WHERE "owner" = {}'),
    "marks": Statement('SELECT COUNT(*) AS "n" FROM "answer" WHERE "person" = {}'),
    "sheets": Statement('SELECT COUNT(*) AS "n" FROM "inspection" WHERE "by" = {}'),
}
WAITING = Statement('SELECT 1 AS "one" FROM "deal_file" UNION ALL SELECT 1 FROM "people_file" WHERE "body" IS NOT NULL LIMIT 1')
