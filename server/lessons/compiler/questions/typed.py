"""Typed answers: `- = accepted`, `- != known wrong`, number ranges, and gaps in a sentence."""

import re
from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.markdown.inline import Run
from server.lessons.compiler.markdown.listing import Item
from server.lessons.compiler.model import Gaps, KnownWrong, Short
from server.lessons.compiler.questions.answer import Answer, has_gaps
from server.lessons.compiler.questions.choices import feedback, text_tokens
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.questions.given import Given
from server.lessons.compiler.questions.identity import normal

MOST_GAPS = 5

_NUMBER = r"[-−+]?\d{1,15}(?:[.,]\d{1,15})?"
"""More digits a float does not hold, and of some hundreds it makes infinity, which no stored lesson can say."""
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\.?\s*({_NUMBER})\Z")
_TWO_WAYS = re.compile(r"[-−+]?[1-9]\d{0,2}[.,]\d{3}")
"""A thousand and more, or a number with three decimals: nobody can tell."""
_BETWEEN = re.compile(r"\d\s*(?:\.\.+|…)\s*[^\w\s]?\d")
"""Between two numbers: a range, or something that was meant as one."""


def short(draft: Draft, frame: Frame, answer: Answer) -> Given:
    """Answers that are typed. Faults: E201 (nothing accepted, a range that runs backwards or cannot be read), E214, E215, E220."""
    accepted: list[tuple[int, str]] = []
    ranges: list[tuple[float, float]] = []
    wrong: list[tuple[int, KnownWrong]] = []
    for item in answer.items:
        _, text = draft.inline(text_tokens(draft, item), item.line)
        if not _shape(draft, item):
            continue
        if item.mark and item.mark.shape == "wrong":
            if _BETWEEN.search(text):
                mend = "name the number that people write, each in a line of its own"
                draft.add("E201", item.line, text, f"`{text[:60]}` is a range, and only one answer can be known as wrong", mend)
            wrong.append((item.line, KnownWrong(text=text, feedback=feedback(draft, item))))
        elif (span := _range(draft, item.line, text)) is not None:
            ranges.append(span)
        else:
            accepted.append((item.line, text))
    if not accepted and not ranges and answer.items:
        mend = "add at least one line - = and the answer"
        draft.add("E201", frame.line, frame.heading.title, "no answer is accepted", mend)
    _both(draft, accepted, ranges, wrong)
    texts = tuple(dict.fromkeys(text for _, text in accepted))
    return Given(kind="short", short=Short(accepted=texts, ranges=tuple(ranges), wrong=tuple(known for _, known in wrong)))


def number(text: str) -> float | None:
    """A number as people write it, with a point or a comma; None when it is not one."""
    return float(text.replace("−", "-").replace(",", ".")) if re.fullmatch(_NUMBER, text) else None


def _shape(draft: Draft, item: Item) -> bool:
    if item.mark and item.mark.shape in {"accepted", "wrong"}:
        return True
    if item.miss and item.miss.shape in {"accepted", "wrong"}:
        mend = f"write - {item.miss.text} and a space before the answer"
        draft.add("E215", item.line, item.miss.text, f"`{item.miss.text}` is not a mark: {item.miss.why}", mend)
        return item.miss.why != "no text follows it"
    if item.mark and item.mark.shape != "field":
        mend = "write - = for what counts and - != for what does not, or use ( ) on every line"
        draft.add("E214", item.line, item.mark.text, f"a {item.mark.shape} mark among typed answers", mend)
    else:
        draft.add(
            "E215", item.line, item.content.split("\n")[0][:40], "a typed answer without a mark", "write - = in front of it"
        )
    return False


def _range(draft: Draft, line: int, text: str) -> tuple[float, float] | None:
    found = _RANGE.match(text.strip())
    if found is None:
        if _BETWEEN.search(text):
            mend = "write two numbers and nothing else, such as 10..14 or -1.5..2.5; a unit may follow what is typed"
            draft.add("E201", line, text, f"`{text[:60]}` is no range of numbers, and nobody types it", mend)
        return None
    low, high = number(found[1]), number(found[2])
    if low is None or high is None:
        return None
    if unclear := next((end for end in found.groups() if _TWO_WAYS.fullmatch(end)), None):
        mend = f"write {re.sub('[.,](?=[0-9]{3})', '', text)}, or no more than two decimals"
        draft.add("E201", line, text, f"`{unclear}` may be above a thousand or have three decimals", mend)
    if low > high:
        draft.add(
            "E201", line, text, f"the range {text} holds no number", f"write the lower number first: {found[2]}..{found[1]}"
        )
        return high, low
    return low, high


