"""The cadence of a stage follows it, however `academy.yml` is written."""

import pytest
import yaml

from server.lessons.spreadsheet.cadences import cadences
from tests.lessons.cases import base
from tests.lessons.spreadsheet.tables import applied, planned

OVER = {"align": "discover", "prove": "discover", "engage": "meet"}

CASES = {
    "lines": (
        "title: Ours\ncadences:\n  align: full 14 # the middle\n  commit: delta 7\ncurrency: EUR\n",
        "title: Ours\ncadences:\n  discover: full 14 # the middle\n  commit: delta 7\ncurrency: EUR\n",
        {"align": "discover"},
    ),
    "one that has its own": (
        "cadences:\n  discover: sample 30\n  align: full 14\n",
        "cadences:\n  discover: sample 30\n",
        {"align": ""},
    ),
    "two into one": (
        "cadences:\n  align: full 14\n  prove: full 21\n",
        "cadences:\n  discover: full 14\n",
        {"align": "discover", "prove": ""},
    ),
    "in braces": (
        "cadences: {engage: none, align: full 14, prove: full 21, 'commit': none}\ntitle: Ours\n",
        "cadences: {meet: none, discover: full 14, 'commit': none}\ntitle: Ours\n",
        {"engage": "meet", "align": "discover", "prove": ""},
    ),
    "the last in braces": ("cadences: {discover: none, align: full 14}\n", "cadences: {discover: none}\n", {"align": ""}),
    "quoted": ('cadences:\n  "align": full 14\n', 'cadences:\n  "discover": full 14\n', {"align": "discover"}),
    "no cadence of it": ("cadences:\n  alignment: none\n", "cadences:\n  alignment: none\n", {}),
    "none at all": ("title: To align and prove\n", "title: To align and prove\n", {}),
}


@pytest.mark.parametrize(("text", "expected", "followed"), CASES.values(), ids=CASES)
def test_a_cadence_goes_on_under_the_stage_that_took_over(text: str, expected: str, followed: dict[str, str]):
    assert cadences(text, OVER) == (expected, followed)
    assert cadences(expected, OVER) == (expected, {}), "the same again changes nothing"
    assert isinstance(yaml.safe_load(expected), dict)


def test_an_import_renames_them_and_raises_the_version():
    files = {**base(), "academy.yml": b"title: A small academy\ncadences:\n  agree: full 14\n"}
    merged = "Stage,Takes over,Behaviour,Done when,Gate\nMeet,agree,,,\nMeet,,Date set,,yes\n"
    found = planned(merged, files)
    assert found.cadences == {"agree": "meet"}
    assert found.files["academy.yml"] == "title: A small academy\ncadences:\n  meet: full 14\n"
    assert "version: 2\n" in (found.files["process/reference.md"] or "")
    again = planned(merged, applied(files, found))
    assert again.files == {}, "the same again is no new version"
