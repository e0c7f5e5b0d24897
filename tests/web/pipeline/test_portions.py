"""The parts in which a large company is reviewed."""

from datetime import UTC, datetime
from uuid import UUID

from server.people.queries import Person
from server.web.pipeline import portions, review

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
NORTH, SOUTH = (UUID(int=2**100 + n) for n in range(2))


def test_each_of_many_people_stands_in_one_part():
    persons = [person(n, (NORTH, SOUTH, None)[n % 3]) for n in range(3 * portions.LARGE + 7)]
    parts = portions.of_many(persons, "").parts
    assert [one.name for one in parts] == [f"{team}, part {n} of 2" for team in ("North", "South", "In no team") for n in (1, 2)]
    found = [portions.of_many(persons, part.key).persons for part in parts]
    assert all(0 < len(some) <= portions.LARGE for some in found)
    assert sorted(one.id for some in found for one in some) == [one.id for one in persons]


def test_a_rep_stands_in_what_is_read_for_them_and_what_no_link_says_begins_at_the_beginning():
    persons = [person(n, NORTH if n % 2 else None) for n in range(2 * portions.LARGE + 9)]
    assert persons[-1] in portions.of_many(persons, f"rep-{persons[-1].id}").persons
    assert portions.of_many(persons, "team-nothing") == portions.of_many(persons, "")


def test_one_team_does_not_lend_its_name_to_those_who_are_in_none():
    north = [person(1, NORTH), person(2, NORTH)]
    assert [one.name for one in review.scopes(north, forecast=False)] == ["North", "0001", "0002"]
    found = review.scopes([*north, person(3, None)], forecast=False)
    assert [one.name for one in found[:3]] == ["All teams", "North", "In no team"]
    assert [one.team for one in found[:3]] == ["", str(NORTH), review.NO_TEAM]
    assert review.scopes([person(3, None)], forecast=False)[0].name == "All teams"


def person(n: int, team: UUID | None) -> Person:
    return Person(
        id=UUID(int=n),
        name=f"{n:04}",
        email=f"{n}@example.org",
        zone="UTC",
        locale="en",
        theme="",
        roles=frozenset({"rep"}),
        process_owner=False,
        team=team,
        team_name={NORTH: "North", SOUTH: "South"}.get(team, "") if team else "",
        added_at=NOW,
        deactivated_at=None,
    )
