"""Passkeys by the rules of Web Authentication Level 3: what a browser is asked, and whether to believe its answer. Pure.

The library is loaded when the first question is asked, so that a worker whose people have no passkeys never pays for it.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from server.people import addresses

Why = Literal["answer", "copied"]

LONGEST = 20_000
"""Characters of an answer."""


class Wrong(Exception):
    """An answer that is not believed: `copied` when its counter went backwards, as that of a copy does, else `answer`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Place(Struct, frozen=True, kw_only=True):
    """Where passkeys hold: the name of the site, and the one origin whose pages may use them."""

    host: str
    origin: str


class New(Struct, frozen=True, kw_only=True):
    """A passkey that was made."""

    credential: str
    public: str
    counter: int
    synced: bool


def place_of(url: str) -> Place | None:
    """Where passkeys of an installation with this public address hold; None where browsers allow none: on a bare IP address, or without TLS."""
    return Place(host=urlsplit(url).hostname or "", origin=url) if addresses.keeps_passkeys(url) else None


def question_for_new(place: Place, challenge: str, *, person: UUID, email: str, name: str, has: Sequence[str]) -> dict[str, Any]:
    """What the browser is asked to make a passkey, as its JSON. `has` are credentials that this person has already."""
    import webauthn  # noqa: PLC0415  # as above
    from webauthn.helpers import structs  # noqa: PLC0415  # as above

    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Plumbline",
        user_id=person.bytes,
        user_name=email,
        user_display_name=name,
        challenge=_bytes(challenge),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=_bytes(one)) for one in has],
    )
    return _json(options)


def question(place: Place, challenge: str) -> dict[str, Any]:
    """What the browser is asked to sign in with any passkey it has for us, as its JSON."""
    import webauthn  # noqa: PLC0415  # as above
    from webauthn.helpers import structs  # noqa: PLC0415  # as above

    options = webauthn.generate_authentication_options(
        rp_id=place.host, challenge=_bytes(challenge), user_verification=structs.UserVerificationRequirement.REQUIRED
    )
    return _json(options)


def made(place: Place, challenge: str, answer: str) -> New:
    """The passkey that an answer tells of. Raises Wrong."""
    import webauthn  # noqa: PLC0415  # as above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415  # as above

    _check_length(answer)
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Wrong("answer") from error
    return New(
        credential=_text(found.credential_id),
        public=_text(found.credential_public_key),
        counter=found.sign_count,
        synced=found.credential_backed_up,
    )


def credential_of(answer: str) -> tuple[str, UUID | None]:
    """Which passkey an answer says it is from, and whose; neither is believed before `checked`. Raises Wrong."""
    _check_length(answer)
    try:
        told = msgspec.json.decode(answer, type=_Answer)
        handle = _bytes(told.response.userHandle) if told.response.userHandle else b""
        # Written anew, so that one credential has one spelling.
        return _text(_bytes(told.id)), UUID(bytes=handle) if len(handle) == 16 else None
    except (msgspec.DecodeError, binascii.Error, ValueError, RecursionError) as error:
        raise Wrong("answer") from error


def checked(place: Place, challenge: str, answer: str, *, public: str, counter: int) -> int:
    """The counter of an answer that this passkey signed just now, with its person verified. Raises Wrong."""
    import webauthn  # noqa: PLC0415  # as above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415  # as above

    try:
        # The counter is judged below, because the library does not tell a copy from any other fault.
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=_bytes(public),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Wrong("answer") from error
    if max(counter, found.new_sign_count) > 0 and found.new_sign_count <= counter:
        raise Wrong("copied")
    return found.new_sign_count


class _Response(Struct):
    userHandle: str | None = None  # noqa: N815  # the name of the specification


class _Answer(Struct):
    id: str
    response: _Response


def _check_length(answer: str) -> None:
    if len(answer) > LONGEST:
        raise Wrong("answer")


def _json(options: Any) -> dict[str, Any]:  # noqa: ANN401  # either kind of options
    from webauthn.helpers import options_to_json_dict  # noqa: PLC0415  # as above

    return options_to_json_dict(options)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
