"""What a letter proves."""

import time
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.integrations.mail.invite import meetings
from server.integrations.mail.letter import read
from server.integrations.mail.proof import Proof, is_inbox, proofs, token_of
from tests.integrations.mail.post import FORWARDED, FORWARDED_HTML, INBOX, ME, MY_INBOX, SAID, invitation, mail, with_calendar


@pytest.mark.parametrize(
    "letter",
    [
        *(pytest.param(mail(text), id=program) for program, text in FORWARDED.items()),
        *(pytest.param(mail(text, html=True), id=form) for form, text in FORWARDED_HTML.items()),
    ],
)
def test_a_forwarded_mail_is_the_buyers_words(letter: EmailMessage):
    (one,) = of(letter)
    assert (one.kind, one.source, one.day, one.sender) == ("words", "buyer", date(2026, 11, 20), "Petra Nováková")
    assert one.words == f"{SAID} Petra"
    assert one.people == ("petra@northgate.example",)


def test_what_a_buyer_passed_on_without_a_word_is_of_whoever_wrote_it():
    head = "\n\nFrom: {}\nSent: Friday, November 20, 2026 10:12 AM\nTo: {}\nSubject: x\n\n"
    petra, jan = head.format("Petra <petra@northgate.example>", ME), head.format("Jan <jan@northgate.example>", "Petra")
    (one,) = of(mail(f"See below.{petra}{jan}It is agreed."))
    assert (one.source, one.sender, one.words, one.people) == ("buyer", "Jan", "It is agreed.", ("jan@northgate.example",))
    (one,) = of(mail(f"See below.{petra}He says yes.{jan}It is agreed."))
    assert (one.sender, one.words) == ("Petra", "He says yes.")
    assert of(mail(f"See below.{petra}{head.format(ME, 'Petra')}My own words.")) == ()


def test_a_mail_forwarded_as_an_attachment_is_too():
    outer = mail("see", name="o")
    outer.add_attachment(mail("It is agreed.", sender="Petra <petra@northgate.example>", to=ME, name="i"))
    (one,) = of(outer)
    assert (one.source, one.day, one.words) == ("buyer", date(2026, 11, 20), "It is agreed.")


def test_a_blind_copy_of_ones_own_mail_is_a_note_of_the_seller_about_whom_it_went_to():
    (one,) = of(mail("We agreed on line two.", to="Petra <petra@northgate.example>, joel@acme.example"))
    assert (one.source, one.words, one.people) == ("seller-note", "We agreed on line two.", ("petra@northgate.example",))


def test_a_mail_without_words_proves_nothing():
    assert of(mail("> only what was said before")) == ()


def test_an_accepted_meeting_is_proof_on_its_own_day():
    (one,) = of(with_calendar(invitation()))
    assert (one.kind, one.source, one.uid) == ("meeting", "system", "m1@cal.example")
    assert one.day == date(2026, 12, 1)
    assert (one.sender, one.people) == ("Petra Nováková", ("petra@northgate.example",))
    assert one.words == "Decide on the proof. Purpose: choose the line for the proof"


def test_the_day_is_that_of_the_person():
    (one,) = of(with_calendar(invitation()), zone="Asia/Tokyo")
    assert one.day == date(2026, 12, 2)
    (whole,) = of(with_calendar(invitation(starts="DTSTART;VALUE=DATE:20261201")), zone="Asia/Tokyo")
    assert whole.day == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        ("tzone://Microsoft/Utc", "2026-12-01 23:30:00+00:00"),
        ("tzone://Microsoft/Olson/Europe/Paris", "2026-12-01 22:30:00+00:00"),
        ("W. Europe Standard Time", "2026-12-01 22:30:00+00:00"),
        ('"(UTC+01:00) Amsterdam, Berlin"', "2026-12-01 23:30:00"),
        ("GMT+05:30", "2026-12-01 23:30:00"),
    ],
)
def test_a_zone_is_read_however_a_calendar_writes_it(zone: str, starts: str):
    (one,) = meetings(invitation(starts=f"DTSTART;TZID={zone}:20261201T233000"))
    assert str(one.starts) == starts


def test_a_meeting_that_the_buyer_declined_says_who_and_when():
    (one,) = of(with_calendar(invitation(method="REPLY", petra="DECLINED")))
    assert (one.kind, one.said, one.answer) == ("no", (("petra@northgate.example", False),), True)
    assert one.stamp == datetime(2026, 11, 20, 10, 15, tzinfo=UTC)
    assert one.people == ("petra@northgate.example",)


@pytest.mark.parametrize("stamp", ["", "nonsense", "18000101T000000Z"])
def test_a_time_that_cannot_be_read_is_none(stamp: str):
    (one,) = of(with_calendar(invitation(stamp=stamp)))
    assert one.stamp is None


@pytest.mark.parametrize("answer", ["NEEDS-ACTION", "TENTATIVE"])
def test_a_meeting_that_only_colleagues_accepted_proves_nothing(answer: str):
    assert of(with_calendar(invitation(petra=answer))) == ()


