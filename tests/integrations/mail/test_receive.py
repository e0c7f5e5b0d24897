"""What becomes of mail that Ada forwards."""

from datetime import date
from email.message import EmailMessage
from uuid import UUID

import pytest
from msgspec import Struct

from server import ledger
from server.deals import actions as deals
from server.deals.actions import Told
from server.errors import Invalid, NotFound, Refused
from server.facts import EvidenceAdded, EvidenceWithdrawn, MailDropped, MailFiled, MailHeld
from server.inspections import queries as inspections
from server.inspections.actions import withdraw_evidence
from server.inspections.queries import Evidence
from server.integrations.mail import actions, queries
from server.integrations.mail.queries import Waiting
from server.people import actions as people
from tests.databases import Database
from tests.inspections.reference import PROCESS
from tests.inspections.world import World, arrange
from tests.integrations.mail.post import FORWARDED, INBOX, invitation, mail, with_calendar

CHANCE = "K7-wq_Z93xLmT4aaaa"
ADDRESS = "deals+k7wqz93xlm@in.example"
ADA = "Ada Rep <ada@example.org>"


class Post(Struct):
    """Ada's inbox, and what came of what arrived."""

    world: World

    async def comes(self, letter: EmailMessage, *, to: str = ADDRESS) -> tuple[str, ...]:
        """A mail arrives at an address."""
        letter["Delivered-To"] = to
        self.world.later(minutes=1)
        return await actions.receive(letter.as_bytes(), inbox=INBOX, now=self.world.cast.now)

    async def waits(self) -> list[Waiting]:
        """What Ada is asked about."""
        return await queries.waiting(self.world.cast.ada.id)

    async def file(self, deal: UUID | None = None, day: date | None = None) -> None:
        """Ada says which deal the first of them is about."""
        ada = self.world.cast.ada
        (item, *_) = await self.waits()
        entry = self.world.cast.entry(ada)
        await actions.file(ada.actor, entry, item.id, deal or self.world.deal, day=day, process=PROCESS)

    async def evidence(self) -> list[Evidence]:
        """What stands on the deal."""
        return await inspections.evidence(self.world.deal)


@pytest.fixture
async def post(sqlite: Database) -> Post:
    return await arranged()


@pytest.fixture
async def both(database: Database) -> Post:
    """The same on both engines, for what they keep."""
    return await arranged()


async def arranged() -> Post:
    world = await arrange()
    await actions.make_address(world.cast.ada.actor, world.cast.entry(world.cast.ada), chance=CHANCE)
    return Post(world)


def forwarded(name: str = "1", program: str = "gmail", sender: str = ADA) -> EmailMessage:
    return mail(FORWARDED[program], sender=sender, to=ADDRESS, name=name)


def meets(name: str, *, sender: str = ADA, **told: object) -> EmailMessage:
    return with_calendar(invitation(mine="ada@example.org", **told), name=name, sender=sender)  # type: ignore[arg-type]  # named as there


async def test_the_first_mail_of_somebody_waits_and_the_next_files_itself(both: Post):
    assert await both.comes(forwarded()) == ("waits",)
    (item,) = await both.waits()
    assert (item.sender, item.source, item.day) == ("Petra Nováková", "buyer", date(2026, 11, 20))
    assert await both.evidence() == []
    both.world.later(days=7)
    await both.file()
    assert await both.waits() == []
    assert await both.comes(forwarded("2", "outlook")) == ("filed",)
    found = await both.evidence()
    assert [(one.source, one.form, one.sender, one.dated) for one in found] == [
        ("buyer", "quote", "Petra Nováková", date(2026, 11, 20))
    ] * 2
    assert found[0].words.startswith("We lose half a shift a week to it.")


async def test_the_same_mail_twice_is_one_item(both: Post):
    assert [await both.comes(forwarded()) for _ in range(3)] == [("waits",), ("before",), ("before",)]
    assert len(await both.waits()) == len(await ledger.of_kind(MailHeld)) == 1
    both.world.later(days=7)
    await both.file()
    assert await both.comes(forwarded()) == ("before",)
    assert len(await both.evidence()) == 1


async def test_an_accepted_meeting_is_an_invite_on_its_day_to_come(post: Post):
    await post.comes(meets("1"))
    await post.file()
    (one,) = await post.evidence()
    assert (one.artifact, one.source, one.form, one.dated) == ("calendar-invite", "system", "event", date(2026, 12, 1))
    assert (one.sender, one.by) == ("Petra Nováková", post.world.cast.ada.id)


