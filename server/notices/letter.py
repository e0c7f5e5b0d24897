"""The mail of a morning: three sentences for who leads, one line for who sells, as text and as plain HTML. Pure."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice
from typing import Final

from msgspec import Struct

from server.sentences import gettext as _
from server.sentences import ngettext, speaking
from server.sentences.inert import inert
from server.sentences.words import together

SENTENCES: Final = 3
"""The most that a mail says, besides the day of somebody who sells."""

NAMED: Final = 3
"""How many promises are named; of more, their number is enough."""


class Week(Struct, frozen=True, kw_only=True):
    """A manager's week: what got better, what drifts and what is due, a sentence each; the deal to look at next, and how many are left."""

    says: Sequence[str] = ()
    look: str = ""
    looks: int = 0


class Morning(Struct, frozen=True, kw_only=True):
    """What there is to say. `seconds` is what the reader's own day holds, None for somebody who has none.

    `due` are the promises of the reader's team that are due by tonight, each as (name, deal); `late` of them were due before today. `news` are
    sentences about what came since the last mail, what matters most first. `begins`: nothing was written to them in this week yet.
    """

    seconds: int | None = None
    due: Sequence[tuple[str, str]] = ()
    late: int = 0
    news: Sequence[str] = ()
    week: Week = Week()
    begins: bool = False


class Links(Struct, frozen=True, kw_only=True):
    """Where the mail leads: the page to begin with, where it is chosen, and where one press stops it."""

    begin: str
    choose: str
    stop: str


def lines(morning: Morning) -> tuple[str, ...]:
    """The sentences, at most three and the reader's own day; empty when there is nothing to say."""
    leads = tuple(map(inert, islice(_leading(morning), SENTENCES)))
    if not morning.seconds:
        return leads
    today = _("Today: %(n)d min.") % {"n": minutes(morning.seconds)}
    return (f"{today} {leads[0]}", *leads[1:]) if leads else (today,)


def minutes(seconds: int) -> int:
    """Whole minutes, never less than one."""
    return max(1, round(seconds / 60))


def subject(said: Sequence[str]) -> str:
    """The first line, as far as it fits into a list of mails. It is one line whatever the name of a deal holds, or the mail could not leave."""
    first = " ".join(said[0].split())
    return first if len(first) <= SUBJECT else first[: SUBJECT - 1].rsplit(" ", 1)[0] + "…"


SUBJECT: Final = 80


def text(said: Sequence[str], links: Links) -> str:
    """The mail as plain text."""
    return "\n\n".join((*said, _("Open Plumbline: %(link)s") % {"link": links.begin}, *_foot(links))) + "\n"


def html(said: Sequence[str], links: Links) -> str:
    """The same as HTML, without a style of its own: it looks as its reader's other mails."""
    words = "".join(f"<p>{escape(line)}</p>" for line in said)
    begin = f'<p><a href="{escape(links.begin)}">{escape(_("Open Plumbline"))}</a></p>'
    why, hour, stop = escape(_why()), escape(_("Choose another hour")), escape(_("Stop these mails"))
    foot = f'<p><small>{why} <a href="{escape(links.choose)}">{hour}</a>. <a href="{escape(links.stop)}">{stop}</a>.</small></p>'
    head = f'<!doctype html><html lang="{escape(speaking())}"><head><meta charset="utf-8"><title>{escape(subject(said))}</title></head>'
    return f"{head}<body>{words}{begin}<hr>{foot}</body></html>\n"


def _leading(morning: Morning) -> Iterator[str]:
    """The first mail of a week, on a Monday unless that was a holiday or a day of leave, says what the page of the week begins with, another one what
    is due or new. What is left to look at alone is no reason to write.
    """
    if morning.begins and morning.week.says:
        yield from morning.week.says
        return
    if morning.due:
        yield _due(morning.due, morning.late)
    if morning.news:
        yield _news(morning.news)
    if morning.week.look and (morning.due or morning.news):
        yield ngettext(
            "One inspection is left this week: %(deal)s.",
            "%(n)d inspections are left this week, %(deal)s first.",
            morning.week.looks,
        ) % {"n": morning.week.looks, "deal": morning.week.look}


def _news(news: Sequence[str]) -> str:
    more = len(news) - 1
    also = ngettext("%(n)d more thing waits in your inbox.", "%(n)d more things wait in your inbox.", more) % {"n": more}
    return f"{news[0]} {also}" if more else news[0]


def _due(due: Sequence[tuple[str, str]], late: int) -> str:
    n = len(due)
    words = ngettext("%(n)d promise is due by tonight", "%(n)d promises are due by tonight", n) % {"n": n}
    if late == n:
        words = ngettext("%(n)d promise was due before today", "%(n)d promises were due before today", n) % {"n": n}
    elif late:
        words = _("%(words)s, %(late)d of them from before") % {"words": words, "late": late}
    if n > NAMED:
        return f"{words}."
    deals: dict[str, dict[str, None]] = {}
    for name, deal in due:
        deals.setdefault(name, {})[deal] = None
    named = "; ".join(_("%(name)s on %(deal)s") % {"name": name, "deal": together([*on])} for name, on in deals.items())
    return _("%(words)s: %(named)s.") % {"words": words, "named": named}


def _foot(links: Links) -> tuple[str, ...]:
    return (
        "-- \n" + _why(),
        _("Choose another hour: %(link)s") % {"link": links.choose}
        + "\n"
        + _("Stop these mails: %(link)s") % {"link": links.stop},
    )


def _why() -> str:
    return _("At most one mail on a working morning, and none when there is nothing to say.")
