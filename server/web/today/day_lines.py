"""A rep's day where they are: what was finished, what it holds now, and what comes tomorrow, as lines in words."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.learning import session
from server.learning.queries import Completed
from server.learning.walk import walks
from server.sentences import speaking
from server.sentences.tongues import foreign
from server.sentences.words import about, span, tell
from server.web.today import day, day_words
from server.web.today.day import Candidate, Day
from server.web.today.lesson_offers import Found
from server.web.today.nudge import Check, Nudge, nudge
from server.zones import local_day, local_time


class Line(Struct, frozen=True):
    """One thing of the day, in words. `begun`: there is something to go on with. `whole`: not only the next part of a lesson.

    `scenario`: it is walked. `deal` is set for what is to be done on one, `check` when it is to tick the boxes of a claim that moved.
    """

    kind: Literal["lesson", "practice", "deal"]
    title: str
    href: str
    time: str
    why: str
    lesson: str = ""
    begun: bool = False
    whole: bool = True
    scenario: bool = False
    deal: UUID | None = None
    check: Check | None = None
    lang: str = ""
    """The language of the title, where that is not the reader's."""


class Here(Struct, frozen=True, dict=True):
    """What is known, where the rep is, and when."""

    found: Found
    zone: str
    now: datetime

    @cached_property
    def today(self) -> date:
        """The day it is there."""
        return local_day(self.now, self.zone)

    @cached_property
    def finished(self) -> tuple[Completed, ...]:
        """The lessons that were finished today. Most were finished on other days, and only their times are compared."""
        begun = local_time(self.today, time(), self.zone)
        return tuple(
            one for one in self.found.finished if one.finished_at >= begun and local_day(one.finished_at, self.zone) == self.today
        )

    @property
    def waiting(self) -> int:
        """How many questions can be asked today besides those that were."""
        return len(self.found.sitting.chosen.keys) if self.found.sitting else 0

    def finished_today(self, lesson: str) -> bool:
        """Whether this lesson was finished today."""
        return any(self._present(one.lesson) == lesson for one in self.finished)

    def open(self, known: Sequence[Candidate]) -> Sequence[Candidate]:
        """What the day may still hold: anything, or after one lesson was finished only what was assigned for today or before."""
        if not self.finished:
            return known
        due = {self._present(one.lesson) for one in self.found.assigned if local_day(one.due_at, self.zone) <= self.today}
        return [one for one in known if one.lesson in due]

    def spent(self) -> int:
        """The seconds of what was finished today, by the same estimates as what is to come."""
        titles = [self.found.edition.lesson(one.lesson) for one in self.finished]
        asked = len(self.found.sitting.asked) if self.found.sitting else 0
        taken = sum(day.seconds(lesson) for lesson in titles if lesson)
        return taken + day.QUESTION * asked + (day.DEAL if self.found.tended else 0)

    def nudge(self) -> Nudge | None:
        """The deal of the day."""
        sitting = self.found.sitting
        if sitting is None:
            return None
        ranked = session.priorities(sitting.gaps)
        process = self.found.edition.academy.process
        return nudge(
            sitting.deals,
            self.found.promised,
            process,
            ranked,
            now=self.now,
            zone=self.zone,
            concluded=self.found.concluded,
            check=self.found.check,
        )

    def lines(self, made: Day, deal: Nudge | None) -> Iterator[Line]:
        """What the day holds, in order."""
        if made.lesson:
            yield self.line(made.lesson)
        sitting = self.found.sitting
        if made.questions and sitting:
            came = len(sitting.asked)
            most = came + made.questions
            yield Line(
                kind="practice",
                title=day_words.practise(made.questions, came),
                href="/practice" if most >= day.MOST else f"/practice?most={most}",
                time=span(made.questions * day.QUESTION),
                why=day_words.first_question(sitting, made.questions, zone=self.zone, now=self.now),
                begun=came > 0,
            )
        if made.deal and deal:
            title, why = day_words.on_a_deal(deal, zone=self.zone, now=self.now)
            yield Line(
                kind="deal",
                title=title,
                href=f"/deals/{deal.deal}",
                time=span(day.DEAL),
                why=why,
                deal=deal.deal,
                check=deal.check,
            )

    def line(self, item: day.Item, *, time: str = "") -> Line:
        """A lesson as the day lists it."""
        lesson = self.found.edition.lesson(item.lesson)
        return Line(
            kind="lesson",
            title=item.title,
            href=f"/lessons/{item.lesson}",
            time=time or span(item.seconds),
            why=tell(item.why, zone=self.zone, now=self.now),
            lesson=item.lesson,
            begun=any(self._present(take.lesson) == item.lesson for take in self.found.begun),
            whole=item.whole,
            scenario=lesson is not None and walks(lesson),
            lang=foreign(lesson.locale, speaking()) if lesson else "",
        )

    def did(self) -> Iterator[str]:
        """What was finished today."""
        for one in self.finished:
            lesson = self.found.edition.lesson(one.lesson)
            yield day_words.finished(lesson.title if lesson else one.lesson)
        if self.found.sitting and self.found.sitting.asked:
            yield day_words.practised([one.mark for one in self.found.sitting.asked])
        if self.found.tended:
            yield day_words.tended(self.found.tended)

    def tomorrow(self, known: Sequence[Candidate], made: Day) -> Day:
        """What the next day would hold: the first lesson that today leaves, or the rest of the one it only begins."""
        left = []
        for one in known:
            if made.lesson is None or one.lesson != made.lesson.lesson:
                left.append(one)
            elif not made.lesson.whole:
                left.append(replace(one, seconds=one.seconds - made.lesson.seconds, parts=()))
        sitting = self.found.sitting
        if sitting is None:
            return day.compose(left)
        # What today has no room for is due tomorrow, too.
        asked = len(sitting.tomorrow.keys) + len(sitting.chosen.keys) - made.questions
        return day.compose(left, questions=asked, deal=bool(sitting.deals))

    def later(self, known: Sequence[Candidate], made: Day) -> Iterator[Line]:
        """Assigned lessons that are longer than a whole day, so that they are never lost."""
        assigned = {self._present(one.lesson) for one in self.found.assigned}
        for one in known:
            listed = made.lesson is not None and made.lesson.lesson == one.lesson
            if one.lesson in assigned and not listed and day.compose([one]).lesson is None:
                item = day.Item(one.lesson, one.title, one.seconds, one.why, whole=True)
                yield self.line(item, time=about(one.seconds))

    def _present(self, lesson: str) -> str:
        """The id that a lesson has now: it may have been taken or assigned under one that it had."""
        return self.found.edition.present.get(lesson, lesson)
