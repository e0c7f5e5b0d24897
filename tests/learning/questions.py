"""Questions of every kind: one small one each, and any that could ever be compiled."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite
from msgspec.structs import replace

from server.learning.given import Given
from server.lessons.compiler.model import (
    Choice,
    Commit,
    Gaps,
    KnownWrong,
    Match,
    Outcome,
    Question,
    QuestionKind,
    Reflect,
    Scene,
    Short,
    Side,
)


def question(kind: QuestionKind, **more: object) -> Question:
    base = Question(
        id=kind,
        kind=kind,
        title=f"A {kind} question",
        html="",
        text=f"A {kind} question",
        behaviours=("next-step-confirmed",),
        key_fp=f"key of {kind}",
        text_fp=f"text of {kind}",
        seconds=20,
        line=1,
    )
    return replace(base, **more)


def choice(id: str, mark: float = 0.0, text: str = "", to: str | None = None) -> Choice:
    words = text or f"Choice {id}"
    return Choice(id=id, html=words, text=words, mark=mark, feedback=f"<p>About {id}</p>", to=to)


def side(id: str) -> Side:
    return Side(id=id, html=f"Side {id}", text=f"Side {id}")


SINGLE = question("single", choices=(choice("a", 0), choice("b", 1), choice("c", 0.5)), hints=("<p>One</p>", "<p>Two</p>"))
MULTIPLE = question("multiple", choices=(choice("a", 1), choice("b", 1), choice("c", 1), choice("d"), choice("e")))
ORDER = question("order", choices=tuple(choice(id) for id in "abcde"))
MATCH = question(
    "match",
    match=Match(
        lefts=(side("l1"), side("l2"), side("l3")),
        rights=(side("r1"), side("r2"), side("r3"), side("decoy")),
        partner={"l1": "r1", "l2": "r2", "l3": "r3"},
        feedback={"l2": "<p>About l2</p>"},
    ),
)
SHORT = question(
    "short",
    short=Short(
        accepted=("economic buyer", "budget owner", "CFO"),
        wrong=(KnownWrong(text="champion", feedback="<p>A champion sells for you.</p>"), KnownWrong(text="boss")),
    ),
)
NUMBER = question(
    "short", short=Short(accepted=("three weeks",), ranges=((10, 14.5), (1000, 2000)), wrong=(KnownWrong(text="12"),))
)
GAPS = question(
    "gaps",
    gaps=Gaps(pieces=("The ", " is ", "."), accepted=(("paper process", "contracting process"), ("owned",))),
)
SCENARIO = question(
    "scenario",
    scenes=(
        Scene(
            id="start",
            title="Start",
            html="<p>Start</p>",
            text="Start",
            moves=(choice("good", 1, to="middle"), choice("bad", 0, to="dead"), choice("again", 0.5, to="start")),
        ),
        Scene(id="middle", title="Middle", html="", text="", moves=(choice("well", 1, to="won"), choice("half", 0.5, to="dead"))),
        Scene(id="won", title="Won", html="", text="", outcome="moved"),
        Scene(id="dead", title="Dead", html="", text="", outcome="stalled"),
    ),
)
COMMIT = question("commit", commit=Commit(days=2, working=True, proof="calendar-invite", ask="Show me the invite."))
REFLECT = question("reflect", reflect=Reflect(min_words=3, share=True))
CONFIDENCE = question(
    "confidence", choices=tuple(choice(str(n), text=words) for n, words in enumerate(("Guess", "Unsure", "Sure")))
)
SURVEY = question("survey", many=True, choices=(choice("a"), choice("b")))
EVERY = (SINGLE, MULTIPLE, ORDER, MATCH, SHORT, NUMBER, GAPS, SCENARIO, COMMIT, REFLECT, CONFIDENCE, SURVEY)

ids = st.sampled_from(("a", "b", "c", "l1", "l2", "r1", "r2", "good", "bad", "start", "0", "ü", ""))
words = st.one_of(st.sampled_from(("economic buyer", "champion", "12", "1,000", "0,5", "", " ", "²")), st.text(max_size=30))
marks = st.sampled_from((0.0, 0.5, 1.0))


@composite
def questions(draw: DrawFn) -> Question:
    """Any question, also those that the compiler would never let through."""
    kind: QuestionKind = draw(st.sampled_from([one.kind for one in EVERY]))
    choices = tuple(choice(id, draw(marks)) for id in draw(st.lists(ids, max_size=6, unique=True)))
    sides = tuple(side(id) for id in draw(st.lists(ids, max_size=4, unique=True)))
    return question(
        kind,
        choices=choices,
        match=draw(st.none() | st.builds(Match, lefts=st.just(sides), rights=st.just(sides), partner=st.dictionaries(ids, ids))),
        short=draw(
            st.none()
            | st.builds(
                Short,
                accepted=st.lists(words, max_size=3).map(tuple),
                ranges=st.lists(st.tuples(st.floats(), st.floats()), max_size=2).map(tuple),
                wrong=st.lists(st.builds(KnownWrong, text=words), max_size=2).map(tuple),
            )
        ),
        gaps=draw(st.none() | st.builds(_gaps, st.lists(st.lists(words, max_size=2).map(tuple), max_size=3).map(tuple))),
        scenes=draw(st.lists(scenes(), max_size=4).map(tuple)),
        reflect=draw(st.none() | st.builds(Reflect, min_words=st.integers(0, 20))),
    )


@composite
def scenes(draw: DrawFn) -> Scene:
    moves = tuple(choice(id, draw(marks), to=draw(st.none() | ids)) for id in draw(st.lists(ids, max_size=3, unique=True)))
    outcome: Outcome | None = draw(st.sampled_from((None, "moved", "stalled")))
    return Scene(id=draw(ids), title="Scene", html="", text="", moves=moves, outcome=outcome)


answers = st.builds(
    Given,
    picks=st.lists(ids, max_size=6).map(tuple),
    pairs=st.dictionaries(ids, ids, max_size=4),
    texts=st.lists(words, max_size=4).map(tuple),
    shared=st.booleans(),
)


def _gaps(accepted: tuple[tuple[str, ...], ...]) -> Gaps:
    return Gaps(pieces=("",) * (len(accepted) + 1), accepted=accepted)
