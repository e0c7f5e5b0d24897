"""The page of a host on which a lesson becomes a file."""

import pytest

from server.web.academy.forge import LONGEST, Forge, forge

HUB = "https://github.com/sales/academy"
NEW = (
    ("https://github.com/sales/academy.git", f"{HUB}/new/main?filename=lessons/meet/a.md&value=%23%20A%0A", True),
    ("git@github.com:sales/academy.git", f"{HUB}/new/main?filename=lessons/meet/a.md&value=%23%20A%0A", True),
    ("ssh://git@github.com:22/sales/academy", f"{HUB}/new/main?filename=lessons/meet/a.md&value=%23%20A%0A", True),
    (
        "https://gitlab.com/our/sales/academy.git",
        "https://gitlab.com/our/sales/academy/-/new/main?file_name=lessons/meet/a.md",
        False,
    ),
    (
        "https://codeberg.org/sales/academy",
        "https://codeberg.org/sales/academy/_new/main?filename=lessons/meet/a.md&value=%23%20A%0A",
        True,
    ),
    (
        "https://gitea.example.com:3000/sales/academy.git",
        "https://gitea.example.com:3000/sales/academy/_new/main?filename=lessons/meet/a.md&value=%23%20A%0A",
        True,
    ),
)


@pytest.mark.parametrize(("repository", "url", "filled"), NEW, ids=[repository for repository, _url, _filled in NEW])
def test_a_new_file_has_its_name_and_where_the_host_takes_it_its_text(repository: str, url: str, filled: bool):
    found = forge(repository, "", "lessons", "meet/a.md", "# A\n", there=False)
    assert found is not None
    assert (found.url, found.filled) == (url, filled)


def test_a_file_that_is_there_is_edited_on_its_branch():
    found = forge(HUB, "next week", "", "meet/a.md", "# A\n", there=True)
    assert found == Forge(f"{HUB}/edit/next%20week/meet/a.md", "github.com", filled=False)


def test_a_text_that_is_too_long_for_an_address_is_left_to_be_pasted():
    found = forge(HUB, "main", "", "meet/a.md", "ö" * LONGEST, there=False)
    assert found == Forge(f"{HUB}/new/main?filename=meet/a.md", "github.com", filled=False)


@pytest.mark.parametrize("repository", ["", "/srv/academy.git", "https://git.example.com/sales/academy", "http://github.com/a/b"])
def test_a_host_that_is_not_known_has_no_page(repository: str):
    assert forge(repository, "main", "", "meet/a.md", "# A", there=False) is None
