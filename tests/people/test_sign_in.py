"""The verbs of signing in, on both engines: first that it works, then each refusal."""

import asyncio
from datetime import timedelta

import pytest

from server import ids, ledger, outbox
from server.errors import NotFound, TooMany
from server.facts import SignedIn, SignedOut
from server.people import actions, lifetimes, queries
from server.people.actions import Using
from server.people.tables import Session, SignIn
from tests.cast import TUESDAY, Cast, assemble, signed_in
from tests.databases import Database
from tests.people.signing_in import MINUTE, ask, mail, use


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_the_link_signs_in(cast: Cast):
    await ask("Ada@Example.org ", remember=True, path="/lessons/next-step-on-the-calendar")
    link, _code = await mail()
    using = use(TUESDAY + MINUTE)
    outcome = await actions.sign_in_by_link(link, using)
    assert (outcome.result, outcome.person, outcome.remembered) == ("in", cast.ada.id, True)
    assert outcome.next == "/lessons/next-step-on-the-calendar"
    visit = await queries.visit(using.token, TUESDAY + timedelta(days=89))
    assert visit is not None
    assert (visit.actor.name, visit.actor.roles, visit.actor.team) == ("Ada Rep", frozenset({"rep"}), cast.north)
    (fact,) = await ledger.of_kind(SignedIn)
    assert (fact.person, fact.team, fact.fact) == (cast.ada.id, cast.north, SignedIn(session=visit.session, how="link"))


async def test_the_code_signs_in(cast: Cast):
    asked = await ask("ada@example.org")
    _link, code = await mail()
    using = use()
    assert (await actions.sign_in_by_code(asked, code, using, source="")).result == "in"
    visit = await queries.visit(using.token, TUESDAY)
    assert visit is not None
    assert not visit.remembered


async def test_link_and_code_are_used_up_together(cast: Cast):
    asked = await ask("ada@example.org")
    link, code = await mail()
    await actions.sign_in_by_link(link, use())
    assert (await actions.sign_in_by_link(link, use())).result == "used"
    assert (await actions.sign_in_by_code(asked, code, use(), source="")).result == "used"
    assert await Session.count() == 1


async def test_a_link_from_before_somebody_left_does_not_work_when_they_are_back(cast: Cast):
    await ask("ada@example.org")
    link, _code = await mail()
    await actions.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await actions.reactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    assert (await actions.sign_in_by_link(link, use())).result == "expired"


async def test_a_form_that_is_sent_twice_is_one_sign_in(cast: Cast):
    await ask("ada@example.org")
    link, _code = await mail()
    first, second = use(), use()
    second = Using(form=first.form, token=second.token, device=second.device, now=TUESDAY + timedelta(seconds=30))
    await actions.sign_in_by_link(link, first)
    assert (await actions.sign_in_by_link(link, second)).result == "in"
    assert await queries.visit(first.token, TUESDAY) is None
    assert await queries.visit(second.token, TUESDAY) is not None
    assert len(await ledger.of_kind(SignedIn)) == 1
    late = Using(form=first.form, token=ids.token(), device="", now=TUESDAY + 2 * MINUTE)
    assert (await actions.sign_in_by_link(link, late)).result == "used"


async def test_two_tabs_that_race_with_one_link_make_one_session(cast: Cast):
    await ask("ada@example.org")
    link, _code = await mail()
    outcomes = await asyncio.gather(*(actions.sign_in_by_link(link, use()) for _tab in range(6)))
    assert sorted(outcome.result for outcome in outcomes) == ["in", *["used"] * 5]
    assert await Session.count() == 1


async def test_link_and_code_end_after_fifteen_minutes(cast: Cast):
    asked = await ask("ada@example.org")
    link, code = await mail()
    late = use(TUESDAY + 15 * MINUTE)
    assert (await actions.sign_in_by_link(link, late)).result == "expired"
    assert (await actions.sign_in_by_code(asked, code, late, source="")).result == "expired"
    assert await Session.count() == 0


