"""Being away: the days, and the mail by which a team hears who stands in."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from server.sentences import days as calendar
from server.sentences import gettext as _
from server.sentences.inert import inert
from server.zones import local_time

LONGEST = timedelta(days=400)
"""A leave may last more than a year, a typing error does not."""


class Span(Struct, frozen=True):
    """Days on end, both included."""

    first: date
    last: date


def days(spans: Iterable[Span]) -> frozenset[date]:
    """Every day of these spans."""
    return frozenset(span.first + timedelta(days=n) for span in spans for n in range((span.last - span.first).days + 1))


def began(first: date, zone: str) -> datetime:
    """When the first day begins in the zone, in UTC."""
    return local_time(first, time(), zone)


def ended(last: date, zone: str) -> datetime:
    """When the last day is over in the zone, in UTC."""
    return began(last + timedelta(days=1), zone)


class Letter(Struct, frozen=True, kw_only=True):
    """What the mail is about: `by` is away, and `cover` stands in, who may be the reader."""

    name: str
    by: str
    cover: str
    first: date
    last: date
    is_cover: bool
    link: str


def subject(letter: Letter) -> str:
    """One line in the language that is spoken."""
    words = {
        "by": inert(letter.by),
        "cover": inert(letter.cover),
        "first": calendar.whole(letter.first),
        "last": calendar.whole(letter.last),
    }
    if letter.is_cover:
        return _("You cover for %(by)s, %(first)s to %(last)s") % words
    return _("%(cover)s covers for %(by)s, %(first)s to %(last)s") % words


def text(letter: Letter) -> str:
    """The whole mail as plain text in the language that is spoken."""
    words = {
        "name": inert(letter.name),
        "by": inert(letter.by),
        "cover": inert(letter.cover),
        "first": calendar.whole(letter.first),
        "last": calendar.whole(letter.last),
    }
    rest = _to_cover(words, letter.link) if letter.is_cover else _to_team(words, letter.link)
    return "\n\n".join((_("Hello %(name)s,") % words, *rest)) + "\n"


def _to_cover(words: Mapping[str, str], link: str) -> tuple[str, ...]:
    return (
        _("%(by)s is away from %(first)s to %(last)s and named you to cover. For those days you read and inspect their team.")
        % words,
        _("Their week stands beside yours: %(link)s") % {"link": link},
        _("The team is told. What you open is listed with its date for the person it is about."),
    )


def _to_team(words: Mapping[str, str], link: str) -> tuple[str, ...]:
    return (
        _("%(by)s is away from %(first)s to %(last)s. For those days %(cover)s may read and inspect what %(by)s may.") % words,
        _("What %(cover)s opens about you is listed with its date on My line: %(link)s") % {**words, "link": link},
    )
