"""One file of deals: what its columns and words mean, what importing it would do, and how far it has come."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.deals import actions
from server.deals.crm.recognise import BY_ADDRESS, FIELDS, HISTORY_FIELDS, LEAVE_OUT, What
from server.deals.crm.rows import Fault
from server.deals.crm.survey import Column, Survey, Word
from server.deals.meanings import NEW_PERSON, Options, meanings
from server.deals.queries import imports
from server.deals.queries.imports import Found, Import, Trial
from server.errors import Invalid, Refused
from server.html import Page
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import listing
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import row_words
from server.web.setup.deals_process import process_and_currency
from server.web.setup.import_words import address_of, domain_of, either, field_title, name_of


class Line(Struct, frozen=True):
    """A row that stays out: the line of the file, and why."""

    line: int
    why: str


class WordRow(Struct, frozen=True):
    """A word and what may be meant; `name` is that of its field. `address` is proposed for an owner who is nobody here.

    `person` is who is chosen, where the choice names nobody else.
    """

    name: str
    word: Word
    chosen: str
    address: str = ""
    person: str = ""


class SetupImportPage(Page, frozen=True):
    """A file that waits, runs or has ended; `survey` and `trial` while it waits. The options are (value, words) pairs."""

    template: ClassVar[str] = "deals/setup-import.html"
    file: Import
    survey: Survey | None
    trial: Trial | None
    columns: tuple[tuple[str, Column], ...]
    words: Mapping[str, tuple[WordRow, ...]]
    """By kind: stage, status, motion, owner, category."""
    fields: Options
    meanings: Mapping[str, Options]
    teams: Options
    missing: tuple[str, ...]
    skipped: tuple[str, ...]
    lines: tuple[Line, ...]
    strangers: int
    """Owners who are nobody here."""
    changed: bool
    """Whether the meanings were changed with the press that would have imported, so that there is something to look at first."""
    form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, int] = field(default_factory=dict)
    """How many words of a kind the page leaves out."""
    addresses: Options = ()
    """Of everybody, with their names, where they are too many to be named at each owner."""


class OneImport(Controller):
    """A single file."""

    path = "/setup/deals/{run:uuid}"

    @get()
    async def read(self, request: Request[Any, Any, Any], run: FromPath[UUID]) -> Response[Any]:
        """What it holds, how far it is, or what became of it. A bar that asks how far it is gets the whole page when it has ended."""
        page = await _page(run, changed="changed" in request.query_params)
        if request.headers.get("HX-Request") == "true" and page.file.state != "running":
            return Response("", media_type="text/html", headers={"HX-Refresh": "true"})
        return html.show(request, page)

    @post("/mapping")
    async def decide(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], run: FromPath[UUID]) -> Response[Any]:
        """Keeps what its words mean, and looks again at what importing it would do."""
        await imports.one_import(run)
        try:
            await _decide(request, actor, run)
        except Invalid as invalid:
            return html.show(request, await _page(run, invalid, await forms.everything(request)), status=422)
        return html.redirect(f"/setup/deals/{run}#found")

    @post("/people")
    async def add(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], run: FromPath[UUID]) -> Response[Any]:
        """Adds the owners who are nobody here as reps, and gives them their deals."""
        try:
            await _decide(request, actor, run, more=await _added(request, actor, run))
        except Invalid as invalid:
            return html.show(request, await _page(run, invalid, await forms.everything(request)), status=422)
        return html.redirect(f"/setup/deals/{run}#found")

    @post("/beginning")
    async def begin(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], run: FromPath[UUID]) -> Response[Any]:
        """Has it imported, unless the same press changed what its words mean: then that is looked at first."""
        entry = (await forms.entry(request, actor=actor.id, at=clock.now())).child("begin")
        file, before = await imports.one_import(run), await imports.found(run)
        try:
            if before and file.state == "waiting" and _differs(await _sent(request, before, file.what), before):
                await _decide(request, actor, run)
                return html.redirect(f"/setup/deals/{run}?changed=1#found")
        except Invalid as invalid:
            return html.show(request, await _page(run, invalid, await forms.everything(request)), status=422)
        academy = (await lessons.current()).academy
        await actions.begin(actor, entry, run, currency=academy.rules.currency)
        return html.redirect(f"/setup/deals/{run}")

    @post("/discarding")
    async def discard(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], run: FromPath[UUID]) -> Response[Any]:
        """Throws it away."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.drop(actor, entry, run)
        return html.redirect("/setup/deals")


