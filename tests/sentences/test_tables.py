"""Of what Babel knows a server keeps what it says days, numbers and languages with."""

import subprocess
import sys

from tests.machine import ROOT

TOLD = """
import sys
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import format_compact_currency, format_currency
from server.sentences.tables import UNASKED, keep_few

tags = sorted({*locale_identifiers(), "zh_TW", "zh_HK", "sr_ME", "pa_PK", "und_CH", "xx", "xx_DE", "en_ZZ", "tlh", "es_419"})
if sys.argv[1] == "few":
    keep_few()
for tag in tags:
    try:
        locale = Locale.parse(tag)
        name = locale.get_display_name("en"), locale.text_direction
        print(tag, locale, *name, format_currency(62_000, "EUR", locale=locale), format_compact_currency(62_000, "USD", locale=locale))
    except UnknownLocaleError:
        print(tag, "unknown")
print(sum(len(get_global(name)) for name in (*UNASKED, "likely_subtags")), file=sys.stderr)
"""

SAID = """
import sys
from calendar import day_name, month_name
from datetime import date
from server.sentences import days, speak
from server.sentences.tables import keep_few
from server.sentences.translation import languages

if sys.argv[1] == "few":
    keep_few()
for tag in languages():
    speak(tag)
    for month in range(1, len(month_name)):
        for day in range(1, len(day_name) + 1):
            at = date(2026, month, day)
            print(*(tell(at) for tell in (days.whole, days.brief, days.dated, days.noted, days.short)), days.clock(month, day))
    print(*(days.number(-1234567.891, places) for places in days.DECIMALS), *(days.money(6_200_099, one) for one in ("EUR", "USD", "CHF")))
"""


def test_a_server_knows_every_language_as_before_by_a_tenth_of_the_tables():
    (whole, many), (few, left) = told(TOLD, "all"), told(TOLD, "few")
    assert whole.count("\n") > 900
    assert few == whole
    assert int(left) < int(many) / 5


def told(code: str, which: str) -> tuple[str, str]:
    """What a fresh process says, and how many lines its tables have if it tells that."""
    done = subprocess.run([sys.executable, "-c", code, which], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


def test_days_clocks_and_numbers_of_a_page_are_said_as_before():
    whole, few = told(SAID, "all")[0], told(SAID, "few")[0]
    assert {"Monday", "Mon", "lunes", "noviembre"} <= set(whole.split())
    assert few == whole


def test_of_our_own_languages_it_keeps_nothing_that_no_page_says():
    code = "from babel.localedata import load; from server.sentences.tables import UNSAID, keep_few; keep_few(); "
    code += "print({name: [part for part in UNSAID if load(name)[part]] for name in ('root', 'en', 'en_GB', 'es')})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'root': [], 'en': [], 'en_GB': [], 'es': []}"
