"""The Jinja environment: strict, escaped, translated, and warmed once."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.html import filters
from server.sentences import gettext, ngettext

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

_reload = False


def point_at(*, reload: bool) -> None:
    """Chooses whether templates are read again when they change, for development. Call before the first page."""
    global _reload  # noqa: PLW0603  # one environment for the process
    _reload = reload
    environment.cache_clear()


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
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    made.filters.update(filters.ALL)
    return made


__all__ = ["TEMPLATES", "environment", "point_at"]
