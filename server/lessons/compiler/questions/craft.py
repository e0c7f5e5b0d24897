"""How well a question is made: give-aways, missing feedback, stems that trip a reader (W610-W616).

The rules follow Haladyna, Downing and Rodriguez, A review of multiple-choice item-writing guidelines for classroom assessment, 2002.
"""

import re
from collections.abc import Iterator, Sequence

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.model import Choice, Question
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.questions.identity import normal
from server.lessons.compiler.words.cues import Cues, cues
from server.lessons.compiler.words.prose import words_of

SHARED = 3
"""How many words of the stem the right answer may not repeat alone."""

_TAGS = re.compile(r"<[^>]+>")


class Pick:
    """A set of choices of which a person picks, with its stem: a question, or one scene of a scenario."""

    def __init__(
        self, question: Question, line: int, lines: Sequence[int], stem: str, choices: Sequence[Choice], *, one: bool
    ) -> None:
        self.question, self.line, self.lines, self.stem, self.choices, self.one = question, line, lines, stem, choices, one
        self.right = [choice for choice in choices if choice.mark == 1]
        self.wrong = [choice for choice in choices if choice.mark < 1]

    def at(self, choice: Choice) -> int:
        """The line of a choice."""
        return next((line for line, one in zip(self.lines, self.choices, strict=False) if one is choice), self.line)


def check_questions(draft: Draft, questions: Sequence[tuple[Question, Frame]]) -> None:
    """All rules about how single questions are made."""
    known = cues(draft.locale)
    for question, frame in questions:
        picks = list(_picks(question, frame))
        torn = any(fault.code in {"E222", "E223"} and frame.line <= fault.line <= frame.last for fault in draft.faults)
        if not torn:
            _feedback(draft, question, picks, known)
        for pick in picks:
            _longest(draft, pick)
            if known:
                _together(draft, pick, known)
                _absolute(draft, pick, known)
                _cue(draft, pick, known)
        if known and question.kind in {"single", "multiple"}:
            _negative(draft, question, frame, known)


def _picks(question: Question, frame: Frame) -> Iterator[Pick]:
    if question.kind in {"single", "multiple"}:
        stem = question.title if not question.text else f"{question.title} {question.text}"
        yield Pick(question, question.line, frame.lines, stem, question.choices, one=question.kind == "single")
    for scene, written in zip(question.scenes, frame.scenes, strict=False):
        if scene.moves:
            yield Pick(question, written.heading.line, written.lines, scene.text, scene.moves, one=True)


def _feedback(draft: Draft, question: Question, picks: Sequence[Pick], known: Cues | None) -> None:
    """W610, an error where nothing at all is said after answering; W611."""
    choices = [choice for pick in picks for choice in pick.choices]
    if choices and not question.explanation and not any(choice.feedback for choice in choices):
        message = "a person who answers learns nothing: no choice has feedback and there is no explanation"
        mend = "write below each choice `  > why`, or after the choices an alert > [!NOTE]"
        draft.add("W610", question.line, question.title, message, mend, severity="error")
        return
    for pick in picks:
        for choice in pick.choices:
            line = pick.at(choice)
            if not choice.feedback:
                what = "right answer" if choice.mark == 1 else "choice"
                mend = "write below it `  > ` and why somebody picks it, and what follows"
                draft.add("W610", line, choice.text, f"the {what} has no feedback", mend)
            elif known and _says_nothing(choice.feedback, known):
                message = "the feedback only says whether it is right"
                draft.near("W611", line, _plain(choice.feedback), message, "say why, in one sentence")


def _says_nothing(feedback: str, known: Cues) -> bool:
    words = words_of(_plain(feedback).lower().replace("'s", " is").replace("’s", " is"))
    return len(words) <= 6 and all(word in known.bare for word in words)


def _longest(draft: Draft, pick: Pick) -> None:
    """W612."""
    if not pick.one or len(pick.right) != 1 or not pick.wrong or not all(choice.text for choice in pick.choices):
        return
    right, others = len(pick.right[0].text), [len(choice.text) for choice in pick.wrong]
    mean = sum(others) / len(others)
    ratio = draft.context.threshold("longest_ratio")
    if right > ratio * mean and right > max(others):
        message = f"the right answer gives itself away: {right} characters, the others {mean:.0f} on average"
        mend = f"cut it below {ratio * mean:.0f} characters (move the reason into its feedback), or make a wrong one as long"
        draft.add("W612", pick.at(pick.right[0]), pick.right[0].text, message, mend)


def _together(draft: Draft, pick: Pick, known: Cues) -> None:
    """W613."""
    for choice in pick.choices:
        found = next((found for one in known.together if (found := one.search(choice.text))), None)
        if found:
            mend = "choices are shuffled: name what is meant, or ask a pick-all question with boxes"
            draft.add("W613", pick.at(choice), found[0], f"a choice that points at other choices: `{found[0]}`", mend)


def _absolute(draft: Draft, pick: Pick, known: Cues) -> None:
    """W615."""
    if any(known.absolute.intersection(words_of(choice.text.lower())) for choice in pick.right):
        return
    for choice in pick.wrong:
        found = next((word for word in words_of(choice.text) if word.lower() in known.absolute), None)
        if found:
            message = f"`{found}` stands only in wrong choices, which gives them away"
            draft.add("W615", pick.at(choice), found, message, f"say it without `{found}`")


def _cue(draft: Draft, pick: Pick, known: Cues) -> None:
    """W616."""
    if found := known.article.search(pick.stem):
        mend = f"end it without `{found[1]}`, or put the article into every choice"
        draft.add(
            "W616", pick.line, pick.question.title, f"the question ends with `{found[1]}`, which only fits some choices", mend
        )
    if not pick.one or len(pick.right) != 1:
        return
    stem = _content(pick.stem, known)
    shared = stem & _content(pick.right[0].text, known)
    if len(shared) >= SHARED and all(len(stem & _content(choice.text, known)) < len(shared) for choice in pick.wrong):
        words = ", ".join(sorted(shared))
        message = f"the right answer repeats words of the question that no other does: {words}"
        draft.add(
            "W616", pick.at(pick.right[0]), pick.right[0].text, message, "say it in other words, or use them in a wrong one too"
        )


def _negative(draft: Draft, question: Question, frame: Frame, known: Cues) -> None:
    """W614."""
    stem, html = question.title, frame.html
    if not question.title.rstrip().endswith("?") and "?" in question.text:
        stem, html = question.text, question.html
    asked = " ".join(sentence for sentence in re.split(r"(?<=[.!?])\s+", stem) if sentence.endswith(("?", ":", "…")))
    found = known.negative.search(asked)
    if found and not known.emphasises(html):
        mend = f"ask for what is true, or write **{found[1]}** so that nobody reads over it"
        draft.add("W614", question.line, found[1], f"a question with `{found[1]}` in it is misread", mend)


def _content(text: str, known: Cues) -> set[str]:
    """Words that carry meaning, cut to their stems roughly: five letters and more, without their endings."""
    return {known.endings.sub("", word) for word in words_of(normal(text)) if len(word) > 4 and word not in known.small}


def _plain(html: str) -> str:
    return _TAGS.sub(" ", html).strip()
