"""What the page of a team says first: its finding as a headline, and the counts it rests on."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from server.gaps.pooled import Pool
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import ngettext
from server.web.team.matrix import Total


class Finding(Struct, frozen=True):
    """A headline about a behaviour, never about a person, and the counts below it; `row` is what it is about, None where nothing is known yet."""

    head: str
    lede: str
    row: Total | None


def finding(rows: Sequence[Total], process: Process, focus: Collection[str], stage: str) -> Finding:
    """What to say of these rows, which stand in the order of the page. `stage` is the one in focus, empty for none."""
    worst = next((row for row in rows if row.pool.off), None)
    if worst is not None:
        return Finding(_off(worst), lede(worst), worst)
    known = next((row for row in rows if row.pool.do.of), None) or next((row for row in rows if row.pool.know.of), None)
    if focus and stage in process.stage:
        head = _("One stage first: %(stage)s, and what is asked at every stage") % {"stage": process.stage[stage].title}
        return Finding(head, lede(known) if known else _("Nothing was answered and no deal looked at yet."), known)
    if known is None:
        return Finding(
            _("Nothing is known of this team yet"), _("It begins with questions, and with the first look at a deal."), None
        )
    if any(row.pool.know.p is not None or row.pool.do.p is not None for row in rows):
        return Finding(_("Nobody is off where enough is known"), f"{known.title}: {lede(known)}", known)
    return Finding(_("Counts first"), f"{known.title}: {lede(known)}", known)


def lede(row: Total) -> str:
    """`5 of 6 off. Right on 45 of 54 questions; shown on 10 of 35 deals (likely 22 to 41%).`"""
    counts = f"{_capital(row.know.says)}; {row.do.says}."
    if not row.pool.off:
        return counts
    off = ngettext("%(off)d of %(of)d rep off.", "%(off)d of %(of)d reps off.", row.pool.people) % {
        "off": row.pool.off,
        "of": row.pool.people,
    }
    return f"{off} {counts}"


def clause(pool: Pool) -> tuple[str, str]:
    """The sentence about the clause that is missing most often, up to the clause, and the clause; both empty where none is."""
    usual = pool.lacks.usual
    if usual is None:
        return "", ""
    words = {"n": usual.deals, "of": usual.of}
    if usual.of == 1:
        said = _("On the one deal without it one clause is missing:")
    elif usual.deals == usual.of:
        said = _("On each of the %(of)d deals without it, one clause is missing:")
    else:
        said = _("On %(n)d of the %(of)d deals without it, one clause is missing:")
    return said % words, usual.words


def fairness(pool: Pool) -> str:
    """Where a range comes from, when deals that somebody chose are among the counts; else empty."""
    if pool.do.p is None or pool.fair[1] == pool.do.of:
        return ""
    words = {"shown": pool.fair[0], "n": pool.fair[1]}
    return (
        _(
            "The likely range of doing comes from the %(n)d deals that were picked by turn or at random; it was shown on %(shown)d of them."
        )
        % words
    )


def _off(row: Total) -> str:
    words = {"behaviour": row.title}
    if row.pool.coach >= row.pool.teach:
        return _("%(behaviour)s: known, and not shown") % words
    return _("%(behaviour)s: not known yet") % words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
