"""What every page asks: the policy in force, the company's name, and whether this is a demonstration. Remembered for a second."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from msgspec import Struct

from server import clock, db
from server.db import Prepared, Statement
from server.db.engine import Engine
from server.people import words
from server.people.tables import Installation as InstallationTable
from server.zones import local_time


class Policy(Struct, frozen=True, kw_only=True):
    """The rules under which numbers about people may be seen. `counts_only` turns estimates, kinds and ranking of people off everywhere.

    It holds for everybody from the moment `begins`: its day begins where the person is who entered it.
    """

    id: UUID
    text: str
    owner: str
    in_force_from: date
    begins: datetime
    counts_only: bool
    entered_by: UUID | None
    at: datetime
    company: str

    @property
    def sentence(self) -> str:
        """As the foot of every page quotes it, in the reader's language."""
        return words.policy_sentence(self.company, self.text, self.in_force_from)


class Installation(Struct, frozen=True, kw_only=True):
    """What is true of the whole installation. `company` is empty until an admin names it. `provider` is what the company's own account is called on
    the sign-in page, empty while nobody can sign in with one; `only`: everybody but admins signs in with it. `leading` is the mark of the last
    change of who manages whom, `emptied` that of the last words whose time was over.
    """

    company: str
    demo: bool
    provider: str = ""
    only: bool = False
    leading: str = ""
    emptied: str = ""


async def current_policy(now: datetime | None = None) -> Policy | None:
    """The policy in force: the one entered last whose day has come. `now` is this instant unless it is given."""
    at = now or clock.now()
    return next((policy for policy in (await _standing()).policies if policy.begins <= at), None)


async def policies() -> list[Policy]:
    """Every policy ever entered, newest first."""
    return list((await _standing()).policies)


async def installation() -> Installation:
    """The company's name and whether its people are made up."""
    return (await _standing()).installation


async def last_entered() -> Policy | None:
    """The newest policy, whatever this process remembers."""
    return next(iter((await _read()).policies), None)


async def is_demonstration() -> bool:
    """Whether the people here are made up."""
    return (await _standing()).installation.demo


def forget() -> None:
    """Makes the next question read the database again; the verbs that change the answers call it."""
    global _kept  # noqa: PLW0603  # one memory for the process
    _kept = None


class _Standing(Struct, frozen=True):
    installation: Installation
    policies: tuple[Policy, ...]


SECONDS = 1.0

_kept: tuple[Engine, float, _Standing] | None = None


async def _standing() -> _Standing:
    global _kept  # noqa: PLW0603  # one memory for the process
    engine, now = db.current(), clock.ticks()
    if _kept is not None and _kept[0] is engine and now < _kept[1]:
        return _kept[2]
    standing = await _read()
    _kept = (engine, now + SECONDS, standing)
    return standing


async def _read() -> _Standing:
    values = {row["key"]: row["value"] for row in await VALUES()}
    company = values.get("company", "")
    return _Standing(
        installation=Installation(
            company=company,
            demo=values.get("demo") == "yes",
            provider=values.get("provider", ""),
            only=values.get("provider-only") == "yes",
            leading=values.get("leading", ""),
            emptied=values.get("emptied", ""),
        ),
        policies=tuple(_policy(row, company) for row in await ENTERED()),
    )


def _policy(row: Mapping[str, Any], company: str) -> Policy:
    return Policy(
        id=row["id"],
        text=row["text"],
        owner=row["owner"],
        in_force_from=row["in_force_from"],
        begins=local_time(row["in_force_from"], time(), row["zone"] or "UTC"),
        counts_only=row["counts_only"],
        entered_by=row["entered_by"],
        at=row["at"],
        company=company,
    )


VALUES = Prepared(lambda: InstallationTable.select(InstallationTable.key, InstallationTable.value))
ENTERED = Statement(
    'SELECT e."id", e."text", e."owner", e."in_force_from", e."counts_only", e."entered_by", e."at", p."zone" FROM "policy" e '
    'LEFT JOIN "person" p ON p."id" = e."entered_by" ORDER BY e."at" DESC, e."id" DESC'
)
