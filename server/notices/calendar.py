"""Due items as entries of a calendar, in words. Pure."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from server.lessons.compiler.model import Lesson
from server.notices.due import Due
from server.notices.icalendar import Event
from server.sentences import gettext as _
from server.sentences.inert import inert


def events(due: Iterable[Due], lesson: Callable[[str], Lesson | None], *, site: str) -> Iterator[Event]:
    """One entry for each; its id stays the same however often the item's day is moved. `site` is our public address.

    A lesson that the academy has no more leads to those there are.
    """
    host = urlsplit(site).hostname or "plumbline"
    for one in due:
        title, words = _told(one, lesson)
        gone = one.kind == "lesson" and lesson(one.subject) is None
        link = f"{site}/lessons" if gone else f"{site}{one.path}"
        yield Event(
            uid=f"{one.kind}-{one.id}@{host}", made=one.made, due=one.due, title=title, words=f"{words}\n{link}", url=link
        )


def _told(due: Due, lesson: Callable[[str], Lesson | None]) -> tuple[str, str]:
    """Title and words."""
    match due.kind:
        case "promise":
            return _promise(due)
        case "lesson":
            return _lesson(due, lesson)
        case "reply":
            return _("%(deal)s: a reply to answer") % {"deal": inert(due.deal_name)}, _("Somebody answered a row that you wrote.")
        case "sheet":
            return _("A blind sheet to fill"), _("One deal, each inspector alone, about a quarter of an hour.")


def _promise(due: Due) -> tuple[str, str]:
    words = {"deal": inert(due.deal_name), "proof": due.subject.replace("-", " ")}
    return _("%(deal)s: %(proof)s") % words, _("What you promised is due. What proves it: %(proof)s.") % words


def _lesson(due: Due, lesson: Callable[[str], Lesson | None]) -> tuple[str, str]:
    found = lesson(due.subject)
    words = {"title": inert(found.title) if found else due.subject}
    return _("Lesson: %(title)s") % words, _("You were asked to take it by then. It waits where you left it.")
