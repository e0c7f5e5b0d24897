"""What people read is set as print sets it; what is compared, stored under a name or written as code is not."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from server.learning.wording import same
from server.lessons.compiler import model
from server.lessons.compiler.academy import compile_academy
from server.lessons.compiler.questions.identity import folded
from server.lessons.compiler.words.typography import READ, Hand, typeset
from server.lessons.outside import read_folder
from server.process import map as process
from tests.lessons.compiled import TODAY, Installation, question

ENGLISH = Hand("en")
TEXTS = st.text(st.sampled_from("\"'.- \n(ab1<&é“”’–…"), max_size=40)
TAGS = st.lists(
    st.sampled_from(['"', "'", "a", " ", "--", "<em>", "</em>", "<code>'", "</code>", "<p>", "</p>", "&amp;", "<br>\n"])
)


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('He said "yes".', "He said “yes”."),
        ('"Yes," she said, "now."', "“Yes,” she said, “now.”"),
        ("I don't know, it's the buyers' map.", "I don’t know, it’s the buyers’ map."),
        ("\"'Hi' he said\"", "“‘Hi’ he said”"),
        ('("quoted")', "(“quoted”)"),
        ("Back in the '90s", "Back in the ’90s"),
        ("A 12\" screen, 5' tall", "A 12\" screen, 5' tall"),
        ("Yes -- or no, a--b, and --flag", "Yes – or no, a–b, and --flag"),
        ("Yes --- or no ...", "Yes — or no …"),
        ("From 10..14", "From 10..14"),
        ('"One\n\n"Two"', "“One\n\n“Two”"),
        ("Already “set”, isn’t it", "Already “set”, isn’t it"),
    ],
)
def test_quotes_dashes_and_dots_are_set(typed: str, set_: str) -> None:
    assert ENGLISH.words(typed) == set_


@pytest.mark.parametrize(
    ("locale", "set_"),
    [
        ("en-GB", "She’s in: “I say ‘no’”"),
        ("de", "She’s in: „I say ‚no‘“"),
        ("es-419", "She’s in: «I say “no”»"),
        ("fr", "She’s in: «\u00a0I say “no”\u00a0»"),
        ("sw", "She’s in: “I say ‘no’”"),
    ],
)
def test_each_language_has_its_quotes(locale: str, set_: str) -> None:
    assert Hand(locale).words("She's in: \"I say 'no'\"") == set_


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('<p>Say "<strong>yes</strong>" now.</p>', "<p>Say “<strong>yes</strong>” now.</p>"),
        ('<p>"<code>"x" -- y</code>"</p>', '<p>“<code>"x" -- y</code>”</p>'),
        ('<pre><code>"a"</code></pre><p>"b"</p>', '<pre><code>"a"</code></pre><p>“b”</p>'),
        ('<a href="x" title="&quot;a&quot;">"it\'s"</a>', '<a href="x" title="&quot;a&quot;">“it’s”</a>'),
        ('<li>"a</li>\n<li>"b"</li>', "<li>“a</li>\n<li>“b”</li>"),
    ],
)
def test_in_html_only_words_are_set(typed: str, set_: str) -> None:
    assert ENGLISH.html(typed) == set_


def test_words_that_are_code_in_the_html_are_kept() -> None:
    assert ENGLISH.words('Type "x" as "y"', 'Type <code>"x"</code> as "y"') == 'Type "x" as “y”'


def test_a_quote_may_span_a_gap() -> None:
    assert ENGLISH.pieces(['He said "the ', "'s map of ", '" and "so"']) == ("He said “the ", "’s map of ", "” and “so”")


@given(TEXTS)
def test_setting_twice_is_setting_once_and_changes_nothing_that_is_compared(text: str) -> None:
    once = ENGLISH.words(text)
    assert ENGLISH.words(once) == once
    assert folded(once) == folded(text)
    assert same(once, text) == "same"


@pytest.mark.parametrize("part", [" 'a", ' "a', "'", '"', "a' ", "'a\" ", "--", "<em>'", "<code>'</code> ", "a'\n\n", "... "])
def test_no_text_takes_long(part: str) -> None:
    start = time.process_time()
    ENGLISH.html(part * 20_000)
    ENGLISH.words(part * 20_000, "<code>'a</code>" * 1_000)
    assert time.process_time() - start < 5


@given(TAGS)
def test_tags_and_code_stay_as_they_are(parts: list[str]) -> None:
    html = "".join(parts)
    set_ = ENGLISH.html(html)
    assert re.findall(r"<[^>]*>", set_) == re.findall(r"<[^>]*>", html)
    assert ENGLISH.html(set_) == set_


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [("the buyer’s map", "the buyer's map"), ("“yes”, said Dana", '"yes", said Dana'), ("« oui » à l’eau", '"oui" à l\'eau')],
)
def test_a_typed_answer_counts_whichever_quotes_a_person_types(typed: str, accepted: str) -> None:
    assert same(typed, accepted) == same(accepted, typed) == "same"


NAMES = {
    model.Choice: {"id", "mark", "to"},
    model.Side: {"id"},
    model.Match: {"lefts", "rights", "partner"},
    model.KnownWrong: {"text"},
    model.Short: {"accepted", "ranges", "wrong"},
    model.Gaps: {"accepted"},
    model.Scene: {"id", "moves", "outcome"},
    model.Commit: {"days", "working", "proof"},
    model.Reflect: {"min_words", "share"},
    model.Question: {"id", "kind", "behaviours", "optional", "fixed_order", "many", "choices", "match", "short", "gaps", "scenes"}
    | {"commit", "reflect", "key_fp", "text_fp", "seconds", "line", "spent"},
    model.Heading: {"level", "id"},
    model.Prose: set(),
    model.Callout: {"kind"},
    model.Included: {"path", "behaviour", "chip"},
    model.Media: {"kind", "path", "captions"},
    model.Asked: {"question"},
    model.Lesson: {"id", "path", "stage", "behaviours", "kind", "audience", "minutes", "prerequisites", "process", "version"}
    | {"authors", "reviewed", "status", "locale", "aliases", "moved", "sources", "tags", "blocks", "questions"}
    | {"reading_seconds", "thinking_seconds", "translates", "translators"},
    model.ArtifactPart: {"proves", "ours"},
    model.Artifact: {"id", "blank", "example", "markdown", "text", "file", "ours"},
    model.Milestone: set(),
    model.PathStep: {"lesson", "milestone"},
    model.Path: {"id", "audience", "steps"},
    process.Process: {"id", "version", "stages", "behaviours", "motions", "moved", "gone"},
    process.Stage: {"id", "max_days"},
    process.Behaviour: {
        "id",
        "file",
        "stage",
        "role",
        "source",
        "artifact",
        "fresh_days",
        "version",
        "clauses",
        "gate",
        "always",
        "aliases",
        "called",
    },
    process.Clause: {"id", "source", "timed", "na", "line"},
    process.Motion: {"id", "stages", "gates", "max_days", "required_roles", "aliases"},
}
"""What nobody reads as a sentence, or what is set by itself."""


def test_every_field_is_either_read_or_a_name() -> None:
    for kind in structs():
        assert set(READ.get(kind, ())) ^ NAMES[kind] == set(get_type_hints(kind)), kind


def structs() -> Iterator[type[Struct]]:
    for module in (model, process):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Struct) and kind not in {Struct, model.Rules, model.Academy}:
                yield kind


def test_the_academy_is_served_without_a_straight_quote() -> None:
    folder = read_folder(Path(__file__).parents[2] / "lessons")
    academy = typeset(compile_academy(folder.texts, today=TODAY).academy)
    assert typeset(academy) == academy
    read = " ".join(texts(academy))
    assert "’" in read
    assert "“" in read
    assert re.findall(r"[^<>]{0,20}[\"'][^<>]{0,20}", re.sub(r"<[^>]*>", "<>", read)) == []


def texts(value: object) -> Iterator[str]:
    """Everything in a value that people read."""
    if isinstance(value, Struct):
        own = READ.get(type(value), ())
        for name in value.__struct_fields__:
            yield from strings(getattr(value, name)) if name in own else texts(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, tuple):
        yield from value


def test_history_does_not_see_quotes() -> None:
    home, key = Installation(), "set-the-date#which-date"
    change = "=== meet/set-the-date.md changed\n< - ( ) You made a note to call again\n> - ( ) You wrote {} again"
    home.academy = typeset(home.load(change.format('"Let\'s talk"')))
    before = question(home.academy, key)
    assert before.choices[1].text == "You wrote “Let’s talk” again"
    for quoted in ('"Let\'s talk"', "“Let’s talk”", "„Let's talk“"):
        again = question(home.load(change.format(quoted)), key)
        assert (again.key_fp, again.text_fp) == (before.key_fp, before.text_fp)
        assert [choice.id for choice in again.choices] == [choice.id for choice in before.choices]
