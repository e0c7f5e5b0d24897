"""Who of the demonstration goes on a journey."""

import re

from tests.journeys.plain import Plain

FIRST_OF_EACH_ROLE = ("mara", "ines", "ruth", "sam", "oskar")
"""A rep, her manager, the head of sales, an author, an admin."""


async def page_of(name: str, manager: Plain) -> str:
    """The address of the page about a rep, as their manager finds it on the page of the team."""
    found = re.search(rf'href="(/people/[0-9a-f-]+)"[^>]*>\s*{name}\s*</a>', await manager.open("/team"))
    assert found, f"the page of the team does not lead to {name}"
    return found[1]
