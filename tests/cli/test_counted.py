"""How many of something, as the commands say it."""

from server.cli.counted import counted


def test_one_is_said_as_one_and_thousands_are_parted():
    assert counted(1, "deal") == "1 deal"
    assert counted(0, "deal") == "0 deals"
    assert counted(12_345, "deal") == "12,345 deals"
    assert counted(1, "person", "people") == "1 person"
    assert counted(2, "person", "people") == "2 people"
