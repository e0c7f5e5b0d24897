"""What Slack says becomes one of a few troubles, and every trouble has words for whoever can mend it."""

from typing import get_args

import pytest

from server.integrations.chat import slack, words
from server.integrations.chat.slack import Code, is_base, is_token, lacking, of_error, of_status


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("invalid_auth", "token"),
        ("account_inactive", "inactive"),
        ("missing_scope", "scope"),
        ("users_not_found", "unknown"),
        ("channel_not_found", "gone"),
        ("ratelimited", "busy"),
        ("internal_error", "down"),
        ("messages_tab_disabled", "tab"),
        ("something_new", "refused"),
    ],
)
def test_a_word_of_slack_is_a_trouble(word: str, code: str):
    assert of_error(word).code == code


def test_a_word_that_helps_an_admin_is_told_and_anything_else_of_slack_is_not():
    assert of_error("missing_scope", "users:read.email").detail == "users:read.email"
    assert of_error("something_new").detail == "something_new"
    assert of_error("<script>").detail == ""
    assert of_error("channel_not_found").detail == ""


def test_a_status_of_too_many_requests_says_how_long_to_wait():
    assert (of_status(429, 30).code, of_status(429, 30).seconds) == ("busy", 30)
    assert of_status(503, None).code == "down"
    assert (of_status(404, None).code, of_status(404, None).detail) == ("refused", "404")


def test_every_trouble_has_words_of_its_own_for_an_admin_and_for_the_person():
    codes = get_args(Code)
    told = {code: words.for_admin(code) for code in codes}
    others = [code for code in codes if code not in {"refused", "ended"}]
    assert len({told[code] for code in others}) == len(others)
    assert all(words.for_person(code, "ada@example.org") for code in codes)
    assert "ada@example.org" in words.for_person("unknown", "ada@example.org")
    assert words.for_person("token", "") == words.for_person("inactive", "") != words.for_person("gone", "")


def test_scopes_that_are_missing_are_named():
    assert lacking("chat:write, users:read, users:read.email, im:write") == ""
    assert lacking("chat:write") == "users:read, users:read.email"
    assert lacking(None) == ""


@pytest.mark.parametrize(
    ("base", "ok"),
    [
        (slack.BASE, True),
        ("https://slack-gov.com/api", True),
        ("http://slack.com/api", False),
        ("https://slack.com.evil.example/api", False),
        ("https://slack.com:8443/api", False),
        ("https://slack.com/elsewhere", False),
        ("https://a@slack.com/api", False),
        ("https://slack.com/api?x=1", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slack_and_nowhere_else(base: str, ok: bool):
    assert is_base(base, private=False) is ok


def test_where_private_networks_are_allowed_a_gateway_may_stand_before_slack():
    assert is_base("http://127.0.0.1:8080/api", private=True)
    assert not is_base("http://", private=True)


@pytest.mark.parametrize(
    ("token", "ok"),
    [("xoxb-1-2-x", True), ("xoxp-1-2-x", False), ("xoxb-1\n2", False), ("xoxb-é", False), ("xoxb- 1", False), ("", False)],
)
def test_only_a_token_of_a_bot_is_one(token: str, ok: bool):
    assert is_token(token) is ok
