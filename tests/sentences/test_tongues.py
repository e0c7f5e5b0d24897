"""Languages by their tags."""

import pytest

from server.sentences import speak
from server.sentences.tongue_words import also_in, briefly, in_another, named, of_an_earlier
from server.sentences.tongues import best, foreign, marked


@pytest.mark.parametrize(
    ("wanted", "tags", "found"),
    [
        ("es", ("en", "es"), "es"),
        ("es-MX", ("en", "es", "es-MX"), "es-MX"),
        ("ES-mx", ("en", "es-MX"), "es-MX"),
        ("es-MX", ("en", "es-ES", "es"), "es"),
        ("es-MX", ("en", "es-ES"), "es-ES"),
        ("en-GB", ("en", "es"), "en"),
        ("fr", ("en", "es"), None),
        ("es", (), None),
    ],
)
def test_the_best_language_is_the_same_then_the_bare_one_then_a_sister(wanted: str, tags: tuple[str, ...], found: str) -> None:
    assert best(wanted, tags) == found


def test_a_country_is_no_other_language() -> None:
    assert foreign("en-GB", "en-US") == ""
    assert foreign("pt-BR", "es") == "pt-BR"


def test_html_says_its_language_block_by_block_and_keeps_what_says_its_own() -> None:
    html = '<p>One <em>word</em></p>\n<ul class="clauses">\n<li>Two</li>\n</ul>\n<p lang="fr">Trois</p>\n<pre>x</pre>'
    assert marked(html, "en") == (
        '<p lang="en">One <em>word</em></p>\n<ul lang="en" class="clauses">\n<li>Two</li>\n</ul>\n<p lang="fr">Trois</p>\n'
        '<pre lang="en">x</pre>'
    )
    assert marked(html, "") == html


def test_what_is_in_another_language_says_so_in_the_readers() -> None:
    speak("en")
    assert in_another("en-GB") == ""
    assert briefly("en") == ""
    assert in_another("es") == "This lesson is in Spanish; there is no version in English yet."
    assert briefly("es-MX") == "in Spanish"
    assert (named("en", "es"), named("es", "es")) == ("inglés", "español")
    assert named("xx-unknown", "en") == "xx-unknown"


def test_authors_read_which_languages_a_lesson_has_and_how_far_each_is() -> None:
    speak("en")
    assert also_in([]) == ""
    told = also_in([("es", "live", False), ("de", "draft", True), ("fr", "live", True), ("pt-BR", "retired", False)])
    assert told == "also in French (of an earlier version), German (a draft), Portuguese (retired), Spanish"


def test_only_a_translation_may_be_of_an_earlier_version() -> None:
    speak("en")
    assert of_an_earlier(0, 3) == ""
    assert of_an_earlier(3, 3) == ""
    assert of_an_earlier(2, 3) == "This is the translation of an earlier version of this lesson."
