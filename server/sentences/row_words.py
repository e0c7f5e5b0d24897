"""Why a row of a file stays out, as a sentence, and for many rows as the words that count them."""

from server.sentences.translation import gettext as _
from server.sentences.translation import ngettext


def tell(why: str, *, column: str = "", word: str = "", other: int = 0) -> str:
    """One sentence. `column` is the head it is about, `word` what stands in the cell, `other` another line of the file."""
    words = {"column": column, "word": word, "other": other}
    return {
        "cells": _("It has more cells than there are heads. A separator may stand in a cell that is not quoted."),
        "broken": _("A quotation mark opens here and never closes."),
        "empty": _("“%(column)s” is empty.") % words,
        "day": _("“%(column)s” holds “%(word)s”, which is no day as the other rows write it.") % words,
        "amount": _("“%(column)s” holds “%(word)s”, which is no amount.") % words,
        "currency": _("“%(column)s” holds “%(word)s”, which is no currency of three letters.") % words,
        "shortened": _(
            "“%(column)s” holds “%(word)s”, a key that a spreadsheet has shortened. Hand in the file as the CRM exported it."
        )
        % words,
        "twice": _("“%(word)s” stands on line %(other)d already. A deal comes once in a file, and the first row counts.") % words,
        "stage": _("Nobody has said what the stage “%(word)s” means.") % words,
        "status": _("Nobody has said what the status “%(word)s” means.") % words,
        "motion": _("Nobody has said which kind of deal “%(word)s” is.") % words,
        "owner": _("“%(word)s” is nobody here.") % words,
        "left-out": _("Left out, as you decided about “%(word)s”.") % words,
    }[why]


def count(why: str, rows: int) -> str:
    """How many rows stay out for one reason."""
    told = {
        "cells": _("more cells than heads"),
        "broken": _("a quotation mark that never closes"),
        "empty": _("a cell that is needed is empty"),
        "day": _("a day that is none"),
        "amount": _("an amount that is none"),
        "currency": _("a currency that is none"),
        "shortened": _("a key that was shortened"),
        "twice": _("a deal that stood there before"),
        "stage": _("a stage without a meaning"),
        "status": _("a status without a meaning"),
        "motion": _("a kind of deal without a meaning"),
        "owner": _("an owner who is nobody here"),
        "left-out": _("left out, as you decided"),
    }[why]
    return ngettext("%(num)d row: %(why)s", "%(num)d rows: %(why)s", rows) % {"num": rows, "why": told}
