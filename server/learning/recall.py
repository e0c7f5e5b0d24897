"""What a card says to its person: why a question comes now, and when it comes again. Pure."""

from datetime import datetime, timedelta

from server.learning.schedule import RESTS, SURE, Card
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.reasons import Returns
from server.sentences.words import short

DAY = timedelta(days=1)


def why(card: Card, revision: int, now: datetime) -> Returns:
    """Why a question in this revision is asked now."""
    if card.revision != revision:
        return Returns(card.at, "changed")
    if card.retired_at is not None:
        return Returns(card.at, "rested" if now >= card.retired_at + RESTS else "fading")
    if card.sure_and_wrong:
        return Returns(card.at, "sure and wrong")
    return Returns(card.at, "right" if card.right else "partly" if card.mark > 0 else "wrong")


def level(confidence: int) -> str:
    """How sure somebody was, in the words of the form."""
    return (_("Guess"), _("Unsure"), _("Fairly sure"), _("Certain"))[confidence]


def levels() -> tuple[str, ...]:
    """The four steps, in order."""
    return tuple(level(confidence) for confidence in range(4))


def again(card: Card, zone: str) -> str:
    """When the question comes again, and by which rule: `Fairly sure, and right: it comes back in 24 days, on 18 Dec.`"""
    days = round((card.due - card.at) / DAY)
    words = {"level": level(card.confidence or 0), "day": short(card.due, zone), "num": days}
    if card.retired_at is not None:
        return _("Right twice in a row: it rests for half a year, unless what it is about fades.")
    if card.right:
        return _("%(level)s, and right: it comes back in %(num)d days, on %(day)s.") % words
    if card.sure_and_wrong:
        return _("%(level)s, and not right: it comes back in %(num)d days already, on %(day)s.") % words
    if card.confidence is not None and card.confidence >= SURE:
        return _("%(level)s, and partly right: it comes back in %(num)d days, on %(day)s.") % words
    return ngettext("It comes back in %(num)d day, on %(day)s.", "It comes back in %(num)d days, on %(day)s.", days) % words
