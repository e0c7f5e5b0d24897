"""Reading a folder that nobody vouches for."""

import asyncio
import os
from contextlib import aclosing
from pathlib import Path

import pytest

from server.errors import Setup
from server.lessons import outside
from server.lessons.belonging import DEEP, TEXT_BYTES
from server.lessons.outside import changes, compiler_digest, find_root, read_folder


def write(path: Path, data: bytes = b"words\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_texts_are_read_and_media_are_named_by_their_content(tmp_path: Path) -> None:
    write(tmp_path / "academy.yml", b"title: x\n")
    write(tmp_path / "engage" / "one.md", b"# One\n")
    write(tmp_path / "media" / "a.png", b"abc")
    write(tmp_path / "media" / "b.exe")
    folder = read_folder(tmp_path)
    assert folder.texts == {"academy.yml": b"title: x\n", "engage/one.md": b"# One\n"}
    assert folder.media == {"media/a.png": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
    assert folder.odd == {}


def test_hidden_files_readmes_and_foreign_folders_are_left_alone(tmp_path: Path) -> None:
    for name in (".git/x.md", ".hidden.md", "README.md", "align/README.md", "node_modules/x/y.md"):
        write(tmp_path / name)
    assert read_folder(tmp_path).texts == {}


def test_a_link_out_of_the_folder_is_passed_over_and_one_within_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "secret.md")
    write(tmp_path / "academy" / "a.md")
    (tmp_path / "academy" / "out.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "academy" / "within.md").symlink_to(tmp_path / "academy" / "a.md")
    (tmp_path / "academy" / "round.md").symlink_to(tmp_path / "academy" / "round.md")
    (tmp_path / "academy" / "folder").symlink_to(tmp_path)
    folder = read_folder(tmp_path / "academy")
    assert folder.texts.keys() == {"a.md", "within.md"}
    assert "outside the academy" in folder.odd["out.md"]
    assert "nowhere" in folder.odd["round.md"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    folder = read_folder(tmp_path)
    assert folder.texts == {}
    assert "ordinary" in folder.odd["pipe.md"]


def test_names_that_are_not_unicode_and_folders_without_end_only_get_a_reason(tmp_path: Path) -> None:
    write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/media/\xff.md")))
    deep = tmp_path
    for _ in range(DEEP + 2):
        deep /= "d"
    write(deep / "x.md")
    folder = read_folder(tmp_path)
    for name in (*folder.texts, *folder.odd):
        name.encode()
    assert any("deep" in reason for reason in folder.odd.values())


def test_only_the_beginning_of_a_long_text_is_read(tmp_path: Path) -> None:
    write(tmp_path / "long.md", b"x" * (TEXT_BYTES + 10))
    assert len(read_folder(tmp_path).texts["long.md"]) == TEXT_BYTES


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Setup, match="PLUMBLINE_LESSONS"):
        read_folder(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(Setup, match=r"leads to itself|symbolic links"):
        read_folder(tmp_path / "loop")


def test_the_root_is_the_nearest_folder_upward_with_an_academy_file(tmp_path: Path) -> None:
    write(tmp_path / "academy.yml")
    file = write(tmp_path / "a" / "b" / "c.md")
    assert find_root(file) == tmp_path
    assert find_root(tmp_path) == tmp_path
    assert find_root(tmp_path.parent) is None


def test_the_compiler_has_a_name_of_its_own() -> None:
    assert len(compiler_digest()) == 64
    assert compiler_digest() == compiler_digest()


def test_the_name_of_the_compiler_changes_with_every_file_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "__file__", str(tmp_path / "outside.py"))
    write(tmp_path / "compiler" / "lesson.py", b"1")
    write(tmp_path / "compiler" / "questions" / "choices.py", b"1")
    first = compiler_digest()
    write(tmp_path / "compiler" / "questions" / "choices.py", b"2")
    second = compiler_digest()
    write(tmp_path / "compiler" / "lesson.py", b"2")
    assert len({first, second, compiler_digest()}) == 3


async def test_an_edit_is_noticed(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    stop = asyncio.Event()
    async with aclosing(changes(tmp_path, stop)) as edits:
        waiting = asyncio.ensure_future(anext(edits))
        for number in range(100):
            write(tmp_path / "a.md", f"{number}\n".encode())
            if (await asyncio.wait([waiting], timeout=0.2))[0]:
                break
        await waiting
        stop.set()
