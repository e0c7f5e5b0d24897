"""The parts of a lesson's page as HTML, each rendered once and kept: prose for each content and language, questions for each state they are in.

A page is put together from these parts, so that only what differs from visit to visit is rendered again: tokens, form ids and the frame.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import Markup

from server import html, ids
from server.learning.asked import Asked
from server.learning.bands import Band, bands
from server.lessons.compiler.model import Asked as Place
from server.lessons.compiler.model import Block, Lesson, Question
from server.sentences import speaking

REMEMBERED = 4_000
"""Parts that are kept; a question of four choices is some 3 kB."""

CSRF, FORM, BACK = (f"{name}-{ids.token()}" for name in ("csrf", "form", "back"))
"""What stands for a token or an id in a part that is kept. Nobody outside can know them."""


class Kept:
    """The newest `most` parts by what they depend on."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.parts: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401  # what `make` returns
        """The part, made now if it is not kept."""
        found = self.parts.get(key)
        if found is None:
            found = self.parts[key] = make()
            if len(self.parts) > self.most:
                self.parts.popitem(last=False)
        else:
            self.parts.move_to_end(key)
        return found


def cut(lesson: Lesson, digest: str) -> tuple[tuple[Band, tuple[Markup | str, ...]], ...]:
    """The bands of a lesson, each with its prose as HTML and the ids of its questions, in place."""
    made: tuple[tuple[Band, tuple[Markup | str, ...]], ...] = _kept.get(("prose", digest, speaking()), partial(_cut, lesson))
    return made


def question(asked: Asked, of: Question, digest: str, csrf: str) -> Markup:
    """One question as HTML, with a token and form ids of this visit. `of` stands in the content that `digest` names."""
    if asked.typed or asked.error:
        return Markup(_render(of, replace(asked, csrf=csrf, form=str(ids.new()), back_form=str(ids.new()))))  # noqa: S704  # our template
    part: str = _kept.get(_key(asked, of, digest), partial(_render, of, replace(asked, csrf=CSRF, form=FORM, back_form=BACK)))
    part = part.replace(CSRF, csrf)
    for mark in (FORM, BACK):
        if mark in part:
            part = part.replace(mark, str(ids.new()))
    return Markup(part)  # noqa: S704  # our template


def _key(asked: Asked, of: Question, digest: str) -> Hashable:
    """Everything the part depends on. The answer is named by what it says, because that is what is shown."""
    said = asked.given
    told = (
        (said.verdict, said.words, said.picked, said.typed, tuple(said.pairs.items()), said.feedback, said.shared)
        if said
        else None
    )
    return (
        digest,
        of.id,
        speaking(),
        told,
        asked.order,
        asked.attempt,
        asked.hints,
        asked.again,
        asked.manager,
        asked.promise,
        asked.scene,
        asked.path,
        asked.round,
        asked.beside,
        asked.ends,
        asked.hidden,
        asked.action,
    )


def _render(of: Question, asked: Asked) -> str:
    return str(_template("learning/_question.html").render(q=of, a=asked))


def _cut(lesson: Lesson) -> tuple[tuple[Band, tuple[Markup | str, ...]], ...]:
    return tuple((band, tuple(_prose(band))) for band in bands(lesson))


def _prose(band: Band) -> list[Markup | str]:
    """Neighbouring blocks as one piece of HTML, questions as their ids."""
    pieces: list[Markup | str] = []
    for block in band.blocks:
        if isinstance(block, Place):
            pieces.append(block.question)
        elif pieces and isinstance(pieces[-1], Markup):
            pieces[-1] += _block(block)
        else:
            pieces.append(_block(block))
    return pieces


def _block(block: Block) -> Markup:
    return Markup(_template("learning/_block.html").render(block=block, kind=block.__struct_config__.tag))  # noqa: S704  # our template


def _template(name: str) -> Any:  # noqa: ANN401  # Jinja's template
    return html.environment().get_template(name)


_kept = Kept(REMEMBERED)
