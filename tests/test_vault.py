"""The vault: what is sealed opens with its key and with no other."""

import base64
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import settings, vault
from server.errors import Setup
from tests.machine import ROOT

OURS = base64.urlsafe_b64encode(bytes(range(32))).decode()
OTHER = base64.urlsafe_b64encode(bytes(range(32, 64))).decode()


@given(st.text(max_size=300))
def test_what_is_sealed_opens_with_its_key_and_tells_nothing(secret: str):
    sealed = vault.seal(secret, key=OURS)
    assert vault.unseal(sealed, key=OURS) == secret
    assert sealed != vault.seal(secret, key=OURS)
    assert len(secret) < 8 or secret.encode() not in sealed


def test_another_key_opens_nothing():
    with pytest.raises(vault.Locked, match="Enter it again"):
        vault.unseal(vault.seal("secret", key=OURS), key=OTHER)


def test_a_changed_row_opens_nothing():
    sealed = bytearray(vault.seal("secret", key=OURS))
    sealed[20] ^= 1
    for broken in (bytes(sealed), b"", b"secret"):
        with pytest.raises(vault.Locked):
            vault.unseal(broken, key=OURS)


def test_after_a_new_key_is_put_in_front_what_was_sealed_with_the_old_one_still_opens():
    before = vault.seal("secret", key=OURS)
    both = f"{OTHER} {OURS}"
    assert vault.unseal(before, key=both) == "secret"
    assert vault.unseal(vault.seal("secret", key=both), key=OTHER) == "secret"


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path):
    file = tmp_path / "data" / "key"
    with ThreadPoolExecutor(8) as several:
        keys = set(several.map(lambda _n: vault.key_of(at(file.parent)), range(8)))
    assert keys == {file.read_text().strip()}
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["key"]
    assert vault.unseal(vault.seal("secret", key=keys.pop()), key=file.read_text().strip()) == "secret"


def test_a_key_that_is_set_is_used_and_no_file_is_made(tmp_path: Path):
    standard = base64.b64encode(b"\xfb\xff" * 16).decode()
    given = settings.read({"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite", "PLUMBLINE_KEY": f"{standard}, {OURS}"})
    assert vault.unseal(vault.seal("secret", key=vault.key_of(given)), key=vault.key_of(given)) == "secret"
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_hold_the_key_is_said(tmp_path: Path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Setup, match="PLUMBLINE_KEY"):
        vault.key_of(at(tmp_path / "data"))


def test_a_key_file_that_holds_something_else_is_said(tmp_path: Path):
    (tmp_path / "key").write_text("not a key")
    with pytest.raises(Setup, match="32 bytes"):
        vault.seal("secret", key=vault.key_of(at(tmp_path)))


def test_a_key_file_with_nothing_in_it_is_said_until_it_is_put_back(tmp_path: Path):
    (tmp_path / "key").write_text("\n")
    with pytest.raises(Setup, match="is empty"):
        vault.sign("text", key=vault.key_of(at(tmp_path)))
    (tmp_path / "key").write_text(OURS)
    assert vault.key_of(at(tmp_path)) == OURS


def test_who_keeps_no_secret_does_not_load_the_library():
    code = "import sys, server.vault; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def at(folder: Path) -> settings.Settings:
    return settings.read({"DATABASE_URL": f"sqlite:///{folder}/plumbline.sqlite"})
