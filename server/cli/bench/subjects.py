"""What `plumbline bench` sends to a server with the demonstration: the pages and forms of a rep's day, each with its target."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import TypeVar

from msgspec import Struct, field

from server import ids
from server.cli.bench.crowd import MANAGER, Crowd
from server.cli.bench.measure import Line, Reply, hidden
from server.cli.demo.story.answers import typed
from server.cli.demo.story.people import CAST
from server.errors import Setup
from server.lessons.compiler.model import Academy, Lesson, Question, Scene

T = TypeVar("T")

REP = "Mara Lindqvist"
LESSON = "next-step-on-the-calendar"
SCENARIO = "the-champion-goes-quiet"


class Subject(Struct, frozen=True, kw_only=True):
    """One kind of request. `target` is the most it may cost, in times the yardstick; None where qualities name no number."""

    name: str
    send: Callable[[], None]
    target: float | None = None


class Visitor(Struct):
    """One of the cast, signed in."""

    server: Line
    cookie: str
    csrf: str = ""
    place: dict[str, int] = field(default_factory=dict)
    """Where they are in the scenario: the round, and the step."""

    def get(self, path: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        """A page. Raises Setup when the answer has another status."""
        return _expect(self.server.send("GET", path, cookie=self.cookie, headers=headers), status, path)

    def post(self, path: str, fields: Mapping[str, object], status: int = 303, headers: Mapping[str, str] | None = None) -> Reply:
        """A form with a fresh id. Raises Setup when the answer has another status."""
        sent = {"form": str(ids.new()), "csrf": self.csrf, **fields}
        return _expect(self.server.send("POST", path, cookie=self.cookie, fields=sent, headers=headers), status, path)


def subjects(server: Line, academy: Academy, crowd: Crowd) -> list[Subject]:
    """Everything that is measured. Answers and moves come from all reps but the first, in turns, so that no take grows long."""
    first, *others = visitors(server, [one.name for one in CAST if one.roles == ("rep",)])
    lesson = _lesson(academy, LESSON)
    scenario = next(one for one in _lesson(academy, SCENARIO).questions if one.kind == "scenario")
    asked = questions(academy)
    turns = [(each, *about) for about in asked for each in others]
    _answer(first, LESSON, lesson.questions[0])
    for turn in turns:
        _answer(*turn)
    walkers = [each for each in others if _at_the_start(each)]
    for each in walkers:
        each.place = {"round": 0, "step": 0}
    return [
        Subject(name="Today", target=12, send=lambda: _quiet(first.get("/today"))),
        Subject(name="lesson, full", target=8, send=lambda: _quiet(first.get(f"/lessons/{lesson.id}"))),
        Subject(name="lesson, not modified", target=2, send=again(first, f"/lessons/{lesson.id}")),
        Subject(name="answer, as a form", target=15, send=_turns(turns, lambda turn: _answer(*turn))),
        Subject(name="answer, and what it changes", send=_turns(turns, lambda turn: _answer(*turn, whole=True))),
        Subject(name="scenario: a move, or going back", send=_turns(walkers, lambda one: _move(one, scenario))),
        Subject(name="process, full", target=8, send=lambda: _quiet(first.get("/process"))),
        Subject(name="process, not modified", send=again(first, "/process")),
        Subject(name="My line", target=30, send=lambda: _quiet(first.get("/my-line"))),
        Subject(name="lesson, full, compressed", send=lambda: _zipped(first)),
        *_drift(server),
        *_teams(server, crowd),
    ]


def day(one: Visitor, academy: Academy) -> Mapping[str, Callable[[], None]]:
    """What a rep asks for on a day, by its name."""
    return {
        "Today": lambda: _quiet(one.get("/today")),
        "lesson, full": lambda: _quiet(one.get(f"/lessons/{LESSON}")),
        "answer, as a form": _turns(questions(academy), lambda about: _answer(one, *about)),
        "My line": lambda: _quiet(one.get("/my-line")),
        "process, full": lambda: _quiet(one.get("/process")),
    }


def questions(academy: Academy) -> list[tuple[str, Question]]:
    """Of each live lesson that has one, its first question with one right choice."""
    return [(one.id, question) for one in academy.lessons if (question := _single(one)) and one.status == "live"]


def _drift(server: Line) -> Iterator[Subject]:
    """The page of a head of sales, whose counts hold for a minute: counted once before, as the first reader of that minute has."""
    (leader,) = visitors(server, [one.name for one in CAST if one.roles == ("leader",)][:1])
    leader.get("/drift")
    yield Subject(name="leader's page", target=25, send=lambda: _quiet(leader.get("/drift")))


def _teams(server: Line, crowd: Crowd) -> Iterator[Subject]:
    """The page of a team of twelve with one cell open: when there is news of everybody on it, and when there is none."""
    (manager,) = visitors(server, [MANAGER])
    path = f"/team?open={crowd.reps[0].id}.next-step-confirmed"

    def news() -> None:
        crowd.change()
        manager.get(path)

    yield Subject(name="team, 12 × 25, news of everybody", target=60, send=news)
    yield Subject(name="team, 12 × 25, nothing new", target=20, send=lambda: _quiet(manager.get(path)))


def visitors(server: Line, names: Iterable[str]) -> Iterator[Visitor]:
    """These people, signed in by one tap, as a demonstration lets them."""
    door = server.send("GET", "/sign-in").text
    for name in names:
        before, found, _after = door.partition(f">{name}</button>")
        if not found:
            raise Setup("The server to measure shows no cast, so nobody can sign in.")
        person = before.rpartition('value="')[2].partition('"')[0]
        reply = server.send("POST", "/sign-in/demo", fields={"form": str(ids.new()), "person": person, "next": ""})
        visitor = Visitor(server, _expect(reply, 303, "/sign-in/demo").headers["set-cookie"].partition(";")[0])
        visitor.csrf = hidden(visitor.get("/account").text, "csrf")
        yield visitor


def again(one: Visitor, path: str) -> Callable[[], None]:
    """A page that they have already, as it was when they last got it: where a day begins meanwhile, it is another page."""
    tag = ""

    def send() -> None:
        nonlocal tag
        try:
            one.get(path, 304, {"If-None-Match": tag})
        except Setup:
            tag = one.get(path).headers.get("etag", "")
            one.get(path, 304, {"If-None-Match": tag})

    send()
    return send


def _answer(one: Visitor, lesson: str, question: Question, *, whole: bool = False) -> None:
    """A retry with a fresh id; `whole`: as htmx sends it, so that what changed comes back at once."""
    fields = {"question": question.id, "turn": "0", **typed(question, right=True)}
    if whole:
        one.post(f"/lessons/{lesson}/answers", fields, 200, {"HX-Request": "true"})
    else:
        one.post(f"/lessons/{lesson}/answers", fields)


def _at_the_start(one: Visitor) -> bool:
    """Whether this rep of the demonstration has not begun the scenario."""
    page = one.get(f"/lessons/{SCENARIO}").text
    try:
        return hidden(page, "round") == hidden(page, "step") == "0"
    except LookupError:
        return False


def _move(one: Visitor, question: Question) -> None:
    """The first move of a new round, or going back to take it."""
    about = {"question": question.id, "turn": "0", **one.place}
    if one.place["step"]:
        one.post(f"/lessons/{SCENARIO}/rewinds", {**about, "kept": "0"})
        one.place = {"round": one.place["round"] + 1, "step": 0}
    else:
        scene: Scene = question.scenes[0]
        one.post(f"/lessons/{SCENARIO}/moves", {**about, "scene": scene.id, "choice": scene.moves[0].id})
        one.place = {**one.place, "step": 1}


def _zipped(one: Visitor) -> None:
    one.get(f"/lessons/{LESSON}", headers={"Accept-Encoding": "gzip"})


def _turns(takers: Sequence[T], send: Callable[[T], None]) -> Callable[[], None]:
    turns = cycle(takers)
    return lambda: send(next(turns))


def _single(lesson: Lesson) -> Question | None:
    """Its first question with one right choice."""
    return next((one for one in lesson.questions if one.kind == "single"), None)


def _lesson(academy: Academy, id: str) -> Lesson:
    found = next((one for one in academy.lessons if one.id == id), None)
    if found is None:
        raise Setup(f"The lessons of PLUMBLINE_LESSONS have no {id}, which is what is measured.")
    return found


def _expect(reply: Reply, status: int, path: str) -> Reply:
    if reply.status != status:
        raise Setup(f"{path} answered {reply.status} instead of {status}; nothing that fails is measured.")
    return reply


def _quiet(_reply: Reply) -> None:
    """A page that came is all that is asked of it."""
