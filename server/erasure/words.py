"""What goes and what stays, in words."""

from collections.abc import Callable, Mapping

from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.days import number


def goes(counted: Mapping[str, int]) -> tuple[str, ...]:
    """A line for each kind of thing that goes, the ones there are none of left out."""
    lines: Mapping[str, Callable[[int], str]] = {
        "evidence": lambda n: ngettext("%(num)s piece of evidence that they added", "%(num)s pieces of evidence that they added", n),
        "files": lambda n: ngettext("%(num)s file that is evidence", "%(num)s files that are evidence", n),
        "answers": lambda n: ngettext("the words of %(num)s typed answer or reflection", "the words of %(num)s typed answers and reflections", n),
        "notes": lambda n: ngettext("the words of %(num)s note to them", "the words of %(num)s notes to them", n),
        "promises": lambda n: ngettext("the words of %(num)s promise", "the words of %(num)s promises", n),
        "words": lambda n: ngettext("%(num)s other text: a reason, a reply, a proposal", "%(num)s other texts: reasons, replies, proposals", n),
        "numbers": lambda n: ngettext("what they know and do, of %(num)s behaviour", "what they know and do, of %(num)s behaviours", n),
        "ways": lambda n: ngettext("%(num)s way in or way of being told", "%(num)s ways in and ways of being told", n),
        "notices": lambda n: ngettext("%(num)s notice in their inbox", "%(num)s notices in their inbox", n),
    }  # fmt: skip
    always = (_("their name, address and settings"),)
    return always + _told(lines, counted)


def stays(counted: Mapping[str, int]) -> tuple[str, ...]:
    """A line for each kind of thing that stays without a name."""
    lines: Mapping[str, Callable[[int], str]] = {
        "facts": lambda n: ngettext("%(num)s fact, of ids and marks alone", "%(num)s facts, of ids and marks alone", n),
        "marks": lambda n: ngettext("the mark of %(num)s answer", "the marks of %(num)s answers", n),
        "deals": lambda n: ngettext("%(num)s deal, which is the company’s", "%(num)s deals, which are the company’s", n),
        "sheets": lambda n: ngettext("%(num)s sheet that they filled", "%(num)s sheets that they filled", n),
    }
    return _told(lines, counted)


def mentioned(counted: Mapping[str, int]) -> str:
    """How often others named them in their own words, which stay; empty when nobody did."""
    n = sum(counted.values())
    if not n:
        return ""
    return ngettext(
        "%(num)d text of somebody else names them, and stays as it is: who wrote it has to change it.",
        "%(num)d texts of others name them, and stay as they are: who wrote them has to change them.",
        n,
    ) % {"num": n}


def _told(lines: Mapping[str, Callable[[int], str]], counted: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(line(counted[kind]) % {"num": number(counted[kind])} for kind, line in lines.items() if counted.get(kind))
