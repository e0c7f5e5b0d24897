"""What git says in English, and what an admin is told of it."""

import pytest

from server.integrations.git.commit import Commit, Place, read_commit
from server.integrations.git.trouble import of_words, pause
from server.integrations.git.words import trouble

SAYS = {
    "rights": [
        "fatal: Authentication failed for 'https://git.example.com/a.git/'",
        "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
        "fatal: unable to access 'https://git.example.com/a.git/': The requested URL returned error: 403",
        "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.",
        "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://gitlab.example.com/a.git/'",
    ],
    "branch": ["fatal: couldn't find remote ref refs/heads/next"],
    "host": [
        "No ED25519 host key is known for git.example.com.\nHost key verification failed.\nfatal: Could not read from remote repository."
    ],
    "address": [
        "remote: Repository not found.\nfatal: repository 'https://github.com/a/b.git/' not found",
        "fatal: '/srv/nowhere.git' does not appear to be a git repository\nfatal: Could not read from remote repository.",
    ],
    "moved": ["fatal: unable to access 'https://git.example.com/a/': The requested URL returned error: 301"],
    "busy": ["fatal: unable to access 'https://git.example.com/a/': The requested URL returned error: 429"],
    "down": ["fatal: unable to access 'https://git.example.com/a/': The requested URL returned error: 502"],
    "tls": ["fatal: unable to access 'https://git.example.com/a/': SSL certificate problem: self-signed certificate"],
    "away": [
        "fatal: unable to access 'https://git.example.com/a/': Could not resolve host: git.example.com",
        "fatal: unable to access 'https://git.example.com/a/': Failed to connect to git.example.com port 443 after 1 ms: Couldn't connect to server",
        "ssh: connect to host git.example.com port 22: Connection timed out\nfatal: Could not read from remote repository.",
    ],
    "protocol": ["fatal: transport 'ext' not allowed"],
    "owner": ["fatal: detected dubious ownership in repository at '/srv/academy.git'"],
    "space": ["error: file write error: No space left on device\nfatal: unpack-objects failed"],
    "broken": ["", "fatal: the remote end did something odd"],
}


@pytest.mark.parametrize(("code", "said"), [(code, said) for code, some in SAYS.items() for said in some])
def test_what_git_says_is_understood_and_told_with_a_way_out(code: str, said: str) -> None:
    found = of_words(said)
    assert found.code == code
    words = trouble(found.code, Place("https://git.example.com/a.git"), found.detail)
    assert words
    assert "%(" not in words


def test_a_secret_in_an_address_is_not_repeated() -> None:
    found = of_words("fatal: unable to access 'https://me:hidden@git.example.com/a/': odd")
    assert found.detail == "unable to access 'https://git.example.com/a/': odd"
    assert len(of_words("fatal: " + "x" * 5_000).detail) == 200
    assert of_words("fatal: \x1b[31mred\x07").detail.isprintable()


def test_it_waits_longer_each_time_and_an_hour_at_most() -> None:
    assert [pause(failures) for failures in (0, 1, 2, 3, 7, 1_000)] == [60, 60, 120, 240, 3_600, 3_600]


@pytest.mark.parametrize(
    ("address", "kind", "shown"),
    [
        ("https://git.example.com/a.git", "https", "https://git.example.com/a.git"),
        ("https://bot@git.example.com/a.git", "https", "https://git.example.com/a.git"),
        ("ssh://git@git.example.com:2222/a.git", "ssh", "ssh://git.example.com:2222/a.git"),
        ("git@git.example.com:a/b.git", "ssh", "git@git.example.com:a/b.git"),
        ("/srv/academy.git", "file", "/srv/academy.git"),
    ],
)
def test_an_address_tells_how_it_is_reached(address: str, kind: str, shown: str) -> None:
    assert (Place(address).kind, Place(address).shown) == (kind, shown)


def test_a_commit_says_whatever_it_likes_and_is_one_line() -> None:
    name = "a" * 40
    found = read_commit(f"{name}\0Sam\x1b[2J\0 SAM@example.org \x0099999999999999999\0{'y' * 300}\n".encode() + b"")
    assert found == Commit(hash=name, subject="y" * 200, author="Sam [2J", email="SAM@example.org", at=None)
    with pytest.raises(ValueError, match="no commit"):
        read_commit(b"HEAD\0a\0b\0001\0c")
