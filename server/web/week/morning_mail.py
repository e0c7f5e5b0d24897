"""What the mail of a morning says to who leads: the sentences of their week on a Monday, and which deal to look at next."""

from datetime import datetime

from server.drift.queries import board as boards
from server.inspections import actions
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.notices.letter import Week
from server.people import queries as people
from server.people.queries import Person
from server.web.week import desk, leaders_week, week_lines, week_words
from server.web.week.leaders_week import Due


async def week_of(person: Person, now: datetime) -> Week:
    """A leader's three lines; else the week of a manager's own desk. Empty for somebody without either, and where nobody inspected yet."""
    says = await _lines(person, now) if person.actor.has("leader") else ()
    own = next((one for one in await people.desks(person.actor, now) if not one.covered), None)
    if own is None:
        return Week(says=says)
    book = await desk.read(person.actor, own, now)
    left = week_lines.left(book)
    told = (
        tuple(sentence for _about, sentence in week_words.says(book, len(left), week_lines.more(book)))
        if book.since and not says
        else says
    )
    return Week(says=told, look=left[0] if left else "", looks=len(left))


async def _lines(person: Person, now: datetime) -> tuple[str, ...]:
    board, process = await boards.board(now), (await lessons.current()).academy.process
    if board is None or process is None:
        return ()
    month = actions.month_of(now)
    calibrated = any(one.how == "all" and actions.month_of(one.at) == month for one in await inspections.last_calibrations())
    kept = await inspections.kept(person.actor, now)
    replies = [one for one in await inspections.waiting_replies(person.actor, now) if one.deal not in kept]
    return leaders_week.lines(board, process, Due(replies=len(replies), calibration=not calibrated, kept=kept))
