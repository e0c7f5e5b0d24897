"""What is believed of an ID token and of what a provider says of itself: any text is read or refused, and each rule has its case."""

import base64
import hashlib
import warnings
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.errors import SecurityWarning
from joserfc.jwk import RSAKey

from server.integrations.identity import discovery, token
from server.integrations.identity.discovery import Departure, Metadata
from server.integrations.identity.token import Expected, Wrong
from tests.integrations.identity.rogue import ec, rsa, signed, unsigned

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
EXPECTED = Expected(issuer="https://login.example.com", client="us", nonce=hashlib.sha256(b"once").hexdigest(), now=NOW)
CLAIMS = {
    "iss": "https://login.example.com",
    "aud": "us",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 60,
    "nonce": "once",
    "sub": "ada",
}
FOUND = Metadata(
    issuer="https://login.example.com",
    authorization_endpoint="https://login.example.com/authorize?tenant=1",
    token_endpoint="https://login.example.com/token",  # an address
    jwks_uri="https://login.example.com/keys",
)


@pytest.mark.parametrize("key", [ec("first"), rsa("public")], ids=["ES256", "RS256"])
def test_an_honest_token_is_believed(key: object):
    claims = {**CLAIMS, "aud": ["us", "them"], "azp": "us"}
    keys = [ec("other").as_dict(private=False), {**key.as_dict(private=False)}]  # type: ignore[attr-defined]  # either kind has it
    assert token.read(signed(claims, key), keys, EXPECTED) == claims  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"use": "enc"}, "key"),
        ({"alg": "ES384"}, "key"),
        ({"kid": "another"}, "key"),
        ({"kty": "RSA"}, "key"),
        ({"x": "AA"}, "signature"),
    ],
)
def test_a_key_that_is_meant_for_something_else_is_not_used(changed: dict[str, str], why: str):
    with pytest.raises(Wrong) as wrong:
        token.read(signed(CLAIMS, ec("first")), [{**ec("first").as_dict(private=False), **changed}], EXPECTED)
    assert wrong.value.why == why


def test_a_key_too_short_to_hold_is_not_used():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # the library says what is wrong with it
        short = RSAKey.generate_key(1024, parameters={"kid": "short", "use": "sig", "alg": "RS256"})
        with pytest.raises(Wrong) as wrong:
            token.read(signed(CLAIMS, short), [short.as_dict(private=False)], EXPECTED)
    assert wrong.value.why == "key"


@pytest.mark.parametrize("claims", [{"exp": "tomorrow"}, {"exp": True}, {"iat": None}, {"nbf": []}])
def test_times_that_are_none_are_refused(claims: dict[str, object]):
    with pytest.raises(Wrong) as wrong:
        token.read(signed({**CLAIMS, **claims}, ec("first")), [ec("first").as_dict(private=False)], EXPECTED)
    assert wrong.value.why == "form"


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda data: f"{base64.urlsafe_b64encode(data).decode()}.e30.e30"))
def test_any_text_is_refused_as_a_token(text: str):
    with pytest.raises(Wrong):
        token.read(text, [ec("first").as_dict(private=False)], EXPECTED)


@given(
    st.dictionaries(
        st.sampled_from(["alg", "kid", "crit", "b64", "jku", "x5u", "jwk"]), st.none() | st.text(max_size=8) | st.integers()
    )
)
def test_any_head_over_no_signature_is_refused(head: dict[str, object]):
    with pytest.raises(Wrong):
        token.read(unsigned(head, CLAIMS), [ec("first").as_dict(private=False)], EXPECTED)


def test_an_access_token_belongs_to_its_id_token():
    # The example of OpenID Connect Core A.4: its access token and at_hash.
    access, told = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ"
    token.check_access({"at_hash": told}, access, "RS256")
    with pytest.raises(Wrong):
        token.check_access({"at_hash": told}, access + "x", "RS256")


def test_the_challenge_is_the_one_of_the_specification():
    # RFC 7636 appendix B.
    assert discovery.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_somebody_sets_out_with_everything_the_answer_is_checked_by():
    going = Departure(client="us", back="https://test/back", state="s", nonce="n", verifier="v", again=True)
    sent = {name: values[0] for name, values in parse_qs(urlsplit(discovery.departure(FOUND, going)).query).items()}
    assert sent == {
        "tenant": "1",
        "response_type": "code",
        "client_id": "us",
        "redirect_uri": "https://test/back",
        "scope": "openid email profile",
        "state": "s",
        "nonce": "n",
        "code_challenge": discovery.challenge("v"),
        "code_challenge_method": "S256",
        "prompt": "login",
    }


def test_groups_are_asked_for_where_a_provider_names_them():
    going = Departure(client="us", back="https://test/back", state="s", nonce="n", verifier="v")
    there = msgspec.structs.replace(FOUND, scopes_supported=("openid", "groups"))
    assert parse_qs(urlsplit(discovery.departure(there, going)).query)["scope"] == ["openid email profile groups"]
    assert "prompt" not in parse_qs(urlsplit(discovery.departure(there, going)).query)


@pytest.mark.parametrize(
    ("methods", "secret", "header", "fields"),
    [
        (("client_secret_basic", "client_secret_post"), "a b", {"Authorization": "Basic dSUyRnM6YSUyMGI="}, {}),
        (("client_secret_post",), "a b", {}, {"client_id": "u/s", "client_secret": "a b"}),
        ((), "a b", {"Authorization": "Basic dSUyRnM6YSUyMGI="}, {}),
        (("none",), "", {}, {"client_id": "u/s"}),
    ],
)
def test_we_say_who_we_are_as_the_provider_wants(
    methods: tuple[str, ...], secret: str, header: dict[str, str], fields: dict[str, str]
):
    found = Metadata(
        issuer="i",
        authorization_endpoint="a",
        token_endpoint="t",  # an address
        jwks_uri="j",
        token_endpoint_auth_methods_supported=methods,
    )
    assert discovery.credentials(found, "u/s", secret) == (header, fields)
