"""Text cases of several files: `tests/cases/academy/*.md`, and `tests/cases/since/*.md` of what an edit of them does.

A case is a title, a line with one dot, its files, a dot, what `check` must say, a dot. Every case begins with the files of `base.md` and says what is
different: `=== PATH` and the whole file, `=== PATH removed`, or `=== PATH changed` and pairs of a `<` line to find and the `>` lines to put there.
"""

from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).parents[1] / "cases" / "academy"


class Case(Struct, frozen=True):
    """One case. `expected` are lines `path:line:column CODE message`."""

    title: str
    files: dict[str, bytes]
    expected: list[str]


def read_cases(name: str, folder: Path = FOLDER, world: dict[str, bytes] | None = None) -> list[Case]:
    """The cases of one file. They begin with `world`, or else with the files of `base.md`."""
    parts: list[list[str]] = [[]]
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        if line == ".":
            parts.append([])
        else:
            parts[-1].append(line)
    if world is None:
        world = {} if (folder, name) == (FOLDER, "base.md") else base()
    return [
        Case(" ".join(title).strip(), changed(world, "\n".join(script)), expected)
        for title, script, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False)
    ]


def base() -> dict[str, bytes]:
    """The academy that has nothing to mend."""
    return dict(read_cases("base.md")[0].files)


def changed(world: dict[str, bytes], script: str) -> dict[str, bytes]:
    """The files after the changes of a case."""
    files = dict(world)
    for part in f"\n{script}".split("\n=== ")[1:]:
        head, _, body = part.partition("\n")
        path, _, how = head.partition(" ")
        if how == "removed":
            del files[path]
        elif how == "changed":
            files[path] = edited(files[path].decode(), body).encode()
        elif how:
            raise ValueError(f"unknown change: {head}")
        else:
            files[path] = f"{body}\n".encode()
    return files


def edited(text: str, changes: str) -> str:
    """The text with every `<` line replaced by the `>` lines that follow it. Raises ValueError when such a line is not there."""
    lines = text.split("\n")
    at = len(lines)
    for change in changes.splitlines():
        sign, words = change[:1], change[2:]
        if sign == "<":
            at = lines.index(words)
            del lines[at]
        elif sign == ">":
            lines.insert(at, words)
            at += 1
        else:
            raise ValueError(f"a change begins with < or >: {change}")
    return "\n".join(lines)
