"""`plumbline words`: bring what translators write up to date with what the product says."""

import ast
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from server.cli.counted import counted
from server.cli.written import over
from server.errors import Refused
from server.html import environment
from server.sentences.translation import LOCALES, languages

ROOT = Path(__file__).resolve().parents[2]

SAID_BY = ("_", "gettext", "ngettext")
"""What a sentence is said by, in Python and in templates."""

NOT_READ_BY_CUSTOMERS = "templates/house/"
"""Pages for those who work on Plumbline; they speak English."""

HEAD = r"""# Plumbline in %(name)s.
# `make words` keeps the entries in step with the code; docs/translating.md says how to work with them.
msgid ""
msgstr ""
"Language: %(language)s\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=%(forms)d; plural=%(plural)s;\n"

"""

Said = str | tuple[str, str]
"""A sentence, or its forms for one and for many."""


@click.command()
@click.argument("language", required=False)
def words(*, language: str | None) -> None:
    """Bring the catalogue of a language up to date with the code, or begin it. Without LANGUAGE: every one there is.

    What is new waits empty, what was reworded is marked fuzzy beside its old words, and what nobody says any more goes. Until an entry
    is filled in and its mark taken away, the page says it in English.

    \b
    Examples:
      plumbline words          bring all of them up to date
      plumbline words pt       begin Portuguese
    """
    for name in [language] if language else languages()[1:]:
        click.echo(bring(name, ROOT, LOCALES))


def bring(language: str, root: Path, locales: Path) -> str:
    """Writes the catalogue of a language as the code below `root` wants it, and tells how it stands. Raises Refused when it is no language."""
    path = locales / language / "LC_MESSAGES" / "plumbline.po"
    catalogue = _merged(path, language, said(root))
    path.parent.mkdir(parents=True, exist_ok=True)
    over(path, written(catalogue).encode())
    entries = [one for one in catalogue if one.id]
    empty = sum(not all(_forms(one.string)) for one in entries)
    return f"{language}: {counted(len(entries), 'entry', 'entries')}, {empty} empty, {sum(one.fuzzy for one in entries)} to look at again. {path}"


def said(root: Path) -> dict[Said, list[tuple[str, int]]]:
    """Every sentence that the product says, with the files and lines it stands in. Raises Refused for two plurals of one sentence."""
    found: dict[Said, list[tuple[str, int]]] = {}
    for path in sorted([*root.glob("server/**/*.py"), *root.glob("templates/**/*.html"), *root.glob("templates/**/*.txt")]):
        name = path.relative_to(root).as_posix()
        if name.startswith(NOT_READ_BY_CUSTOMERS):
            continue
        source = path.read_text(encoding="utf-8")
        for line, message in _in_python(source) if path.suffix == ".py" else _in_template(environment(), source):
            found.setdefault(message, []).append((name, line))
    return _joined(found)


def written(catalogue: Catalog) -> str:
    """A catalogue as it is committed: one line an entry, nothing in it that changes by itself."""
    entries = io.BytesIO()
    write_po(entries, catalogue, width=0, omit_header=True, include_lineno=False, include_previous=True, ignore_obsolete=True)
    head = {
        "name": catalogue.locale.english_name if catalogue.locale else "",
        "language": catalogue.locale_identifier,
        "forms": catalogue.num_plurals,
        "plural": catalogue.plural_expr,
    }
    return HEAD % head + entries.getvalue().decode().strip() + "\n"


def _merged(path: Path, name: str, found: dict[Said, list[tuple[str, int]]]) -> Catalog:
    try:
        locale = Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise Refused(f"{name} is no language. Write its code, such as es or pt.") from error
    catalogue = Catalog(locale=locale, fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
    template = Catalog(fuzzy=False)
    for message, places in found.items():
        template.add(message, locations=sorted(places))
    catalogue.update(template)
    ordered = Catalog(locale=locale, fuzzy=False)
    for entry in sorted((one for one in catalogue if one.id), key=lambda one: one.locations[0]):
        ordered[entry.id] = entry
    return ordered


def _in_python(source: str) -> Iterator[tuple[int, Said]]:
    """What is said in a module. A file without gettext is not even parsed."""
    if "gettext" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID_BY:
            given = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if given:
                yield node.lineno, _message(node.func.id, given)


def _in_template(env: Environment, source: str) -> Iterator[tuple[int, Said]]:
    if not re.search(r"\b(_|gettext|ngettext)\(|\btrans\b", source):
        return
    for line, name, given in extract_from_ast(env.parse(source), SAID_BY):
        yield line, _message(name, [given] if isinstance(given, str) else [one for one in given or () if one])


def _message(by: str, given: list[str]) -> Said:
    return (given[0], given[1]) if by == "ngettext" else given[0]


def _joined(found: dict[Said, list[tuple[str, int]]]) -> dict[Said, list[tuple[str, int]]]:
    """A sentence that is said with and without a number is one entry, with both forms: catalogues know it by the form for one.

    Raises Refused when one form for one has two for many: only one of them could be translated, and the other would lack its values.
    """
    plural: dict[str, tuple[str, str]] = {}
    for message in found:
        if isinstance(message, str):
            continue
        other = plural.setdefault(message[0], message)
        if other != message:
            raise Refused(
                f"“{message[0]}” is said of many as “{other[1]}” and as “{message[1]}”. Say it in one way, or tell them apart."
            )
    joined: dict[Said, list[tuple[str, int]]] = {}
    for message, places in found.items():
        joined.setdefault(plural.get(message if isinstance(message, str) else message[0], message), []).extend(places)
    return joined


def _forms(string: str | Sequence[str] | None) -> Sequence[str]:
    return (string or "",) if string is None or isinstance(string, str) else string
