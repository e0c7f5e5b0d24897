"""One's own record and what a team finished, as tables: who gets which, and what a spreadsheet makes of them."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import ids, ledger
from server.erasure import actions as erasure
from server.facts import DataLookedAt
from server.learning import actions as learning
from server.learning.actions import Deed
from server.ledger import Entry
from server.people.queries import Person
from server.web.csv_table import FORMULA, plain, table
from server.web.person.record import Record, head, rows
from tests import client, crowd
from tests.cast import TUESDAY, assemble
from tests.databases import Database
from tests.learning.world import EVERY_KIND, READ, RIGHT, WALKED, serve
from tests.web.joining import joined
from tests.web.world import World


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    await serve(EVERY_KIND, WALKED, READ)
    cast = await assemble()
    async with client.opened(database) as door:
        yield World(cast, door)


def deed(person: Person, lesson: str, *, minutes: int = 0) -> Deed:
    return Deed(
        actor=person.actor,
        entry=Entry(id=ids.new(), at=TUESDAY + timedelta(minutes=minutes), actor=person.id),
        lesson=lesson,
    )


async def fetched(world: World, person: Person, path: str) -> list[list[str]]:
    async with world.visit(person) as visitor:
        answer = await visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_a_person_takes_their_own_record_along(world: World):
    ada = world.cast.ada
    await learning.answer(deed(ada, "every-kind"), "single", {"choice": ["a"]})
    await learning.answer(deed(ada, "every-kind", minutes=1), "single", RIGHT["single"])
    await learning.answer(deed(ada, "every-kind", minutes=2), "reflect", {"text": ["=HYPERLINK is what I wrote"]})
    await learning.finish(deed(ada, "read", minutes=3))
    first, *told = await fetched(world, ada, "/account/record")
    assert first == list(head())
    what = [(row[2], row[6], row[7]) for row in told]
    assert what == [
        ("Lesson begun", "", ""),
        ("Answer", "Not yet right", "0"),
        ("Answer, try 2", "Right", "100"),
        ("Answer", "Kept", ""),
        ("Lesson begun", "", ""),
        ("Lesson finished", "", ""),
    ]
    assert told[3][5] == "'=HYPERLINK is what I wrote"
    assert {row[0] for row in told} == {"2026-11-17"}
    assert len(await fetched(world, world.cast.bo, "/account/record")) == 1


async def test_when_the_time_of_its_words_is_over_the_record_has_the_same_rows_without_them(world: World):
    ada = world.cast.ada
    await learning.answer(deed(ada, "every-kind"), "reflect", {"text": ["A bird: Cassowary."]})
    before = await fetched(world, ada, "/account/record")
    assert "Cassowary" in str(before)
    assert (await erasure.forget_old(TUESDAY + timedelta(days=1_000), {"evidence": 12, "answers": 13, "notes": 24}))[
        "answers"
    ] == 1
    assert await fetched(world, ada, "/account/record") == [
        ["" if "Cassowary" in cell else cell for cell in row] for row in before
    ]


async def test_a_manager_gets_names_and_days_under_a_policy_and_never_an_answer(world: World):
    cast = world.cast
    await learning.answer(deed(cast.ada, "every-kind"), "single", RIGHT["single"])
    await learning.finish(deed(cast.ada, "read"))
    async with world.visit(cast.mira) as visitor:
        refused = await visitor.get("/team/completions")
    assert refused.status_code == 409
    assert "said what they are for" in refused.text
    await world.enter_policy()
    _head, *told = await fetched(world, cast.mira, "/team/completions")
    assert [row[1:5] for row in told] == [[cast.ada.name, READ.title, "finished", "2026-11-17"]]
    async with world.visit(cast.ada) as visitor:
        assert "downloaded which lessons you finished" in (await visitor.get("/my-line")).text


async def test_of_hundreds_everybody_is_told_of_the_download_also_who_has_no_row_in_it(world: World, database: Database):
    cast = world.cast
    await world.enter_policy()
    many = await crowd.below(database, cast.north, cast.now, 600)
    await learning.finish(deed(cast.ada, "read"))
    _head, *rows = await fetched(world, cast.mira, "/team/completions")
    assert [row[1] for row in rows] == [cast.ada.name]
    told = {one.person for one in await ledger.of_kind(DataLookedAt)}
    assert told == {cast.ada.id, cast.bo.id, *many}


async def test_nobody_else_gets_the_names(world: World):
    await world.enter_policy()
    await learning.finish(deed(world.cast.ada, "read"))
    for person in (world.cast.tom,):
        async with world.visit(person) as visitor:
            answer = await visitor.get("/team/completions")
        assert world.cast.ada.name not in answer.text
    for person in (world.cast.ada, world.cast.sam, world.cast.zoe):
        async with world.visit(person) as visitor:
            assert (await visitor.get("/team/completions")).status_code == 404


async def test_a_leader_without_a_team_gets_counts_of_five_reps_and_no_name(world: World):
    vera = await joined(world, "Vera", "leader", team=False)
    await learning.finish(deed(world.cast.ada, "read"))
    async with world.visit(vera) as leader:
        assert (await leader.get("/team/completions")).status_code == 409
    for name in ("Cora", "Dan", "Eve"):
        await joined(world, name, "rep")
    assert await fetched(world, vera, f"/team/completions?team={world.cast.north}") == [
        ["Team", "Lesson", "Finished by", "Of so many reps"],
        ["Team North", READ.title, "1", "5"],
    ]
    async with world.visit(vera) as leader:
        assert (await leader.get(f"/team/completions?team={world.cast.south}")).status_code == 404


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=4))
def test_a_table_reads_back_as_it_was_and_no_cell_is_a_formula(cells: list[list[str]]):
    body = table(("A", "B", "C"), cells)
    assert body.startswith(b"\xef\xbb\xbf")
    back = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in back[1:]] == [
        [cell.replace("\0", "").removeprefix("'") for cell in row] for row in cells
    ]
    assert not any(cell.lstrip().startswith(FORMULA) for row in back for cell in row)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1"])
def test_what_a_spreadsheet_might_calculate_is_kept_a_text(cell: str):
    assert plain(cell) == f"'{cell}"


def test_nothing_gives_no_row():
    assert list(rows(Record(), "Europe/Berlin")) == []
