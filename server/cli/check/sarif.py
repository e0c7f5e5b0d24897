"""How diagnostics are told to forges and editors that read SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from urllib.parse import quote

import msgspec

from server.cli.reports import clean, json_bytes
from server.lessons.compiler.codes import CODES
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.severity import usual

VERSION = "0.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PAGE = "docs/lesson-checks.md"

SECTIONS = (
    *("The file", "Front matter", "Questions", "Links, media and HTML", "The process", "Ids and reviews", "Length and words"),
    "The whole academy",
)
"""Where the page of the checks explains a code that is not about the process, by the first digit of its number."""

OTHERS = "Process, paths and settings"

FINGERPRINT = "line/v1"
"""The name and the version of how a result is recognised; a later way gets a number of its own."""


def as_sarif(diagnostics: Sequence[Diagnostic], lines: Mapping[str, Sequence[str]], address: Callable[[str], str]) -> bytes:
    """One run as JSON. `lines` holds the lines of each file by path, `address` says where a path lies below the folder of the checkout."""
    rules = list(CODES)
    marks = _fingerprints(diagnostics, lines, address)
    driver = {"name": "Plumbline", "version": VERSION, "rules": [_rule(code) for code in rules]}
    results = [_result(one, rules.index(one.code), address(one.path), mark) for one, mark in zip(diagnostics, marks, strict=True)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_bytes(msgspec.json.encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}))


def section(code: str) -> str:
    """The heading below which the page of the checks explains a code."""
    return OTHERS if code.startswith("P") else SECTIONS[int(code[1])]


def anchor(heading: str) -> str:
    """The anchor of a heading, the way git hosts make it."""
    return heading.lower().replace(",", "").replace(" ", "-")


def _rule(code: str) -> Mapping[str, object]:
    heading, rule = section(code), f"{CODES[code][0].upper()}{CODES[code][1:]}."
    return {
        "id": code,
        "shortDescription": {"text": rule},
        "help": {
            "text": f"{rule} {PAGE} explains it under “{heading}”; every result says how to mend it.",
            "markdown": f"{rule} See [{heading}]({PAGE}#{anchor(heading)}); every result says how to mend it.",
        },
        "defaultConfiguration": {"level": usual(code)},
    }


def _result(one: Diagnostic, rule: int, address: str, mark: str) -> Mapping[str, object]:
    region = {"startLine": one.line, "startColumn": one.column, "endColumn": one.column + one.length}
    place = {"artifactLocation": {"uri": quote(address), "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": f"{clean(one.message)}\nhelp: {clean(one.help)}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {FINGERPRINT: mark},
    }


def _fingerprints(
    diagnostics: Sequence[Diagnostic], lines: Mapping[str, Sequence[str]], address: Callable[[str], str]
) -> Iterator[str]:
    """What recognises each result after an edit elsewhere in its file: file, code, the words of its line, and the how many-th such it is."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for one in diagnostics:
        text = lines.get(one.path, ())
        words = " ".join(text[one.line - 1].split()) if 0 < one.line <= len(text) else ""
        key = (address(one.path), one.code, words)
        seen[key] += 1
        yield sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "replace")).hexdigest()[:32]
