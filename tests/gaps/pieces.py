"""Pieces of evidence by hand and by chance, for the tests of what they come to."""

from hypothesis import strategies as st

from server.gaps.estimate import Line, Shared, Term, fold
from server.gaps.evidence import DO, KNOW, Evidence
from server.gaps.prior import K0

START = 1_760_000_000.0
KEYS = ("impact-quantified", "next-step-confirmed", "payer-met")
PLAIN = Shared()

shares = st.floats(0, 1)
moments = st.integers(-400, 4_000).map(lambda hours: START + 3_600.0 * hours)
behaviours = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).map(tuple)
answers = st.builds(
    Evidence, st.just(KNOW), behaviours, st.sampled_from(["q1", "q2", ""]), moments, shares, st.sampled_from([0.0, 0.5, 1.0])
)
looks = st.builds(
    Evidence,
    st.just(DO),
    behaviours,
    st.just(""),
    moments,
    shares,
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from(["deal 1", "deal 2"]),
    st.sampled_from(["Mira", "Tom"]),
)
pieces = st.one_of(answers, looks)
terms = st.builds(Term, st.floats(-2, 2), st.floats(0.01, 0.5))
snapshots = st.builds(
    lambda questions, hard, met, eyes: Shared(number=1, questions=questions, know=hard, do=met, inspectors=eyes),
    st.dictionaries(st.sampled_from(["q1", "q2"]), terms),
    st.dictionaries(st.sampled_from(KEYS), terms),
    st.dictionaries(st.sampled_from(KEYS), terms),
    st.dictionaries(st.sampled_from(["Mira", "Tom"]), terms),
)


def answered(y: float = 1.0, item: str = "q1", at: float = START, weight: float = 1.0, *about: str) -> Evidence:
    return Evidence(KNOW, about or KEYS[:1], item, at, y, weight)


def looked(y: float = 1.0, deal: str = "deal 1", at: float = START, *about: str) -> Evidence:
    return Evidence(DO, about or KEYS[:1], "", at, y, 1.0, deal, "Mira")


def line_of(*evidence: Evidence, shared: Shared = PLAIN) -> Line:
    line = Line()
    for piece in evidence:
        fold(line, piece, shared, K0)
    return line