async def _decide(request: Request[Any, Any, Any], actor: Actor, run: UUID, more: Mapping[str, str] | None = None) -> None:
    """Keeps what was chosen; `more` gives owners by word the people who were added for them."""
    process, currency = await process_and_currency()
    found = await imports.found(run)
    if found is None:
        raise Refused(_("This file holds nothing that could be looked at."), back="/setup/deals")
    entry: Entry = (await forms.entry(request, actor=actor.id, at=clock.now())).child("mapping")
    decisions = await _sent(request, found, (await imports.one_import(run)).what)
    decisions |= {("owner", "", word): person for word, person in (more or {}).items()}
    await actions.decide(actor, entry, run, decisions, currency=currency, process=process)


async def _sent(request: Request[Any, Any, Any], found: Found, what: What) -> dict[tuple[str, str, str], str]:
    """What was chosen, as decisions; what was left open is none. Raises Invalid for an address of nobody."""
    typed = forms.first(await forms.everything(request))
    kind = "column" if what == "deals" else "past"
    decisions = {
        (kind, "", column.head): typed[f"c{n}"] or LEAVE_OUT for n, column in enumerate(found.survey.columns) if f"c{n}" in typed
    }
    others, named = typed.get("others", ""), await listing.addressed(_named(typed, found.survey.words))
    for n, word in enumerate(found.survey.words):
        meant = typed.get(f"w{n}", "")
        if not meant and word.kind == "owner" and not word.meant and others == LEAVE_OUT:
            meant = LEAVE_OUT
        if f"a{n}" in named:
            meant = str(named[f"a{n}"])
        if meant and meant != NEW_PERSON:
            decisions[word.kind, word.pipeline, word.word] = meant
    decisions |= {("form", "", name): typed[name] for name in ("day_first", "decimal") if typed.get(name)}
    return decisions


def _named(typed: Mapping[str, str], words: Sequence[Word]) -> dict[str, str]:
    """The addresses of owners who are somebody here, by field: of a stranger one is proposed, so that it says nothing by itself."""
    return {
        f"a{n}": typed.get(f"a{n}", "")
        for n, word in enumerate(words)
        if typed.get(f"w{n}") == BY_ADDRESS
        or (word.kind == "owner" and word.meant and typed.get(f"a{n}") and typed.get(f"w{n}") not in {NEW_PERSON, LEAVE_OUT})
    }


def _differs(decisions: Mapping[tuple[str, str, str], str], found: Found) -> bool:
    """Whether something was chosen that is not what the last look was made under."""
    stands = {(word.kind, word.pipeline, word.word): word.meant for word in found.survey.words}
    stands |= {
        (kind, "", column.head): column.field or LEAVE_OUT for column in found.survey.columns for kind in ("column", "past")
    }
    stands |= {
        ("form", "", "day_first"): "yes" if found.survey.day_first else "no",
        ("form", "", "decimal"): found.survey.decimal,
    }
    return any(stands.get(word) != meant for word, meant in decisions.items())


async def _added(request: Request[Any, Any, Any], actor: Actor, run: UUID) -> Mapping[str, str]:
    """Adds the people who were asked for, and gives the id of each by the word for them. Raises Invalid by field; those before it are added."""
    await imports.one_import(run)
    found = await imports.found(run)
    typed = forms.first(await forms.everything(request))
    entry = await forms.entry(request, actor=actor.id, at=clock.now())
    team = next((one.id for one in await people.teams() if str(one.id) == typed.get("team", "")), None)
    added: dict[str, str] = {}
    for n, word in enumerate(found.survey.words if found else ()):
        chosen = typed.get(f"w{n}", "")
        wanted = chosen == NEW_PERSON or (not chosen and not word.meant and typed.get("others", "") == NEW_PERSON)
        if word.kind == "owner" and wanted and f"a{n}" in typed:
            address = typed.get(f"a{n}", "").strip()
            try:
                person = await people_actions.add_person(
                    actor,
                    name=name_of(word.word),
                    email=address,
                    roles=["rep"],
                    zone=actor.zone,
                    team=team,
                    entry=entry.child(f"person {word.word}"),
                )
            except Invalid as invalid:
                raise Invalid({f"a{n}": f"{word.word}: {next(iter(invalid.fields.values()))}"}, {}) from invalid
            added[word.word] = str(person.id)
    return added


