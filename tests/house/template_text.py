"""Reads a template as its reader and its browser would: what it says, and what it makes a page do."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from jinja2 import Environment, nodes

ENV = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "label"}
"""Attributes whose value a person reads or hears."""

GETTEXT = {"_", "gettext", "ngettext", "pgettext"}
HOLE = "\x00"
"""Stands where the template puts something in."""

NAME = "Plumbline"
"""The one word that is the same in every language."""


_PLURAL = re.compile(
    r"\{%-? *trans +(?P<values>(?P<first>\w+) *=[^%]*)%\}(?:(?!endtrans).)*?\{%-? *pluralize *(?P<by>\w*) *-?%\}", re.DOTALL
)
_NAMED = re.compile(r"<[a-z][a-z0-9]*\Z")


class Found(NamedTuple):
    """Something in a template, and the line it stands on."""

    line: int
    what: str


def untranslated(source: str) -> list[Found]:
    """Every piece of text that goes to the reader without going through gettext."""
    html = _Reader(source)
    said = [*html.texts, *html.spoken]
    return [Found(line, text) for line, text in said if _has_words(text)] + list(_sentences_in_expressions(source))


def unsaid_counts(source: str) -> list[Found]:
    """Every sentence with a plural that does not say by which of its values: Jinja takes the first, whatever it is."""
    return [
        Found(source.count("\n", 0, found.start()) + 1, found["first"])
        for found in _PLURAL.finditer(source)
        if "," in found["values"] and not found["by"] and not _counts(found["first"], found["values"])
    ]


def _counts(first: str, values: str) -> bool:
    return first == "count" or (first == "n" and " count=" not in values)


def active(source: str) -> list[Found]:
    """Every inline script, inline style, handler and javascript: address."""
    return _Reader(source).active


class _Reader(HTMLParser):
    """Walks the HTML of a template, its expressions taken out."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[Found] = []
        self.spoken: list[Found] = []
        self.active: list[Found] = []
        self.inside: list[str] = []
        self.feed(_without_expressions(source))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "code", "kbd"}:
            self.inside.append(tag)
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self.spoken += [Found(line, value) for name, value in given.items() if _is_spoken(tag, name, given)]
        self.active += [Found(line, f"{name}={value}") for name, value in given.items() if _acts(name, value)]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.active.append(Found(line, f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(Found(self.getpos()[0], data))


def _without_expressions(source: str) -> str:
    """The template with a hole for every expression and nothing for what is already translated; lines stay where they are."""
    out: list[str] = []
    translated = False
    words: list[str] = []
    for _line, kind, value in ENV.lex(source):
        if kind == "block_begin":
            words = []
        elif kind == "name":
            words.append(value)
        elif kind == "block_end" and words[:1] in (["trans"], ["endtrans"]):
            translated = words[0] == "trans"
        if kind == "data" and not translated:
            out.append(value)
        elif kind == "variable_begin":
            # Right behind the name of a tag it is an attribute, `<p{{ tag|lang }}>`.
            before = next((one for one in reversed(out) if one), "")
            out.append(f" {HOLE}" if _NAMED.search(before) else HOLE)
        out.append("\n" * value.count("\n") if kind != "data" or translated else "")
    return "".join(out)


def _is_spoken(tag: str, name: str, attributes: dict[str, str]) -> bool:
    if name == "value":
        return tag == "input" and attributes.get("type") in {"submit", "button", "reset"}
    if name == "content":
        return tag == "meta" and attributes.get("name") in {"description", "application-name"}
    return name in SPOKEN


def _acts(name: str, value: str) -> bool:
    return name == "style" or name.startswith(("on", "hx-on", "hx-vals")) or value.strip().lower().startswith("javascript:")


def _has_words(text: str) -> bool:
    # A macro may write the attributes of a tag that its caller opened.
    seen, attributes = re.subn(r'[a-z-]+="[^"]*"', " ", text)
    if attributes:
        seen = re.sub(r"\b(autofocus|checked|disabled|hidden|open|required|selected)\b", " ", seen)
    return re.search(r"[^\W\d_]{2,}", seen.replace(NAME, "").replace(HOLE, " ")) is not None


def _sentences_in_expressions(source: str) -> Iterator[Found]:
    """Strings inside expressions that look like words for people: they begin with a capital or end like a sentence."""
    for node, translated in _strings(ENV.parse(source), translated=False):
        looks_spoken = re.match(r"[A-Z][a-z’']*( |$|[a-z]{2,})", node.value) or re.search(r"[a-z][.?…]$", node.value)
        if not translated and looks_spoken and node.value != NAME and not re.match(r"[\w/-]+\.\w+$", node.value):
            yield Found(node.lineno, node.value)


def _strings(node: nodes.Node, *, translated: bool) -> Iterator[tuple[nodes.Const, bool]]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node, translated
    called = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in GETTEXT
    for child in node.iter_child_nodes():
        yield from _strings(child, translated=translated or called)
