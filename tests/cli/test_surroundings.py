"""What the environment says that no command can use."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from server.cli.surroundings import misspelt, nearest_to
from server.variables import VARIABLES
from tests.machine import ROOT
from tests.served import command, environment


def said(tmp_path: Path, environ: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(*words),
        cwd=ROOT,
        env={**environment(tmp_path / "plumbline.sqlite"), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(tmp_path: Path):
    done = said(tmp_path, {"PLUMBLINE_WORKER": "4", "PLUMBLINE_COLOUR": "red"}, "migrate", "--check")
    assert done.returncode == 3
    assert done.stderr.splitlines()[:2] == [
        "plumbline: PLUMBLINE_COLOUR is no setting, so it changes nothing. README.md lists those that there are.",
        "plumbline: PLUMBLINE_WORKER is no setting, so it changes nothing. Did you mean PLUMBLINE_WORKERS?",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PLUMBLINE_LESONS", "PLUMBLINE_LESSONS"),
        ("PLUMBLINE_MAILFROM", "PLUMBLINE_MAIL_FROM"),
        ("PLUMBLINE_KEY_FIEL", "PLUMBLINE_KEY_FILE"),
        ("PLUMBLINE_DATABASE_URL", "DATABASE_URL"),
        ("plumbline_url", "PLUMBLINE_URL"),
        ("PLUMBLINE_QUITE_ELSE", ""),
    ],
)
def test_the_nearest_setting_is_proposed_and_none_where_none_is_near(name: str, meant: str):
    assert list(misspelt({name: "x"})) == [name]
    assert nearest_to(name) == meant


def test_settings_files_of_settings_and_what_kubernetes_tells_are_as_they_should_be():
    kubernetes = ("PLUMBLINE_SERVICE_HOST", "PLUMBLINE_SERVICE_PORT_HTTP", "PLUMBLINE_PORT_8000_TCP_ADDR")
    names = (*VARIABLES, *(f"{name}_FILE" for name in VARIABLES), *kubernetes, "PLUMB_LINE", "HOME")
    assert list(misspelt({**dict.fromkeys(names, "x"), "PLUMBLINE_DB_PORT": "tcp://10.0.0.1:5432"})) == []
    assert list(misspelt({"PLUMBLINE_HTTP_PORT": "8100"})) == ["PLUMBLINE_HTTP_PORT"]


@pytest.mark.parametrize("zone", ["{folder}", ":{folder}", "{folder}/text", "x" * 300])
def test_a_time_zone_that_is_none_is_said_and_left_out(tmp_path: Path, zone: str):
    (tmp_path / "text").write_text("Europe/Prague\n", encoding="utf-8")
    named = zone.format(folder=tmp_path)
    done = said(tmp_path, {"TZ": named}, "people", "list")
    first, *rest = done.stderr.splitlines()
    assert first == f"plumbline: TZ names {named}, which is no time zone, so it changes nothing. Write one such as Europe/Prague."
    assert [line.partition(".")[0] for line in rest] == ["plumbline: There is nothing in this database yet"]


@pytest.mark.parametrize("zone", ["Europe/Prague", ":Europe/Prague", "Nowhere/Else", "/usr/share/zoneinfo/UTC", ""])
def test_any_other_time_zone_is_nothing_to_speak_of(tmp_path: Path, zone: str):
    assert said(tmp_path, {"TZ": zone}, "people", "list").stderr.startswith("plumbline: There is nothing in this database yet.")
