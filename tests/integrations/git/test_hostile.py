"""Repositories that nobody vouches for: links, odd names, bombs, files of any size. None of it leaves the folder that is ours."""

import shutil
from pathlib import Path

import pytest

from server.integrations.git import actions, queries
from server.integrations.git.commit import Place
from server.integrations.git.outside import Git, Keep, Limits, Read, read
from server.integrations.git.trouble import Trouble
from server.lessons import queries as lessons
from server.lessons.belonging import TEXT_BYTES
from tests.cast import assemble
from tests.databases import Database
from tests.integrations.git.repository import MODULE, Repository
from tests.integrations.git.world import Desk

ACADEMY = ("100644", b"title: x\n")
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "hostile.git")


async def fetched(repository: Repository, tmp_path: Path, *, below: str = "", limits: Limits | None = None) -> Read:
    git, keep = Git(Place(str(repository.folder), "main", below), limits=limits), Keep(tmp_path / "kept")
    coming = keep.begin()
    await git.fetch("main", coming)
    return read(git, keep.settle(coming, await git.newest("main")), keep)


def kept(folder: Path) -> set[str]:
    """The names of what lies where media are kept."""
    return {path.name for path in (folder / "kept" / "media").rglob("*")}


async def test_only_plain_files_of_an_academy_are_read_and_none_under_its_own_name(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit(
        {
            "academy.yml": ACADEMY,
            "meet/plain.md": ("100755", b"# Plain"),
            "meet/link.md": ("120000", b"/etc/passwd"),
            "media/link.png": ("120000", b"../../../../etc/passwd"),
            "media/plain.png": ("100644", b"abc"),
            "media/pointer.png": ("100644", POINTER),
            "theirs": (MODULE, b"1" * 40),
            "meet/long.md": ("100644", b"x" * (TEXT_BYTES + 1)),
            "meet/two\nlines.md": ("100644", b""),
            "meet/back\\slash.md": ("100644", b""),
            "meet/\udcff.md": ("100644", b""),
            "/".join("d" * 14) + "/deep.md": ("100644", b""),
            ".github/hidden.md": ("100644", b""),
            ".gitattributes": ("100644", b"* filter=evil export-ignore ident\n"),
            ".gitmodules": ("100644", b"[submodule]\n"),
            "node_modules/a/b.md": ("100644", b""),
            "program.py": ("100755", b""),
        }
    )
    folder = (await fetched(repository, tmp_path)).folder
    assert folder.texts == {"academy.yml": b"title: x\n", "meet/plain.md": b"# Plain"}
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert folder.media == {"media/plain.png": abc}
    assert kept(tmp_path) == {abc}
    said = {
        "meet/link.md": "link",
        "media/link.png": "link",
        "media/pointer.png": "Git LFS",
        "theirs": "submodule",
        "meet/long.md": "larger",
        "meet/two\ufffdlines.md": "signs",
        "meet/back\\slash.md": "signs",
        "meet/\ufffd.md": "signs",
        "/".join("d" * 14) + "/deep.md": "deep",
    }
    assert folder.odd.keys() == said.keys()
    assert all(word in folder.odd[name] for name, word in said.items())


async def test_a_tree_that_no_git_would_write_leads_nowhere(repository: Repository, tmp_path: Path) -> None:
    blob, mark = repository.blobs([b"evil", b"title: x\n"])
    inner = repository.raw_tree([("100644", b"evil.md", blob), ("100644", b"evil.png", blob)])
    repository.point(
        repository.raw_tree(
            [
                ("40000", b"..", inner),
                ("100644", b"../../../evil.png", blob),
                ("100644", b"/tmp/evil.md", blob),
                ("40000", b".git", inner),
                ("100644", b"academy.yml", mark),
                ("100644", b"academy.yml", blob),
            ]
        )
    )
    folder = (await fetched(repository, tmp_path)).folder
    assert folder.texts.keys() == {"academy.yml"}
    assert folder.media == {}
    assert {"../evil.md", "../evil.png", "../../../evil.png", "/tmp/evil.md"} <= folder.odd.keys()
    assert kept(tmp_path) == set()


@pytest.mark.parametrize(("leaf", "levels", "code"), [("x.txt", 7, "files"), ("", 40, "slow")])
async def test_a_few_bytes_that_stand_for_billions_of_files_are_given_up(
    repository: Repository, tmp_path: Path, leaf: str, levels: int, code: str
) -> None:
    [blob] = repository.blobs([b""])
    tree = repository.raw_tree([("100644", leaf.encode(), blob)] if leaf else [])
    for _level in range(levels):
        tree = repository.raw_tree([("40000", f"d{number}".encode(), tree) for number in range(8)])
    repository.point(tree)
    with pytest.raises(Trouble) as caught:
        await fetched(repository, tmp_path, limits=Limits(read=0.5 if code == "slow" else 20))
    assert caught.value.code == code


async def test_more_than_may_be_fetched_is_broken_off(repository: Repository, tmp_path: Path) -> None:
    noise = b"".join(number.to_bytes(4, "big") * 3 for number in range(0, 2**32, 2**15))
    repository.commit({"academy.yml": ACADEMY, "media/large.pdf": ("100644", noise)})
    with pytest.raises(Trouble) as caught:
        await fetched(repository, tmp_path, limits=Limits(space=100_000))
    assert caught.value.code == "large"


async def test_a_file_of_nothing_but_zeros_takes_no_memory(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"academy.yml": ACADEMY, "media/zeros.pdf": ("100644", bytes(24 * 1024 * 1024))})
    repository.git("config", "core.bigFileThreshold", "1m")
    small = tmp_path / "small-git"
    small.write_text(f'#!/bin/sh\nulimit -v 30000\nexec {shutil.which("git")} "$@"\n')
    small.chmod(0o700)
    git = Git(Place(str(repository.folder), "main"), program=str(small))
    await git.fetch("main", tmp_path / "coming.git")
    assert await git.newest("main")


