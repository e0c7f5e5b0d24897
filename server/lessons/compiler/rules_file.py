"""`academy.yml`, what an academy sets for itself, and `people.yml`, who writes in it."""

import re
from collections.abc import Mapping

from server.lessons.compiler.codes import CODES
from server.lessons.compiler.context import THRESHOLDS
from server.lessons.compiler.corpus import SHARES
from server.lessons.compiler.faults import Faults
from server.lessons.compiler.floors import FLOORS
from server.lessons.compiler.library import Library
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.fields import Fields, is_date
from server.lessons.compiler.markdown.front import read_yaml
from server.lessons.compiler.markdown.source import Source, read
from server.lessons.compiler.model import Rules
from server.lessons.compiler.part import Part, recoded
from server.lessons.compiler.severity import diagnostics
from server.lessons.compiler.words.prose import WPM

ACADEMY = "academy.yml"
PEOPLE = "people.yml"

KEYS = (
    *("title", "locale", "wpm", "coverage", "review_days", "holidays", "fiscal_year_start", "currency", "thresholds", "rules"),
    *("cadences", "one_to_ones"),
)
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")
CURRENCY = re.compile(r"[A-Z]{3}\Z")
CADENCE = re.compile(r"((full|delta|sample) [1-9][0-9]{0,2}|none)\Z")
MEETINGS = ("weekly", "fortnightly")


def compile_rules(library: Library) -> Part[Rules]:
    """The academy's own settings; the defaults where it sets none. Faults are P001."""
    if ACADEMY not in library.files:
        return Part(Rules())
    fields, source = _open(library, ACADEMY, "P001")
    fields.only(KEYS)
    usual = Rules()
    locale = _shaped(fields, "locale", LOCALE, usual.locale, "write a language, like `en` or `pt-BR`")
    rules = Rules(
        title=fields.text("title", usual.title) or usual.title,
        locale=locale,
        wpm=fields.whole("wpm", low=50, high=600, default=WPM.get(locale.partition("-")[0], usual.wpm)),
        coverage="complete" if fields.one_of("coverage", ("growing", "complete"), default="growing") == "complete" else "growing",
        review_days=fields.whole("review_days", low=1, high=3650, default=usual.review_days),
        holidays=fields.days("holidays"),
        fiscal_year_start=_month_day(fields, usual.fiscal_year_start),
        currency=_shaped(fields, "currency", CURRENCY, usual.currency, "write three capital letters, like EUR"),
        thresholds=_thresholds(fields),
        rules=_severities(fields),
        cadences=_cadences(fields),
        one_to_ones="fortnightly" if fields.one_of("one_to_ones", MEETINGS, default="weekly") == "fortnightly" else "weekly",
    )
    told = diagnostics(source, fields.faults, Rules())
    return Part(rules, told, frozenset(one.path for one in told if one.severity == "error"))


def compile_people(library: Library, rules: Rules) -> Part[Mapping[str, str] | None]:
    """Author id to name, from lines `id: Name`; None when there is no such file. Faults are P002."""
    if PEOPLE not in library.files:
        return Part(None)
    fields, source = _open(library, PEOPLE, "P002")
    for name, (key, _) in fields.entries.items():
        if not ID.match(name):
            fields.fault(key, f"`{name}` is not an id", "use lower-case letters and digits, joined by single hyphens")
    people = {name: fields.text(name) for name in fields.entries if ID.match(name)}
    told = diagnostics(source, fields.faults, rules)
    return Part(people, told, frozenset(one.path for one in told if one.severity == "error"))


def _open(library: Library, path: str, code: str) -> tuple[Fields, Source]:
    source = read(path, library.files[path])
    faults = Faults(source.faults)
    front = read_yaml(source, faults, 0, len(source.lines)) if source.sound and source.text.strip() else None
    told = Faults(recoded(faults, code))
    return Fields(front.entries if front else {}, told, code), source


def _shaped(fields: Fields, key: str, shape: "re.Pattern[str]", usual: str, mend: str) -> str:
    text = fields.text(key, usual)
    if shape.match(text):
        return text
    fields.fault(fields.value(key), f"`{text}` is not a {key}", mend)
    return usual


def _month_day(fields: Fields, usual: str) -> str:
    text = fields.text("fiscal_year_start", usual)
    if is_date(f"2027-{text}"):
        return text
    fields.fault(fields.value("fiscal_year_start"), f"`{text}` is not a month and a day", "write month-day, like 04-01")
    return usual


def _thresholds(fields: Fields) -> Mapping[str, float]:
    known = {**THRESHOLDS, **SHARES, **FLOORS}
    found: dict[str, float] = {}
    for name, value in fields.map("thresholds").items():
        if name not in known:
            fields.fault(
                value,
                f"no check and no signal has the threshold `{name}`",
                did_you_mean(name, known, f"known are {', '.join(known)}"),
            )
        elif not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value.text or ""):
            fields.fault(value, f"`{name}` must be a number", f"the default is {known[name]:g}")
        else:
            found[name] = float(value.text or "0")
    return found


def _cadences(fields: Fields) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for stage, value in fields.map("cadences").items():
        if CADENCE.match(value.text or ""):
            found[stage] = value.text or ""
        else:
            mend = "write `full 21`, `delta 7`, `sample 30` (how, and after how many days again) or `none`"
            fields.fault(value, f"`{value.text}` is no cadence", mend)
    return found


def _severities(fields: Fields) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, value in fields.map("rules").items():
        if code not in CODES:
            fields.fault(value, f"there is no rule {code}", did_you_mean(code, CODES, "docs/lesson-checks.md lists all rules"))
        elif value.text not in {"off", "warning", "error"}:
            fields.fault(value, f"a rule is off, warning or error, not `{value.text}`", f"write `{code}: warning`")
        elif code.startswith("W"):
            found[code] = value.text or ""
        else:
            fields.fault(value, f"{code} cannot be set", "only rules that warn (W…) can be switched off or made errors")
    return found
