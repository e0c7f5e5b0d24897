"""The mail that tells somebody about a lesson they were asked to take."""

from datetime import datetime

from msgspec import Struct

from server.sentences import days, ngettext
from server.sentences import gettext as _
from server.sentences.inert import inert
from server.zones import local_day


class Letter(Struct, frozen=True, kw_only=True):
    """What the mail is about: `by` asks `name` to take the lesson `title` until `due`. `link` leads to it.

    With more than one of `lessons`, `title` is a path of so many, and `minutes` says how long one of them takes.
    """

    name: str
    by: str
    title: str
    minutes: int
    reason: str
    due: datetime
    zone: str
    link: str
    lessons: int = 1


def subject(letter: Letter) -> str:
    """One line in the language that is spoken."""
    words = {"by": inert(letter.by), "title": inert(letter.title)}
    if letter.lessons > 1:
        return _("%(by)s asks you to take a path: %(title)s") % words
    return _("%(by)s asks you to take a lesson: %(title)s") % words


def text(letter: Letter) -> str:
    """The whole mail as plain text in the language that is spoken."""
    minutes = ngettext("about %(n)d minute", "about %(n)d minutes", letter.minutes) % {"n": letter.minutes}
    day = days.whole(local_day(letter.due, letter.zone))
    lines = (
        _("Hello %(name)s,") % {"name": inert(letter.name)},
        _asked(letter, day, minutes),
        _("Why: %(reason)s") % {"reason": inert(letter.reason)},
        _("Open it here: %(link)s") % {"link": letter.link},
        _(
            "You can stop at any time and go on later; nothing is lost. Your answers are yours: %(by)s sees that you finished, never what you picked."
        )
        % {"by": inert(letter.by)},
    )
    return "\n\n".join(lines) + "\n"


def _asked(letter: Letter, day: str, minutes: str) -> str:
    words = {"by": inert(letter.by), "day": day, "title": inert(letter.title), "minutes": minutes, "n": letter.lessons}
    if letter.lessons > 1:
        return (
            _("%(by)s asks you to take a path by %(day)s: %(title)s, %(n)d lessons one after the other, each %(minutes)s.")
            % words
        )
    return _("%(by)s asks you to take a lesson by %(day)s: %(title)s, %(minutes)s.") % words
