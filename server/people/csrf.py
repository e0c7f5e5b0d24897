"""Tokens that prove a form came from our own page: bound to the session, and different in every response.

After the HMAC pattern of the OWASP cheat sheet on cross-site request forgery. The salt also keeps a compressed page from giving the token away
byte by byte (BREACH).
"""

import hmac


def secret_of(token: str) -> str:
    """The secret of a session, derived from the token in its cookie, so that the database holds nothing to forge with."""
    return hmac.digest(token.encode(), b"csrf", "sha256").hex()


def mask(secret: str, salt: str) -> str:
    """A token for one response; `salt` is fresh and random, without a dot."""
    return f"{salt}.{_sign(secret, salt)}"


def matches(secret: str, token: str) -> bool:
    """Whether a token was issued for this secret. Takes the same time wherever it differs."""
    salt, _, signature = token.rpartition(".")
    return hmac.compare_digest(_sign(secret, salt).encode(), _bytes(signature))


def _sign(secret: str, salt: str) -> str:
    return hmac.digest(secret.encode(), _bytes(salt), "sha256").hex()


def _bytes(sent: str) -> bytes:
    """Of whatever somebody sends, half a character included, which is no text."""
    return sent.encode("utf-8", "surrogatepass")