def _both(
    draft: Draft,
    accepted: Sequence[tuple[int, str]],
    ranges: Sequence[tuple[float, float]],
    wrong: Sequence[tuple[int, KnownWrong]],
) -> None:
    right = {normal(text): line for line, text in reversed(accepted)}
    for line, known in wrong:
        value = number(known.text.strip())
        inside = value is not None and any(low <= value <= high for low, high in ranges)
        if normal(known.text) in right or inside:
            where = "inside an accepted range" if inside else f"accepted in line {right[normal(known.text)]}"
            draft.add("E220", line, known.text, f"`{known.text[:60]}` is known as wrong and {where}", "keep one of the two")


def gaps(draft: Draft, answer: Answer) -> Given:
    """A paragraph with holes `[[ answer | also accepted ]]`. Faults: E219."""
    inline = answer.block.inline if answer.block else None
    if inline is None or answer.block is None:
        return Given(kind="gaps")
    holes = _Holes(draft, answer.block.line)
    for token in inline.children or []:
        holes.add(token)
    holes.end()
    accepted = tuple(tuple(dict.fromkeys(words)) for words in holes.accepted)
    if not accepted and not holes.faulty:
        message = "no gap is left of `[[`: a link definition or code took its brackets"
        draft.add("E219", answer.block.line, "[[", message, "write the answer as plain words between [[ and ]]")
    if len(accepted) > MOST_GAPS:
        message = f"{len(accepted)} gaps; a question has 1 to {MOST_GAPS}"
        draft.add("E219", answer.block.line, "[[", message, "ask the rest in a second question")
    for block in answer.prompt:
        if has_gaps(block):
            draft.add(
                "E219", block.line, "[[", "gaps in a second paragraph", "bring all gaps into the last paragraph of the question"
            )
    return Given(kind="gaps", gaps=Gaps(pieces=tuple(holes.pieces), accepted=accepted))


class _Holes:
    """Walks the inline tokens of a paragraph; gaps are read from text only, so code and links hold none."""

    def __init__(self, draft: Draft, line: int) -> None:
        self.draft, self.line = draft, line
        self.pieces: list[str] = []
        self.accepted: list[list[str]] = []
        self.faulty = False
        self.lost = False
        """A gap was given up; its closing brackets are still to come."""
        self.run = Run(draft.links, line)
        self.inside: list[str] | None = None
        self.after = 0

    def add(self, token: Token) -> None:
        """One inline token."""
        if token.type == "text":
            self.text(token.content)
        elif self.inside is None:
            self.run.add(token)
        elif token.type == "softbreak":
            self.inside.append(" ")
        else:
            self.fault("the gap has markup inside", "write plain words between [[ and ]]")
            self.inside, self.lost = None, True
            self.run.add(token)
        if token.type in {"softbreak", "hardbreak"}:
            self.line, self.after = self.line + 1, 0

    def text(self, content: str) -> None:
        """Plain text, cut at the brackets."""
        while content:
            bracket = "[[" if self.inside is None else "]]"
            before, found, content = content.partition(bracket)
            if self.inside is None:
                self.write(before)
                if found:
                    self.inside = []
            else:
                self.inside.append(before)
                if found:
                    self.close()

    def write(self, words: str) -> None:
        """Text outside of gaps."""
        for _ in range(words.count("]]")):
            if not self.lost:
                self.fault("`]]` closes a gap that was never opened", "write [[ in front of the answer", "]]")
            self.after, self.lost = self._behind_gap(), False
        self.run.html.append(escape(words, quote=False))
        self.run.words.append(words)

    def close(self) -> None:
        """The end of a gap."""
        content = "".join(self.inside or [])
        self.inside = None
        answers = [" ".join(answer.split()) for answer in content.split("|")]
        if not all(answers) or "[[" in content:
            why = "another gap opens inside" if "[[" in content else "a gap has an empty answer"
            self.fault(why, "write [[ answer | also accepted ]]")
        self.accepted.append([answer for answer in answers if answer])
        self.pieces.append("".join(self.run.html))
        self.run.html = []
        self.after = self._behind_gap()

    def end(self) -> None:
        """The end of the paragraph."""
        if self.inside is not None:
            self.fault("the gap is not closed", "write ]] behind the answer")
            self.run.html.append(escape("".join(self.inside), quote=False))
        self.pieces.append("".join(self.run.html))
        words = "".join(self.run.words).strip()
        self.draft.writer.note(words, self.line, "gaps")

    def fault(self, message: str, mend: str, needle: str = "[[") -> None:
        """E219 at the gap that is being read."""
        self.faulty = True
        self.draft.add("E219", self.line, needle, message, mend, after=self.after)

    def _behind_gap(self) -> int:
        """The column behind the next closing brackets."""
        return self.draft.source.find("]]", self.line, self.after) + 2
