"""What one may take along as a file: one's own record, and the lessons that a team finished."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock
from server.assignments import queries as assignments
from server.commitments import queries as commitments
from server.errors import NotFound, Refused
from server.inspections.queries.about import all_sheets_about
from server.learning import queries as learning
from server.learning.queries import Remembered
from server.learning.queries.counts import Finished, finished_by
from server.learning.queries.takes import taken
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor, Relation, What, may_see
from server.sentences import gettext as _
from server.web.csv_table import table
from server.web.pages import together
from server.web.person import record
from server.web.person.record import Record
from server.zones import local_day

MOST = 20_000
"""Answers of one record, the newest; lessons begun likewise. Far more than anybody gives in the months for which answers are kept."""

AT_ONCE = 1_000
EVER = datetime(2000, 1, 1, tzinfo=UTC)


class OwnRecord(Controller):
    """Everything that a person may read about themselves, as one table."""

    path = "/account/record"

    @get()
    async def read(self, actor: NamedDependency[Actor]) -> Response[bytes]:
        """The file."""
        edition = await lessons.current()
        found = Record(
            taken=await taken(actor.id, MOST),
            answers=await _answers(actor.id),
            promised=await commitments.record_of(actor.id),
            declined=await commitments.declined(actor.id),
            sheets=await all_sheets_about(actor.id),
            titles=edition.titles,
            process=edition.academy.process,
        )
        return file("my-record.csv", table(record.head(), record.rows(found, actor.zone)))


class Completions(Controller):
    """Which lessons the people of a team finished, and what of theirs is assigned and open."""

    path = "/team/completions"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[bytes]:
        """By name for who manages them today, each of whom is told, also of whom there is no row: that tells something, too. For a leader without a
        team of their own counts of a large team.

        Raises Refused without a policy, because it is about single people, and where there is nobody to tell of; NotFound for a small team.
        """
        now = clock.now()
        everybody = await people.team_of(actor, now)
        if not everybody and not actor.has("leader"):
            raise Refused(_("Nobody is in your team yet."))
        if not everybody:
            return file("completions.csv", await _counts(actor, request.query_params.get("team", "")))
        known = await people.current_policy(now) is not None
        if not may_see(actor, What.KNOW_DO, Relation(manages=True, policy=known)):
            raise Refused(
                _("Numbers about people are shown once your company has said what they are for. An admin does that under Setup.")
            )
        body = table(
            (_("Team"), _("Name"), _("Lesson"), _("State"), _("Day"), _("Reason")),
            await _named(everybody, actor.zone),
        )
        await people_actions.looked_at_each(actor, everybody, "completions", now)
        return file("completions.csv", body)


async def _answers(person: UUID) -> Sequence[Remembered]:
    found: list[Remembered] = []
    while len(found) < MOST:
        last = (found[-1].at, found[-1].id) if found else None
        more = await learning.answers_of(person, before=last, limit=AT_ONCE)
        found += more
        if len(more) < AT_ONCE:
            break
    return found


async def _named(persons: Sequence[Person], zone: str) -> Sequence[tuple[str, ...]]:
    """Team by team and by name: what each finished, the oldest first, then what waits for them."""
    titles = (await lessons.current()).titles
    done: dict[UUID, list[Finished]] = {}
    for one in await finished_by([person.id for person in persons], EVER):
        done.setdefault(one.person, []).append(one)
    waiting = await assignments.open_for_each([person.id for person in persons])

    def rows(person: Person) -> Iterator[tuple[str, ...]]:
        who = (person.team_name or "", person.name)
        for one in done.get(person.id, ()):
            day = local_day(one.finished_at, zone).isoformat()
            yield (*who, titles.get(one.lesson, one.lesson), _("finished"), day, "")
        for task in waiting.get(person.id, ()):
            due = local_day(task.due_at, task.zone).isoformat()
            yield (*who, titles.get(task.lesson, task.lesson), _("assigned, until that day"), due, task.reason)

    ordered = sorted(persons, key=lambda person: (person.team_name or "", person.name, person.id))
    return [row for person in ordered for row in rows(person)]


async def _counts(actor: Actor, asked: str) -> bytes:
    """How many of the reps of a large team finished each lesson, without names. Raises Refused when no team is large enough."""
    team = await together.large_team(asked) if asked else next(iter(await people.large_teams()), None)
    if team is None and not asked:
        raise Refused(_("A team is shown as one from five reps on."))
    reps = await people.reps_of(team.id) if team else []
    if team is None or not may_see(actor, What.KNOW_DO, Relation(team=len(reps))):
        raise NotFound("There is no such team, or it has fewer than five people.")
    edition = await lessons.current()
    taken = {(one.person, edition.present.get(one.lesson, one.lesson)) for one in await finished_by(reps, EVER)}
    finished = Counter(lesson for _person, lesson in taken)
    rows = [(team.name, edition.titles.get(lesson, lesson), str(n), str(len(reps))) for lesson, n in finished.items()]
    return table((_("Team"), _("Lesson"), _("Finished by"), _("Of so many reps")), sorted(rows))


def file(name: str, body: bytes) -> Response[bytes]:
    """A table as a file to keep, which no cache does."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(body, media_type="text/csv", headers=headers)
