"""Secrets that have to be sent out again, such as the token of a CRM: kept encrypted, so that a copy of the database opens nothing; and what a
device is handed that only we may have written: signed.

Fernet (AES-128-CBC and HMAC-SHA256) by the library cryptography, which is loaded when the first secret is sealed or read and not before. The key
is the setting PLUMBLINE_KEY, else the file `key` in the folder of the database, which is made when it is first needed.
"""

import hmac
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from server import ids
from server.errors import DomainError, Setup
from server.sentences import gettext as _
from server.settings import Settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class Locked(DomainError):
    """A secret was sealed with another key, or its row was changed. Only entering it again helps."""


def seal(text: str, *, key: str) -> bytes:
    """The secret as it may be kept: different every time, and longer by about a third and 100 bytes. `key` is what `key_of` gives."""
    return _chest(key).encrypt(text.encode())


def unseal(sealed: bytes, *, key: str) -> str:
    """The secret again. Raises Locked when none of the keys fits."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  # a worker that keeps no secret does not pay for it

    try:
        return _chest(key).decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise Locked(locked()) from None


def locked() -> str:
    """What helps where none of the keys fits, in the language that is spoken."""
    return _("This secret was kept with another key. Enter it again, or set PLUMBLINE_KEY to the key of that time.")


def sign(text: str, *, key: str) -> str:
    """What proves that this text is ours, as 64 hex digits (HMAC-SHA256). It hides nothing of it. `key` is what `key_of` gives; of several the first
    signs.
    """
    return _signature(text, key.split(maxsplit=1)[0])


def is_ours(text: str, signature: str, *, key: str) -> bool:
    """Whether one of the keys signed this text."""
    return any(hmac.compare_digest(_signature(text, one).encode(), signature.encode()) for one in key.split())


def signatures(text: str, *, key: str) -> list[str]:
    """What each of the keys signs this text with, to look for what was kept under it."""
    return [_signature(text, one) for one in key.split()]


def key_of(settings: Settings) -> str:
    """The key or keys of this installation: the first seals, each of them opens. Makes the file on first need, readable by its owner alone.

    Raises Setup when the file cannot be read or made.
    """
    return settings.key or _kept(settings.key_file)


def _signature(text: str, key: str) -> str:
    return hmac.digest(key.encode(), f"signed {text}".encode(), "sha256").hex()


@cache
def _kept(file: Path) -> str:
    try:
        if not file.exists():
            _make(file)
        found = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Setup(
            f"The key for secrets cannot be kept in {file}: {error}. Make its folder writable, or set PLUMBLINE_KEY."
        ) from error
    if not found:
        raise Setup(f"The key for secrets in {file} is empty. Put back your copy of it, or set PLUMBLINE_KEY.")
    return found


def _make(file: Path) -> None:
    """Writes a fresh key beside its place and links it there, so that of two processes at once one makes it and both read the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{ids.new().hex}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            # 256 random bits in the alphabet that Fernet reads.
            out.write(f"{ids.token()}=\n")
            out.flush()
            os.fsync(out.fileno())
        if not file.exists():
            os.link(fresh, file)
    except FileExistsError:
        pass  # Another process was quicker; its key is the one.
    finally:
        fresh.unlink()


@cache
def _chest(keys: str) -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  # as above

    try:
        return MultiFernet([Fernet(key) for key in keys.split()])
    except ValueError as error:
        raise Setup(
            "The key for secrets is not 32 bytes in base64. Put back the file of the backup, or set PLUMBLINE_KEY."
        ) from error
