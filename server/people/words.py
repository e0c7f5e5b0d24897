"""People's words: how the policy is quoted."""

from datetime import date

from babel import Locale
from babel.dates import format_date

from server.sentences import gettext as _
from server.sentences import speaking


def policy_sentence(company: str, text: str, day: date) -> str:
    """`Policy of Northwind, 3 Nov 2026: for coaching, not pay or discipline.` Every page quotes it."""
    locale = Locale.parse("en_GB" if speaking() == "en" else speaking().replace("-", "_"))
    words = {"company": company, "day": format_date(day, "d MMM y", locale=locale), "text": text.strip().rstrip(".")}
    if company:
        return _("Policy of %(company)s, %(day)s: %(text)s.") % words
    return _("Our policy, %(day)s: %(text)s.") % words
