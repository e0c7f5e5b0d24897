"""The Jinja environment: strict, escaped, translated, and warmed once."""

from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server import lately
from server.html import filters, tongues
from server.html.written import Said, Written, filled
from server.lately import Kept
from server.sentences import gettext, ngettext, speaking

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

_reload = False


def point_at(*, reload: bool) -> None:
    """Chooses whether templates are read again when they change, for development. Call before the first page."""
    global _reload  # noqa: PLW0603  # one environment for the process
    if _reload != reload:
        _reload = reload
        environment.cache_clear()
        _drawn.clear()


@cache
def environment() -> Environment:
    """The one environment. A misspelt name in a template is an error, never an empty space."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=_reload,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.template_class = Written
    made.context_class = Said
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    made.globals |= {"gettext": _said, "_": _said, "ngettext": _counted, "kept": _kept}
    made.filters.update({**filters.ALL, **tongues.ALL})
    return made


def macro(template: str, name: str) -> Callable[..., Markup]:
    """A macro to draw many small parts with: it sees its arguments alone, and nothing is prepared for each call as for a whole template."""
    drawing: Callable[..., Markup] = getattr(environment().get_template(template).module, name)
    return drawing


def _said(message: str, /, **named: object) -> Markup:
    """What the extension's own callable gives, without working out a sentence again that has nothing to fill in: most have not."""
    return filled(gettext(message), named) if named else _whole(speaking(), message)


def _counted(singular: str, plural: str, num: int, /, **named: object) -> Markup:
    """The same for a number of things."""
    return filled(ngettext(singular, plural, num), {"num": num, **named})


def _kept(template: str, **about: Hashable) -> Markup:
    """A part of a page that is drawn from these values and nothing else, kept while somebody opens it again and none of them has changed."""

    def draw() -> Markup:
        return Markup(environment().get_template(template).render(about))  # noqa: S704  # our template

    return draw() if _reload else _drawn.get((speaking(), template, tuple(about.items())), draw)


REMEMBERED: Final = 400_000
"""Letters of all parts together that are kept: what somebody answered who answered much has a tenth as many."""

_drawn: Kept[Markup] = Kept(REMEMBERED, len)
lately.also(_drawn.clear)


@lru_cache(maxsize=8192)
def _whole(language: str, message: str) -> Markup:  # noqa: ARG001  # it is the language being spoken
    return Markup(gettext(message)) % {}  # noqa: S704  # as above


__all__ = ["TEMPLATES", "environment", "macro", "point_at"]
