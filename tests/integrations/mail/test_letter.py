"""Reading a mail."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import example, given
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


def test_lines_that_stand_in_a_block_each_are_not_parted_by_empty_ones():
    html = "<div>For the deal.</div><div><br></div><blockquote><div><b>From: </b>Petra<br></div><div><b>Date: </b>Friday</div></blockquote>"
    assert read(mail(html, html=True).as_bytes()).text.split("\n") == ["For the deal.", "", "> From: Petra", "> Date: Friday"]


def test_a_block_that_holds_nothing_is_an_empty_line():
    html = "<div>One<div>Two</div></div><div>Three</div><div><div>&nbsp;</div></div><div>Four</div><div></div><div>Five<br></div>"
    assert read(mail(html, html=True).as_bytes()).text.split("\n") == ["One", "Two", "Three", "", "Four", "", "Five"]


def test_a_calendar_is_found_as_a_part_and_as_an_attachment():
    attached = mail("see")
    attached.add_attachment(invitation().encode(), maintype="application", subtype="ics", filename="invite.ics")
    unknown = mail("see")
    unknown.add_attachment(
        invitation().encode(), maintype="application", subtype="octet-stream", filename="Einladung für Dienstag.ICS"
    )
    other = mail("see")
    other.add_attachment(invitation().encode(), maintype="application", subtype="octet-stream", filename="ics.txt")
    sent = (with_calendar(invitation()), attached, unknown, other)
    assert [len(read(one.as_bytes()).calendars) for one in sent] == [1, 1, 1, 0]


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
@example("\x80", "\x00")
def test_whatever_a_header_says_it_is_a_letter(words: str, kind: str):
    raw = f"From: {words}\nDate: {words}\nSubject: {words}\nContent-Type: {kind}; charset={kind}\nReceived: {words}\n\n{words}"
    read(raw.encode(errors="replace"))


def nested(deep: int, lines: int) -> bytes:
    begins = "".join(f'Content-Type: multipart/mixed; boundary="b{one}"\r\n\r\n--b{one}\r\n' for one in range(deep))
    return (f"From: {ME}\r\n{begins}\r\n" + "x\r\n" * lines).encode()


HEAVY = {
    "parts within parts": nested(2_000, 1),
    "many lines in many parts": nested(60, 500_000),
    "mails within mails": b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
    "brackets that nothing closes": b"Content-Type: text/html\r\n\r\n" + b"<a " * 17_000,
    "comments that nothing closes": b"Content-Type: text/html\r\n\r\n" + b"<!--" * 12_000,
    "words of a header one by one": b"Subject: " + b"=?utf-8?q?a?= " * 70_000 + b"\r\n\r\nx",
    "a kind that never ends": b'Content-Type: text/plain; a="' + b';\\"' * 50_000 + b"\r\n\r\nx",
    "receivers within receivers": b"To: " + b"(" * 100_000 + b"\r\n\r\nx",
    "a slow alphabet": b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a" * 100_000 + b"-" + b"9" * 100_000,
}


@pytest.mark.parametrize("what", HEAVY)
def test_a_mail_made_to_cost_minutes_costs_none(what: str):
    began = time.process_time()
    read(HEAVY[what])
    assert time.process_time() - began < 1.5


def test_the_head_of_a_mail_that_is_too_deep_is_read_all_the_same():
    sender = read(nested(2_000, 1)).sender
    assert sender is not None
    assert sender.address == ME


@pytest.mark.parametrize("wrong", ["a\x00b@x.example", "a\x07@x.example", "a\u202e@x.example", "İ" * 60 + "@" + "İ" * 185])
def test_an_address_that_cannot_be_kept_is_none(wrong: str):
    assert read(f"From: {wrong}\nReceived: for <{wrong}>\n\nx".encode()).delivered == ()
    assert read(f"From: =?utf-8?q?x?= <{wrong}>\n\nx".encode()).sender is None


@pytest.mark.parametrize("at", ["Fri, 31 Dec 9999 23:59:59 +0000", "Mon, 01 Jan 1901 00:00:00 +0000"])
def test_a_moment_that_has_no_day_everywhere_is_none(at: str):
    assert read(f"Date: {at}\n\nx".encode()).at is None


def test_markup_is_read_as_it_looks():
    html = (
        '<title>t</title><style><!-- p {} --></style><p title="a > b">One&nbsp;1 &lt; 2<br>Two<!-- <p>no -->'
        '<script>if (a<b) "<title>"</script> 3 < 4<blockquote>q</blockquote><b>bold</b>ly'
    )
    assert read(f"Content-Type: text/html\n\n{html}".encode()).text == "One 1 < 2\nTwo 3 < 4\n> q\nboldly"
