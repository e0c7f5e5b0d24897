"""What taking over a file would do, worked out from who is here and what it says."""

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.deals.crm.sheet import open_sheet
from server.integrations.directory.heads import columns_of
from server.integrations.directory.listing import Listed, Listing, read_listing
from server.integrations.directory.plan import Plan, plan
from server.integrations.directory.present import Here, Present, Team

SEED = UUID("01939b5e-0000-7000-8000-000000000001")
NOBODY = Present(people=(), teams=())


def id_of(name: str) -> UUID:
    return uuid5(SEED, name.lower())


def here(name: str, *roles: str, team: str = "", manages: tuple[str, ...] = (), active: bool = True) -> Here:
    return Here(
        id=id_of(name),
        name=name,
        email=f"{name.partition(' ')[0].lower()}@example.org",
        zone="UTC",
        locale="en",
        roles=frozenset(roles or ("rep",)),
        active=active,
        team=id_of(team) if team else None,
        manages=tuple(id_of(one) for one in manages),
    )


def team(name: str, parent: str = "") -> Team:
    return Team(id=id_of(name), name=name, parent=id_of(parent) if parent else None)


CAST = Present(
    people=(
        here("Zoe Admin", "admin"),
        here("Lea Leader", "leader", "manager", manages=("Sales",)),
        here("Mira North", "manager", manages=("Team North",)),
        here("Tom South", "manager", manages=("Team South",)),
        here("Ada Rep", team="Team North"),
        here("Bo Rep", team="Team North"),
        here("Ida Rep", team="Team South"),
        here("Gil Gone", active=False),
    ),
    teams=(team("Sales"), team("Team North", "Sales"), team("Team South", "Sales")),
)
WHOLE = (
    "Email,Name,Manager email",
    "lea@example.org,Lea Leader,",
    "mira@example.org,Mira North,lea@example.org",
    "tom@example.org,Tom South,lea@example.org",
    "ada@example.org,Ada Rep,mira@example.org",
    "bo@example.org,Bo Rep,mira@example.org",
    "ida@example.org,Ida Rep,tom@example.org",
    "zoe@example.org,Zoe Admin,",
)


def made(*lines: str, present: Present = CAST) -> Plan:
    sheet = open_sheet("\n".join(lines).encode())
    return plan(read_listing(sheet, columns_of(sheet.heads)), present, zone="Europe/Prague", called="Team of %(name)s")


def people(found: Plan) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.email.partition("@")[0]: (one.what, one.changes) for one in found.people}


def test_a_file_that_says_what_is_here_changes_nothing():
    found = made(*WHOLE)
    assert found.idle
    assert {what for what, _changes in people(found).values()} == {"same"}
    assert (found.faults, found.leavers, found.endings) == ((), (), ())


def test_somebody_new_is_added_to_the_team_of_their_manager():
    found = made(*WHOLE, "cy@example.org,Cy New,mira@example.org")
    (cy,) = [one for one in found.people if one.what == "added"]
    assert (cy.name, cy.team, cy.roles, cy.zone) == ("Cy New", "Team North", ("rep",), "Europe/Prague")


def test_whoever_has_people_is_a_manager_and_their_team_lies_below_that_of_their_own_manager():
    found = made(
        "Email,Name,Manager email,Team",
        "max@x.example,Max Top,,",
        "nia@x.example,Nia Mid,max@x.example,West",
        "pat@x.example,Pat Rep,nia@x.example,West",
        present=NOBODY,
    )
    assert {one.name: (one.parent, one.managers) for one in found.teams} == {
        "Team of Max Top": ("", ("max@x.example",)),
        "West": ("Team of Max Top", ("nia@x.example",)),
    }
    assert {one.name: (one.roles, one.team) for one in found.people} == {
        "Max Top": (("manager",), None),
        "Nia Mid": (("manager",), None),
        "Pat Rep": (("rep",), "West"),
    }


def test_a_department_with_several_managers_is_no_team_because_none_may_see_the_people_of_another():
    found = made(
        "Email,Name,Manager email,Department",
        "nia@x.example,Nia,,Sales",
        "max@x.example,Max,,Sales",
        "pat@x.example,Pat,nia@x.example,Sales",
        "sol@x.example,Sol,max@x.example,Sales",
        present=NOBODY,
    )
    assert {one.name: one.team for one in found.people if one.team} == {"Pat": "Team of Nia", "Sol": "Team of Max"}


