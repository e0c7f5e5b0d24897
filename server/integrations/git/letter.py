"""What is written to whoever made a commit whose lessons have errors, or that could not be taken over. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from server.integrations.git.commit import Commit
from server.lessons.compiler.diagnostic import Diagnostic
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.inert import inert

MOST: Final = 20
"""Errors of one letter."""


class Letter(Struct, frozen=True, kw_only=True):
    """To whom (`yours`: it is their commit), about which errors, or with the sentence why nothing of it was taken over; `link` leads to all."""

    name: str
    yours: bool
    commit: Commit
    errors: Sequence[Diagnostic] = ()
    refused: str = ""
    link: str


def subject(letter: Letter) -> str:
    """The subject."""
    if letter.refused:
        return _("The lessons of %(commit)s were not taken over") % {"commit": letter.commit.short}
    count = len(letter.errors)
    told = ngettext("One error in the lessons of %(commit)s", "%(count)d errors in the lessons of %(commit)s", count)
    return told % {"count": count, "commit": letter.commit.short}


def text(letter: Letter) -> str:
    """The letter."""
    parts = [_("Hello %(name)s,") % {"name": inert(letter.name)}, _which(letter)]
    if letter.refused:
        parts.append("\n".join(map(inert, letter.refused.splitlines())))
    else:
        parts += [_fault(one) for one in letter.errors[:MOST]]
        parts += _more(len(letter.errors) - MOST)
        parts.append(_("`plumbline check` finds the same before a commit, and says more."))
    parts.append(_("The academy: %(link)s") % {"link": letter.link})
    return "\n\n".join(parts) + "\n"


def _which(letter: Letter) -> str:
    author = inert(letter.commit.author) or _("somebody")
    words = {"commit": letter.commit.short, "subject": inert(letter.commit.subject), "author": author}
    begin = (
        _("Your commit %(commit)s, “%(subject)s”, was fetched.")
        if letter.yours
        else _("The commit %(commit)s by %(author)s, “%(subject)s”, was fetched.")
    ) % words
    if letter.refused:
        return f"{begin} {_('Nothing of it could be taken over, and the academy is served as it was.')}"
    broken = _(
        "The files below have errors. The last good version of each is served in its place; one that never had any is not served "
        "yet. The rest is live."
    )
    return f"{begin} {broken}"


def _fault(one: Diagnostic) -> str:
    place = _("%(path)s, line %(line)d, column %(column)d (%(code)s)")
    told = place % {"path": one.path, "line": one.line, "column": one.column, "code": one.code}
    lines = [told, *_indented(one.message), *(_indented(_("To mend it: %(help)s") % {"help": one.help}) if one.help else ())]
    return "\n".join(lines)


def _indented(words: str) -> Iterator[str]:
    yield from (f"  {inert(line)}" for line in words.splitlines())


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    return [ngettext("And one more.", "And %(count)s more.", count) % {"count": count}]
