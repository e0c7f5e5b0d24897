"""What a person can practise today, and everything that says why: for the page of practice and for the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from msgspec.structs import replace as replaced

from server.deals import queries as deals
from server.deals.gates import needed
from server.deals.queries import Deal
from server.gaps import queries as gaps
from server.gaps.priority import Gap, counted
from server.learning import session
from server.learning.queries.practice import Given, Waiting, asked_on, waiting
from server.learning.recall import why
from server.learning.schedule import tonight
from server.learning.session import MOST, Chosen
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition, Live
from server.people import queries as people
from server.sentences.reasons import GapReason, Returns
from server.zones import local_day


class Sitting(Struct, frozen=True, kw_only=True):
    """One person and one day. `deals` are their open ones, the first to close first; `gaps` all behaviours, what is worth most first.

    `asked` is what came today already, `chosen` what comes now, `tomorrow` what would come then. `counts_only`: no estimate and no kind is told.
    """

    edition: Edition
    deals: Sequence[Deal]
    gaps: Sequence[Gap]
    asked: Sequence[Given]
    waiting: Waiting
    chosen: Chosen
    tomorrow: Chosen
    counts_only: bool = False

    def why(self, key: str, now: datetime) -> Returns:
        """Why a question that waits comes now. That something is fading is an estimate, so it is not said where only counts may be."""
        reason = why(self.waiting.cards[key], self.live(key).revision, now)
        return replaced(reason, how="again") if self.counts_only and reason.how == "fading" else reason

    def live(self, key: str) -> Live:
        """A question that waits, as it is served now. Raises KeyError."""
        return self.edition.live[key]

    def told(self, gap: Gap) -> GapReason:
        """What may be said of one of the gaps."""
        return (counted(gap) if self.counts_only else gap).reason

    def behaviours(self, given: Given) -> tuple[str, ...]:
        """What an answer of today was about, as its question is served now."""
        question = self.edition.question(given.lesson, given.question)
        return question.behaviours if question else ()


class Ground(NamedTuple):
    """What a sitting is chosen on besides what the person themselves did."""

    edition: Edition
    deals: Sequence[Deal]
    gaps: Sequence[Gap]
    counts_only: bool


async def sitting(person: UUID, zone: str, now: datetime, *, most: int = MOST) -> Sitting:
    """What comes now, at most `most` a day with those that came already. Five statements, however much there is."""
    return await seated(await ground(person, now), person, zone, now, most)


async def ground(person: UUID, now: datetime) -> Ground:
    """What is asked first. Two statements, if nothing new is known about the person's gaps."""
    edition = await lessons.current()
    open_ = sorted(await deals.open_deals(person), key=_closes)
    process = edition.academy.process
    found = await gaps.gaps(person, now, needed(process, open_) if process else {})
    policy = await people.current_policy(now)
    return Ground(edition, open_, found, policy is not None and policy.counts_only)


async def seated(on: Ground, person: UUID, zone: str, now: datetime, most: int = MOST) -> Sitting:
    """What comes now on this ground. Two statements."""
    asked = await asked_on(person, local_day(now, zone))
    night = tonight(now, zone)
    fading = session.fading(on.gaps)
    held = await waiting(person, on.edition, night + timedelta(days=1), fading=fading)
    made = Sitting(**on._asdict(), asked=asked, waiting=held, chosen=Chosen(), tomorrow=Chosen())
    came = tuple(behaviour for one in asked for behaviour in made.behaviours(one))
    ranked = session.ranked(held.cards, held.questions, session.priorities(on.gaps))

    left = max(0, min(most, MOST) - len(asked))
    now_ = session.chosen(ranked, held.cards, held.questions, night, fading=fading, asked=came, most=left)
    others = [key for key in ranked if key not in now_.keys]
    then = session.chosen(others, held.cards, held.questions, night + timedelta(days=1), fading=fading)
    return replace(made, chosen=now_, tomorrow=then)


def _closes(deal: Deal) -> tuple[bool, object, str]:
    return (deal.close_date is None, deal.close_date or deal.added_at.date(), deal.name.casefold())
