"""What a page was made of is let go when it is drawn, and not when somebody looks for cycles."""

import gc
import weakref

from server.html.environment import environment
from server.html.written import Written

SOURCE = "{% macro one(n) %}{{ two(n) }}{% endmacro %}{% macro two(n) %}({{ n }}){% endmacro %}{{ one(page.name) }}"
"""Macros of the page itself: each is held by what the template sees, and holds it."""


class Held:
    """What a page is made of."""

    name = "<b>"


def test_what_a_page_was_made_of_is_let_go_at_once() -> None:
    template, made = environment().from_string(SOURCE, template_class=Written), Held()
    gone = weakref.ref(made)
    gc.disable()
    try:
        assert template.render(page=made) == "(&lt;b&gt;)"
        del made
        assert gone() is None
    finally:
        gc.enable()
