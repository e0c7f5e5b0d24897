"""Whether a message that says that something was pushed comes from the host that knows the secret. What it says is not believed: we fetch. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

SIGNED: Final = ("x-hub-signature-256", "x-hub-signature", "x-forgejo-signature", "x-gitea-signature", "x-gogs-signature")
"""Headers with the HMAC SHA-256 of the body in hex: GitHub, Bitbucket, Forgejo, Gitea, Gogs. The first two begin it with `sha256=`."""

TOLD: Final = "x-gitlab-token"
"""GitLab sends the secret itself."""


def fits(secret: str, *, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether it was signed with this secret. Names of headers are in small letters. Never without a secret."""
    if not secret:
        return False
    if TOLD in headers:
        return hmac.compare_digest(headers[TOLD].encode(), secret.encode())
    given = next((headers[name] for name in SIGNED if name in headers), "")
    signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.removeprefix("sha256=").lower().encode(), signed.encode())
