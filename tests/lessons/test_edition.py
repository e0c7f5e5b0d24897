"""Storing an academy by content hash, and reading what was stored long ago."""

import json
from pathlib import Path

from msgspec.structs import replace

from server.lessons.compiler.edition import NOTHING, Edition, pack, put_together, read_lesson, read_manifest
from tests.lessons.compiled import Installation, compiled, question

SAMPLES = Path(__file__).parents[1] / "cases" / "stored"


def stored(here: Installation) -> Edition:
    """What comes back of what an installation serves."""
    assert here.academy is not None
    name, bodies = pack(here.academy, here.histories)
    manifest = read_manifest(bodies[name])
    return put_together(name, manifest, {digest: read_lesson(bodies[digest]) for digest in manifest.bodies})


def test_an_academy_comes_back_as_it_went_in() -> None:
    here = Installation()
    here.load()
    edition = stored(here)
    assert edition.academy == here.academy
    assert edition.histories == here.histories
    assert pack(edition.academy, edition.histories)[0] == edition.hash


def test_a_new_path_is_no_new_content() -> None:
    academy = compiled().academy
    moved = replace(academy, lessons=tuple(replace(lesson, path=f"elsewhere/{lesson.id}.md") for lesson in academy.lessons))
    lessons = set(pack(academy, {})[1]) - {pack(academy, {})[0]}
    assert lessons <= set(pack(moved, {})[1])


def test_questions_and_revisions_are_found_by_id_and_by_an_id_of_old() -> None:
    here = Installation()
    here.load()
    renamed = "=== meet/set-the-date.md changed\n< id: set-the-date\n> id: book-the-date\n> aliases: [set-the-date]\n"
    here.load(renamed + "=== meet/just-send-it.md changed\n< prerequisites: [set-the-date]\n> prerequisites: [book-the-date]")
    edition = stored(here)
    assert edition.lesson("set-the-date") == edition.lesson("book-the-date")
    found = edition.question("book-the-date", "which-date")
    assert found == question(edition.academy, "book-the-date#which-date")
    revision = edition.revision("book-the-date", "which-date")
    assert revision is not None
    assert (revision.root, revision.number) == ("set-the-date#which-date", 1)
    assert edition.revision("book-the-date", "nothing") is None
    assert edition.revision("nothing", "which-date") is None


def test_before_the_first_load_there_is_nothing() -> None:
    assert NOTHING.lesson("any") is None
    assert NOTHING.academy.process is None


def test_what_a_release_stored_is_read_by_every_later_one() -> None:
    lessons = {path.stem: read_lesson(path.read_bytes()) for path in SAMPLES.glob("lesson-*.json")}
    manifests = {path.stem: read_manifest(path.read_bytes()) for path in SAMPLES.glob("manifest-*.json")}
    assert lessons["lesson-0.1"].id == "set-the-date"
    assert [asked.id for asked in lessons["lesson-0.1"].questions] == ["which-date", "set-one"]
    assert [entry.id for entry in manifests["manifest-0.1"].lessons] == [
        "just-send-it",
        "set-the-date",
        "agree-the-terms",
        "they-go-quiet",
    ]
    for path in SAMPLES.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
