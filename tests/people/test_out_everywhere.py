"""An admin signs somebody out everywhere who stays, as after a lost phone."""

from datetime import timedelta

from server import clock, ids, ledger
from server.facts import SignedOut
from server.ledger import Entry
from server.people import actions
from server.people.actions import Using
from tests.cast import again
from tests.client import send
from tests.databases import Database
from tests.web import world as worlds


async def test_an_admin_signs_somebody_out_everywhere_who_stays(sqlite: Database):
    async with worlds.opened(sqlite) as world, world.visit(world.cast.ada) as phone, world.visit(world.cast.zoe) as admin:
        ada, token = world.cast.ada, ids.token()
        await actions.make_link(ada, token=token, code=ids.code(), now=clock.now())
        page = f"/setup/people/{ada.id}"
        done = await send(admin, page, f"{page}/sign-out")
        assert (done.status_code, done.headers["Location"]) == (303, f"{page}#devices")
        assert (await phone.get("/account")).status_code == 303
        assert "This link is over" in (await phone.get(f"/sign-in/link/{token}")).text
        assert ((await again(ada)).active, (await again(ada)).team) == (True, ada.team)
        assert (await admin.get("/account")).status_code == 200
        assert [one.fact for one in await ledger.of_kind(SignedOut)] == [SignedOut(sessions=1, by_admin=True)]
        assert "signed out everywhere" in (await admin.get("/setup/trail")).text
        assert "/sign-out" not in (await admin.get(f"/setup/people/{world.cast.zoe.id}")).text.partition("<main")[2]


async def test_a_link_that_was_ended_opens_nothing_by_a_clock_that_is_behind_the_one_it_was_made_by(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        ada, token, made = world.cast.ada, ids.token(), clock.now()
        await actions.make_link(ada, token=token, code=ids.code(), now=made)
        await actions.sign_out_person(world.cast.zoe.actor, ada.id, entry=Entry(id=ids.new(), at=made, actor=world.cast.zoe.id))
        behind = Using(form=ids.new(), token=ids.token(), device="", now=made - timedelta(seconds=1))
        assert (await actions.sign_in_by_link(token, behind)).result == "expired"


async def test_who_signs_the_same_person_out_at_the_same_moment_ends_nothing_and_says_nothing(sqlite: Database):
    """The second one's clock was read first: the order of two verbs is not that of their moments."""
    async with worlds.opened(sqlite) as world, world.visit(world.cast.ada):
        ada, now = world.cast.ada, clock.now()
        await actions.make_link(ada, token=ids.token(), code=ids.code(), now=now)
        for at in (now + timedelta(seconds=2), now + timedelta(seconds=1)):
            await actions.sign_out_person(world.cast.zoe.actor, ada.id, entry=Entry(id=ids.new(), at=at, actor=world.cast.zoe.id))
        assert [one.fact for one in await ledger.of_kind(SignedOut)] == [SignedOut(sessions=1, by_admin=True)]
