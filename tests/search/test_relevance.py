"""Queries that people type, each with the page that has to stand first or among the first three: the words of the process and of other methods,
slips of the finger, and words that are not finished.
"""

from datetime import date
from functools import partial

import pytest

from server.lessons.compiler.academy import compile_academy
from server.lessons.outside import read_folder
from server.search import entries
from server.search.index import Index
from server.search.queries import Text, made
from server.search.ranking import find
from server.search.typed import read
from tests.machine import ROOT

FIRST, AMONG_THREE = 1, 3

WANTED: tuple[tuple[str, int, frozenset[str]], ...] = tuple(
    (typed, within, frozenset(pages.split()))
    for typed, within, pages in (
        ("stakeholder map", AMONG_THREE, "template:stakeholder-map"),
        ("impact worksheet", AMONG_THREE, "template:impact-worksheet"),
        ("handover brief", AMONG_THREE, "template:handover-brief"),
        ("what would stop them", AMONG_THREE, "template:stakeholder-map template:meeting-notes behaviour:stakeholder-access"),
        ("economic buyer", FIRST, "behaviour:economic-buyer-confirmed"),
        ("champion", AMONG_THREE, "behaviour:champion-tested"),
        ("pain", AMONG_THREE, "behaviour:problem-in-buyer-words"),
        ("metrics", AMONG_THREE, "behaviour:impact-quantified"),
        ("paper process", FIRST, "behaviour:paper-process-known"),
        ("up-front contract", FIRST, "behaviour:agenda-agreed"),
        ("upfront contract", AMONG_THREE, "behaviour:agenda-agreed"),
        ("decision criteria", FIRST, "behaviour:criteria-agreed"),
        ("compelling event", FIRST, "behaviour:why-now-established"),
        ("mobilizer", FIRST, "behaviour:champion-tested"),
        ("rational drowning", FIRST, "behaviour:impact-quantified"),
        ("reframe", FIRST, "behaviour:insight-shared"),
        ("competition", FIRST, "behaviour:alternatives-known"),
        ("decision process", AMONG_THREE, "behaviour:buying-process-mapped"),
        ("pain funnel", FIRST, "behaviour:impact-quantified"),
        ("advance", FIRST, "behaviour:next-step-confirmed"),
        ("no free gives", FIRST, "behaviour:concessions-traded"),
        ("meddpicc", FIRST, "method:meddpicc"),
        ("next step", FIRST, "behaviour:next-step-confirmed"),
        ("stakeholder", AMONG_THREE, "behaviour:stakeholders-mapped"),
        ("champoin", AMONG_THREE, "behaviour:champion-tested"),
        ("econmic buyer", FIRST, "behaviour:economic-buyer-confirmed"),
        ("stakholder map", AMONG_THREE, "behaviour:stakeholders-mapped"),
        ("concesion", AMONG_THREE, "behaviour:concessions-traded"),
        ("mutual p", FIRST, "behaviour:mutual-plan-live"),
        ("quantif", AMONG_THREE, "behaviour:impact-quantified"),
        ("hando", AMONG_THREE, "behaviour:handover-complete"),
        ("close dat", AMONG_THREE, "behaviour:close-date-buyer-owned"),
        ("who pays", AMONG_THREE, "behaviour:economic-buyer-confirmed lesson:hear-it-from-the-payer"),
        ("payer", AMONG_THREE, "lesson:hear-it-from-the-payer"),
        ("champion goes quiet", FIRST, "lesson:the-champion-goes-quiet"),
        ("legal review stuck", AMONG_THREE, "lesson:stuck-in-legal"),
        ("send a quote by email", AMONG_THREE, "behaviour:proposal-walked-through lesson:never-email-a-quote"),
        ("just send me something", FIRST, "lesson:send-me-something"),
        ("business case", FIRST, "behaviour:business-case-co-owned"),
        ("procurement", AMONG_THREE, "behaviour:paper-process-known lesson:from-yes-to-signed lesson:stuck-in-legal"),
        ('"with your contact"', FIRST, "lesson:earn-the-next-introduction"),
        ("gate", AMONG_THREE, "word:Gate"),
        ("what is a clause", AMONG_THREE, "word:Clause"),
        ("first value", AMONG_THREE, "behaviour:first-value-dated lesson:first-value"),
        ("kickoff", AMONG_THREE, "behaviour:handover-complete lesson:the-surprise-at-kickoff"),
        ("introduction to the finance lead", AMONG_THREE, "lesson:earn-the-next-introduction"),
        ("ÉCONOMIC BUYER", FIRST, "behaviour:economic-buyer-confirmed"),
        ("fit", AMONG_THREE, "behaviour:fit-checked"),
        ("discover", AMONG_THREE, "stage:discover"),
        ("trial that never ends", AMONG_THREE, "lesson:the-endless-trial"),
        ("why did we lose", AMONG_THREE, "behaviour:decision-reviewed lesson:ask-why-they-chose"),
        ("budget", AMONG_THREE, "behaviour:economic-buyer-confirmed"),
    )
)
"""What is typed, how far down the page may stand, and which pages will do. A word of the glossary is named with its spaces as hyphens."""


@pytest.fixture(scope="module")
def shipped() -> tuple[Index, Text]:
    """The academy that ships with the product."""
    folder = read_folder(ROOT / "lessons")
    academy = compile_academy(folder.texts, today=date(2026, 11, 22), media=folder.media).academy
    return made(academy), Text(academy)


@pytest.mark.parametrize(("typed", "within", "pages"), WANTED, ids=[typed for typed, _within, _pages in WANTED])
def test_the_page_that_is_meant_stands_in_front(shipped: tuple[Index, Text], typed: str, within: int, pages: frozenset[str]):
    index, text = shipped
    found = find(index, read(typed), text, partial(entries.may_read, roles={"rep"}))
    names = [f"{hit.entry.kind}:{hit.entry.id.replace(' ', '-')}" for hit in found.hits]
    assert pages & set(names[:within]), names[:6]


def test_whatever_is_typed_costs_little(shipped: tuple[Index, Text]):
    index, text = shipped
    assert index.size < 60_000
    for typed in (
        "x" * 10_000,
        "a " * 5_000,
        '"' * 999,
        "\u202e\x00\x1b",
        "\ufdfa" * 300,
        "the of and to " * 99,
        " ".join(map(chr, range(9999))),
    ):
        found = find(index, read(typed), text, partial(entries.may_read, roles={"rep"}))
        assert len(found.meant) <= 12
        assert len(found.hits) <= len(index.entries)