async def test_a_meeting_that_moves_takes_its_evidence_along(both: Post):
    await both.comes(meets("1"))
    await both.file()
    moved = "DTSTART;TZID=Europe/Prague:20261203T100000"
    assert await both.comes(meets("2", starts=moved, sequence=1)) == ("filed",)
    assert [one.dated for one in await both.evidence()] == [date(2026, 12, 3)]
    assert [one.why for one in await inspections.every_evidence(both.world.deal) if one.withdrawn_at] == [
        "The meeting was moved."
    ]


async def test_a_meeting_that_is_called_off_is_taken_back_and_what_comes_late_changes_nothing(both: Post):
    await both.comes(meets("1"))
    await both.file()
    assert await both.comes(meets("2", method="CANCEL", sequence=2)) == ("off",)
    assert await both.evidence() == []
    assert await both.comes(meets("3", sequence=1)) == ("before",)
    assert await both.evidence() == []


async def test_the_end_of_a_meeting_that_comes_before_its_beginning_holds(post: Post):
    assert await post.comes(meets("1", method="CANCEL", sequence=2)) == ("off",)
    assert await post.comes(meets("2", sequence=1)) == ("before",)
    assert await post.waits() == []


async def test_two_answers_to_one_meeting_are_one_item(post: Post):
    await post.comes(meets("1"))
    assert await post.comes(meets("2", method="REPLY")) == ("before",)
    assert len(await post.waits()) == 1


async def test_a_stranger_who_knows_the_address_only_asks_a_question(post: Post):
    await post.comes(forwarded())
    post.world.later(days=7)
    await post.file()
    stranger = "Mallory <mallory@evil.example>"
    assert await post.comes(forwarded("2", sender=stranger)) == ("waits",)
    assert await post.comes(meets("3")) == ("filed",)
    assert await post.comes(meets("4", sender=stranger, method="CANCEL", sequence=9)) == ("off",)


async def test_strangers_do_not_fill_a_day_with_questions(post: Post):
    stranger = "Mallory <mallory@evil.example>"
    for one in range(52):
        await post.comes(forwarded(f"m{one}", sender=stranger))
    assert len(await post.waits()) == 50
    assert await post.comes(forwarded("mine")) == ("waits",)


async def test_a_sender_whom_the_inbox_found_to_be_somebody_else_only_asks_a_question(post: Post):
    await post.comes(meets("1"))
    await post.file()
    forged, passed = meets("2", uid="m2@cal.example"), meets("3", uid="m3@cal.example")
    forged["Authentication-Results"] = "mx.in.example; spf=fail; dmarc=fail header.from=example.org"
    passed["Authentication-Results"] = "mx.in.example; spf=pass; dmarc=pass header.from=example.org"
    assert [await post.comes(one) for one in (forged, passed)] == [("waits",), ("filed",)]


async def test_a_stranger_calls_off_no_meeting_of_others(post: Post):
    await post.comes(meets("1"))
    await post.file()
    other = invitation(method="CANCEL", sequence=9, organiser="x@evil.example").replace("petra@northgate", "petra@evil")
    assert await post.comes(with_calendar(other, name="2", sender="Mallory <mallory@evil.example>")) == ("nothing",)
    assert len(await post.evidence()) == 1


@pytest.mark.parametrize(
    "to", ["deals@in.example", "deals+nobody@in.example", "other+k7wqz93xlm@in.example", "deals+@in.example"]
)
async def test_mail_to_nobody_is_nothing(post: Post, to: str):
    assert await post.comes(mail("hello", to="x@y.example"), to=to) == ("nobody",)


async def test_somebody_who_left_gets_nothing(post: Post):
    await people.deactivate(None, post.world.cast.ada.id, entry=post.world.cast.entry())
    assert await post.comes(forwarded()) == ("nobody",)


async def test_a_new_address_ends_the_one_before(both: Post):
    ada = both.world.cast.ada
    await actions.make_address(ada.actor, both.world.cast.entry(ada), chance="another-1234567")
    assert await both.comes(forwarded()) == ("nobody",)
    assert await both.comes(forwarded(), to="deals+another123@in.example") == ("waits",)


async def test_what_is_dropped_or_filed_or_old_leaves_no_words(both: Post):
    ada = both.world.cast.ada
    for name in "123":
        await both.comes(forwarded(name))
    first, second, third = await both.waits()
    await actions.drop(ada.actor, both.world.cast.entry(ada), first.id)
    both.world.later(days=7)
    await both.file()
    both.world.later(days=31)
    assert await actions.forget(both.world.cast.now) == 1
    assert await actions.forget(both.world.cast.now) == 0
    for one in (first, second, third):
        kept = await queries.one_waiting(one.id, ada.actor)
        assert (kept.words, kept.sender, kept.people) == ("", "", ())
    assert [stored.fact.asked for stored in await ledger.of_kind(MailDropped) if isinstance(stored.fact, MailDropped)] == [
        True,
        False,
    ]
    for kind in (MailHeld, MailFiled, MailDropped, EvidenceAdded):
        assert all("Petra" not in repr(stored.fact) for stored in await ledger.of_kind(kind))


