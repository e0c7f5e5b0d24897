"""Reading a mail."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.integrations.mail.letter import Address, read
from tests.integrations.mail.post import ME, MY_INBOX, invitation, mail, with_calendar


def test_a_letter_says_who_sent_it_when_and_what():
    letter = read(mail("Hello").as_bytes())
    assert letter.sender == Address("Mara Lindqvist", ME)
    assert letter.delivered == (MY_INBOX,)
    assert letter.at is not None
    assert letter.at.isoformat() == "2026-11-20T10:30:00+00:00"
    assert (letter.subject, letter.text.strip()) == ("Fwd: What the audit found", "Hello")


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_a_blind_copy_is_found_where_the_servers_wrote_it(header: str):
    sent = mail("Hello", to="petra@northgate.example")
    sent[header] = MY_INBOX.upper()
    assert MY_INBOX in read(sent.as_bytes()).delivered


def test_a_blind_copy_is_found_in_the_trace():
    raw = (
        b"Received: from a by b with ESMTPS id 1\r\n\tfor <deals+k7wq@in.example>; Fri, 20 Nov 2026\r\n"
        + mail("x", to=ME).as_bytes()
    )
    assert MY_INBOX in read(raw).delivered


def test_only_html_is_read_as_its_words():
    html = "<html><head><title>no</title><style>p{}</style></head><body><p>One&nbsp;line</p><div>Two<br>Three</div><script>alert(1)</script></body>"
    assert read(mail(html, html=True).as_bytes()).text.split("\n") == ["One line", "", "Two", "Three"]


def test_a_calendar_is_found_as_a_part_and_as_an_attachment():
    attached = mail("see")
    attached.add_attachment(invitation().encode(), maintype="application", subtype="ics", filename="invite.ics")
    assert [len(read(one.as_bytes()).calendars) for one in (with_calendar(invitation()), attached)] == [1, 1]


def test_a_mail_attached_whole_is_read_too():
    outer, inner = mail("see"), mail("The words", sender="Petra <petra@northgate.example>", name="inner")
    outer.add_attachment(inner)
    found = read(outer.as_bytes())
    assert found.inside is not None
    assert found.inside.sender is not None
    assert found.inside.sender.address == "petra@northgate.example"
    assert (found.text.strip(), found.inside.text.strip()) == ("see", "The words")


def test_the_same_mail_has_the_same_digest_whatever_way_it_took():
    once, again = mail("x"), mail("x")
    again["Received"] = "by another server"
    assert read(once.as_bytes()).digest == read(again.as_bytes()).digest != read(mail("x", name="9").as_bytes()).digest


def test_names_and_words_in_other_alphabets_and_broken_ones():
    raw = "From: =?utf-8?q?Petra_Nov=C3=A1kov=C3=A1?= <PETRA@x.example>\nContent-Type: text/plain; charset=nonsense\n\nŽluťoučký".encode()
    letter = read(raw)
    assert letter.sender == Address("Petra Nováková", "petra@x.example")
    assert letter.text == "Žluťoučký"
    assert read(b"From: =?nonsense?q?x?= <a@b.example>\n\nx").sender is not None


def test_a_mail_of_many_parts_is_read_as_far_as_is_sensible():
    made = EmailMessage()
    made["From"] = ME
    for _ in range(300):
        made.add_attachment(b"x", maintype="text", subtype="calendar")
    assert len(read(made.as_bytes()).calendars) < 100


@given(st.binary(max_size=400))
def test_whatever_arrives_is_a_letter(raw: bytes):
    read(raw)


@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_a_header_says_it_is_a_letter(words: str, kind: str):
    raw = f"From: {words}\nDate: {words}\nSubject: {words}\nContent-Type: {kind}; charset={kind}\nReceived: {words}\n\n{words}"
    read(raw.encode(errors="replace"))