def test_a_meeting_that_the_buyer_called_is_accepted_by_them():
    (one,) = of(with_calendar(invitation(petra="NEEDS-ACTION", organiser="jan@northgate.example")))
    assert (one.sender, one.people) == ("Mara Lindqvist", ("jan@northgate.example", "petra@northgate.example"))


def test_an_answer_of_the_buyer_is_proof_and_a_refusal_is_another():
    assert [one.kind for one in of(with_calendar(invitation(method="REPLY")))] == ["meeting"]
    assert [one.kind for one in of(with_calendar(invitation(method="REPLY", petra="DECLINED")))] == ["no"]


def test_a_cancelled_meeting_is_off():
    (one,) = of(with_calendar(invitation(method="CANCEL", petra="NEEDS-ACTION", sequence=3)))
    assert (one.kind, one.uid, one.sequence) == ("off", "m1@cal.example", 3)
    assert [one.kind for one in of(with_calendar(invitation(more="STATUS:CANCELLED\n")))] == ["off"]


def test_colleagues_are_known_by_name_where_strangers_share_a_domain():
    mine = mail("Agreed.", sender="mara@gmail.com", to=f"{MY_INBOX}")
    theirs = mail(FORWARDED["gmail"].replace("petra@northgate.example", "petra@gmail.com"), sender="mara@gmail.com")
    assert [one.source for one in of(mine, me="mara@gmail.com")] == ["seller-note"]
    assert [one.source for one in of(theirs, me="mara@gmail.com")] == ["buyer"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BEGIN:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR",
        invitation(starts="DTSTART:tomorrow"),
        invitation(starts="DTSTART;TZID=Nowhere/Else:20261201T090000"),
        invitation(more="RRULE:FREQ=SECONDLY\n" * 50),
        invitation(petra="ACCEPTED" * 5_000),
    ],
)
def test_a_broken_calendar_breaks_nothing(text: str):
    meetings(text)


@given(st.text(max_size=300), st.text(alphabet="ABCDEFGHIJ:;=\r\n -0123456789TZ", max_size=200))
def test_any_calendar_is_read(words: str, lines: str):
    meetings(words)
    meetings(invitation(more=f"{lines}\r\n"))


def zone(offset: str, *, rule: str = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", times: int = 1) -> str:
    """A calendar in a zone of its own, whose clocks change by these rules."""
    change = f"BEGIN:STANDARD\nDTSTART:19700101T020000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\n{rule}\nEND:STANDARD\n"
    own = f"BEGIN:VTIMEZONE\nTZID:Customized Time Zone\n{change * times}END:VTIMEZONE\n".replace("\n", "\r\n")
    told = invitation(starts="DTSTART;TZID=Customized Time Zone:20261201T233000")
    return told.replace("BEGIN:VEVENT", f"{own}BEGIN:VEVENT")


def test_what_one_mail_says_of_a_zone_holds_for_no_other():
    found = [meetings(zone(offset))[0].starts for offset in ("+1200", "-0800")]
    assert [str(one) for one in found] == ["2026-12-01 11:30:00+00:00", "2026-12-02 07:30:00+00:00"]


@pytest.mark.parametrize("rule", ["RRULE:FREQ=DAILY", "RRULE:FREQ=SECONDLY", "RR\n ULE:FREQ=HOURLY"])
def test_clocks_that_change_all_day_cost_nothing(rule: str):
    began = time.process_time()
    assert len(meetings(zone("+0100", rule=rule, times=300))) == 1
    assert time.process_time() - began < 1.5


def test_one_day_of_a_meeting_that_repeats_is_a_meeting_of_its_own():
    whole, one = (meetings(invitation(more=more))[0].uid for more in ("RRULE:FREQ=WEEKLY\n", "RECURRENCE-ID:20261208T223000Z\n"))
    assert (whole, one) == ("m1@cal.example", "m1@cal.example 2026-12-08T22:30:00+00:00")


@pytest.mark.parametrize("starts", ["DTSTART:99991231T235959Z", "DTSTART:00010101T000000Z"])
def test_a_day_that_is_none_everywhere_is_no_meeting(starts: str):
    assert meetings(invitation(starts=starts)) == ()


def test_the_inbox_and_its_tokens():
    assert token_of(MY_INBOX, INBOX) == "k7wq"
    assert [is_inbox(one, INBOX) for one in (INBOX, MY_INBOX, "dealsx@in.example", "deals@out.example")] == [
        True,
        True,
        False,
        False,
    ]
    assert token_of("dealsx+k7wq@in.example", INBOX) == ""


def of(letter: EmailMessage, *, me: str = ME, zone: str = "Europe/Prague") -> tuple[Proof, ...]:
    found = read(letter.as_bytes())
    told = [one for text in found.calendars for one in meetings(text)]
    return proofs(found, told, me=me, colleagues={"tom@elsewhere.example"}, inbox=INBOX, zone=zone)
