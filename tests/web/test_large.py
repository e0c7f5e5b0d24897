"""The leader's page of a company of more teams than a page holds, by plain HTTP."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

from server import clock, ids
from server.drift import actions
from server.inspections import actions as inspecting
from server.ledger import Entry
from server.people import actions as people
from server.people.roles import SMALLEST_TEAM
from server.people.tables import Person, Team
from server.web.pages.drift_counting import MOST
from tests.client import send
from tests.databases import Database
from tests.drift import company
from tests.web import world as worlds


async def test_the_worst_open_the_others_follow_fifty_at_a_time_and_the_file_has_all(sqlite: Database):
    async with worlds.opened(sqlite) as world, world.visit(world.cast.lea) as lea:
        await company.of_many_teams(world.cast, clock.now())
        early = await lea.get("/drift/table")
        assert (early.status_code, "being counted for the first time" in early.text) == (409, True)
        asks = [(await lea.get(f"/drift{more}")).text for more in ("", f"?asked={MOST - 1}", f"?asked={MOST}", "?asked=soon")]
        assert [re.findall(r'hx-get="/drift\?asked=(\d+)"', one) for one in asks] == [["1"], [str(MOST)], [], ["1"]]
        led = Entry(id=ids.new(), at=clock.now() - timedelta(days=40))
        await inspecting.lead_with(world.cast.lea.actor, led, "next-step-confirmed")
        await actions.keep(clock.now)
        assert (await lea.get("/drift?asked=1", headers={"HX-Request": "true"})).headers["HX-Refresh"] == "true"
        assert "here are those of the last four weeks" in (await lea.get("/drift/behaviours/next-step-confirmed")).text
        text = unescape((await lea.get("/drift")).text)
        assert (text.count('class="signal"'), text.count('href="/drift/cases')) == (12, 50 + 2 * 12)
        assert "62 of 62 signals are low or fall." in text
        (following,) = re.findall(r'href="(/drift/signals\?after=[^"]+)"', text)
        after = unescape((await lea.get(following)).text)
        assert "<h1>62 signals</h1>" in after
        rest = re.findall(r'<a class="link in" href="(/drift/cases[^"]+)">(\d) of 8 notes<', after)
        assert (len(rest), "/drift/signals?after" in after) == (12, False)
        assert "No signal follows." in (await lea.get("/drift/signals?after=enp6")).text
        assert "62 signals" in (await lea.get("/drift/signals?after=nothing")).text
        assert (await lea.get(f"/drift/deals?after={10**30}.{UUID(int=1)}")).status_code == 200
        path, met = rest[-1]
        cases = (await lea.get(path)).text
        assert (cases.count(">Met</span>"), cases.count(">Not met</span>")) == (int(met), 8 - int(met))
        table = (await lea.get("/drift/table")).content.decode("utf-8-sig")
        assert sum("Coaching on the step, Team" in line for line in table.splitlines()) == 62
        assert (await send(lea, "/drift", "/drift/turns", did="acted", words="Two notes a week")).status_code == 303
        assert "Two notes a week" in (await lea.get("/drift")).text


async def test_a_team_past_the_hundredth_is_shown_as_one_where_drift_leads_to_it(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        now, teams = world.cast.now, [UUID(int=7000 + n) for n in range(101)]
        await Team.insert(*(Team(id=id, name=f"Team {n:03d}", zone="Europe/Prague", made_at=now) for n, id in enumerate(teams)))
        for team in teams:
            reps = (UUID(int=10 * team.int + n) for n in range(SMALLEST_TEAM))
            await Person.insert(
                *(Person(id=one, name="Rep", email=f"{one}@many.example", roles="rep", team=team, added_at=now) for one in reps)
            )
        entry = Entry(id=ids.new(), at=now)
        vera = await people.add_person(None, name="Vera", email="vera@many.example", roles=("leader",), entry=entry)
        async with world.visit(vera) as leader:
            first, last, nobody = [await leader.get(f"/team{more}") for more in ("", f"?team={teams[-1]}", "?team=nobody")]
            assert [one.text.count(">Team 100<") for one in (first, last)] == [0, 1]
            assert nobody.status_code == 404
            counts = [(await leader.get(f"/team/completions?team={one}")).status_code for one in (teams[-1], "nobody")]
            assert counts == [200, 404]
