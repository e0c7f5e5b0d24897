"""A company of many people and teams in setup: a page at a time, found by a word."""

import re
from collections.abc import Mapping
from datetime import timedelta

import asyncpg
import httpx
import pytest

from server import clock, db, ids
from server.db import Statement
from server.letters import folded
from server.people import actions, queries
from server.people.pages import setup_teams
from server.people.queries import Person, listing
from server.people.tables import Person as PersonTable
from server.people.tables import Team as TeamTable
from tests import cluster, databases
from tests.cast import TUESDAY, Cast, assemble, signed_in
from tests.client import send
from tests.databases import Database

MANY = 60


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_everybody_is_listed_a_page_at_a_time(cast: Cast):
    await hired(cast)
    first = await listing.listed()
    assert len(first) == listing.AT_ONCE + 1
    rest = await listing.listed(after=first[listing.AT_ONCE - 1].id)
    everybody = [*first[: listing.AT_ONCE], *rest]
    assert sorted(one.id for one in everybody) == sorted(one.id for one in await queries.everyone())
    assert (await listing.numbers()).here == len(everybody) == MANY + 8


async def test_somebody_is_found_by_name_address_or_team(cast: Cast):
    await hired(cast)
    found = {"Øyvind 07": 1, "ØyviND 07": 1, "NEW33@": 1, "team south": 1, "0%7": 0, "new_3@": 0, "nobody": 0}
    found |= {"07  øyvind": 1, "North rep Ada": 1, "Ada South": 0, "\0": len(await listing.listed())}
    assert {words: len(await listing.listed(words)) for words in found} == found


async def test_who_left_stands_a_page_at_a_time_the_last_first(cast: Cast):
    await hired(cast)
    for n, one in enumerate(await listing.listed("Øyvind")):
        await PersonTable.update({PersonTable.deactivated_at: TUESDAY - timedelta(hours=n)}).where(PersonTable.id == one.id)
    first = await listing.left()
    rest = await listing.left(after=first[listing.AT_ONCE - 1].id)
    found = [one.deactivated_at for one in (*first[: listing.AT_ONCE], *rest)]
    assert found == sorted(filter(None, found), reverse=True)
    assert len(found) == listing.AT_ONCE + 1 == (await listing.numbers()).gone
    last = rest[-1]
    assert await listing.left(last.name) == await listing.left(last.name, after=first[0].id) == [last]


async def test_the_page_of_people_leads_through_all_of_them(client: httpx.AsyncClient, cast: Cast):
    await hired(cast)
    await enter(client, cast.zoe)
    names, path = list[str](), "/setup/people"
    while path:
        page = (await client.get(path)).text
        assert f"{MANY + 8} people are here" in page
        names += re.findall(r'<th scope="row"><a href="/setup/people/[^"]+">([^<]+)</a>', page)
        following = re.search(r'href="(/setup/people\?after=[^"#]+)#h-here"', page)
        path = following[1] if following else ""
    assert sorted(names) == sorted(one.name for one in await queries.everyone())
    found = (await client.get("/setup/people?q=Ada")).text
    assert "Mira North" in re.sub(r"\s+", " ", found)
    assert "Bo Rep" not in found


async def test_a_name_is_found_with_other_accents_and_letters(database: Database):
    cast = await assemble()
    for n, name in enumerate(
        ("Jürgen Müller", "Mara Lindqvíst", "Łucja Weiß", "Ζωή Κόκκινος", "Нина Ёлкина", "Nguyễn Thị Ánh", "Ｂｏ Ａ_")
    ):
        await actions.add_person(
            None, name=name, email=f"n{n}@example.org", roles=["rep"], team=cast.south, entry=cast.entry(cast.zoe)
        )
    await actions.change_team(None, cast.south, name="Équipe Süd", parent=None, zone="UTC", entry=cast.entry(cast.zoe))

    async def found(words: str) -> list[str]:
        return [one.name for one in await listing.listed(words)]

    for words in ("Muller", "müller", "MÜLLER", "müller", "jurgen mull"):
        assert await found(words) == ["Jürgen Müller"], words
    for words, name in {
        "lindqvist": "Mara Lindqvíst",
        "Lindqvîst": "Mara Lindqvíst",
        "ŁUCJA": "Łucja Weiß",
        "weiss": "Łucja Weiß",
        "κοκκινοσ": "Ζωή Κόκκινος",
        "елкина": "Нина Ёлкина",
        "nguyen anh": "Nguyễn Thị Ánh",
        "bo a_": "Ｂｏ Ａ_",
    }.items():
        assert await found(words) == [name], words
    assert len(await found("equipe sud")) == 8, "the team of Ida and of the seven"
    assert await found("sud%") == await found("equipesud") == []
    tom = cast.tom.id
    await actions.change_person(None, tom, name="Tomás Söder", entry=cast.entry(cast.zoe))
    await actions.deactivate(None, tom, entry=cast.entry(cast.zoe))
    assert [one.id for one in await listing.left("tomas soder")] == [tom]


