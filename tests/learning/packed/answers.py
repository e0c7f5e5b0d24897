"""Answers of every kind, right, half right, wrong and unfit, to mark in two places."""

from msgspec.structs import replace

from server.learning.given import Given
from server.lessons.compiler.model import KnownWrong, Short
from tests.learning.questions import CONFIDENCE, GAPS, MATCH, MULTIPLE, NUMBER, ORDER, REFLECT, SCENARIO, SHORT, SINGLE

TYPED = (
    *(
        "economic buyer",
        " “Economic   BUYER”. ",
        "econmic buyer",
        "ecoonmic buyer",
        "economic buyers",
        "economic",
        "CFO",
        "cfi",
        "champion",
    ),
    *(
        "champoin",
        "boss",
        "",
        "  ",
        "…",
        "12",
        "three weeks",
        "thre weeks",
        "11,5",
        "14.5 days",
        "1,000",
        "1.500",
        "2 000",
        "about 12",
        "+13",
    ),
    *("-12", "(−12 %)", "–5", "5", "-.5", "-12345 EU", "- 12"),
    *("10-14", "1,000,000", "１２", "ﬁve", "Straße", "BUDGET—OWNER", "budget owner!", "it's « cfo »", "9" * 61),
)
BELOW = replace(
    SHORT,
    short=Short(accepted=("-5", "-12345 EUR"), ranges=((-14.0, -10.0),), wrong=(KnownWrong(text="5"), KnownWrong(text="12"))),
)
PICKED = (
    *[(SINGLE, Given(picks=picks)) for picks in ((), ("a",), ("b",), ("c",))],
    *[
        (MULTIPLE, Given(picks=picks))
        for picks in ((), ("a",), ("a", "b", "c"), ("a", "b", "c", "d", "e"), ("d",), ("a", "b", "d"))
    ],
    *[(ORDER, Given(picks=tuple(picks))) for picks in ("", "abcde", "edcba", "abced", "bcdea", "abc")],
    *[
        (MATCH, Given(pairs=pairs))
        for pairs in ({}, {"l1": "r1", "l2": "r2", "l3": "r3"}, {"l1": "decoy", "l2": "r2", "l3": "r1"})
    ],
    *[
        (GAPS, Given(texts=texts))
        for texts in (("", ""), ("paper proces", "owned"), ("lent", "owned"), ("Contracting process", "own"))
    ],
    *[(SCENARIO, Given(picks=picks)) for picks in ((), ("good",), ("bad",), ("again", "good", "half"), ("good", "well"))],
    *[(REFLECT, Given(texts=(text,))) for text in ("", "two words", "three words here")],
    *[(CONFIDENCE, Given(picks=picks)) for picks in ((), ("1",))],
    *[
        (question, Given(texts=(text,)))
        for text in TYPED
        for question in (SHORT, NUMBER, replace(SHORT, short=NUMBER.short), BELOW)
    ],
)
