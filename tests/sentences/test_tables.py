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


def test_a_server_knows_every_language_as_before_by_a_tenth_of_the_tables():
    (whole, many), (few, left) = told("all"), told("few")
    assert whole.count("\n") > 900
    assert few == whole
    assert left < many / 5


def told(which: str) -> tuple[str, int]:
    """What a fresh process says of all languages, and how many lines its tables have."""
    done = subprocess.run([sys.executable, "-c", TOLD, which], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout, int(done.stderr)


def test_of_our_own_languages_it_keeps_what_pages_say():
    code = "from babel.localedata import load; from server.sentences.tables import UNSAID, keep_few; keep_few(); "
    code += "print({name: [part for part in UNSAID if load(name)[part]] for name in ('root', 'en', 'en_GB', 'es')})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'root': [], 'en': [], 'en_GB': [], 'es': []}"