async def test_a_disk_that_takes_too_long_is_slow_and_not_broken(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"academy.yml": ACADEMY})
    await fetched(repository, tmp_path)
    slow = tmp_path / "slow-git"
    slow.write_text(f'#!/bin/sh\ncase "$*" in *cat-file*) exec sleep 9;; esac\nexec {shutil.which("git")} "$@"\n')
    slow.chmod(0o700)
    git, keep = Git(Place(""), limits=Limits(read=0.2), program=str(slow)), Keep(tmp_path / "kept")
    [bare] = (tmp_path / "kept" / "commits").iterdir()
    with pytest.raises(Trouble) as caught:
        read(git, bare, keep)
    assert caught.value.code == "slow"


async def test_a_day_that_no_clock_will_show_is_no_day(repository: Repository, tmp_path: Path) -> None:
    tree = repository.tree({"academy.yml": ACADEMY})
    for number, day in enumerate(("253402300799", "99999999999999999999", "0")):
        raw = f"tree {tree}\nauthor A <a@b> {day} +0000\ncommitter A <a@b> {day} +0000\n\nFar away\n"
        name = repository.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=raw.encode())
        repository.git("update-ref", "refs/heads/main", name)
        commit = (await fetched(repository, tmp_path / str(number))).commit
        assert (commit.hash, commit.subject, commit.at) == (name, "Far away", None)


@pytest.mark.parametrize("below", ["nowhere", "link", "academy.yml", "a/../b"])
async def test_a_folder_that_is_none_is_a_fault_of_the_commit(repository: Repository, tmp_path: Path, below: str) -> None:
    repository.commit({"academy.yml": ACADEMY, "real/academy.yml": ACADEMY, "link": ("120000", b"real")})
    with pytest.raises(Trouble) as caught:
        await fetched(repository, tmp_path, below=below)
    assert caught.value.code == "folder"


async def test_what_a_repository_configures_is_not_run(repository: Repository, tmp_path: Path) -> None:
    marker, hook = tmp_path / "was-run", repository.folder / "hooks" / "post-update"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    with (repository.folder / "config").open("a") as config:
        config.write(f'[uploadpack]\n\tpackObjectsHook = "touch {marker};"\n[core]\n\tfsmonitor = "touch {marker}"\n')
        config.write(f'\tsshCommand = "touch {marker}"\n\talternateRefsCommand = "touch {marker}"\n')
    repository.commit({"academy.yml": ACADEMY})
    assert (await fetched(repository, tmp_path)).folder.texts.keys() == {"academy.yml"}
    assert not marker.exists()


@pytest.mark.parametrize("address", ["ext::touch {marker}", "fd::17", "-u touch {marker}", "git://127.0.0.1/x"])
async def test_another_way_than_those_that_are_known_is_not_taken(tmp_path: Path, address: str) -> None:
    marker = tmp_path / "was-run"
    with pytest.raises(Trouble):
        await Git(Place(address.format(marker=marker))).newest("")
    assert not marker.exists()


async def test_a_broken_repository_of_ours_is_brought_anew(sqlite: Database, repository: Repository, tmp_path: Path) -> None:
    await assemble()
    commit, desk = repository.academy(), Desk(repository.folder, tmp_path / "kept")
    damaged = tmp_path / "kept" / "commits" / f"{commit}.git"
    damaged.mkdir(parents=True)
    await actions.fetch_due(desk.within())
    assert (await queries.source()).problem == "broken"
    await actions.fetch_due(desk.later().within())
    assert ((await queries.source()).commit, sqlite.kind) == (commit, "sqlite")
    assert (await lessons.state()).lessons == 4