async def test_nobody_else_decides(post: Post):
    await post.comes(forwarded())
    (item,) = await post.waits()
    for other in (post.world.cast.mira, post.world.cast.lea, post.world.cast.zoe, post.world.cast.ida):
        entry = post.world.cast.entry(other)
        with pytest.raises(NotFound):
            await actions.drop(other.actor, entry, item.id)
        with pytest.raises(NotFound):
            await actions.file(other.actor, entry, item.id, post.world.deal, day=None, process=PROCESS)


async def test_it_is_decided_once_and_sent_twice_it_is_done_once(both: Post):
    ada = both.world.cast.ada
    await both.comes(meets("1"))
    (item,) = await both.waits()
    entry = both.world.cast.entry(ada)
    for _ in range(2):
        await actions.file(ada.actor, entry, item.id, both.world.deal, day=None, process=PROCESS)
    assert len(await both.evidence()) == 1
    with pytest.raises(Refused):
        await actions.drop(ada.actor, both.world.cast.entry(ada), item.id)


async def test_a_deal_of_somebody_else_is_refused(post: Post):
    await post.comes(meets("1"))
    with pytest.raises(NotFound):
        await post.file(UUID(int=1))
    assert len(await post.waits()) == 1


async def test_words_without_a_day_wait_until_somebody_says_it(post: Post):
    undated = mail(FORWARDED["gmail"].replace("Fri, Nov 20, 2026 at 10:12 AM", "03/04/2026"), sender=ADA, to=ADDRESS)
    await post.comes(undated)
    with pytest.raises(Invalid):
        await post.file()
    await post.file(day=date(2026, 11, 11))
    assert [one.dated for one in await post.evidence()] == [date(2026, 11, 11)]


async def test_words_of_a_day_to_come_wait_until_somebody_says_it_too(post: Post):
    letter = forwarded()
    letter.set_content(FORWARDED["gmail"].replace("Nov 20, 2026", "Nov 20, 2046"))
    await post.comes(letter)
    assert [one.day for one in await post.waits()] == [None]
    await post.file(day=date(2026, 11, 11))
    assert [one.dated for one in await post.evidence()] == [date(2026, 11, 11)]


async def test_a_meeting_that_is_over_leaves_nobody_behind(both: Post):
    await both.comes(meets("1"))
    (item,) = await both.waits()
    await both.comes(meets("2", method="CANCEL", sequence=2))
    kept = await queries.meeting_of(both.world.cast.ada.id, item.uid)
    assert [(one.state, one.people, one.sender, one.words) for one in kept] == [("over", (), "", "")] * 2


async def test_one_day_of_many_is_called_off_alone(post: Post):
    await post.comes(meets("1", more="RRULE:FREQ=WEEKLY\n"))
    await post.file()
    day = "RECURRENCE-ID:20261208T223000Z\n"
    assert await post.comes(meets("2", method="CANCEL", sequence=2, more=day)) == ("off",)
    assert [one.dated for one in await post.evidence()] == [date(2026, 12, 1)]


async def test_a_meeting_whose_evidence_was_taken_back_by_hand_moves_all_the_same(post: Post):
    await post.comes(meets("1"))
    await post.file()
    ada, (one,) = post.world.cast.ada, await post.evidence()
    await withdraw_evidence(ada.actor, post.world.cast.entry(ada), one.id, "No.", process=PROCESS)
    assert await post.comes(meets("2", method="CANCEL", sequence=2)) == ("off",)
    assert len(await ledger.of_kind(EvidenceWithdrawn)) == 1


async def test_a_known_contact_of_two_deals_waits(both: Post):
    await both.comes(meets("1"))
    await both.file()
    ada = both.world.cast.ada
    told = Told(name="Northgate Logistics", stage="engage", amount=None, close_date=None)
    other = await deals.add(ada.actor, both.world.cast.entry(ada), told, motion="new", currency="EUR", process=PROCESS)
    await both.comes(meets("2", uid="m2@cal.example"))
    assert len(await both.evidence()) == 2
    await both.comes(meets("3", uid="m3@cal.example", sender="x@y.example"))
    await both.file(other)
    assert await both.comes(meets("4", uid="m4@cal.example")) == ("waits",)


