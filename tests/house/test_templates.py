"""Every template speaks through gettext and does nothing behind the reader's back."""

from pathlib import Path

import pytest

from tests import tree
from tests.house import template_text

TEMPLATES = tree.below("templates", ".html", ".txt")
FOR_US = Path("templates/house")
"""Pages that only those who work on Plumbline see; they speak English."""


@pytest.mark.parametrize("path", [path for path in TEMPLATES if not path.is_relative_to(FOR_US)], ids=str)
def test_every_word_of_a_template_can_be_translated(path: Path):
    assert template_text.untranslated(tree.read(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_holds_no_inline_script_and_no_inline_style(path: Path):
    assert template_text.active(tree.read(path)) == []


def test_the_frame_sets_no_name_that_a_page_may_have_set_before():
    # What it sets holds in the blocks of every page as well, over what the page set; `with` keeps a name to itself.
    assert "{% set" not in tree.read(Path("templates/base.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_plural_follows_the_number_that_it_names(path: Path):
    assert template_text.unsaid_counts(tree.read(path)) == []


def test_a_plural_that_follows_something_else_is_found():
    said = "{% trans n=shown, count=of %}{{ n }} of {{ count }} box{% pluralize %}{{ n }} of {{ count }} boxes{% endtrans %}"
    assert [found.what for found in template_text.unsaid_counts(said)] == ["n"]
    assert [found.what for found in template_text.unsaid_counts(said.replace("n=", "title="))] == ["title"]
    assert template_text.unsaid_counts(said.replace("pluralize", "pluralize count")) == []
    assert template_text.unsaid_counts(said.replace("n=shown, count=of", "count=of, n=shown")) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Save</p>", ["Save"]),
        ("<p>{{ _('Save') }}</p>", []),
        ("<p>{% trans %}Save it{% endtrans %}</p>", []),
        ("<p>{% trans n=1 %}One{% pluralize %}Many{% endtrans %} left</p>", [" left"]),
        ('<img alt="A line">', ["A line"]),
        ("<img alt=\"{{ _('A line') }}\">", []),
        ('<input type="submit" value="Send">', ["Send"]),
        ('<input type="hidden" value="check">', []),
        ("{{ button('Send it') }}", ["Send it"]),
        ("{{ button(_('Send it'), 'plain') }}", []),
        ("<p>12 · {{ n }} – Plumbline</p>", []),
        ("{# A note #}<kbd>Enter</kbd>", []),
    ],
)
def test_words_outside_gettext_are_found(source: str, words: list[str]):
    assert [found.what for found in template_text.untranslated(source)] == words


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">',
        '<p onclick="x()">',
        '<p hx-on:click="x()">',
        '<p {% if a %}style="x"{% endif %}>',
    ],
)
def test_what_acts_is_found(source: str):
    assert template_text.active(source)
