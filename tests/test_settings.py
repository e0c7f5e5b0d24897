"""Settings: what is meant, and one sentence for what cannot be."""

from pathlib import Path

import pytest

from server.errors import Setup
from server.settings import VARIABLES, read


def test_an_empty_environment_is_a_good_one() -> None:
    settings = read({})
    assert settings.url == "http://127.0.0.1:8000"
    assert settings.database_url.startswith("sqlite:////")
    assert settings.loopback
    assert not settings.secure


def test_an_https_address_makes_cookies_secure_and_ends_the_demonstration_cast() -> None:
    settings = read({"PLUMBLINE_URL": "https://plumbline.example.com/", "PLUMBLINE_HOST": "127.0.0.1"})
    assert settings.url == "https://plumbline.example.com"
    assert settings.secure
    assert not settings.loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://host"),
        ("DB_SYNCHRONOUS", "OFF"),
        ("PLUMBLINE_URL", "plumbline.example.com"),
        ("PLUMBLINE_URL", "https://example.com/below"),
        ("PLUMBLINE_PORT", "http"),
        ("PLUMBLINE_PORT", "70000"),
        ("PLUMBLINE_PORT", "²"),
        ("PLUMBLINE_WORKERS", "0"),
        ("PLUMBLINE_WORKERS", "2"),
        ("PLUMBLINE_MAIL", "sendmail"),
        ("PLUMBLINE_WATCH", "yes"),
        ("PLUMBLINE_LOG", "loud"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(Setup, match=name):
        read({name: value})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://plumbline:secret@db/plumbline\n")
    assert read({"DATABASE_URL_FILE": str(tmp_path / "url")}).database_url == "postgresql://plumbline:secret@db/plumbline"
    with pytest.raises(Setup, match="DATABASE_URL_FILE"):
        read({"DATABASE_URL_FILE": str(tmp_path / "missing")})


def test_every_setting_has_a_default_that_is_accepted() -> None:
    assert read({name: default for name, (default, _meaning) in VARIABLES.items() if default})