async def test_a_decline_after_an_acceptance_takes_back_what_it_gave_and_both_facts_stay(both: Post):
    await both.comes(meets("1"))
    await both.file()
    assert await both.comes(meets("2", method="REPLY", petra="DECLINED", stamp="20261121T080000Z")) == ("off",)
    assert await both.evidence() == []
    (gone,) = [one for one in await inspections.every_evidence(both.world.deal) if one.withdrawn_at]
    assert gone.why == "The meeting was declined."
    assert [len(await ledger.of_kind(kind)) for kind in (EvidenceAdded, EvidenceWithdrawn)] == [1, 1]
    assert await both.comes(meets("3", method="REPLY", stamp="20261121T090000Z")) == ("filed",)
    assert [one.dated for one in await both.evidence()] == [date(2026, 12, 1)]


async def test_a_decline_that_is_read_first_and_kept_last_is_what_is_known(both: Post):
    await both.comes(meets("1"))
    await both.file()
    both.world.later(minutes=-1, seconds=-1)
    assert await both.comes(meets("2", method="REPLY", petra="DECLINED", stamp="20261121T080000Z")) == ("off",)
    assert await both.comes(meets("3", method="REPLY", stamp="20261121T090000Z")) == ("filed",)
    assert [one.dated for one in await both.evidence()] == [date(2026, 12, 1)]


async def test_a_decline_that_comes_late_or_of_one_of_two_takes_nothing_back(both: Post):
    jan = "ATTENDEE;CN=Jan;PARTSTAT=ACCEPTED:mailto:jan@northgate.example\n"
    await both.comes(meets("1", more=jan))
    await both.file()
    assert await both.comes(meets("2", method="REPLY", petra="DECLINED", stamp="20261120T090000Z")) == ("before",)
    assert await both.comes(meets("3", method="REPLY", petra="DECLINED", stamp="20261121T090000Z")) == ("before",)
    assert len(await both.evidence()) == 1
    others = meets("4", method="REPLY", petra="DECLINED", more=jan.replace("ACCEPTED", "DECLINED"), stamp="20261121T100000Z")
    assert await both.comes(others) == ("off",)
    assert await both.evidence() == []


async def test_a_decline_that_comes_before_its_acceptance_holds(both: Post):
    assert await both.comes(meets("1", method="REPLY", petra="DECLINED", stamp="20261121T090000Z")) == ("off",)
    assert await both.comes(meets("2", method="REPLY", stamp="20261120T090000Z")) == ("before",)
    assert await both.waits() == []


@pytest.mark.parametrize(("number", "late"), [(1, "1201"), (0, "1201"), (0, "1208")])
async def test_a_meeting_that_was_moved_while_it_was_declined_is_agreed_to_for_its_new_day(both: Post, number: int, late: str):
    first, eighth = (f"DTSTART;TZID=Europe/Prague:2026{day}T100000" for day in ("1201", "1208"))
    await both.comes(meets("1", starts=first, stamp="20261120T080000Z"))
    await both.file()
    no = {"method": "REPLY", "petra": "DECLINED"}
    assert await both.comes(meets("2", starts=first, stamp="20261121T080000Z", **no)) == ("off",)
    moved = meets("3", starts=eighth, petra="DECLINED", sequence=number, stamp="20261121T090000Z")
    assert await both.comes(moved) == ("before",)
    again = f"DTSTART;TZID=Europe/Prague:2026{late}T100000"
    assert await both.comes(meets("4", method="REPLY", starts=again, sequence=number, stamp="20261121T100000Z")) == ("filed",)
    assert [one.dated for one in await both.evidence()] == [date(2026, 12, 8)]


async def test_of_two_changes_with_one_number_the_one_written_later_holds(both: Post):
    await both.comes(meets("1", stamp="20261120T080000Z"))
    await both.file()
    third, eighth = (f"DTSTART;TZID=Europe/Prague:202612{day}T100000" for day in ("03", "08"))
    assert await both.comes(meets("2", starts=eighth, stamp="20261120T100000Z")) == ("filed",)
    assert await both.comes(meets("3", starts=third, stamp="20261120T090000Z")) == ("before",)
    assert [one.dated for one in await both.evidence()] == [date(2026, 12, 8)]


async def test_a_change_of_words_alone_leaves_the_evidence_as_it_is(post: Post):
    await post.comes(meets("1"))
    await post.file()
    assert await post.comes(meets("2", sequence=3)) == ("before",)
    assert await post.comes(meets("3", sequence=2, method="CANCEL")) == ("before",)
    assert len(await post.evidence()) == len(await inspections.every_evidence(post.world.deal)) == 1


async def test_a_stranger_declines_no_meeting_of_others(post: Post):
    await post.comes(meets("1"))
    await post.file()
    other = invitation(method="REPLY", petra="DECLINED", organiser="x@evil.example", stamp="20261122T080000Z")
    forged = with_calendar(other.replace("petra@northgate", "petra@evil"), name="2", sender="Mallory <mallory@evil.example>")
    assert await post.comes(forged) == ("nothing",)
    assert len(await post.evidence()) == 1
