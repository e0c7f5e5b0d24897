"""What we write is read by a library that others wrote."""

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from uuid import UUID

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from server.notices.calendar import events
from server.notices.due import Due
from server.notices.icalendar import Event, escaped, folded, stream
from tests import machine

DUE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


def event(title: str = "Northgate: impact worksheet", words: str = "", uid: str = "promise-1@test") -> Event:
    return Event(uid=uid, made=DUE - timedelta(days=3), due=DUE, title=title, words=words, url="https://test/deals/1")


@given(TEXT, TEXT)
def test_what_is_written_is_read_back(title: str, words: str):
    (read,) = icalendar.Calendar.from_ical(stream("Plumbline", [event(title, words)])).walk("VEVENT")
    assert str(read["SUMMARY"]) == title
    assert str(read["DESCRIPTION"]) == words
    assert read.decoded("DTEND") == DUE
    assert read.decoded("DTSTART") == DUE - timedelta(minutes=30)
    assert read.decoded("DTSTAMP") == DUE - timedelta(days=3)
    assert str(read["UID"]) == "promise-1@test"
    assert str(read["TRANSP"]) == "TRANSPARENT"


def test_the_library_of_web_calendars_reads_it_too():
    odd = event("Ünï; “co,de” \\ 木" * 20, "one\ntwo, three; four", uid="promise-2@test")
    read = subprocess.run(
        [machine.node("ical.js"), machine.TOOLS.parent / "read-calendar.mjs"],
        input=stream("Plumbline", [event(), odd]),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert read.returncode == 0, read.stderr.decode()
    told = json.loads(read.stdout)
    assert told["version"] == "2.0"
    assert told["events"] == [
        {
            "uid": one.uid,
            "summary": one.title,
            "description": one.words,
            "start": "2026-11-20T16:30:00.000Z",
            "end": "2026-11-20T17:00:00.000Z",
            "url": "https://test/deals/1",
        }
        for one in (event(), odd)
    ]


def test_line_breaks_survive_and_other_control_characters_do_not():
    (read,) = icalendar.Calendar.from_ical(stream("x", [event(words="one\r\ntwo\rthree\nfour\x00\x07\x85")])).walk("VEVENT")
    assert str(read["DESCRIPTION"]) == "one\ntwo\nthree\nfour"


@given(st.text(max_size=400))
def test_no_line_is_longer_than_75_octets_and_no_letter_is_parted(text: str):
    line = escaped(text)
    written = folded(line)
    lines = written.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(one) <= 75 for one in lines)
    assert b"".join([lines[0], *(one[1:] for one in lines[1:])]).decode() == line.encode("utf-8", "replace").decode()
    for one in lines:
        one.decode()


def test_every_line_ends_as_the_format_wants_it():
    written = stream("Plumbline", [event("a" * 500)])
    assert not re.search(rb"(?<!\r)\n", written)
    assert written.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert written.endswith(b"END:VCALENDAR\r\n")


def test_equal_items_are_equal_bytes():
    assert stream("Plumbline", [event()]) == stream("Plumbline", [event()])


def test_nothing_due_is_still_a_calendar():
    assert icalendar.Calendar.from_ical(stream("Plumbline", [])).walk("VEVENT") == []


def test_an_item_keeps_its_id_when_its_day_is_moved():
    one = Due(
        kind="promise",
        id=UUID(int=7),
        deal_name="Northgate, Dairy; & Sons",
        subject="impact-worksheet",
        made=DUE - timedelta(days=3),
        due=DUE,
        path="/deals/1",
    )
    (before,) = events([one], lambda _id: None, site="https://plumb.example.com:8443")
    (after,) = events(
        [Due(**{**{name: getattr(one, name) for name in Due.__struct_fields__}, "due": DUE + timedelta(days=1)})],
        lambda _id: None,
        site="https://plumb.example.com:8443",
    )
    assert before.uid == after.uid == f"promise-{UUID(int=7)}@plumb.example.com"
    assert before.title == "Northgate, Dairy; & Sons: impact worksheet"
    assert before.url == "https://plumb.example.com:8443/deals/1"


def test_a_lesson_that_is_gone_is_told_by_its_id_and_leads_to_those_there_are():
    one = Due(kind="lesson", id=UUID(int=7), deal_name="", subject="hear-it", made=DUE, due=DUE, path="/lessons/hear-it")
    (found,) = events([one], lambda _id: None, site="https://test")
    assert (found.title, found.url) == ("Lesson: hear-it", "https://test/lessons")


def test_what_waits_for_a_manager_says_so_without_a_name():
    waiting = [
        Due(kind="reply", id=UUID(int=7), deal_name="Northgate", subject="", made=DUE, due=DUE, path="/replies/7"),
        Due(kind="sheet", id=UUID(int=8), deal_name="", subject="", made=DUE, due=DUE, path="/calibrations/8"),
    ]
    found = events(waiting, lambda _id: None, site="https://test")
    assert [one.title for one in found] == ["Northgate: a reply to answer", "A blind sheet to fill"]
