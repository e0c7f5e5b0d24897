"""What pages tell of how managers inspect, by the name of the manager."""

import re

from tests.journeys import numbers
from tests.journeys.numbers import Told

COLUMNS = {"Inspected": "inspected", "In time": "in time", "Followed up": "followed up"}
"""What only the two pages of Drift tell; the rest stands on others too."""


def listed(told: Told, html: str) -> None:
    """All of them, on the page of the leader."""
    for head, cells in numbers.rows(numbers.section(html, "h-now")):
        name = numbers.linked(head)
        for label, quantity in {**COLUMNS, "On the step": "on the step", "Left knowing": "left knowing"}.items():
            told.tell("managers", numbers.linked(cells[label]), quantity, name)
        told.tell("managers", numbers.linked(cells["Same conclusion"]), "same conclusion", name)


def one(told: Told, page: str, html: str, name: str) -> None:
    """One of them: for the leader, or for themselves."""
    for anchor, quantity in (
        ("h-covered", "inspected"),
        ("h-time", "in time"),
        ("h-followed", "followed up"),
        ("h-step", "on the step"),
        ("h-tapped", "left knowing"),
        ("h-agree", "same conclusion"),
    ):
        found = re.search(r"\d+ of \d+", numbers.words(numbers.section(html, anchor)))
        told.tell(page, found[0] if found else "", quantity, name)
    labels = re.findall(r"<p>(the step|the number|both)", numbers.section(html, "h-step"))
    told.tell(f"{page}, its labels", f"{len(labels) - labels.count('the number')} of {len(labels)}", "on the step", name)
    for address, text in re.findall(r'<a href="/calibrations/([^"]*)">.*?</p><p class="small">(.*?)</p>', html, re.DOTALL):
        if found := re.search(r"(\d+) of (\d+) clauses agree", numbers.words(text)):
            told.tell(page, found[0], "clauses agree", address)


def week(told: Told, html: str, name: str) -> None:
    """How their notes speak of the step, as a signal of their week."""
    found = re.search(r"(\d+ of \d+) notes", numbers.words(html))
    assert found
    told.tell("week", found[1], "on the step", name)


def team(told: Told, html: str, name: str) -> None:
    """How their people left their one-to-ones."""
    found = re.search(r"(\d+ of \d+) left knowing", numbers.words(html))
    assert found
    told.tell("team", found[1], "left knowing", name)
