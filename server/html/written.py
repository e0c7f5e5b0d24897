"""How a value becomes text in a template: escaped, with the work that the stock way does twice left out."""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import (  # type: ignore[attr-defined]  # the stock escaping itself is not for everybody; what wraps its result costs ten times as much
    Markup,
    _escape_inner,
    escape,
)


class Written(Template):
    """A template whose values are escaped by `written`: a page has a thousand of them, and the stock way makes an object for each."""

    @classmethod
    def _from_namespace(
        cls,
        environment: Environment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],  # noqa: A002  # as Jinja names it
    ) -> "Template":
        namespace["escape"] = written
        return super()._from_namespace(environment, namespace, globals)

    def render(self, *args: Any, **named: Any) -> str:  # noqa: ANN401  # as Jinja takes them
        """The template with these values. What it saw is let go at once: a macro of a page holds what the page is made of, and is held by it, so
        that all of it would stay until somebody looks for cycles.
        """
        seen = self.new_context(dict(*args, **named))
        try:
            return self.environment.concat(self.root_render_func(seen))
        except Exception:  # noqa: BLE001  # whatever it is, Jinja tells in which line of a template, and raises it again
            self.environment.handle_exception()
        finally:
            seen.vars.clear()
            seen.parent = {}

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002  # as Jinja calls it
        """The macros of this template. Ours have the globals of the one environment alone, so that the two sets of names need no comparing."""
        return super()._get_default_module()


class Said(Context):
    """What a template sees. Nothing that ours call asks for the context as its first argument, which the stock way looks for at every call."""

    def call(
        self,
        called: Callable[..., object],
        /,
        *given: object,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: object,
    ) -> object:
        """What a template calls: a sentence, a macro, a method. Jinja adds the names of a loop or a block, for whoever wants the context."""
        return called(*given, **named)


def written(value: object) -> str:
    """The value as HTML: what is markup already as it is, everything else escaped. What is not there is an error, as everywhere in templates."""
    if type(value) is str:
        return str(_escape_inner(value))
    if type(value) is int:
        return str(value)
    return value if isinstance(value, Markup) else escape(value)


def filled(words: str, named: Mapping[str, object]) -> Markup:
    """Our own words with these values, escaped, in their places."""
    return Markup(words % {name: value if isinstance(value, int | float) else written(value) for name, value in named.items()})  # noqa: S704  # as it says


__all__ = ["Said", "Written", "filled", "written"]
