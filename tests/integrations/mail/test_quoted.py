"""What a mail carries, and what its writer said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.integrations.mail.days import day
from server.integrations.mail.quoted import WORDS, forwarded, own, said
from tests.integrations.mail.post import FORWARDED, ME, SAID


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
        "From: petra@northgate.example\nDate: 2026-11-20 10:12\nSubject: Re: what the audit of the line at the dairy found out\nThen\nTo: Mara",
        "From: petra@northgate.example\nDate: 2026-11-20 10:12\nTo: Mara <m@acme.example>, Jan\nDvořák <jan@northgate.example>,\nJoel\nSubject: x",
        "Lähettäjä: Petra <petra@northgate.example>\nLähetetty: 20.11.2026 10.12\nVastaanottaja: Mara\nAihe: x",
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
        "Mail: petra@northgate.example\nPhone: +420-221-10-12\nWeb: https://northgate.example\n\nx",
        "Hi,\nContact for legal: jan@northgate.example\nBudget: 40k approved\nStart: Q1",
        "Hi,\nContact for legal: jan@northgate.example\nBudget: 40k approved for 2027\nCall: 10:00",
    ],
)
def test_words_that_only_look_like_headers_are_words(text: str):
    assert forwarded(text) is None
    assert own(text) == text


@pytest.mark.parametrize("words", ["Budget is approved.\nWe sign Friday.", "Hi Mara,\nbudget is approved.\n\nJan"])
def test_headers_end_where_words_begin_that_no_blank_line_parts(words: str):
    found = forwarded(f"From: Petra <petra@northgate.example>\nSent: 20.11.2026 10:12\nTo: {ME}\nSubject: RE\n{words}")
    assert found
    assert found.text == words


def test_headers_are_headers_without_a_day():
    text = "From: Petra <petra@northgate.example>\nTo: Mara\nSubject: x\n\nThe words."
    found = forwarded(text)
    assert found
    assert (found.day, found.text.strip(), own(f"Yes.\n\n{text}")) == (None, "The words.", "Yes.")


def test_ones_own_signature_is_not_what_was_forwarded():
    signed = f"Mara Lindqvist\nE-mail: {ME}\nPhone: +46 8 55 51 12\nWeb: www.acme.example\n\n{FORWARDED['gmail']}"
    assert forwarded(signed) == forwarded(FORWARDED["gmail"])


@pytest.mark.parametrize(
    ("subject", "dated", "means"),
    [
        ("Re: The offer of 3 March 2026", "20 November 2026 at 10:12:07 CET", date(2026, 11, 20)),
        ("Version 1.20 of the offer", "20.11.26 10.12", date(2026, 11, 20)),
        ("Re: The offer of 3 March 2026", "03/04/2026 10:12", None),
        ("Call on 3 March 2026 at 10:00", "20 November 2026 at 10:12:07 CET", None),
        ("Call at 10:00", "20 November 2026", date(2026, 11, 20)),
    ],
)
def test_a_subject_is_not_when_it_was_written(subject: str, dated: str, means: date | None):
    found = forwarded(f"From: Petra <petra@northgate.example>\nSubject: {subject}\nDate: {dated}\nTo: {ME}\n\nx")
    assert found
    assert found.day == means


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
