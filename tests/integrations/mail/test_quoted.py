"""What a mail carries, and what its writer said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.integrations.mail.days import day
from server.integrations.mail.quoted import WORDS, forwarded, own, said
from tests.integrations.mail.post import FORWARDED, SAID


@pytest.mark.parametrize("program", FORWARDED)
def test_what_each_program_forwards_is_found(program: str):
    found = forwarded(FORWARDED[program])
    assert found
    assert (found.sender.name, found.sender.address) == ("Petra Nováková", "petra@northgate.example")
    assert found.day == date(2026, 11, 20)
    assert said(own(found.text)) == f"{SAID} Petra"


@pytest.mark.parametrize(
    "block",
    [
        "De : Petra <petra@northgate.example>\nEnvoyé : vendredi 20 novembre 2026 10:12\nÀ : Mara <m@acme.example>\nObjet : TR: x",
        "De: Petra <petra@northgate.example>\nEnviado: viernes, 20 de noviembre de 2026 10:12\nPara: Mara <m@acme.example>\nAsunto: x",
        "Od: Petra <petra@northgate.example>\nOdesláno: pátek 20. listopadu 2026 10:12\nKomu: Mara <m@acme.example>\nPředmět: x",
        "*From:* Petra <petra@northgate.example>\n*Sent:* Friday, November 20, 2026 10:12 AM\n*To:* Mara\n*Subject:* x",
        "From: Petra [mailto:petra@northgate.example]\nSent: 20.11.2026 10:12\nTo: Mara; Jan;\nSubject: x",
        "From: petra@northgate.example\nDate: 2026-11-20 10:12\nTo: mara@acme.example\nSubject: a very long subject that the program\nbroke",
    ],
)
def test_in_every_language_and_form(block: str):
    found = forwarded(f"See below.\n\n{block}\n\nThe words.")
    assert found
    assert (found.sender.address, found.day, found.text.strip()) == ("petra@northgate.example", date(2026, 11, 20), "The words.")


@pytest.mark.parametrize(
    "text",
    [
        "Nothing at all.",
        "Ask: petra@northgate.example\n\nShe knows.",
        "Contact: petra@northgate.example\nPhone: 1\n\nx",
    ],
)
def test_words_that_only_look_like_headers_are_words(text: str):
    assert forwarded(text) is None


def test_ones_own_words_end_at_the_signature_the_answer_and_the_rule():
    assert own("Yes.\n-- \nPetra, Northgate") == "Yes."
    assert own("Yes.\n> no\nReally.") == "Yes.\nReally."
    assert own("Yes.\n\nOn Fri, 20 Nov 2026 at 10:12, Mara <m@acme.example> wrote:\n> x") == "Yes."
    assert own("Yes.\n\nAm Fr., 20. Nov. 2026 um 10:12 Uhr schrieb Mara <m@acme.example>:\n> x") == "Yes."
    assert own("Yes.\n-----Original Message-----\nFrom: x") == "Yes."


def test_long_words_end_with_a_sentence():
    assert said("One. " * 300).endswith("One.")
    assert said("word " * 300).endswith("…")
    assert [len(said(long)) <= WORDS for long in ("One. " * 300, "x" * 3000)] == [True, True]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Fri, 20 Nov 2026 10:12:00 +0100", date(2026, 11, 20)),
        ("2026-11-20T10:12", date(2026, 11, 20)),
        ("11/20/2026 10:12 AM", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("03.04.2026", date(2026, 4, 3)),
        ("03/03/2026", date(2026, 3, 3)),
        ("03/04/2026", None),
        ("den 20 november 2026", date(2026, 11, 20)),
        ("31 February 2026", None),
        ("What the audit found in 2026", None),
        ("", None),
    ],
)
def test_days(text: str, means: date | None):
    assert day(text) == means


@given(st.text(max_size=300))
def test_any_text_is_read(text: str):
    forwarded(text)
    assert len(said(own(text))) <= WORDS
    day(text)


def test_long_text_costs_no_more_than_its_length():
    forwarded("a: b@c.de\n" * 5_000)
    own("a: b\n" * 10_000)
