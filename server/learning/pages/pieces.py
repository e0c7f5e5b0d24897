"""The parts of a lesson's page as HTML, each rendered once and kept: its bands for each content and language, questions for each state they are in.

A page is put together from these parts, so that only what differs from visit to visit is rendered again: tokens, form ids and the frame.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from itertools import chain
from typing import Any, Final

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from server import html, ids, lately
from server.lately import Kept
from server.learning.asked import Asked
from server.learning.bands import Band, bands
from server.lessons.compiler.model import Asked as Place
from server.lessons.compiler.model import Block, Lesson, Question
from server.sentences import speaking
from server.sentences.tongues import foreign

Parts = tuple[bytes, ...]
"""A question as HTML, cut where a token or an id of the visit belongs. In bytes, because one curly quote doubles what Python needs for a text."""

REMEMBERED: Final = 1_000_000
"""Letters or bytes of all parts together that are kept, the bands and the questions each; a question of four choices has some 3,000."""

CSRF, FORM, BACK, HOLE = (f"{name}-{ids.token()}" for name in ("csrf", "form", "back", "hole"))
"""What stands in a part that is kept for a token, an id, or something else of this visit. Nobody outside can know them."""

MARKS = re.compile(f"({CSRF}|{FORM}|{BACK})")
_CSRF, _FORM, _BACK = CSRF.encode(), FORM.encode(), BACK.encode()

NOTE = "note"
"""The hole of a band for how many of its questions are answered; its other holes are its questions, by id."""


class Laid(Struct, frozen=True):
    """A band as HTML with holes in it: `pieces` and `holes` take turns, pieces first and last. A scenario is one hole. `id` is unique on its page."""

    id: str
    band: Band
    pieces: tuple[str, ...]
    holes: tuple[str, ...]

    def fill(self, fillings: list[str]) -> str:
        """The HTML with something in every hole."""
        return "".join(chain.from_iterable(zip(self.pieces, [*fillings, ""], strict=True)))


def length(parts: Sequence[str] | Parts) -> int:
    """How many letters or bytes these have together."""
    return sum(map(len, parts))


def laid(lesson: Lesson, digest: str, *, cold: bool = False) -> tuple[Laid, ...]:
    """The bands of a lesson as HTML, with holes for its questions; `cold`: of what it asks, without the text."""
    return _laid.get((digest, speaking(), cold), partial(_lay, lesson, cold))


def question(key: Hashable, asked: Callable[[], Asked], of: Question, csrf: str) -> str:
    """One question as HTML with a token and form ids of this visit. What it shows depends on `key` alone; `asked` is called when it is not kept."""
    return _filled(_asked.get(key, lambda: _parts(of, asked())), csrf)


def with_words(key: Hashable, asked: Callable[[], Asked], of: Question, csrf: str) -> str:
    """The same of a question that holds what somebody typed: it is let go with everything that `lately` forgets."""
    return _filled(_words.get(key, lambda: _parts(of, asked())), csrf)


def _filled(parts: Parts, csrf: str) -> str:
    if len(parts) == 1:
        return parts[0].decode()
    visit = {_CSRF: csrf.encode(), _FORM: _id(), _BACK: _id() if _BACK in parts else b""}
    return b"".join([visit.get(part, part) for part in parts]).decode()


def _id() -> bytes:
    return str(ids.new()).encode()


def once(asked: Asked, of: Question, csrf: str) -> str:
    """One question as HTML that is not kept, because it holds what somebody typed and has not sent."""
    return _render(of, replace(asked, csrf=csrf, form=str(ids.new()), back_form=str(ids.new())))


def _parts(of: Question, asked: Asked) -> Parts:
    return tuple([part.encode() for part in MARKS.split(_render(of, replace(asked, csrf=CSRF, form=FORM, back_form=BACK)))])


def _render(of: Question, asked: Asked) -> str:
    return str(_template("learning/_question.html").render(q=of, a=asked))


def _lay(lesson: Lesson, cold: bool) -> tuple[Laid, ...]:
    asked = {question.id: question for question in lesson.questions}
    lang = foreign(lesson.locale, speaking())
    cut = [(number, band.cold() if cold else band) for number, band in enumerate(bands(lesson))]
    return tuple(
        _band(number, band, asked, lang) for number, band in cut if not cold or band.blocks or band.scenario or band.leads
    )


def _band(number: int, band: Band, asked: dict[str, Question], lang: str) -> Laid:
    id = band.id or f"band-{number}"
    if band.scenario:
        return Laid(id, band, ("", ""), (band.scenario,))
    counted = any(asked[question].kind != "commit" for question in band.questions)
    page = _template("learning/_band.html").render(
        id=id,
        title=band.title,
        note=Markup(HOLE) if counted and band.title else "",  # noqa: S704  # a random token of ours
        pieces=[Markup(HOLE) if isinstance(block, Place) else _block(block, lang) for block in band.blocks],  # noqa: S704  # as above
        leads=asked[band.leads] if band.leads else None,
        lang=lang,
    )
    notes = (NOTE,) if counted and band.title else ()
    return Laid(id, band, tuple(page.split(HOLE)), (*notes, *band.questions))


def _block(block: Block, lang: str) -> Markup:
    return Markup(_template("learning/_block.html").render(block=block, kind=block.__struct_config__.tag, lang=lang))  # noqa: S704  # our template


def _template(name: str) -> Any:  # noqa: ANN401  # Jinja's template
    return html.environment().get_template(name)


_laid: Kept[tuple[Laid, ...]] = Kept(REMEMBERED, lambda bands: sum(length(band.pieces) for band in bands))
_asked: Kept[Parts] = Kept(REMEMBERED, length)
_words: Kept[Parts] = Kept(REMEMBERED, length)
lately.also(_words.clear)