async def _page(
    run: UUID, invalid: Invalid | None = None, sent: Mapping[str, list[str]] | None = None, *, changed: bool = False
) -> SetupImportPage:
    file = await imports.one_import(run)
    found = await imports.found(run) if file.state in {"waiting", "failed"} else None
    survey, trial = (found.survey, found.trial) if found else (None, None)
    faults = [*survey.faults, *trial.faults] if survey and trial else await imports.left_out(run)
    everyone, academy = await listing.known(), (await lessons.current()).academy
    typed = forms.first(sent)
    many = {str(one.id): one.name for one in everyone} if len(everyone) > listing.MANY else {}
    words = _words(survey, typed, domain_of([person.email for person in everyone]), many) if survey else {}
    return SetupImportPage(
        file=file,
        survey=survey,
        trial=trial,
        columns=tuple((f"c{n}", column) for n, column in enumerate(survey.columns)) if survey else (),
        words=words,
        fields=tuple((one, field_title(one)) for one in (FIELDS if file.what == "deals" else HISTORY_FIELDS)),
        meanings=meanings(academy.process, None if many else tuple((str(person.id), person.name) for person in everyone)),
        teams=tuple((str(team.id), team.name) for team in await people.teams()) if survey else (),
        missing=tuple(either(some) for some in survey.missing) if survey else (),
        skipped=tuple(row_words.count(why, rows) for why, rows in _reasons(trial, faults).items()),
        lines=_lines(faults),
        strangers=sum(word.kind == "owner" and not word.meant for word in survey.words) if survey else 0,
        hidden=Counter(word.kind for word in survey.words) - Counter({kind: len(shown) for kind, shown in words.items()})
        if survey
        else {},
        changed=changed,
        addresses=tuple((one.email, one.name) for one in everyone if one.active) if many and "owner" in words else (),
        form=ids.new(),
        typed=typed,
        errors=invalid.fields if invalid else {},
    )


def _words(survey: Survey, typed: Mapping[str, str], domain: str, people: Mapping[str, str]) -> Mapping[str, tuple[WordRow, ...]]:
    """By kind. Of more than a form may carry those that mean nothing yet come first, and the rest waits for its turn."""
    kinds: dict[str, list[tuple[int, Word]]] = {}
    for n, word in enumerate(survey.words):
        kinds.setdefault(word.kind, []).append((n, word))
    return {
        kind: tuple(
            _row(n, word, typed, domain, people) for n, word in (words if len(words) <= MOST_SHOWN else _open_first(words))
        )
        for kind, words in kinds.items()
    }


MOST_SHOWN = 200
"""Words of one kind on a page."""


def _open_first(words: Sequence[tuple[int, Word]]) -> Sequence[tuple[int, Word]]:
    return sorted(words, key=lambda one: bool(one[1].meant))[:MOST_SHOWN]


def _row(n: int, word: Word, typed: Mapping[str, str], domain: str, people: Mapping[str, str]) -> WordRow:
    proposed = address_of(word.word, domain) if word.kind == "owner" and not word.meant else ""
    chosen = typed.get(f"w{n}", word.meant)
    person = people.get(chosen, "") if word.kind == "owner" else ""
    return WordRow(name=f"w{n}", word=word, chosen=chosen, address=typed.get(f"a{n}", proposed), person=person)


def _reasons(trial: Trial | None, faults: Sequence[Fault]) -> Mapping[str, int]:
    return trial.skipped if trial else Counter(fault.why for fault in faults)


def _lines(faults: Sequence[Fault]) -> tuple[Line, ...]:
    """Each row once, by line."""
    told = {fault.line: fault for fault in reversed(faults)}
    return tuple(
        Line(fault.line, row_words.tell(fault.why, column=fault.column, word=fault.word, other=fault.other))
        for fault in sorted(told.values(), key=lambda fault: fault.line)
    )
