"""What a lesson asks for and how far somebody is, as sentences in the reader's language."""

from server.learning.progress import Count, Rule
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.words import together


def rule_words(rule: Rule) -> str:
    """`To finish: answer 4 questions and make the commitment, or say why not. There is no pass mark.`"""
    parts = []
    if rule.answers:
        parts.append(ngettext("answer %(num)d question", "answer %(num)d questions", rule.answers) % {"num": rule.answers})
    if rule.scenarios:
        parts.append(_("walk the scenario to an ending"))
    if rule.commitments:
        parts.append(_("make the commitment, or say why not"))
    if not parts:
        return _("To finish, read it and say so at the end.")
    return _("To finish: %(parts)s. There is no pass mark.") % {"parts": together(parts)}


def count_words(count: Count) -> str:
    """`1 of 4 answered`, empty when nothing is asked."""
    return _("%(done)d of %(of)d answered") % {"done": count.done, "of": count.of} if count.of else ""


def left_words(left: int) -> str:
    """`2 things are left above; the lesson is complete with the last of them.`"""
    return ngettext(
        "%(num)d question is left above; the lesson is complete with it.",
        "%(num)d questions are left above; the lesson is complete with the last of them.",
        left,
    ) % {"num": left}
