"""The company of the demonstration, which does not exist: its people, its teams and its policy. All names are made up."""

from typing import NamedTuple
from uuid import UUID

NAMESPACE = UUID("0199c0de-0000-7000-8000-000000000001")
"""What the ids of the demonstration's deeds are derived from."""

DOMAIN = "@northwind.example"
"""The end of every address of the cast; mail to it can go nowhere."""

COMPANY = "Northwind Tools"
ZONE = "Europe/Prague"
POLICY = "for coaching, not pay or discipline"

NORTH, SOUTH = "Team North", "Team South"


class Someone(NamedTuple):
    """A person of the cast. `team` is where they are a member, `manages` the team they manage, `joined` how many days ago they came."""

    key: str
    name: str
    roles: tuple[str, ...]
    team: str = ""
    manages: str = ""
    joined: int = 730


CAST = (
    Someone("mara", "Mara Lindqvist", ("rep",), team=NORTH),
    Someone("ines", "Ines Caldeira", ("manager",), manages=NORTH),
    Someone("ruth", "Ruth Adeyemi", ("leader",)),
    Someone("sam", "Sam Whitlow", ("author",)),
    Someone("oskar", "Oskar Lind", ("admin",)),
    Someone("ewa", "Ewa Dąbrowska", ("rep",), team=NORTH),
    Someone("joel", "Joel Okafor", ("rep",), team=NORTH),
    Someone("priya", "Priya Raman", ("rep",), team=NORTH),
    Someone("tomas", "Tomás Abreu", ("rep",), team=NORTH),
    Someone("yusuf", "Yusuf Kaya", ("rep",), team=NORTH),
    Someone("henrik", "Henrik Voss", ("manager",), manages=SOUTH),
    Someone("anouk", "Anouk Peeters", ("rep",), team=SOUTH),
    Someone("davor", "Davor Horvat", ("rep",), team=SOUTH),
    Someone("lena", "Lena Brandt", ("rep",), team=SOUTH),
    Someone("marco", "Marco Bellini", ("rep",), team=SOUTH),
    Someone("sofia", "Sofia Papadaki", ("rep",), team=SOUTH, joined=2),
)
"""Sofia began two days ago: her pages show what somebody new finds."""

REPS = tuple(one for one in CAST if "rep" in one.roles)

TEAMS = (("Sales", ""), (NORTH, "Sales"), (SOUTH, "Sales"))
"""(name, the team above it)."""


def manager_of(rep: str) -> Someone:
    """Who manages the team of this rep, by key."""
    team = next(one.team for one in REPS if one.key == rep)
    return next(one for one in CAST if one.manages == team)
