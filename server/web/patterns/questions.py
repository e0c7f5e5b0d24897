"""Sample questions of every kind, asked and answered, for the pattern page."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace as changed

from server.learning.asked import Asked, Promise, Said
from server.lessons.compiler.model import (
    Choice,
    Commit,
    Gaps,
    KnownWrong,
    Match,
    Question,
    QuestionKind,
    Reflect,
    Scene,
    Short,
    Side,
)

SAMPLE: Mapping[str, Any] = {
    "action": "/house/patterns",
    "hint": "/house/patterns",
    "back": "/house/patterns",
    "decline": "/house/patterns",
    "csrf": "sample",
    "form": "00000000-0000-7000-8000-000000000000",
    "back_form": "00000000-0000-7000-8000-000000000001",
    "manager": "Ines",
}
"""What every form here carries; none of them can be sent."""

DEALS = (("d1", "Alder & Quay, ended yesterday"), ("d2", "Northgate Dairy, invite for 2 December"))
STAGES = (("engage", "Engage"), ("align", "Align"))


def asked(order: tuple[str, ...] = (), given: Said | None = None, **more: Any) -> Asked:  # noqa: ANN401  # the fields of Asked
    """A question as it stands on the pattern page."""
    return Asked(order=order, given=given, **SAMPLE, **more)


Sample = tuple[str, Question, tuple[Asked, ...]]
"""A kind, a question, and how it stands in several states."""


def questions() -> tuple[Sample, ...]:
    """One question of each kind."""
    return (*_choosing(), *_placing(), *_typing(), *_keeping())


def apart(question: Question, number: int) -> Question:
    """The same question under an id of its own, because a page may not use an id twice."""
    return changed(question, id=f"{question.id}-{number}", title=f"{question.title} ({number + 1})" if number else question.title)


def scenario() -> Question:
    """A branching scenario of three scenes and an ending."""
    moves = (
        _choice("m1", "Build a one-page case with Luis and take it to Dana together", 1, "You earned access."),
        _choice("m2", "Send Luis a polished deck that he can forward to Dana today", 0.5, "A forwarded deck cannot answer."),
        _choice("m3", "Ask Luis to push Dana for an answer before quarter end", 0, "You gave the hardest part to Luis."),
    )
    went = (_choice("went", "Email Dana directly and copy Luis", 0.5, "Going around Luis can cost your champion."),)
    sorry = (_choice("sorry", "Apologise, then ask what Dana needs to hear", 1, "Owning it resets the trust."),)
    return _ask(
        "scenario",
        "nineteen-days",
        "Nineteen days to go",
        scenes=(
            _scene(
                "silence", "Tuesday, 09:10. No reply for eight days.", "Luis stopped answering after you sent the proposal.", went
            ),
            _scene("cold", "Luis is polite and cold", "“I wish you had told me first,” he says.", sorry),
            _scene("changed", "“Dana asked why now, and I didn’t have an answer.”", "That is the real news.", moves),
            Scene(id="stalled", title="The thread dies", html="<p>Two more weeks pass.</p>", text="", outcome="stalled"),
        ),
    )


def _ask(kind: QuestionKind, id: str, title: str, **more: object) -> Question:
    base = Question(
        id=id, kind=kind, title=title, html="", text=title, behaviours=(), key_fp="k", text_fp="t", seconds=20, line=1
    )
    return changed(base, **more)


def _promise(deals: tuple[tuple[str, str], ...] = (), made: str = "", reason: str = "") -> Promise:
    """What the person is asked to promise, or promised."""
    return Promise(
        due="Monday 23 November at 18:00, 2 working days",
        due_iso="2026-11-23",
        proof="calendar invite",
        ask="Show me the invite. Who accepted it, and what will they decide?",
        deals=deals,
        stages=STAGES,
        made=made,
        reason=reason,
    )


def _choice(id: str, text: str, mark: float = 0.0, feedback: str | None = None) -> Choice:
    return Choice(id=id, html=text, text=text, mark=mark, feedback=f"<p>{feedback}</p>" if feedback else None)


def _choosing() -> list[Sample]:
    single = _ask(
        "single",
        "confirmed",
        "Which one is a confirmed next step?",
        hints=("<p>Look for something the buyer would have to actively undo.</p>", "<p>Who can decline it?</p>"),
        choices=(
            _choice("a", "Dana said, “Send the deck and I’ll share it on Monday.”", 0, "You left with homework."),
            _choice(
                "b",
                "Dana accepted an invite for Tuesday at 10:00 to approve the pilot scope.",
                1,
                "Named person, time, decision.",
            ),
            _choice(
                "c",
                "Dana replied, “Tuesday works”, and you will send an invite later.",
                0.5,
                "Close. Without the invite it can vanish.",
            ),
        ),
        explanation="<p>A next step is real when the buyer would have to undo it.</p>",
    )
    multiple = _ask(
        "multiple",
        "parts",
        "What must the invite contain?",
        choices=(
            _choice("a", "The buyer who has to be there, by name", 1, "Without a name nobody has agreed."),
            _choice("b", "Your price, so they can prepare", 0, "That belongs in the meeting."),
            _choice("c", "The decision the meeting is for", 1, "It makes the invite worth accepting."),
            _choice("d", "Your product sheet", 0, "Nobody reads it."),
        ),
    )
    order = ("a", "b", "c")
    return [
        (
            "single",
            single,
            (
                asked(order, hints=1),
                asked(order, error="Choose one answer.", attempt=2),
                asked(order, Said("wrong", picked=("a",)), again="?again=x"),
            ),
        ),
        (
            "multiple",
            multiple,
            (
                asked(("a", "b", "c", "d"), typed={"choice": ("a", "b")}),
                asked(("a", "b", "c", "d"), Said("partly", "1 of 2, and one that does not belong.", ("a", "b"))),
            ),
        ),
    ]


def _placing() -> list[Sample]:
    order = _ask(
        "order",
        "last-five",
        "Put the last five minutes in order",
        choices=tuple(
            _choice(str(i), text)
            for i, text in enumerate(
                ("Say how much time is left", "Agree what the next meeting will decide", "Send the invite and see it accepted")
            )
        ),
    )
    lefts = ("“Dana emailed: board meets on the 12th, I present it.”", "“Their legal team is usually quick.”")
    rights = ("Confirmed step with an owner", "Assumption", "Confirmed step with no value")
    match = _ask(
        "match",
        "assumed",
        "Match the line to what it is",
        match=Match(
            lefts=tuple(Side(id=f"l{i}", html=text, text=text) for i, text in enumerate(lefts)),
            rights=tuple(Side(id=f"r{i}", html=text, text=text) for i, text in enumerate(rights)),
            partner={"l0": "r0", "l1": "r1"},
            feedback={"l1": "<p>Usually is not a date.</p>"},
        ),
    )
    return [
        (
            "order",
            order,
            (
                asked(("2", "0", "1"), typed={"place-2": ("3",)}, error="Give each one its own place, 1 to 3."),
                asked(("2", "0", "1"), Said("partly", "1 of 2 neighbours right.", ("1", "0", "2")), again="?again=x"),
            ),
        ),
        (
            "match",
            match,
            (
                asked(("r1", "r2", "r0")),
                asked(("r1", "r2", "r0"), Said("partly", "1 of 2 right.", pairs={"l0": "r0", "l1": "r2"}), attempt=2),
            ),
        ),
    ]


def _typing() -> list[Sample]:
    short = _ask(
        "short",
        "release-money",
        "Who can release the money without asking anyone else?",
        html="<p>Write the role name our process uses.</p>",
        short=Short(accepted=("economic buyer", "budget owner"), wrong=(KnownWrong(text="champion"),)),
    )
    gaps = _ask(
        "gaps",
        "after-yes",
        "Finish the sentence",
        gaps=Gaps(
            pieces=("The steps between a verbal yes and a signed order are the ", ". Each one needs a named ", " and a ", "."),
            accepted=(("paper process",), ("owner",), ("date", "due date")),
        ),
    )
    champion = "<p>A champion sells for you inside. They usually cannot release the money.</p>"
    typed = {"gap-1": ("paper process",)}
    return [
        (
            "short",
            short,
            (
                asked(typed={"text": ("champion",)}),
                asked(given=Said("wrong", typed=("champion",), feedback=champion), again="?again=x"),
            ),
        ),
        (
            "gaps",
            gaps,
            (
                asked(typed=typed, error="Fill every gap."),
                asked(given=Said("partly", "2 of 3 right.", typed=("paper process", "lawyer", "date"), holes=(0, 2))),
            ),
        ),
    ]


def _keeping() -> list[Sample]:
    sure = _ask(
        "confidence",
        "how-sure",
        "How sure are you that your top three deals would pass today?",
        choices=tuple(_choice(str(i), text) for i, text in enumerate(("Guess", "Unsure", "Fairly sure", "Certain"))),
    )
    survey = _ask(
        "survey", "useful", "Was this lesson worth its minutes?", choices=(_choice("y", "Yes"), _choice("n", "Not really"))
    )
    reflect = _ask(
        "reflect", "assumed-too", "What did you assume on your biggest deal?", reflect=Reflect(min_words=12, share=True)
    )
    commit = _ask(
        "commit",
        "fix-one",
        "Fix one hopeful next step",
        html="<p>Pick one open deal where the next step lives only in your notes. Turn it into an accepted invite.</p>",
        commit=Commit(days=2, working=True, proof="calendar-invite", ask="Show me the invite."),
    )
    wrote = "I assumed that legal is quick, because they were quick once, two years ago."
    return [
        ("confidence", sure, (asked(), asked(given=Said("kept", picked=("2",))))),
        ("survey", survey, (asked(("y", "n")), asked(("y", "n"), Said("kept", picked=("y",))))),
        ("reflect", reflect, (asked(), asked(given=Said("kept", typed=(wrote,), shared=True)))),
        (
            "commit",
            commit,
            (
                asked(promise=_promise(deals=DEALS)),
                asked(promise=_promise()),
                asked(
                    given=Said("kept"),
                    promise=_promise(made="Alder & Quay: turn the next step into an accepted invite."),
                ),
                asked(given=Said("kept"), promise=_promise(reason="All my next steps have an invite.")),
            ),
        ),
    ]


def _scene(id: str, title: str, text: str, moves: tuple[Choice, ...]) -> Scene:
    return Scene(id=id, title=title, html=f"<p>{text}</p>", text=text, moves=moves)
