"""The files of docs/deploy are true to what they start."""

import configparser
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click import Command

from server import forms
from server.cli.main import plumbline
from server.integrations.mail import outside as mail
from server.variables import VARIABLES
from server.web.access import ACCESS
from server.web.door import unread_body
from server.web.pages import setup_deals as deals
from tests import served, tree
from tests.cluster import free_port
from tests.machine import ROOT

FILES = sorted((ROOT / "docs" / "deploy").iterdir())
UNITS = [file for file in FILES if file.suffix == ".service"]


def test_the_documents_lead_to_every_file():
    told = tree.read(Path("docs/deploy.md")) + tree.read(Path("docs/upgrade-and-backup.md"))
    assert [file.name for file in FILES if f"(deploy/{file.name})" not in told] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_names_only_settings_and_commands_that_exist(file: Path):
    text = file.read_text(encoding="utf-8")
    named = set(re.findall(r"\b((?:PLUMBLINE|DATABASE|DB)_[A-Z_]+)", text))
    assert named - set(VARIABLES) == set()
    started = re.findall(r"bin/plumbline ([a-z]+)((?: --[a-z-]+)*)", text)
    for name, options in started:
        command = plumbline.get_command(None, name)  # type: ignore[arg-type]  # it is a group, and asks for no context
        assert isinstance(command, Command), name
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(options.split()) <= known


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_starts_what_the_installation_makes_and_writes_only_where_it_may(file: Path):
    unit = configparser.RawConfigParser(strict=False, inline_comment_prefixes=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # the names of systemd are not all small
    unit.read(file, encoding="utf-8")
    service = unit["Service"]
    told = tree.read(Path("docs/deploy.md"))
    assert "/opt/plumbline/.venv/bin/plumbline " in service["ExecStart"]
    assert service["WorkingDirectory"] == "/opt/plumbline"
    for promised in ("/opt/plumbline", service["EnvironmentFile"], f"--home /var/lib/{service['User']}", ".venv/bin/plumbline"):
        assert promised in told
    assert service["ProtectSystem"] == "strict"
    assert "/var/lib/plumbline" in service.get("ReadWritePaths", "") or service.get("StateDirectory") == "plumbline"


def test_the_backup_is_confined_like_the_service():
    """All that a unit may reach; where it may write is its own."""
    confined = [set(re.findall(CONFINED, unit.read_text(encoding="utf-8"), re.MULTILINE)) for unit in UNITS]
    assert len(confined) == 2
    assert confined[0] == confined[1]
    assert len(confined[0]) > 20


CONFINED = r"^((?:Protect|Private|Restrict|SystemCall|Capab|Ambient|NoNew|Lock|MemoryDeny|RemoveIPC|ProcSub|UMask)\w*=.*)$"


def test_nginx_lets_through_what_the_largest_form_takes_and_nothing_that_plumbline_would_not_read_to_its_end():
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (most,) = re.findall(r"client_max_body_size (\d+)m;", text)
    largest = max(forms.room(deals.LARGEST), forms.room(2 * mail.LARGEST))
    assert largest < int(most) * forms.MEGABYTE < unread_body.MOST
    # Its own minute ends before the first look at so much does.
    assert re.search(r"proxy_read_timeout 600s;", text)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_says_in_words_that_plumbline_is_being_restarted_and_when_to_try_again(name: str):
    text = (ROOT / "docs" / "deploy" / name).read_text(encoding="utf-8")
    assert re.search(r"Retry-After 5.*\n.*respond `|Retry-After 5.*\n.*return 503", text)
    assert "503" in text
    assert "it counts once" in text


def test_the_container_holds_what_is_served_and_copies_only_what_is_there():
    text = (ROOT / "docs" / "deploy" / "Containerfile").read_text(encoding="utf-8")
    copied = [word for words in re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE) for word in words.split()]
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert {"server", "templates", "migrations", "lessons", "piccolo_conf.py", "requirements.lock"} <= set(copied)
    assert re.findall(r"^FROM (?!\$\{BASE\})", text, re.MULTILINE) == []
    assert re.search(r"^USER (?!0|root)", text, re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_asks_at_addresses_that_are_there(file: Path):
    text = file.read_text(encoding="utf-8")
    asked = re.findall(r"(?:127\.0\.0\.1:\d+|location = |respond |'GET', ')(/[a-z]+)", text)
    assert set(asked) <= {path for _method, path in ACCESS}
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", text)) <= {VARIABLES["PLUMBLINE_PORT"][0]}


def test_the_container_asks_for_its_health_where_its_settings_say(tmp_path: Path):
    text = (ROOT / "docs" / "deploy" / "Containerfile").read_text(encoding="utf-8")
    _python, *words = json.loads(re.findall(r"^ +CMD (\[.*\])$", text, re.MULTILINE)[0])

    def healthy(environ: dict[str, str]) -> bool:
        proxied = served.environment(tmp_path / "x.sqlite") | {"http_proxy": f"http://127.0.0.1:{free_port()}"}
        return subprocess.run([sys.executable, *words], cwd=ROOT, env=proxied | environ, check=False).returncode == 0

    with served.on_file(tmp_path / "empty.sqlite", environ={"PLUMBLINE_HOST": "0.0.0.0"}) as server:
        port = server.url.rpartition(":")[2]
        (tmp_path / "port").write_text(port, encoding="utf-8")
        assert healthy({"PLUMBLINE_HOST": "0.0.0.0", "PLUMBLINE_PORT": port})
        assert healthy({"PLUMBLINE_HOST": "0.0.0.0", "PLUMBLINE_PORT_FILE": str(tmp_path / "port")})
    assert not healthy({"PLUMBLINE_HOST": "0.0.0.0", "PLUMBLINE_PORT": port})