async def test_the_sixth_try_of_a_code_is_refused_even_when_it_is_right(cast: Cast):
    asked = await ask("ada@example.org")
    link, code = await mail()
    wrong = other(code)
    left = [(await actions.sign_in_by_code(asked, wrong, use(), source="")).left for _try in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert (await actions.sign_in_by_code(asked, code, use(), source="")).result == "spent"
    assert (await actions.sign_in_by_link(link, use())).result == "spent"
    assert await Session.count() == 0


async def test_the_fifth_try_may_still_be_right(cast: Cast):
    asked = await ask("ada@example.org")
    _link, code = await mail()
    wrong = other(code)
    for _try in range(4):
        await actions.sign_in_by_code(asked, wrong, use(), source="")
    assert (await actions.sign_in_by_code(asked, code, use(), source="")).result == "in"


async def test_five_wrong_codes_end_the_link_of_the_same_mail_too(cast: Cast):
    asked = await ask("ada@example.org")
    link, code = await mail()
    for _ in range(5):
        await actions.sign_in_by_code(asked, other(code), use(), source="here")
    assert (await actions.sign_in_by_link(link, use())).result == "spent"


async def test_a_code_that_was_right_stays_right_for_the_form_that_sent_it(cast: Cast):
    asked = await ask("ada@example.org")
    _link, code = await mail()
    using = use()
    for _ in range(8):
        assert (await actions.sign_in_by_code(asked, code, using, source="here")).result == "in"
    assert (await actions.sign_in_by_code(asked, code, use(), source="here")).result == "spent"


async def test_codes_that_are_tried_at_the_same_moment_are_all_counted(cast: Cast):
    asked = await ask("ada@example.org")
    _link, code = await mail()
    wrong = other(code)
    outcomes = await asyncio.gather(*(actions.sign_in_by_code(asked, wrong, use(), source="") for _try in range(12)))
    assert sorted(outcome.left for outcome in outcomes if outcome.result == "wrong") == [1, 2, 3, 4]


async def test_wrong_codes_of_one_account_end_for_the_day_and_links_go_on(cast: Cast):
    wrong, now = "abcdef", TUESDAY
    for _request in range(4):
        asked = await ask("ada@example.org", now=now)
        for _try in range(5):
            await actions.sign_in_by_code(asked, wrong, use(now), source="")
        now += timedelta(minutes=20)
    asked = await ask("ada@example.org", now=now)
    link, code = await mail()
    for attempt in (wrong, code):
        with pytest.raises(TooMany) as refused:
            await actions.sign_in_by_code(asked, attempt, use(now), source="")
        assert refused.value.seconds > 3600
    assert (await actions.sign_in_by_link(link, use(now))).result == "in"


async def test_right_codes_are_not_counted(cast: Cast):
    for day in range(4):
        now = TUESDAY + timedelta(hours=2 * day)
        for _time in range(6):
            asked = await ask("ada@example.org", now=now)
            _link, code = await mail()
            assert (await actions.sign_in_by_code(asked, code, use(now), source="")).result == "in"
            now += timedelta(seconds=1)


async def test_an_address_that_nobody_has_gets_the_same_rows_and_no_mail(cast: Cast):
    known, unknown = await ask("ada@example.org"), await ask("nobody@example.org")
    assert await outbox.waiting() == 1
    rows = {row["id"]: row for row in await SignIn.select()}
    assert set(rows) == {known, unknown}
    assert rows[unknown]["person"] is None
    assert (await actions.sign_in_by_code(unknown, "123456", use(), source="")).result in {"wrong", "unknown"}


async def test_asking_is_limited_for_an_account_whether_or_not_it_exists(cast: Cast):
    for email in ("ada@example.org", "nobody@example.org"):
        for _time in range(6):
            await ask(email)
        with pytest.raises(TooMany) as refused:
            await ask(email)
        assert 0 < refused.value.seconds <= 2 * 3600
        await ask(email, now=TUESDAY + timedelta(hours=2))


async def test_asking_is_limited_for_where_it_comes_from(cast: Cast):
    for nth in range(300):
        await ask(f"somebody{nth}@example.org", source="192.0.2.7")
    with pytest.raises(TooMany):
        await ask("ada@example.org", source="192.0.2.7")
    await ask("ada@example.org", source="192.0.2.8")


async def test_a_question_that_is_sent_twice_sends_one_mail(cast: Cast):
    form = ids.new()
    asked = [await ask("ada@example.org", form=form) for _time in range(3)]
    assert len(set(asked)) == 1
    assert await outbox.waiting() == 1
    assert await ask("bo@example.org", form=form) not in asked
    assert await ask("ada@example.org", form=form, now=TUESDAY + 20 * MINUTE) not in asked


async def test_tokens_and_codes_are_stored_as_digests(cast: Cast):
    await ask("ada@example.org")
    link, code = await mail()
    using = use()
    await actions.sign_in_by_link(link, using)
    kept = str(await SignIn.select()) + str(await Session.select())
    assert link not in kept
    assert using.token not in kept
    assert f"'{code}'" not in kept


async def test_signing_in_ends_the_session_this_browser_had_before(cast: Cast):
    before, _visit = await signed_in(cast.ada)
    await ask("bo@example.org")
    link, _code = await mail()
    using = Using(form=ids.new(), token=ids.token(), device="", now=TUESDAY, cookie=before)
    await actions.sign_in_by_link(link, using)
    assert await queries.visit(before, TUESDAY) is None
    visit = await queries.visit(using.token, TUESDAY)
    assert visit is not None
    assert visit.actor.name == "Bo Rep"


async def test_somebody_who_left_cannot_sign_in_and_is_out_at_once(cast: Cast):
    asked = await ask("ada@example.org")
    link, code = await mail()
    token, _visit = await signed_in(cast.ada)
    await actions.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    assert await queries.visit(token, TUESDAY) is None
    assert (await actions.sign_in_by_link(link, use())).result == "unknown"
    assert (await actions.sign_in_by_code(asked, code, use(), source="")).result == "unknown"
    await ask("ada@example.org", now=TUESDAY + MINUTE)
    assert await outbox.waiting() == 1
    assert len(await ledger.of_person(cast.ada.id)) > 2


async def test_a_device_that_is_not_remembered_is_signed_out_after_twelve_idle_hours(cast: Cast):
    token, visit = await signed_in(cast.ada)
    assert await queries.visit(token, TUESDAY + timedelta(hours=11, minutes=59)) is not None
    assert await queries.visit(token, TUESDAY + timedelta(hours=12)) is None
    await actions.touch(visit, TUESDAY + timedelta(hours=11))
    assert await queries.visit(token, TUESDAY + timedelta(hours=22)) is not None


async def test_a_busy_device_is_signed_out_after_a_week(cast: Cast):
    token, visit = await signed_in(cast.ada)
    for hours in range(0, 7 * 24, 10):
        await actions.touch(visit, TUESDAY + timedelta(hours=hours))
    assert await queries.visit(token, TUESDAY + lifetimes.LONGEST - MINUTE) is not None
    assert await queries.visit(token, TUESDAY + lifetimes.LONGEST) is None


async def test_a_remembered_device_is_signed_out_after_ninety_days(cast: Cast):
    token, _visit = await signed_in(cast.ada, remember=True)
    assert await queries.visit(token, TUESDAY + timedelta(days=90) - MINUTE) is not None
    assert await queries.visit(token, TUESDAY + timedelta(days=90)) is None


async def test_sessions_and_requests_that_are_over_are_forgotten(cast: Cast):
    await signed_in(cast.ada)
    await ask("nobody@example.org", now=TUESDAY + timedelta(days=8))
    assert await Session.count() == 0
    assert await SignIn.count() == 1


async def test_a_visit_asks_to_be_noted_every_five_minutes_only(cast: Cast):
    token, _visit = await signed_in(cast.ada)
    early, due = await queries.visit(token, TUESDAY + 4 * MINUTE), await queries.visit(token, TUESDAY + 5 * MINUTE)
    assert early is not None
    assert due is not None
    assert (early.fading, due.fading) == (False, True)
    await actions.touch(due, TUESDAY + 5 * MINUTE)
    again = await queries.visit(token, TUESDAY + 6 * MINUTE)
    assert again is not None
    assert not again.fading


async def test_signing_out_ends_this_device_only(cast: Cast):
    token, visit = await signed_in(cast.ada)
    other, _visit = await signed_in(cast.ada)
    entry = cast.entry(cast.ada)
    await actions.sign_out(visit, entry=entry)
    await actions.sign_out(visit, entry=entry)
    assert await queries.visit(token, TUESDAY) is None
    assert await queries.visit(other, TUESDAY) is not None
    assert [fact.fact for fact in await ledger.of_kind(SignedOut)] == [SignedOut(sessions=1)]


async def test_signing_out_everywhere_ends_every_device_of_this_person(cast: Cast):
    tokens = [(await signed_in(cast.ada))[0] for _device in range(3)]
    bo, _visit = await signed_in(cast.bo)
    await actions.sign_out_everywhere(cast.ada.actor, entry=cast.entry(cast.ada))
    assert [await queries.visit(token, TUESDAY) for token in tokens] == [None] * 3
    assert await queries.visit(bo, TUESDAY) is not None
    assert [fact.fact for fact in await ledger.of_kind(SignedOut)] == [SignedOut(sessions=3)]


async def test_nobody_signs_out_the_device_of_another(cast: Cast):
    token, visit = await signed_in(cast.ada)
    with pytest.raises(NotFound):
        await actions.end_device(cast.zoe.actor, visit.session, entry=cast.entry(cast.zoe))
    assert await queries.visit(token, TUESDAY) is not None


async def test_the_demonstration_signs_in_by_one_tap_and_only_there(cast: Cast):
    with pytest.raises(NotFound):
        await actions.sign_in_demo(cast.ada.id, "", use())
    await actions.mark_demonstration("Northwind Tools")
    using = use()
    for token in (using.token, ids.token()):
        again = Using(form=using.form, token=token, device="", now=TUESDAY)
        assert (await actions.sign_in_demo(cast.ada.id, "/lessons", again)).next == "/lessons"
        assert await queries.visit(token, TUESDAY) is not None
    assert len(await ledger.of_kind(SignedIn)) == 1
    await actions.deactivate(None, cast.bo.id, entry=cast.entry())
    with pytest.raises(NotFound):
        await actions.sign_in_demo(cast.bo.id, "", use())


async def test_an_old_form_of_the_demonstration_still_signs_in_after_signing_out(cast: Cast):
    await actions.mark_demonstration("Northwind Tools")
    using = use()
    await actions.sign_in_demo(cast.ada.id, "", using)
    await actions.sign_out_everywhere(cast.ada.actor, entry=cast.entry(cast.ada))
    again = Using(form=using.form, token=ids.token(), device="", now=TUESDAY)
    assert (await actions.sign_in_demo(cast.ada.id, "", again)).result == "in"
    assert await queries.visit(again.token, TUESDAY) is not None


async def test_an_old_page_of_the_demonstration_signs_in_whoever_is_tapped(cast: Cast):
    await actions.mark_demonstration("Northwind Tools")
    form = ids.new()
    for person in (cast.ada, cast.mira, cast.ada):
        using = Using(form=form, token=ids.token(), device="", now=TUESDAY)
        await actions.sign_in_demo(person.id, "", using)
        visit = await queries.visit(using.token, TUESDAY)
        assert visit is not None
        assert visit.actor.id == person.id


def other(code: str) -> str:
    """A code that is wrong."""
    return "000000" if code != "000000" else "111111"
