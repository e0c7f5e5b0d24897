import re
from html import unescape

import pytest

from server.notices.letter import SUBJECT, Links, Morning, Week, html, lines, subject, text

LINKS = Links(begin="https://test", choose="https://test/account/reminders", stop="https://test/reminders/t/ending")

CASES = {
    "a rep with a note": (
        Morning(seconds=240, news=["Ines wrote to you."]),
        ("Today: 4 min. Ines wrote to you.",),
    ),
    "a rep with more": (
        Morning(seconds=50, news=["Ines wrote to you.", "b", "c"]),
        ("Today: 1 min. Ines wrote to you. 2 more things wait in your inbox.",),
    ),
    "a rep with a day alone": (Morning(seconds=131), ("Today: 2 min.",)),
    "a rep with news alone": (Morning(seconds=0, news=["Ines wrote to you."]), ("Ines wrote to you.",)),
    "a manager with all of it": (
        Morning(
            due=[("Mara", "Northgate"), ("Tomás", "Kestrel")],
            late=1,
            news=["Joel answered on Holm, about “Impact”."],
            week=Week(look="Northgate", looks=2),
        ),
        (
            "2 promises are due by tonight, 1 of them from before: Mara on Northgate; Tomás on Kestrel.",
            "Joel answered on Holm, about “Impact”.",
            "2 inspections are left this week, Northgate first.",
        ),
    ),
    "a manager with two of one rep": (
        Morning(due=[("Mara", "Northgate"), ("Tomás", "Kestrel"), ("Mara", "Fennel")]),
        ("3 promises are due by tonight: Mara on Northgate and Fennel; Tomás on Kestrel.",),
    ),
    "a manager with one from before": (
        Morning(due=[("Mara", "Northgate")], late=1),
        ("1 promise was due before today: Mara on Northgate.",),
    ),
    "a manager with all from before": (
        Morning(due=[("Mara", "Northgate"), ("Tomás", "Kestrel")], late=2),
        ("2 promises were due before today: Mara on Northgate; Tomás on Kestrel.",),
    ),
    "a manager with two of one deal": (
        Morning(due=[("Mara", "Northgate")] * 2),
        ("2 promises are due by tonight: Mara on Northgate.",),
    ),
    "a manager with more than can be named": (
        Morning(due=[("Mara", "Northgate")] * 4),
        ("4 promises are due by tonight.",),
    ),
    "a manager with one inspection left": (
        Morning(news=["Ada wrote."], week=Week(look="Northgate", looks=1)),
        ("Ada wrote.", "One inspection is left this week: Northgate."),
    ),
    "a manager's Monday": (
        Morning(
            begins=True, due=[("Mara", "Northgate")], week=Week(says=("Better.", "Drifting.", "Due."), look="Northgate", looks=1)
        ),
        ("Better.", "Drifting.", "Due."),
    ),
    "a manager's Monday before the first inspection": (Morning(begins=True, week=Week(look="Northgate", looks=1)), ()),
    "a manager with deals to look at and nothing else": (Morning(week=Week(look="Northgate", looks=1)), ()),
    "nothing to say": (Morning(), ()),
    "nothing left of a day": (Morning(seconds=0), ()),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_morning_says(case: tuple[Morning, tuple[str, ...]]):
    morning, told = case
    assert lines(morning) == told


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_at_most_three_sentences_and_never_excited(case: tuple[Morning, tuple[str, ...]]):
    told = lines(case[0])
    assert len(told) <= 3
    assert "!" not in "".join(told)


def test_text_and_html_say_the_same_and_lead_to_the_same():
    told = ("Today: 4 min. <Ines> & you.", "Second.")
    plain, rich = text(told, LINKS), html(told, LINKS)
    for link in (LINKS.begin, LINKS.choose, LINKS.stop):
        assert link in plain
        assert f'href="{link}"' in rich
    for line in told:
        assert line in plain
        assert line in unescape(rich)
    assert "<Ines>" not in rich
    assert "style" not in rich
    assert not re.search(r"<(script|img)", rich)


def test_a_long_first_line_is_cut_at_a_word_for_the_subject():
    told = subject(("Somebody " * 30,))
    assert len(told) <= SUBJECT
    assert told.endswith("Somebody…")
    assert subject(("Today: 4 min.",)) == "Today: 4 min."


def test_a_subject_is_one_line_whatever_a_deal_is_called():
    told = subject(("1 promise is due by tonight: Ada on North\r\nBcc: x\tgate.",))
    assert told == "1 promise is due by tonight: Ada on North Bcc: x gate."
