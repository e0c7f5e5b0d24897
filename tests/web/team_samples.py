"""A team's board: of a half year, of its first weeks, in counts alone, with a cell open, and without names."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import structs
from msgspec.structs import replace

from server.gaps.candour import Told
from server.gaps.priority import Gap, counts_only, judged
from server.gaps.shown import Lacks
from server.html import Page
from server.people.queries import Person
from server.web.pages import team, together
from server.web.pages.team import Member, TeamPage
from server.web.team import board
from server.web.team.board import Beside, Board
from server.web.team.look_next import looking_at
from tests.deals.samples import deal
from tests.selling import LESSONS, PROCESS
from tests.web.gap_samples import coach, few, reading, steady, teach
from tests.web.rep_samples import NOW, ZONE

IDS = tuple(UUID(f"01939b5e-0000-7000-8000-0000000000b{number}") for number in range(8))
NAMES = ("Ewa Dąbrowska", "Joel <Okafor>", "Mara Lindqvist", "Mara Novak", "Priya Raman", "Tomás Abreu", "Yusuf Kaya", "Zoe & Co")
REPS = tuple(
    Person(
        id=id,
        name=name,
        email=f"{number}@example.org",
        zone=ZONE,
        locale="en",
        theme="",
        roles=frozenset({"rep"}),
        process_owner=False,
        team=IDS[0],
        team_name="Team North",
        added_at=NOW,
        deactivated_at=None,
    )
    for number, (id, name) in enumerate(zip(IDS, NAMES, strict=True))
)
CLAUSE = PROCESS.behaviours[0].clauses[0]


def gaps(*given: Any) -> tuple[Gap, ...]:  # noqa: ANN401  # readings
    """What one rep knows and does; everything that is not given is unknown."""
    known = {one.behaviour: one for one in given}
    return judged([known.get(one.id, reading(one.id)) for one in PROCESS.behaviours])


def lacking(of: Any) -> Any:  # noqa: ANN401  # a reading
    return of._replace(lacks=Lacks(3, ((CLAUSE.id, CLAUSE.text, 3),)), claimed=2, fair=(1, 3))


def made(
    persons: Sequence[Person],
    found: Sequence[tuple[Gap, ...]],
    *,
    asked: str = "",
    focus: Sequence[str] = (),
    counts: bool = False,
) -> Board:
    """The board of these reps, each with one open deal."""
    known = dict(zip((one.id for one in persons), found, strict=True))
    if counts:
        known = {person: counts_only(of_one, {}) for person, of_one in known.items()}
    needed = {one.id: {behaviour.id: 0.5 for behaviour in PROCESS.behaviours} for one in persons}
    beside = Beside(
        lessons=LESSONS,
        finished={(persons[0].id, "next-step")},
        given={persons[-1].id: frozenset({"hear-it"})},
        deals=tuple(replace_owner(one.id) for one in persons),
        looking=looking_at(known, needed, focus),
        focus=focus,
        stage="align" if focus else "",
        counts_only=counts,
    )
    return board.made(PROCESS, persons, known, asked, beside, zone=ZONE, now=NOW)


def replace_owner(owner: UUID) -> Any:  # noqa: ANN401  # a deal
    return structs.replace(deal(), owner=owner)


def members(persons: Sequence[Person]) -> tuple[Member, ...]:
    return tuple(Member(one.id, one.name, one.team_name, sells=True, practised=True, waiting=(), late="") for one in persons)


def pages() -> Mapping[str, Page]:
    """Each state of the board."""
    off, six = lacking(coach()), REPS[:6]
    mixed = [gaps(off), gaps(lacking(teach())), gaps(steady()), gaps(few()), gaps(), gaps(off)]
    nothing = [gaps()] * 6
    cell = f"{six[0].id}.{coach().behaviour}"

    def page(drawn: Board, persons: Sequence[Person] = six) -> TeamPage:
        return replace(team.page(members(persons), NOW, board=drawn), name="Team North", as_of=NOW)

    desks = ((IDS[0], "Team North", True), (IDS[1], "Team <South>", False))
    focus = (PROCESS.behaviours[0].id, PROCESS.behaviours[3].id)
    room = together.made("Team North", PROCESS, mixed)
    return {
        "the board of a team": page(made(six, mixed)),
        "the board of one team of several": replace(page(made(six, mixed)), desks=desks, teams=True),
        "the board with a cell open": page(made(six, mixed, asked=cell)),
        "the board with a cell open of which nothing is known": page(made(six, mixed, asked=f"{six[4].id}.insight-shared")),
        "the board of eight reps": page(made(REPS, [*mixed, *nothing[:2]]), REPS),
        "the board of a new team": page(made(six, nothing)),
        "the board of a team whose deals are stale": replace(page(replace(made(six, mixed), looks=())), stale=True),
        "the board with one stage in focus": page(made(six, [gaps(few())] * 6, focus=focus)),
        "the board with one stage in focus and nothing known": page(made(six, nothing, focus=focus)),
        "the board when nobody is off": page(made(six, [gaps(steady())] * 6)),
        "the board in counts alone": page(made(six, mixed, counts=True)),
        "the board in counts alone with a cell open": page(made(six, mixed, counts=True, asked=cell)),
        "a team shown to the room": room,
        "a new team shown to the room": together.made("Team North", PROCESS, nothing),
        "a team too small to be shown": replace(room, finding=None, question="", clause=("", ""), rows=(), small=True),
        "a team as a leader sees it together": replace(room, teams=desks, leads=True, told=Told(80, 78, 412)),
        "no team large enough for a leader": replace(
            room, finding=None, question="", clause=("", ""), rows=(), small=True, leads=True, name="", of=0
        ),
    }
