"""What the pages of people from elsewhere look like."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from server.html import Page
from server.integrations.directory import heads, words
from server.integrations.directory.listing import Fault
from server.integrations.directory.pages.directory import GroupRow, SetupDirectoryPage
from server.integrations.directory.pages.people_file import ColumnRow, PeopleFilePage, PersonLine
from server.integrations.directory.pages.people_files import PeopleFilesPage
from server.integrations.directory.plan import Ending, Leaver, PersonPlan, Plan
from server.integrations.directory.queries.directory import Group, Refusal, Rules
from server.integrations.directory.queries.files import GivenFile, Outcome
from server.integrations.directory.queries.overview import Differing, Overview, Waiting
from server.integrations.directory.teams import TeamPlan
from server.people.queries import Token
from server.people.roles import ROLES

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")
OTHER = UUID("01939b5e-0000-7000-8000-0000000000f1")
NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


def given(state: str = "waiting", outcome: Outcome | None = None) -> GivenFile:
    return GivenFile(
        id=FORM,
        name="people & <others>.csv",
        state=state,
        columns={"Work Email": "email"},
        outcome=outcome,
        by_name="Zoe Admin",
        at=NOW,
        finished_at=NOW if state != "waiting" else None,
    )


def somebody(name: str, **more: object) -> PersonPlan:
    one = PersonPlan(
        line=2,
        id=None,
        email=f"{name.lower()}@example.org",
        name=name,
        zone="UTC",
        locale="en",
        roles=("rep",),
        team="Team <North>",
        manages=(),
        what="added",
    )
    return replace(one, **more)


PLAN = Plan(
    people=(
        somebody("Nia"),
        somebody("Bea", id=OTHER, what="returned", roles=("rep", "manager"), changes=("roles",)),
        somebody("Cy", id=OTHER, what="changed", changes=("team", "zone")),
        somebody("Al", id=OTHER, what="same"),
    ),
    teams=(TeamPlan(id=None, name="Team <North>", parent="Sales", managers=("mira@example.org",)),),
    endings=(Ending(person=OTHER, name="Tom", team=FORM, team_name="Team <North>"),),
    leavers=tuple(
        Leaver(id=UUID(int=n), name=f"Gone <{n}>", email=f"gone{n}@example.org", roles=("rep",), line=3 if n == 1 else 0)
        for n in range(1, 11)
    ),
    faults=(Fault(line=4, why="circle", word="Ada → Bo → Ada"), Fault(line=7, why="zone", column="Zone", word="Mars")),
)


def file_page(plan: Plan | None = PLAN, state: str = "waiting", outcome: Outcome | None = None, **more: object) -> PeopleFilePage:
    waits = state == "waiting"
    return PeopleFilePage(
        file=given(state, outcome),
        columns=(ColumnRow("c0", "Work Email", "email", "ada@example.org"), ColumnRow("c1", "Pay", "", "1")) if waits else (),
        fields=tuple((one, words.field_title(one)) for one in heads.FIELDS),
        missing="" if plan or not waits else words.missing(("email", "name")),
        plan=plan,
        seen="abc" if plan else "",
        people=tuple(PersonLine(one, ("to Team <North>",)) for one in plan.people if one.what != "same") if plan else (),
        teams=tuple((team.name, words.what_becomes(team)) for team in plan.teams) if plan else (),
        lines=words.by_line(plan.faults) if plan else (),
        leavers=plan.leavers if plan else (),
        form=FORM,
        errors={"seen": "Something changed since you looked."} if more.get("errors") else {},
        chosen=frozenset({str(UUID(int=2))}),
    )


ABOUT = Overview(
    users=7,
    changed_at=NOW,
    waiting=(Waiting(name="Nobody <yet>", active=True), Waiting(name="Gone", active=False)),
    differing=(Differing(person=OTHER, name="Zoe <Admin>", here="zoe@example.org", there="zoe@new.example"),),
)
REFUSED = (
    Refusal(at=NOW, method="PATCH", about="Users/1 <x>", status=409, why="This is the only admin.", again=3),
    Refusal(at=NOW, method="POST", about="Users", status=400, why="", again=0),
)


def setup_page(**more: Any) -> SetupDirectoryPage:  # noqa: ANN401  # any of its fields
    group = Group(
        id=FORM, name="West <& East>", external_id="", version=1, made_at=NOW, changed_at=NOW, means="", team=None, role=""
    )
    options = (("none", "nothing here"), ("team:new", "a new team of this name"), ("role:rep", "have the role rep"))
    shown: dict[str, Any] = {
        "address": "https://plumbline.example.com/scim/v2",
        "tokens": (token(),),
        "about": ABOUT,
        "groups": (
            GroupRow(group, options, "team:new", FORM),
            GroupRow(replace(group, id=OTHER, means="role", role="rep"), options, "role:rep", OTHER),
            GroupRow(replace(group, id=UUID(int=1)), (), "none", UUID(int=1)),
            GroupRow(replace(group, id=UUID(int=2), means="team", team=OTHER), (), "team:new", UUID(int=2), "in <West>"),
        ),
        "refusals": (),
        "rules": Rules(),
        "roles": ROLES,
        "sources": (("groups", "groups"), ("nowhere", "nowhere")),
        "form": UUID(int=99),
    }
    return SetupDirectoryPage(**{**shown, **more})


def token() -> Token:
    return Token(
        id=OTHER,
        name="Okta <prod>",
        scopes=("scim",),
        owner=None,
        owner_name="",
        made_by_name="Zoe",
        made_at=NOW,
        expires_at=None,
        seen_at=NOW,
    )


IDLE = Plan(people=(somebody("Al", id=OTHER, what="same"),), teams=(), endings=(), leavers=(), faults=())


def pages() -> Mapping[str, Page]:
    """Every page in every state worth seeing."""
    return {
        "no directory": setup_page(tokens=(), about=Overview(users=0, changed_at=None, waiting=(), differing=())),
        "a directory": setup_page(refusals=REFUSED),
        "a directory, rules refused": setup_page(wrong="rules", errors={"roles": "Choose one.", "teams": "Choose one."}),
        "a directory, a meaning refused": setup_page(wrong=str(FORM), errors={"means": "Choose one of these."}),
        "files of people": PeopleFilesPage(
            files=(given(), given("done", Outcome(added=3)), given("dropped")), largest=5, most=5000, form=FORM
        ),
        "no files of people, one refused": PeopleFilesPage(
            files=(), largest=5, most=5000, form=FORM, errors={"file": "This file is empty."}
        ),
        "a plan": file_page(),
        "a plan that was refused": file_page(errors=True),
        "nothing to do": file_page(IDLE),
        "no columns yet": file_page(None),
        "taken over": file_page(None, "done", Outcome(added=3, changed=1, returned=1, same=9, left=2, teams=1, out=2)),
        "thrown away": file_page(None, "dropped"),
    }
