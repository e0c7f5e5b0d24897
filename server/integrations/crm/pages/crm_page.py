"""What the page of one CRM holds."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from msgspec import Struct, field

from server import clock, ids, vault
from server.deals.meanings import Options, meanings
from server.deals.queries import imports
from server.errors import NotFound, Refused
from server.html import Page
from server.integrations.crm import queries, words
from server.integrations.crm.actions import Within
from server.integrations.crm.actions.connect import EVERY
from server.integrations.crm.actions.walking import guessed, known_words
from server.integrations.crm.meaning import Key, label_of
from server.integrations.crm.queries import Connection, Run
from server.integrations.crm.vendors import VENDORS, Vendor
from server.integrations.crm.walk import Label
from server.lessons import queries as lessons
from server.people.queries import listing
from server.sentences import gettext as _
from server.settings import Settings

MOST_SHOWN = 200
"""Words of one kind, and deals that stayed out, on a page."""

TELLING = frozenset({"hubspot", "pipedrive"})
"""CRMs whose messages can be told from those of anybody else."""

ORDER = ("stage", "motion", "status", "category", "owner")


class CrmWordRow(Struct, frozen=True):
    """A word: the name of its field, what people call it and its pipeline, how many deals use it, and what it means here, or likely does."""

    name: str
    label: str
    pipeline: str
    deals: int
    chosen: str
    guess: bool
    stranger: str = ""
    """The address that the CRM tells of an owner who is nobody here."""
    person: str = ""
    """Who is chosen, where the choice names nobody else."""
    address: str = ""
    """What was typed for an owner."""


class OneCrmPage(Page, frozen=True):
    """A CRM, connected or not. `shown` is the walk whose words are listed, `counted` the one whose counts stand on top, `open_run` one that has not
    come to its end.
    """

    template: ClassVar[str] = "integrations/crm-one.html"
    vendor: Vendor
    connection: Connection | None
    trouble: str
    open_run: Run | None
    shown: Run | None
    counted: Run | None
    runs: tuple[Run, ...]
    words: Mapping[str, tuple[CrmWordRow, ...]]
    open_words: int
    """Words that deals use and that mean nothing yet."""
    decided: bool
    """Whether it was decided what a word means since the counts on top were counted."""
    meanings: Mapping[str, Options]
    left: tuple[tuple[str, str], ...]
    """Name and reason."""
    every: str
    intervals: Options
    form: UUID
    told_at: str = ""
    """The address to which the CRM may tell of changes, empty where it cannot."""
    telling: bool = False
    """Whether its field of ours is written."""
    tested: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    addresses: Options = ()
    """Of everybody, with their names, where they are too many to be named at each owner."""


def vendor_of(source: str) -> Vendor:
    """The CRM that is called so. Raises NotFound."""
    if source not in VENDORS:
        raise NotFound("There is no such CRM.")
    return VENDORS[source]


async def within_of(settings: Settings) -> Within:
    """What a walk needs here. Raises Refused while there is no process."""
    academy = (await lessons.current()).academy
    if academy.process is None:
        raise Refused(
            _("There is no process yet, so the stages of a CRM cannot mean any of ours. An author has to load one first.")
        )
    return Within(
        key=vault.key_of(settings),
        private=settings.private_networks,
        process=academy.process,
        currency=academy.rules.currency,
        now=clock.now,
    )


async def fields_of(source: str) -> dict[str, Key]:
    """The words of a CRM by the name of their field, which follows from the word."""
    shown = _shown(await queries.runs(source))
    met = await known_words(source, shown.id) if shown else {}
    return {f"w{ids.derived(NAMESPACE, chr(10).join(key)).hex[:12]}": key for key in _in_order(met)}


def address_field(name: str) -> str:
    """The field of an address beside that of a word."""
    return f"{name}-address"


NAMESPACE = UUID("5b0c6f3c-3f0e-5b58-8a0f-0c54a0f3f1d2")
"""Below it lie the names of the fields of words."""


def _in_order(met: Mapping[Key, int]) -> list[Key]:
    """Kind by kind, pipeline by pipeline, within one the word that is used most often first."""
    return sorted((key for key in met if key[0] in ORDER), key=lambda key: (ORDER.index(key[0]), key[1], -met[key], key[2]))


def _shown(runs: list[Run]) -> Run | None:
    """The walk that says what is there: the newest that saw everything, else the newest."""
    ended = [run for run in runs if run.state == "done"]
    return next((run for run in ended if run.full), ended[0] if ended else None)


def _counted(runs: list[Run]) -> Run | None:
    """The newest walk if it came to its end, else the one whose words are listed."""
    return runs[0] if runs and runs[0].state == "done" else _shown(runs)


async def page_of(
    source: str,
    settings: Settings,
    *,
    tested: bool = False,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> OneCrmPage:
    """The page of a CRM. Raises NotFound, and Refused while there is no process."""
    vendor = vendor_of(source)
    connection = next((one for one in await queries.connections() if one.source == source), None)
    runs = await queries.runs(source) if connection else []
    within = await within_of(settings)
    shown = _shown(runs)
    everyone = await listing.known()
    many = {str(one.id): one.name for one in everyone} if len(everyone) > listing.MANY else {}
    rows = await _words(source, shown, within, typed or {}, many) if shown else {}
    ended = next((run for run in runs if run.state != "running"), None)
    counted, decided_at = _counted(runs), await imports.decided_at(source)
    return OneCrmPage(
        vendor=vendor,
        connection=connection,
        trouble=words.trouble(connection.problem, vendor, connection.detail) if connection and connection.problem else "",
        open_run=next((run for run in runs if run.state == "running"), None),
        shown=shown,
        counted=counted,
        runs=tuple(runs),
        words=rows,
        open_words=sum(not row.chosen and bool(row.deals) for some in rows.values() for row in some),
        decided=counted is not None and decided_at is not None and decided_at > counted.at,
        meanings=meanings(within.process, None if many else tuple((str(one.id), one.name) for one in everyone)),
        left=tuple((one.name, words.reason(one)) for one in await queries.left_out(ended.id))[:MOST_SHOWN] if ended else (),
        every=words.every(connection.every) if connection else "",
        intervals=words.intervals(EVERY),
        form=ids.new(),
        told_at=f"{settings.url}/crm/arrivals/{source}" if source in TELLING else "",
        telling=any(one.source == source for one in await queries.active_writings()) if connection else False,
        tested=tested,
        typed=typed or {},
        errors=errors or {},
        addresses=tuple((one.email, one.name) for one in everyone if one.active) if many and "owner" in rows else (),
    )


async def _words(
    source: str, shown: Run, within: Within, typed: Mapping[str, str], people: Mapping[str, str]
) -> dict[str, tuple[CrmWordRow, ...]]:
    """By kind. `people` are the names of everybody by id, where they are too many to be named at each owner."""
    met, keys, labels = await known_words(source, shown.id), await fields_of(source), await queries.labels(source)
    decided = (await imports.words_of(source, currency=within.currency)).decided
    likely = await guessed(source, met, within)
    found: dict[str, list[CrmWordRow]] = {}
    for name, key in keys.items():
        meant = decided.get(key) or likely.get(key, "")
        row = CrmWordRow(
            name=name,
            label=label_of(key, labels),
            pipeline=label_of(("pipeline", "", key[1]), labels),
            deals=met[key],
            chosen=typed.get(name, meant),
            guess=bool(meant) and not decided.get(key),
            person=people.get(typed.get(name, meant), "") if key[0] == "owner" else "",
            address=typed.get(address_field(name), ""),
            stranger=stranger(key, labels) if not meant else "",
        )
        found.setdefault(key[0], []).append(row)
    return {kind: tuple(rows[:MOST_SHOWN]) for kind, rows in found.items()}


def stranger(key: Key, labels: Mapping[Key, Label]) -> str:
    """The address with which an owner can be added; empty where the CRM tells none."""
    return labels[key].guess if key[0] == "owner" and key in labels and "@" in labels[key].guess else ""