def test_two_managers_of_one_name_have_two_teams():
    found = made(
        "Email,Name,Manager email",
        "jan1@x.example,Jan Novak,",
        "jan2@x.example,Jan Novak,",
        "pat@x.example,Pat,jan1@x.example",
        "sol@x.example,Sol,jan2@x.example",
        present=NOBODY,
    )
    assert len({one.team for one in found.people if one.team}) == 2
    assert all(len(one.managers or ()) == 1 for one in found.teams)


def test_a_circle_is_refused_and_named_and_the_rest_holds():
    found = made(
        "Email,Name,Manager email",
        "ada@example.org,Ada Rep,bo@example.org",
        "bo@example.org,Bo Rep,ida@example.org",
        "ida@example.org,Ida Rep,ada@example.org",
        "mira@example.org,Mira North,lea@example.org",
    )
    assert [(fault.line, fault.why) for fault in found.faults] == [(2, "circle"), (3, "circle"), (4, "circle")]
    assert found.faults[0].word == "Ada Rep → Bo Rep → Ida Rep → Ada Rep"
    assert list(people(found)) == ["mira"]


def test_who_names_themselves_as_manager_is_at_the_top():
    assert made("Email,Name,Manager email", "lea@example.org,Lea Leader,lea@example.org").faults == ()


def test_a_manager_is_found_by_number_and_by_name_and_a_stranger_or_two_of_one_name_are_a_fault():
    found = made(
        "Email,Name,Employee ID,Manager",
        "nia@x.example,Nia,7,",
        "pat@x.example,Pat,8,7",
        "sol@x.example,Sol,9,nia",
        "eve@x.example,Eve,10,Nobody Known",
        "jan1@x.example,Jan,11,",
        "jan2@x.example,Jan,12,",
        "kim@x.example,Kim,13,Jan",
        "uma@x.example,Uma,14,Kim",
        present=NOBODY,
    )
    assert [(fault.line, fault.why, fault.word) for fault in found.faults] == [
        (5, "manager", "Nobody Known"),
        (8, "manager-twice", "Jan"),
        (9, "manager", "Kim"),
    ]
    assert {one.name: one.team for one in found.people if one.team} == {"Pat": "Team of Nia", "Sol": "Team of Nia"}


def test_a_manager_may_be_named_with_the_family_first():
    found = made(
        "Email,Name,Manager",
        'kai@example.org,Kai New,"North, Mira"',
        'max@example.org,"Old, Max",',
        'pia@example.org,Pia,"old, max"',
    )
    assert found.faults == ()
    teams = {one.name: one.team for one in found.people if one.what == "added"}
    assert (teams["Kai New"], teams["Pia"]) == ("Team North", "Team of Max Old")


def test_somebody_new_without_a_name_stays_out():
    found = made("Email,Name,Time zone", "new@example.org,,", "ada@example.org,,Europe/Prague")
    assert [(fault.line, fault.why) for fault in found.faults] == [(2, "name")]
    assert people(found) == {"ada": ("changed", ("zone",))}


def test_those_who_are_here_and_not_listed_are_named_after_those_who_left_by_the_file():
    found = made(
        "Email,Name,Status", "bo@example.org,Bo Rep,Terminated", "ada@example.org,Ada Rep,Active", "x@example.org,X,Left"
    )
    assert [(one.email, one.line) for one in found.leavers][:2] == [("bo@example.org", 2), ("ida@example.org", 0)]
    assert "gil@example.org" not in {one.email for one in found.leavers}
    assert people(found) == {"ada": ("same", ())}


def test_a_row_with_a_fault_is_still_somebody_who_is_listed():
    found = made("Email,Name,Time zone", "ada@example.org,Ada Rep,Europe/Atlantis")
    assert "ada@example.org" not in {one.email for one in found.leavers}


def test_who_left_and_is_listed_comes_back():
    found = made("Email,Name,Manager email", "gil@example.org,Gil Gone,mira@example.org", "mira@example.org,Mira North,")
    assert people(found)["gil"][0] == "returned"
    assert next(one.team for one in found.people if one.email == "gil@example.org") == "Team North"


