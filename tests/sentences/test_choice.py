"""What a browser asks for, and how the languages are called."""

import pytest

from server.sentences import choice
from server.sentences.choice import autonyms, preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", ""),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("de-AT, es;q=0.4, en;q=0.7", "en"),
        ("ca, ES-419 ; q=0.5", "es"),
        ("fr-FR,fr;q=0.9", ""),
        ("*", ""),
        ("es;q=0, en;q=0.1", "en"),
        ("es;q=many, en;q=0.1", "en"),
        ("es;q=0", ""),
        ("en;q=0.5,es;q=0.5", "en"),
        (",;;q=,=,;q=1," * 40, ""),
        ("x" * 10_000 + ",es", ""),
    ],
)
def test_the_language_that_the_browser_likes_best_among_ours(accepted: str, language: str):
    assert preferred(accepted) == language


def test_no_more_of_a_header_is_remembered_than_is_looked_at():
    for number in range(20):
        assert preferred(f"es,{'x' * choice.LONGEST}{number}") == "es"
    before = choice._preferred.cache_info().currsize
    for number in range(20, 40):
        assert preferred(f"es,{'x' * choice.LONGEST}{number}") == "es"
    assert choice._preferred.cache_info().currsize == before


def test_each_language_is_called_as_it_calls_itself():
    assert dict(autonyms()) | {"en": "English", "es": "Español"} == dict(autonyms())


def test_a_catalogue_of_one_country_serves_who_reads_the_language(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(choice, "languages", lambda: ("en", "pt-BR", "zh-Hant"))
    asked = ("pt;q=0.9, en;q=0.5", "pt-br", "pt-PT", "zh-TW, en;q=0.1", "de")
    assert [choice._preferred.__wrapped__(accepted) for accepted in asked] == ["pt-BR", "pt-BR", "pt-BR", "zh-Hant", ""]
