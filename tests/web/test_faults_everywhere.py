"""Faults at every statement of every form and at its COMMIT: nothing is left half done, and the pool stays whole."""

import pytest

from server import ids
from tests.databases import Database
from tests.db import faulty
from tests.web import every_form
from tests.web.counted import counts, facts
from tests.web.every_form import FORMS


async def test_a_database_that_goes_away_at_any_statement_leaves_nothing_half_done(database: Database):
    async with faulty.failing(database) as (failing, plan), every_form.opened(failing) as house:
        for shape, fill in FORMS.items():
            sent, form, before, rows = await fill(house), ids.new(), await facts(), await counts()
            plan.at, plan.stride = 1, sent.stride
            plan.error = faulty.gone() if database.kind == "postgres" else faulty.full()
            if not sent.stores:
                assert (await house.send(sent, form)).status_code == sent.went, f"{shape} keeps something after all"
                plan.error = None
                continue
            while plan.error is not None:
                answer = await house.send(sent, form)
                assert answer.status_code == 503, f"{shape} at {plan.at - 1}: {answer.status_code}"
                assert "Traceback" not in answer.text
                assert (await facts(), await counts()) == (before, rows), f"{shape} at {plan.at - 1}"
            assert plan.at > 2, f"{shape} sends nothing in a transaction"
            assert (await house.send(sent, form)).status_code == sent.went, shape
            assert sorted((await facts() - before).elements()) == sorted(sent.facts), shape
            assert faulty.whole(failing.engine), shape


@pytest.mark.long  # hundreds of statements, each with a look at every table
@pytest.mark.timeout(900)
async def test_an_erasure_leaves_nothing_half_done_whichever_statement_fails(database: Database):
    async with faulty.failing(database) as (failing, plan), every_form.opened(failing) as house:
        sent, before, rows = await FORMS["/setup/people/{person}/erasure"](house), await facts(), await counts()
        plan.at, plan.stride, plan.error = 1, 1, faulty.gone() if database.kind == "postgres" else faulty.full()
        while plan.error is not None:
            assert (await house.send(sent, ids.new())).status_code == 503, f"at {plan.at - 1}"
            assert (await facts(), await counts()) == (before, rows), f"at {plan.at - 1}"
        assert plan.failed > 100, "every one of its statements failed once"
        assert faulty.whole(failing.engine)


async def test_a_rival_at_any_statement_is_survived_by_beginning_anew(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.db.transaction.LONGEST", 0.0)
    async with faulty.failing(database) as (failing, plan), every_form.opened(failing) as house:
        for shape, fill in FORMS.items():
            sent, form, before = await fill(house), ids.new(), await facts()
            if not sent.stores:
                continue
            plan.error, plan.at, plan.stride, answered = faulty.rival(), 1, sent.stride, 0
            while plan.error is not None:
                # Each attempt fails one statement later, until one gets to its COMMIT, which fails too; then it goes through.
                answered = (await house.send(sent, form)).status_code
            assert answered == sent.went or (await house.send(sent, form)).status_code == sent.went, shape
            assert sorted((await facts() - before).elements()) == sorted(sent.facts), shape
            assert faulty.whole(failing.engine), shape