async def test_both_engines_fold_as_we_do(database: Database):
    assert await folded_otherwise(database) == {}


async def test_postgresql_folds_as_we_do_where_the_locale_of_its_database_knows_no_letter():
    """As Debian makes it where nobody chose a language."""
    name = f"t{ids.new().hex}"
    await on_cluster(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    try:
        async with databases.opened("postgres", f"{cluster.address()}/{name}") as database:
            assert await folded_otherwise(database) == {}
    finally:
        await on_cluster(f"DROP DATABASE {name} WITH (FORCE)")


async def on_cluster(statement: str) -> None:
    connection = await asyncpg.connect(f"{cluster.address()}/postgres")
    await connection.execute(statement)
    await connection.close()


async def folded_otherwise(database: Database) -> Mapping[str, str]:
    """Of every letter of Latin, Greek, Cyrillic, Hebrew and Arabic, and of syllables that are parted and joined again, what is not as we fold it."""
    codes = [*range(0x20, 0x700), *range(0x1E00, 0x2000), *range(0x3040, 0x3100), *range(0xAC00, 0xAC40), *range(0xFB00, 0xFB07)]
    letters = [chr(code) for code in codes if chr(code).isalpha()]
    said = Statement(
        f"SELECT {db.folded('given')} AS said FROM (SELECT {'{}' if database.kind == 'sqlite' else '{}::text'} AS given) one"
    )
    return {one: found for one in letters if (found := (await said(one))[0]["said"]) != folded(one)}


async def test_each_of_many_teams_has_its_form_one_link_away(client: httpx.AsyncClient, cast: Cast):
    await TeamTable.insert(
        *(TeamTable(id=ids.new(), name=f"Team {n:03}", parent=cast.sales, made_at=TUESDAY) for n in range(MANY))
    )
    await enter(client, cast.zoe)
    page = (await client.get("/setup/teams")).text
    assert page.count('<section class="band"') == setup_teams.AT_ONCE + 1
    assert 'action="/setup/teams/' not in page
    last = max(await queries.teams(), key=lambda one: one.name)
    page = (await client.get(setup_teams.address(last.id))).text
    assert re.findall(r'action="/setup/teams/([^"]+)"', page) == [str(last.id)]
    # The page before it begins with a team that nobody has chosen.
    before = re.search(r'href="(/setup/teams[^"#]+)[^"]*">The teams before<', page)
    assert before
    assert 'action="/setup/teams/' not in (await client.get(before[1])).text
    made = await send(client, "/setup/teams", "/setup/teams", name="Team Zzz", parent=str(cast.sales), zone="UTC")
    assert "Team Zzz</h2>" in (await client.get(made.headers["Location"])).text


async def hired(cast: Cast) -> None:
    """Sixty more, in no team."""
    await PersonTable.insert(
        *(
            PersonTable(id=ids.new(), name=f"Øyvind {n:02}", email=f"new{n:02}@example.org", roles="rep", added_at=TUESDAY)
            for n in range(MANY)
        )
    )


async def enter(client: httpx.AsyncClient, person: Person) -> None:
    token, _visit = await signed_in(person, clock.now())
    client.cookies.set("__Host-plumbline", token)
