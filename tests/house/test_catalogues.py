"""Every catalogue says all that the product says, in the form in which it is committed."""

import re
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from server.cli.words import Said, said, written
from server.sentences.translation import LOCALES, languages
from tests import tree
from tests.machine import ROOT

LANGUAGES = [language for language in languages() if language != "en"]

MARKS = re.compile(r"%\(\w+\)[sd]|%%|</?\w+[^>]*>|`[^`]*`")
"""What a translation keeps as it is: places for values, tags and code."""

PATTERN = re.compile(r"^[EdMy\W]+$")
"""A sentence that is the pattern of a day."""


@cache
def messages() -> dict[Said, list[tuple[str, int]]]:
    return said(ROOT)


@cache
def catalogue(language: str) -> Catalog:
    return read_po(BytesIO(tree.read(path_of(language)).encode()))


def path_of(language: str) -> Path:
    return (LOCALES / language / "LC_MESSAGES" / "plumbline.po").relative_to(ROOT)


def entries(language: str) -> list[Message]:
    return [one for one in catalogue(language) if one.id]


def filled(language: str) -> list[Message]:
    return [one for one in entries(language) if not one.fuzzy and all(forms(one))]


def forms(one: Message) -> list[str]:
    return [one.string] if isinstance(one.string, str) else list(one.string or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_what_the_product_says_and_nothing_else(language: str):
    held = {one.id for one in entries(language)}
    assert sorted(map(str, messages().keys() - held)) == [], "say it in the catalogue: make words"
    assert sorted(map(str, held - messages().keys())) == [], "nobody says it any more: make words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_filled_and_looked_at(language: str):
    assert [one.id for one in entries(language) if one.fuzzy or not all(forms(one))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_the_forms_of_its_language(language: str):
    wanted = catalogue(language).num_plurals
    assert [one.id for one in filled(language) if not isinstance(one.id, str) and len(forms(one)) != wanted] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_place_for_a_value_and_every_tag(language: str):
    assert [one.id for one in filled(language) if not keeps(one)] == []


def keeps(one: Message) -> bool:
    """One form has the marks of its sentence. Of a plural each form may leave out what only the other one says."""
    if isinstance(one.id, str):
        return sorted(MARKS.findall(one.id)) == sorted(MARKS.findall(forms(one)[0]))
    single, many = (set(MARKS.findall(form)) for form in one.id)
    return all(single & many <= set(MARKS.findall(form)) | COUNTS <= single | many | COUNTS for form in forms(one))


COUNTS = {"%(num)d", "%(n)d", "%(count)s", "%(num)s", "%(n)s", "%(count)d"}
"""What a number may be called: a form for one says it or a word."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_space_to_what_stands_around_it(language: str):
    said_by = [(one.id if isinstance(one.id, str) else one.id[0], form) for one in filled(language) for form in forms(one)]
    assert [english for english, form in said_by if edges(english) != edges(form)] == []


def edges(text: str) -> tuple[bool, bool]:
    """Whether a piece of a sentence begins with a space or a mark, and whether it ends with a space."""
    return bool(re.match(r"[\s,.;:)]", text)), text[-1:].isspace()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pattern_of_a_day_stays_one(language: str):
    patterns = [one for one in filled(language) if isinstance(one.id, str) and PATTERN.match(one.id) and "d" in one.id]
    assert patterns
    for one in patterns:
        letters = {letter for letter in "EdMy" if letter in one.id}
        bare = re.sub(r"'[^']*'", "", forms(one)[0])
        assert {letter for letter in bare if letter.isalpha()} == letters, one.id
        assert "19" in format_date(date(2026, 11, 19), forms(one)[0], locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_committed_as_the_command_writes_it(language: str):
    assert tree.read(path_of(language)) == written(catalogue(language)), "make words"


def test_a_translation_that_loses_a_value_is_found():
    assert keeps(Message("%(by)s wrote", "Escribió %(by)s"))
    assert not keeps(Message("%(by)s wrote", "Escribió alguien"))
    assert keeps(Message(("one of %(title)s", "%(num)d of %(title)s"), ("una de %(title)s", "%(num)d de %(title)s")))
    assert not keeps(Message(("one of %(title)s", "%(num)d of %(title)s"), ("una", "%(num)d de %(title)s")))
    assert not keeps(Message(("one", "%(num)d"), ("una %(who)s", "%(num)d")))


COUNTED = re.compile(
    r"%\((n|count|rows|stages|behaviours|gates|deals|of|gaps|long|motions|clauses|sheets|pairs|every|before|after)\)s ([a-z]+s)\b"
)
"""A number with the word for several behind it."""

NO_NUMBER = frozenset({"is", "was", "becomes", "has", "as", "this", "agrees"})
"""Words that end as those for several do and are none."""

ALWAYS_SEVERAL = (
    "pairs of ticks",  # a sheet has more rows than one
    "pairs before the new wording",
    "teams those that claim most",
    "signals are low or fall",
    "%(p)s%%",  # a share is told of five and more
    "characters",
)
"""What is never one where it is said."""


def test_what_may_be_one_is_said_in_two_forms():
    alone = [one for one in messages() if isinstance(one, str) and not any(words in one for words in ALWAYS_SEVERAL)]
    assert [one for one in alone for found in COUNTED.finditer(one) if found[2] not in NO_NUMBER] == []
