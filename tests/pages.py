"""Every page of the product with what it shows in a test, and the shells that stand around it.

Each area that has pages keeps `tests/<area>/samples.py` with one function:

    def pages() -> Mapping[str, Page]:
        '''What each page looks like: a few words to a page.'''

`tests/house/test_pages.py` renders them all, whole and as fragments, and has the result checked.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import server
from server.html import NavItem, Page, Shell, environment
from tests import tree


class Sample(NamedTuple):
    """One page, as it is shown to somebody."""

    name: str
    page: Page


def samples() -> list[Sample]:
    """The samples of every area, each under `area: words`."""
    found = []
    for path in tree.below("tests", ".py"):
        if path.name == "samples.py":
            shown: Mapping[str, Page] = importlib.import_module(".".join(path.with_suffix("").parts)).pages()
            found += [Sample(f"{path.parts[1]}: {words}", page) for words, page in shown.items()]
    return found


def kinds() -> set[type[Page]]:
    """Every page class that names a template."""
    for module in pkgutil.walk_packages(server.__path__, "server."):
        importlib.import_module(module.name)
    return {page for page in _below(Page) if page.template}


def render(page: Page, shell: Shell, template: str = "") -> str:
    """The HTML of a page in a shell; of its fragment if that template is named."""
    return environment().get_template(template or page.template).render(page=page, shell=shell)


def signed_in(*, theme: str = "") -> Shell:
    """Around a page of a rep who is signed in."""
    return Shell(
        lang="en",
        theme=theme,
        zone="Europe/Madrid",
        name="Ada",
        role_words="rep",
        nav=(NavItem(href="/today", label="Today", current=True), NavItem(href="/process", label="Process")),
        home="/today",
        csrf="masked-token",
        policy="Numbers are for coaching, not for pay. Zoe, 2 November 2026.",
        process_version="1",
        static=lambda path: f"/static/0123456789ab/{path}",
        signed_in=True,
        demo=True,
    )


def signed_out() -> Shell:
    """Around a page of somebody we do not know."""
    return Shell(
        lang="en",
        theme="",
        zone="UTC",
        name="",
        role_words="",
        nav=(),
        home="/",
        csrf="",
        policy=None,
        process_version="",
        static=lambda path: f"/static/0123456789ab/{path}",
        signed_in=False,
    )


def _below(page: type[Page]) -> Iterator[type[Page]]:
    for kind in page.__subclasses__():
        yield kind
        yield from _below(kind)