def test_no_file_takes_the_role_of_an_admin_or_what_a_process_owner_needs():
    sam = replace(here("Sam Author", "author", "rep"), process_owner=True)
    found = made(
        "Email,Name,Roles",
        "zoe@example.org,Zoe Admin,rep",
        "sam@example.org,Sam Author,rep",
        present=Present(people=(*CAST.people, sam), teams=()),
    )
    assert {one.email: one.roles for one in found.people} == {
        "zoe@example.org": ("rep", "admin"),
        "sam@example.org": ("rep", "author"),
    }


def test_a_new_manager_takes_over_and_the_old_one_is_named():
    found = made(
        "Email,Name,Manager email,Team",
        "ada@example.org,Ada Rep,tom@example.org,Team North",
        "bo@example.org,Bo Rep,tom@example.org,Team North",
        "tom@example.org,Tom South,,",
    )
    assert [(one.name, one.team_name) for one in found.endings] == [("Mira North", "Team North")]
    assert people(found)["tom"] == ("changed", ("manages",))


def test_a_hierarchy_that_is_turned_round_ends_with_no_team_below_itself():
    found = made(
        "Email,Name,Manager email",
        "lea@example.org,Lea Leader,mira@example.org",
        "mira@example.org,Mira North,",
        "ada@example.org,Ada Rep,mira@example.org",
        "tom@example.org,Tom South,lea@example.org",
    )
    assert {one.name: one.parent for one in found.teams} == {"Team North": "", "Sales": "Team North"}


@given(
    managers=st.lists(st.integers(-1, 7), min_size=8, max_size=8),
    teams=st.lists(st.sampled_from(["", "A", "B", "Team North", "Sales"]), min_size=8, max_size=8),
)
def test_after_it_was_carried_out_the_same_file_changes_nothing_and_everybody_reports_to_whom_it_says(
    managers: list[int], teams: list[str]
):
    rows = [
        Listed(
            line=n + 2,
            email=f"p{n}@example.org",
            name=f"P{n}",
            manager=f"p{manager}@example.org" if manager >= 0 else "",
            team=called,
        )
        for n, (manager, called) in enumerate(zip(managers, teams, strict=True))
    ]
    listing = Listing(people=tuple(rows), faults=())
    first = plan(listing, CAST, zone="UTC", called="Team of %(name)s")
    after = carried_out(first, CAST)
    left = replace(listing, people=tuple(row for row in rows if row.line not in {fault.line for fault in first.faults}))
    second = plan(left, after, zone="UTC", called="Team of %(name)s")
    assert second.idle, (first, second)
    for row in left.people:
        if row.manager and row.manager != row.email:
            chief = after.by_address[row.manager].id
            assert chief in reports_to(after.by_address[row.email], after), row


def reports_to(one: Here, present: Present) -> frozenset[UUID]:
    if one.team:
        return present.above(one.team) - {one.id} or present.above(present.team[one.team].parent)
    return frozenset(chief for team in one.manages for chief in present.above(present.team[team].parent))


def carried_out(made: Plan, present: Present) -> Present:
    """The same as `actions.taking_over` does in the database."""
    parents = {one.name: one.parent for one in made.teams if one.id is None or one.moved}
    kept = {one.name: one.id for one in present.teams} | {one.name: one.id or id_of(one.name) for one in made.teams}
    by_id = {one.id: one for one in present.teams}
    above = {one.name: by_id[one.parent].name if one.parent else "" for one in present.teams} | parents
    ended = {(end.person, end.team) for end in made.endings}
    found = {one.email: one for one in present.people}
    for one in made.people:
        before = found.get(one.email)
        found[one.email] = Here(
            id=one.id or id_of(one.email),
            name=one.name,
            email=one.email,
            zone=one.zone,
            locale=one.locale,
            roles=frozenset(one.roles),
            active=True,
            team=kept[one.team] if one.team else (before.team if before else None),
            manages=before.manages if before else (),
        )
    for squad in made.teams:
        for email in squad.managers or ():
            manages = dict.fromkeys((*found[email].manages, kept[squad.name]))
            found[email] = replace(found[email], manages=tuple(manages))
    stays = {
        email: replace(one, manages=tuple(team for team in one.manages if (one.id, team) not in ended))
        for email, one in found.items()
    }
    return Present(
        people=tuple(stays.values()),
        teams=tuple(Team(id=id, name=name, parent=kept[above[name]] if above.get(name) else None) for name, id in kept.items()),
    )
