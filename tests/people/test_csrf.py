"""Tokens against forged forms."""

from hypothesis import example, given
from hypothesis import strategies as st

from server import ids
from server.people import csrf

secrets = st.text(min_size=1, max_size=60)
salts = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=43)


@given(secrets, salts)
def test_a_token_matches_its_secret(secret: str, salt: str):
    assert csrf.matches(secret, csrf.mask(secret, salt))


@given(secrets, secrets, salts)
def test_a_token_matches_no_other_secret(one: str, other: str, salt: str):
    assert csrf.matches(one, csrf.mask(other, salt)) is (one == other)


@example("secret", "half a character \ud83d.0")
@example("secret", "0.half a character \ud83d")
@given(secrets, st.text(max_size=120))
def test_nothing_made_up_matches(secret: str, token: str):
    assert not csrf.matches(secret, token)


@given(secrets, salts, st.integers(0, 10_000), st.characters())
def test_one_changed_sign_breaks_a_token(secret: str, salt: str, place: int, sign: str):
    token = csrf.mask(secret, salt)
    at = place % len(token)
    changed = token[:at] + sign + token[at + 1 :]
    assert csrf.matches(secret, changed) is (changed == token)


def test_two_responses_share_no_token_and_the_token_tells_nothing_of_the_cookie():
    cookie = ids.token()
    secret = csrf.secret_of(cookie)
    masked = {csrf.mask(secret, ids.token()) for _time in range(20)}
    assert len(masked) == 20
    assert all(cookie not in token and secret not in token for token in masked)
