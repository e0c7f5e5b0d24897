"""What the mail of a morning says to who leads: the three sentences of their week on a Monday, and which deal to look at next."""

from datetime import datetime

from server.notices.letter import Week
from server.people import queries as people
from server.people.queries import Person
from server.web import desk, week, week_words


async def week_of(person: Person, now: datetime) -> Week:
    """The week of a manager's own desk; an empty one for somebody without a desk, and without sentences where nobody inspected yet."""
    own = next((one for one in await people.desks(person.actor, now) if not one.covered), None)
    if own is None:
        return Week()
    book = await desk.read(person.actor, own, now)
    left = week.left(book)
    says = tuple(sentence for _about, sentence in week_words.says(book)) if book.since else ()
    return Week(says=says, look=left[0] if left else "", looks=len(left))
