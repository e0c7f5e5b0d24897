"""Everything is said in the language that is spoken, and in English where that one has no word."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.sentences import gettext, ngettext, speak, translation
from server.sentences.translation import LOCALES, languages
from tests.machine import ROOT

SPANISH = LOCALES / "es" / "LC_MESSAGES" / "plumbline.po"


@pytest.fixture(autouse=True)
def _plain_english() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "Today"), ("", "Today"), ("es", "Hoy"), ("es-MX", "Hoy"), ("fr", "Today"), ("../../es", "Today")],
)
def test_a_word_is_said_in_the_language_or_in_english(language: str, word: str):
    speak(language)
    assert gettext("Today") == word
    assert gettext("A sentence that nobody translated") == "A sentence that nobody translated"


def test_a_number_chooses_its_form():
    speak("es")
    told = [ngettext("%(n)d day ago", "%(n)d days ago", n) % {"n": n} for n in (1, 2, 0)]
    assert told == ["hace 1 día", "hace 2 días", "hace 0 días"]


def test_english_is_first_among_the_languages():
    assert languages()[0] == "en"
    assert "es" in languages()


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe\x00 no text", id="no text"),
        pytest.param(b'msgid "Today"\nmsgstr[7 "Hoy\n', id="not a catalogue"),
        pytest.param(SPANISH.read_bytes()[: -len(SPANISH.read_bytes()) // 2], id="cut off"),
        pytest.param(b'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=__import__(\'os\');\\n"\n', id="a plural that is none"),
        pytest.param(None, id="missing"),
    ],
)
def test_a_catalogue_that_cannot_be_read_leaves_the_pages_in_english_or_as_far_as_it_goes(
    tmp_path: Path, broken: bytes | None, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "plumbline.po"
    if broken is not None:
        path.write_bytes(broken)
    with caplog.at_level(logging.WARNING):
        found = translation.read(path)
    assert found.gettext("Today") in {"Today", "Hoy"}
    assert found.ngettext("one deal", "many deals", 2) == "many deals"


def test_an_entry_that_was_not_looked_at_again_is_said_in_english(tmp_path: Path):
    path = tmp_path / "plumbline.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Language: es\\n"\n\n#, fuzzy\nmsgid "Today"\nmsgstr "Ayer"\n\nmsgid "Team"\nmsgstr "Equipo"\n'
    )
    assert [translation.read(path).gettext(word) for word in ("Today", "Team")] == ["Today", "Equipo"]


@pytest.mark.parametrize(
    ("sentence", "translated"),
    [
        ("%(by)s wrote", "Escribió %(quien)s"),
        ("%(by)s wrote", "Escribió %(by)d"),
        ("%(by)s wrote", "%(by) escribió"),
        ("%(by)s wrote", "%(by)s escribió el 100 %"),
        ("Saved", "Guardado al 100% seguro"),
        ("d MMM y", "d hh y"),
        ("d MMM y", "ddd MMM y"),
        ("d MMM y", "d de MMM y"),
    ],
)
def test_an_entry_that_would_break_its_page_is_said_in_english(
    tmp_path: Path, sentence: str, translated: str, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "plumbline.po"
    entries = {
        sentence: translated,
        "%(n)d%% of %(of)s": "el %(n)d%% de %(of)s",
        "EEEE d MMMM": "EEEE d 'de' MMMM",
        "Team": "Equipo",
    }
    told = "".join(f'\nmsgid "{english}"\nmsgstr "{other}"\n' for english, other in entries.items())
    path.write_text(f'msgid ""\nmsgstr ""\n"Language: es\\n"\n{told}', encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        found = translation.read(path)
    assert [found.gettext(english) for english in entries] == [sentence, *list(entries.values())[1:]]
    assert [translated in record.getMessage() for record in caplog.records] == [True]


def test_who_reads_english_pays_for_no_catalogue():
    said = (
        "import sys; from server.sentences import gettext, speak\n"
        "speak('en'); gettext('Today'); assert 'babel.messages' not in sys.modules\n"
        "speak('es'); gettext('Today'); assert 'babel.messages' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
