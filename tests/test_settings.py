"""Settings: what is meant, and one sentence for what cannot be."""

from pathlib import Path

import pytest

from server.errors import Setup
from server.settings import read
from server.variables import VARIABLES


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
    ("typed", "meant"),
    [
        ("HTTPS://Plumbline.Example.COM/", "https://plumbline.example.com"),
        ("https://plumbline.example.com:443", "https://plumbline.example.com"),
        ("https://plumbline.example.com:8443", "https://plumbline.example.com:8443"),
        ("Https://[::1]:8000", "https://[::1]:8000"),
        ("https://[::1]:443", "https://[::1]"),
        ("https://vertrieb.Müller.example", "https://vertrieb.xn--mller-kva.example"),
        ("https://müller:8443", "https://xn--mller-kva:8443"),
    ],
)
def test_an_address_is_meant_as_browsers_write_it(typed: str, meant: str) -> None:
    settings = read({"PLUMBLINE_URL": typed})
    assert (settings.url, settings.secure) == (meant, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://host"),
        ("DATABASE_URL", "postgresql://me@[::1/name"),
        ("DATABASE_URL", "postgresql://me:secret@host:port/name"),
        ("DATABASE_URL", "postgresql://me@host:1,other:x/name"),
        ("DATABASE_URL", "postgresql://me:s@cret@host/name"),
        ("DATABASE_URL", f"postgresql://me:s@{'cret' * 20}@host/name"),
        ("DATABASE_URL", f"postgresql://me@{'db' * 40}:PORT/name"),
        ("DATABASE_URL", "postgresql://me@host/name?sslmode"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_REPLICAS", "db2.example.com"),
        ("DATABASE_REPLICAS", "postgresql://me@db2.example.com/name"),
        ("DB_SYNCHRONOUS", "OFF"),
        ("PLUMBLINE_URL", "plumbline.example.com"),
        ("PLUMBLINE_URL", "https://example.com/below"),
        ("PLUMBLINE_URL", "http://["),
        ("PLUMBLINE_URL", "https://ü..example"),
        ("PLUMBLINE_URL", "https://straße.example"),
        ("PLUMBLINE_URL", "https://plumb line.example.com"),
        ("PLUMBLINE_URL", "https://plumbline.example.com\n.evil.example"),
        ("PLUMBLINE_URL", "https://plumb<line>.example.com"),
        ("PLUMBLINE_SCIM_URL", "https://tools.example/scim v2"),
        ("PLUMBLINE_URL", "https://example.com:https"),
        ("PLUMBLINE_URL", "https://example.com/#top"),
        ("PLUMBLINE_URL", "https://me:secret@example.com"),
        ("PLUMBLINE_PORT", "0"),
        ("PLUMBLINE_PORT", "http"),
        ("PLUMBLINE_PORT", "70000"),
        ("PLUMBLINE_PORT", "²"),
        ("PLUMBLINE_PORT", "9" * 5_000),
        ("PLUMBLINE_HOST", "[::1]"),
        ("PLUMBLINE_HOST", "two words"),
        ("PLUMBLINE_HOST", "127.0.0.1:8000"),
        ("PLUMBLINE_WORKERS", "0"),
        ("PLUMBLINE_WORKERS", "2"),
        ("PLUMBLINE_MAIL", "sendmail"),
        ("PLUMBLINE_MAIL", "smtp://["),
        ("PLUMBLINE_MAIL", "smtp://host:port"),
        ("PLUMBLINE_MAIL_FROM", "nobody"),
        ("PLUMBLINE_MAIL_FROM", "plumbline@example.com\nBcc: evil@example.net"),
        ("PLUMBLINE_INBOX", "hook:short"),
        ("PLUMBLINE_INBOX", "imaps://mail.example.com"),
        ("PLUMBLINE_INBOX", "pop3://me:secret@mail.example.com"),
        ("PLUMBLINE_INBOX_ADDRESS", "deals"),
        ("PLUMBLINE_WATCH", "yes"),
        ("PLUMBLINE_LOG", "loud"),
        ("PLUMBLINE_PRIVATE_NETWORKS", "yes"),
        ("PLUMBLINE_KEY", "secret"),
        ("PLUMBLINE_KEY", "c2hvcnQ="),
        ("PLUMBLINE_LESSONS_REPOSITORY", "academy.git"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "-u=x@host:path"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "git@host:-path"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "git@-oProxyCommand=x:path"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "ext::sh -c x"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "me@ext::sh"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "http://git.example.com/academy.git"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "git://git.example.com/academy.git"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "file:///srv/academy.git"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "https://me:secret@git.example.com/academy.git"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "https://git.example.com/academy.git?token=x"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "ssh://-oProxyCommand=x/path"),
        ("PLUMBLINE_LESSONS_REPOSITORY", "https://"),
        ("PLUMBLINE_LESSONS_BRANCH", "--upload-pack=x"),
        ("PLUMBLINE_LESSONS_BRANCH", "a..b"),
        ("PLUMBLINE_LESSONS_BRANCH", "a:b"),
        ("PLUMBLINE_LESSONS_BRANCH", "refs/heads/x.lock"),
        ("PLUMBLINE_LESSONS_PATH", "a/../b"),
        ("PLUMBLINE_LESSONS_PATH", "a/.git"),
        ("PLUMBLINE_LESSONS_PATH", "a:b"),
        ("PLUMBLINE_LESSONS_EVERY", "1441"),
        ("PLUMBLINE_LESSONS_EVERY", "-1"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(Setup, match=name):
        read({name: value})


@pytest.mark.parametrize("url", ["", "https://plumbline.example.com"])
def test_an_address_of_one_link_alone_is_refused_with_what_to_write_instead(url: str) -> None:
    with pytest.raises(
        Setup, match=r"PLUMBLINE_HOST names one link of this machine, 'fe80::1%eth0', .* Write :: for all it has\."
    ):
        read({"PLUMBLINE_HOST": "fe80::1%eth0", "PLUMBLINE_URL": url})


def test_an_odd_host_is_named_also_where_the_public_address_is_known() -> None:
    with pytest.raises(Setup, match="PLUMBLINE_HOST must be an address such as"):
        read({"PLUMBLINE_HOST": "two words", "PLUMBLINE_URL": "https://plumbline.example.com"})


@pytest.mark.parametrize("path", ["/plumbline", "/tools/plumbline/", "/a?b=c"])
def test_an_address_below_a_path_is_refused_with_what_to_do_instead(path: str) -> None:
    with pytest.raises(Setup, match=r"a host name of its own, such as https://plumbline\.example\.com\. .* PLUMBLINE_SCIM_URL"):
        read({"PLUMBLINE_URL": f"https://tools.example{path}"})


def test_scim_may_lie_below_a_path_of_another_host() -> None:
    given = {"PLUMBLINE_URL": "https://plumbline.example.com", "PLUMBLINE_SCIM_URL": "https://tools.example/plumbline/scim/v2/"}
    settings = read(given)
    assert (settings.url, settings.scim_url) == ("https://plumbline.example.com", "https://tools.example/plumbline/scim/v2")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://plumbline@db/plumbline",
        "postgresql://plumbline:s%40cret@db:5432/plumbline?sslmode=require",
        "postgresql://plumbline@db/plumbline?options=-csearch_path=public",
        "postgresql://plumbline@[::1]:5432/plumbline",
        "postgresql://plumbline@one:5432,two:5433/plumbline",
        "postgres:///plumbline?host=/run/postgresql",
        "postgresql://plumbline@%2Frun%2Fpostgresql/plumbline?application_name=a%20b&sslmode=",
    ],
)
def test_postgresql_may_be_reached_in_many_ways(address: str) -> None:
    assert read({"DATABASE_URL": address}).database_url == address


@pytest.mark.parametrize(
    "address",
    [
        "https://git.example.com/sales/academy.git",
        "https://x-token-auth@bitbucket.org/sales/academy.git",
        "ssh://git@git.example.com:2222/sales/academy.git",
        "git@git.example.com:sales/academy.git",
        "/srv/git/academy.git",
    ],
)
def test_the_lessons_may_be_fetched_in_many_ways(address: str) -> None:
    settings = read(
        {
            "PLUMBLINE_LESSONS_REPOSITORY": address,
            "PLUMBLINE_LESSONS_BRANCH": "release/2026-11",
            "PLUMBLINE_LESSONS_PATH": "/a/b/",
        }
    )
    assert (settings.lessons_repository, settings.lessons_branch, settings.lessons_path) == (address, "release/2026-11", "a/b")
    private = {"PLUMBLINE_LESSONS_REPOSITORY": "http://git.local/a.git", "PLUMBLINE_PRIVATE_NETWORKS": "allow"}
    assert read(private).lessons_repository == "http://git.local/a.git"


def test_a_home_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Setup, match="no such home folder"):
        read({"PLUMBLINE_LESSONS": "~nobody-of-this-name/lessons"})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://plumbline:secret@db/plumbline\n")
    assert read({"DATABASE_URL_FILE": str(tmp_path / "url")}).database_url == "postgresql://plumbline:secret@db/plumbline"
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for wrong in ("missing", "bytes"):
        with pytest.raises(Setup, match="DATABASE_URL_FILE"):
            read({"DATABASE_URL_FILE": str(tmp_path / wrong)})


def test_every_setting_has_a_default_that_is_accepted() -> None:
    assert read({name: default for name, (default, _meaning) in VARIABLES.items() if default})


def test_replicas_are_parted_by_commas_and_each_may_name_several_hosts() -> None:
    several, one = "postgresql://me@a:1,b:2/name", "postgres://me@c/name"
    settings = read({"DATABASE_URL": "postgresql://me@a/name", "DATABASE_REPLICAS": f"{several}, {one},"})
    assert settings.database_replicas == (several, one)
    assert read({}).database_replicas == ()
