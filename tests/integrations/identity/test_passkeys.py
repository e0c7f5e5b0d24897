"""Passkeys as the verbs know them: first that they work, on both engines, then each refusal."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from server import db, ids, ledger
from server.errors import NotFound, Refused
from server.facts import PasskeyAdded, PasskeyRemoved, SignedIn
from server.integrations.identity import actions, passkey, queries
from server.integrations.identity.actions import Answered
from server.integrations.identity.passkey import Place
from server.outbox import Mail
from server.outbox.tables import OutboxRow
from server.people import actions as people
from server.people import queries as persons
from server.people.actions import Outcome, Using
from server.people.queries import Person, policy
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.integrations.identity.authenticator import PRESENT, Authenticator

HERE = Place(host="test", origin="https://test")


@pytest.fixture
async def everywhere(database: Database) -> Cast:
    return await assemble()


@pytest.fixture
async def cast(sqlite: Database) -> Cast:
    return await assemble()


async def test_a_passkey_is_added_signs_in_and_is_removed(everywhere: Cast):
    cast = everywhere
    device = await added(cast, cast.ada)
    (key,) = await queries.passkeys(cast.ada.id)
    assert (key.name, key.counter, key.used) == ("Phone", 0, None)
    mail = msgspec.json.decode((await OutboxRow.select().first())["body"], type=Mail)  # type: ignore[index]  # there is one
    assert (mail.to, "Phone" in mail.text) == (cast.ada.email, True)
    using = use()
    went = await sign_in(device, using, remember=True, path="/my-line")
    assert went == Outcome(result="in", person=cast.ada.id, remembered=True, next="/my-line")
    visit = await persons.visit(using.token, TUESDAY)
    assert visit is not None
    assert (visit.actor.id, visit.remembered) == (cast.ada.id, True)
    assert [stored.fact for stored in await ledger.of_kind(SignedIn)] == [SignedIn(session=visit.session, how="passkey")]
    (key,) = await queries.passkeys(cast.ada.id)
    assert (key.counter, key.used) == (1, TUESDAY)
    await actions.remove_passkey(cast.ada.actor, key.id, entry=cast.entry(cast.ada))
    assert (await sign_in(device)).result == "unknown"
    assert len(await ledger.of_kind(PasskeyAdded)) == len(await ledger.of_kind(PasskeyRemoved)) == 1


async def test_an_answer_from_another_site_is_refused(cast: Cast):
    device = await added(cast, cast.ada)
    for origin in ("https://test.evil.example", "http://test", "https://test:8443"):
        device.origin = origin
        assert (await sign_in(device)).result == "unknown"
    device.origin, device.host = "https://test", "evil.example"
    assert (await sign_in(device)).result == "unknown"


async def test_an_answer_works_once_and_for_its_own_question(cast: Cast):
    device = await added(cast, cast.ada)
    asked, question = await ask()
    answer = device.use(question)
    first = await answer_with(asked, answer)
    again = await answer_with(asked, answer)
    other = await answer_with((await ask())[0], answer)
    assert (first.result, again.result, other.result) == ("in", "expired", "unknown")


async def test_the_same_form_sent_twice_is_one_sign_in(everywhere: Cast):
    cast = everywhere
    device = await added(cast, cast.ada)
    asked, question = await ask()
    answer, first = device.use(question), use()
    assert (await answer_with(asked, answer, first)).result == "in"
    second = Using(form=first.form, token=ids.token(), device="", now=TUESDAY + timedelta(seconds=30))
    assert (await answer_with(asked, answer, second)).result == "in"
    assert await persons.visit(first.token, TUESDAY) is None
    assert await persons.visit(second.token, TUESDAY) is not None
    assert len(await ledger.of_kind(SignedIn)) == 1
    late = Using(form=first.form, token=ids.token(), device="", now=TUESDAY + timedelta(seconds=90))
    assert (await answer_with(asked, answer, late)).result == "expired"


async def test_a_wrong_answer_uses_its_question_up(cast: Cast):
    device = await added(cast, cast.ada)
    asked, question = await ask()
    device.origin = "https://evil.example"
    assert (await answer_with(asked, device.use(question))).result == "unknown"
    device.origin = "https://test"
    assert (await answer_with(asked, device.use(question))).result == "expired"


async def test_a_copy_is_refused_and_noted(cast: Cast):
    device = await added(cast, cast.ada)
    copy = Authenticator(key=device.key, credential=device.credential, handle=device.handle)
    for _ in range(3):
        assert (await sign_in(device)).result == "in"
    assert (await sign_in(copy)).result == "unknown"
    (key,) = await queries.passkeys(cast.ada.id)
    assert (key.counter, key.doubted_at) == (3, TUESDAY)
    assert (await sign_in(device)).result == "in"


async def test_a_device_that_counts_nothing_works_again_and_again(cast: Cast):
    device = await added(cast, cast.ada)
    for _ in range(2):
        device.counter = -1
        assert (await sign_in(device)).result == "in"


async def test_somebody_who_did_not_unlock_the_device_is_refused(cast: Cast):
    device = await added(cast, cast.ada)
    device.flags = PRESENT
    assert (await sign_in(device)).result == "unknown"
    with pytest.raises(Refused):
        await added(cast, cast.ada, Authenticator(flags=PRESENT))


async def test_another_key_under_the_same_name_is_refused(cast: Cast):
    device = await added(cast, cast.ada)
    forged = Authenticator(credential=device.credential, handle=device.handle, counter=9)
    assert (await sign_in(forged)).result == "unknown"


async def test_a_passkey_speaks_for_its_own_person_only(cast: Cast):
    device = await added(cast, cast.ada)
    device.handle = cast.zoe.id.bytes
    assert (await sign_in(device)).result == "unknown"


async def test_an_answer_after_five_minutes_is_refused(cast: Cast):
    device = await added(cast, cast.ada)
    asked, question = await ask()
    late = Using(form=ids.new(), token=ids.token(), device="", now=TUESDAY + timedelta(minutes=6))
    assert (await answer_with(asked, device.use(question), late)).result == "expired"


async def test_nobody_adds_a_passkey_with_a_question_of_somebody_else(cast: Cast):
    asked, question = await actions.ask_for_new(cast.ada.actor, HERE, form=ids.new(), now=TUESDAY)
    answered = Answered(asked=asked, answer=Authenticator().make(question))
    with pytest.raises(Refused):
        await actions.add_passkey(cast.bo.actor, HERE, answered, name="x", entry=cast.entry(cast.bo), site="https://test")
    asked_in, question_in = await ask()
    answer = Authenticator().make({**question, "challenge": question_in["challenge"]})
    with pytest.raises(Refused):
        await actions.add_passkey(
            cast.ada.actor,
            HERE,
            Answered(asked=asked_in, answer=answer),
            name="x",
            entry=cast.entry(cast.ada),
            site="https://test",
        )


async def test_a_passkey_is_one_persons_only(cast: Cast):
    device = await added(cast, cast.ada)
    with pytest.raises(Refused, match="already"):
        await added(cast, cast.bo, device)
    (key,) = await queries.passkeys(cast.ada.id)
    with pytest.raises(NotFound):
        await actions.remove_passkey(cast.bo.actor, key.id, entry=cast.entry(cast.bo))


async def test_where_the_company_account_is_the_only_way_a_passkey_lets_in_admins_alone(cast: Cast):
    devices = {person: await added(cast, person) for person in (cast.ada, cast.zoe)}

    async def verb() -> None:
        await people.offer_provider_within("Northwind account", only=True)

    await db.run(verb)
    policy.forget()
    assert [(await sign_in(device)).result for device in devices.values()] == ["unknown", "in"]


async def test_who_left_does_not_come_in(cast: Cast):
    device = await added(cast, cast.ada)
    await people.deactivate(None, cast.ada.id, entry=cast.entry())
    assert (await sign_in(device)).result == "unknown"


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "x" * 30_000, '{"id": "€", "response": {}}', '{"id": "AA", "response": null}', f'{{"x": {"[" * 2_000}'],
)
async def test_what_is_no_answer_is_refused(sqlite: Database, answer: str):
    assert (await answer_with((await ask())[0], answer)).result == "unknown"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://plumbline.example.com", "plumbline.example.com"),
        ("https://plumbline.example.com:8443", "plumbline.example.com"),
        ("http://localhost:8000", "localhost"),
        ("http://plumbline.example.com", None),
        ("https://192.0.2.1", None),
        ("http://127.0.0.1:8000", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_passkeys_hold_where_browsers_allow_them(url: str, host: str | None):
    place = passkey.place_of(url)
    assert (place.host, place.origin) == (host, url) if place else host is None


async def added(cast: Cast, person: Person, device: Authenticator | None = None) -> Authenticator:
    """A device of this person, whose passkey was just added."""
    device = device or Authenticator()
    asked, question = await actions.ask_for_new(person.actor, HERE, form=ids.new(), now=TUESDAY)
    answered = Answered(asked=asked, answer=device.make(question))
    entry = cast.entry(person)
    await actions.add_passkey(person.actor, HERE, answered, name="Phone", entry=entry, site="https://test")
    return device


async def ask() -> tuple[UUID, dict[str, object]]:
    return await actions.ask(HERE, form=ids.new(), source="here", now=TUESDAY)


async def sign_in(device: Authenticator, using: Using | None = None, *, remember: bool = False, path: str = "") -> Outcome:
    """The whole way with this device."""
    asked, question = await ask()
    answered = Answered(asked=asked, answer=device.use(question))
    return await actions.sign_in_by_passkey(HERE, answered, using or use(), remember=remember, path=path)


async def answer_with(asked: UUID, answer: str, using: Using | None = None) -> Outcome:
    answered = Answered(asked=asked, answer=answer)
    return await actions.sign_in_by_passkey(HERE, answered, using or use(), remember=False, path="")


def use() -> Using:
    return Using(form=ids.new(), token=ids.token(), device="Firefox on Linux", now=TUESDAY)
