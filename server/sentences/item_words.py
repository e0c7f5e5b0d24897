"""Why a question is weak, as sentences for its author in their language. Each says what was counted, and what to look at."""

from server.sentences.item_reasons import Backwards, Easy, Idle, ItemReason, Rival, SureWrong
from server.sentences.translation import gettext as _
from server.sentences.translation import ngettext
from server.sentences.words import together


def tell(reason: ItemReason) -> str:
    """Two short sentences: the count, then what to look at."""
    match reason:
        case Backwards(people=people):
            return _(
                "Of %(people)d people, those who get it wrong do better on the rest of the lesson. "
                "Look at the key first, then for a second reading of the question."
            ) % {"people": people}
        case Rival(choice=choice, picked=picked, right=right):
            return _(
                "Choice %(choice)d is picked more often than the right one, %(picked)d to %(right)d. Is it wrong for sure?"
            ) % {
                "choice": choice,
                "picked": picked,
                "right": right,
            }
        case SureWrong(choice=choice, picked=picked, sure=sure):
            return _(
                "%(picked)d of the %(sure)d who were sure took choice %(choice)d, which is wrong. The wording may mislead."
            ) % {
                "choice": choice,
                "picked": picked,
                "sure": sure,
            }
        case Easy(right=right, people=people):
            return _("%(right)d of %(people)d are right on the first try, so it tells nothing. Make it harder, or cut it.") % {
                "right": right,
                "people": people,
            }
        case Idle(choices=choices, people=people):
            return ngettext(
                "Nobody of %(people)d picked choice %(choices)s. Put a mistake there that good people make.",
                "Nobody of %(people)d picked choices %(choices)s. Put mistakes there that good people make.",
                len(choices),
            ) % {"people": people, "choices": together([str(choice) for choice in choices])}
