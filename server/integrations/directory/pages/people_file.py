"""One file of people: what its columns are, what taking it over would do, and who is here and not in it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.errors import Invalid, Refused
from server.html import Page
from server.integrations.directory import heads, words
from server.integrations.directory.actions import files as actions
from server.integrations.directory.actions.files import Looked
from server.integrations.directory.forms import TakeOverForm
from server.integrations.directory.plan import Leaver, PersonPlan, Plan
from server.integrations.directory.queries import files as queries
from server.integrations.directory.queries.files import GivenFile
from server.integrations.directory.queries.present import present
from server.ledger import Entry
from server.people.roles import Actor


class PersonLine(Struct, frozen=True):
    """Somebody to whom something happens: `told` are few words for each thing that differs."""

    plan: PersonPlan
    told: tuple[str, ...]


class ColumnRow(Struct, frozen=True):
    """A column: the name of its input, its head, what it becomes, and what stands in the first row."""

    name: str
    head: str
    field: str
    example: str


class PeopleFilePage(Page, frozen=True):
    """A file that waits with what it would do, or what became of it. `chosen` are the leavers that were ticked."""

    template: ClassVar[str] = "integrations/directory-file.html"
    file: GivenFile
    columns: tuple[ColumnRow, ...]
    fields: tuple[tuple[str, str], ...]
    missing: str
    plan: Plan | None
    seen: str
    people: tuple[PersonLine, ...]
    teams: tuple[tuple[str, str], ...]
    lines: tuple[tuple[int, str], ...]
    leavers: tuple[Leaver, ...]
    """Who may be let go: never the reader."""
    form: UUID
    chosen: frozenset[str] = frozenset()
    partly: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


class OnePeopleFile(Controller):
    """A single file of people."""

    path = "/setup/people/import/{file:uuid}"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], file: FromPath[UUID]) -> Response[Any]:
        """What it holds and would do, or what became of it."""
        return html.show(request, await _page(actor, file))

    @post("/columns")
    async def decide(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], file: FromPath[UUID]) -> Response[Any]:
        """Says what its columns are."""

        async def act(entry: Entry) -> None:
            sent = await forms.everything(request)
            looked = await actions.look(file, zone=actor.zone)
            columns = {head: sent[f"c{n}"][0] or heads.LEAVE_OUT for n, head in enumerate(looked.heads) if sent.get(f"c{n}")}
            await actions.set_columns(actor, entry, file, columns)

        return await _done(request, actor, file, act)

    @post("/taking-over")
    async def take_over(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], file: FromPath[UUID]
    ) -> Response[Any]:
        """Takes it over as it was seen."""

        async def act(entry: Entry) -> None:
            form = await forms.read(request, TakeOverForm)
            leaving = form.leave
            if form.everybody and (await queries.one_file(file)).state == "waiting":
                looked = await actions.look(file, zone=actor.zone)
                # Only who was shown: when somebody came since, what was seen differs and nothing happens.
                leaving = [one.id for one in _leavers(actor, looked.plan)]
            await actions.take_over(actor, entry, file, seen=form.seen, leaving=leaving, partly=form.partly)

        return await _done(request, actor, file, act)

    @post("/discarding")
    async def discard(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], file: FromPath[UUID]
    ) -> Response[Any]:
        """Throws it away."""
        await actions.drop_file(actor, await forms.entry(request, actor=actor.id, at=clock.now()), file)
        return html.redirect("/setup/people/import")


async def _done(
    request: Request[Any, Any, Any], actor: Actor, file: UUID, act: Callable[[Entry], Awaitable[None]]
) -> Response[Any]:
    try:
        await act(await forms.entry(request, actor=actor.id, at=clock.now()))
    except Invalid as invalid:
        return html.show(request, await _page(actor, file, invalid.fields, await forms.everything(request)), status=422)
    except Refused as refused:
        if (await queries.one_file(file)).state != "waiting":
            raise
        wrong = {"seen": str(refused)}
        return html.show(request, await _page(actor, file, wrong, await forms.everything(request)), status=409)
    return html.redirect(f"/setup/people/import/{file}")


async def _page(
    actor: Actor, id: UUID, errors: Mapping[str, str] | None = None, sent: Mapping[str, list[str]] | None = None
) -> PeopleFilePage:
    file, typed = await queries.one_file(id), sent or {}
    looked = await actions.look(id, zone=actor.zone) if file.state == "waiting" else None
    plan = looked.plan if looked else None
    return PeopleFilePage(
        file=file,
        columns=_columns(looked, typed) if looked else (),
        fields=tuple((one, words.field_title(one)) for one in heads.FIELDS),
        missing=words.missing(looked.missing) if looked else "",
        plan=plan,
        seen=looked.seen if looked else "",
        people=await _people(plan) if plan else (),
        teams=tuple((team.name, told) for team in plan.teams if (told := words.what_becomes(team))) if plan else (),
        lines=words.by_line(plan.faults) if plan else (),
        leavers=_leavers(actor, plan),
        form=ids.new(),
        chosen=frozenset(typed.get("leave", ())),
        partly=bool(typed.get("partly")),
        errors=errors or {},
    )


def _leavers(actor: Actor, plan: Plan | None) -> tuple[Leaver, ...]:
    return tuple(one for one in plan.leavers if one.id != actor.id) if plan else ()


def _columns(looked: Looked, typed: Mapping[str, list[str]]) -> tuple[ColumnRow, ...]:
    return tuple(
        ColumnRow(
            name=f"c{n}",
            head=head,
            field=next(iter(typed.get(f"c{n}", ())), looked.columns.get(head, "")),
            example=looked.examples.get(head, ""),
        )
        for n, head in enumerate(looked.heads)
    )


async def _people(plan: Plan) -> tuple[PersonLine, ...]:
    """Those to whom something happens, in the order of the file."""
    here = await present()
    return tuple(PersonLine(plan=one, told=words.what_happens(one, here)) for one in plan.people if one.what != "same")
