"""Why an answer could not be taken, as a sentence beside its field."""

from server.learning.quiz import Unfit
from server.lessons.compiler.model import Question
from server.sentences import gettext as _
from server.sentences import ngettext


def why(question: Question, unfit: Unfit) -> str:
    """The sentence for the person, with what helps."""
    if unfit.why == "few words":
        return ngettext(
            "Write %(num)d word or more. What you wrote is still here.",
            "Write %(num)d words or more. What you wrote is still here.",
            unfit.count,
        ) % {"num": unfit.count}
    if unfit.why == "too long":
        return _("This is longer than %(most)d characters. Shorten it; nothing was lost.") % {"most": unfit.count}
    if unfit.why == "places":
        return _("Give each one a place of its own, 1 to %(last)d.") % {"last": unfit.count}
    return _plain(question, unfit)


def _plain(question: Question, unfit: Unfit) -> str:
    return {
        "nothing": _("Choose at least one answer.") if question.kind == "multiple" else _("Choose one answer."),
        "too many": _("Choose only one answer."),
        "unknown": _("The choices have changed since this page was loaded. Choose again."),
        "pairs": _("Choose something for every line."),
        "empty": _("Write your answer first."),
        "gaps": _("Fill every gap; a guess is fine."),
        "not ended": _("Go on to an ending first."),
    }.get(unfit.why, _("This question is answered in another way. Load the page again."))
