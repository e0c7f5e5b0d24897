"""Values in templates are escaped, once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from server.html import environment
from server.html.written import filled, written

values = st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.text().map(escape))


@given(values)
def test_a_value_is_written_as_markupsafe_escapes_it(value: object) -> None:
    assert written(value) == escape(value)


@given(values, values)
def test_words_are_filled_in_as_markup_fills_them_in(one: object, other: object) -> None:
    words = "<b>%(one)s</b> of %(other)s, 100%%"
    assert filled(words, {"one": one, "other": other}) == Markup(words) % {"one": one, "other": other}


def test_numbers_fill_in_places_for_numbers() -> None:
    assert filled("%(n)d of %(of)d", {"n": 3, "of": 7}) == "3 of 7"


def test_templates_write_their_values_escaped_in_text_in_macros_and_in_sentences() -> None:
    template = environment().from_string(
        "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}"
        "{{ value }}{{ bold(value) }}{% trans value %}say {{ value }}{% endtrans %}"
        "{% trans count=2, value=value %}one {{ value }}{% pluralize %}{{ count }} {{ value }}{% endtrans %}"
    )
    assert template.render(value="<i>") == "&lt;i&gt;<b>&lt;i&gt;</b>say &lt;i&gt;2 &lt;i&gt;"


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()
    with pytest.raises(UndefinedError):
        environment().from_string("{% trans value=nobody %}say {{ value }}{% endtrans %}").render()
