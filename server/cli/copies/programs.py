"""PostgreSQL's own programs, given an address without a secret on a command line that others may read."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import Signals
from tempfile import NamedTemporaryFile
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from msgspec import Struct

from server.errors import Setup

SERVICE = "plumbline"
"""What the part of the address is called that lies in a file."""


class Address(Struct, frozen=True):
    """The `words` of a command line that name a database, and the environment that holds what they leave out."""

    words: tuple[str, ...]
    environ: Mapping[str, str]


def program(name: str, by_hand: str) -> str:
    """Where a program is. Raises Setup with what to type instead, when it is not on this machine."""
    found = shutil.which(name)
    if found is None:
        raise Setup(
            f"{name} is not on this machine. Install PostgreSQL's client programs, or run on the machine of the database: {by_hand}"
        )
    return found


@contextmanager
def address(url: str) -> Iterator[Address]:
    """The address for a program that runs within the block. The password goes by the environment, which only this user reads; the phrase of a key
    by a file that only they read, because there is no variable for it.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    inside = query.pop("password", "")
    password, phrase = unquote(parts.password) if parts.password else inside, query.pop("sslpassword", "")
    who, at, host = parts.netloc.rpartition("@")
    environ = os.environ | ({"PGPASSWORD": password} if password else {})
    with NamedTemporaryFile("w", encoding="utf-8", prefix="plumbline-", suffix=".conf") as file:
        if phrase:
            if "service" in query:
                raise Setup(
                    "DATABASE_URL names a service and brings an sslpassword. Put the sslpassword into the file of the service."
                )
            file.write(f"[{SERVICE}]\nsslpassword={phrase}\n")
            file.flush()
            query["service"], environ["PGSERVICEFILE"] = SERVICE, file.name
        told = parts._replace(netloc=who.partition(":")[0] + at + host, query=urlencode(query, quote_via=quote))
        yield Address(("--no-password", f"--dbname={urlunsplit(told)}"), environ)


def ran(words: tuple[str, ...], problem: str) -> bytes:
    """What a program wrote. Raises Setup when it failed, with the `problem` unless it was ended from outside, and with why."""
    done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603  # our own words and a file that somebody named
    if done.returncode:
        why = reason(done.returncode, done.stderr)
        raise Setup(f"{problem}: {why}" if done.returncode > 0 else f"{Path(words[0]).name} did not come to its end: {why}")
    return done.stdout


def reason(code: int, said: bytes) -> str:
    """Why a program failed that returned this code: which signal ended it, or the last line of what it said that goes on no other one, or the one
    that PostgreSQL itself calls an error, after which may follow where it happened.
    """
    if code < 0:
        return f"it was ended by {Signals(-code).name}, as when the machine has no memory left; type it again"
    lines = said.decode(errors="replace").strip().splitlines()
    told = [line for line in lines if line and not line[0].isspace()]
    return next((line for line in told if "ERROR:" in line or "FATAL:" in line), told[-1] if told else "it said nothing")
