"""Whole academies: nothing raises, nothing hides another, and what is broken is served as it last was."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.lessons.compiler.academy import compile_academy, is_lesson
from server.lessons.compiler.cache import Cache
from server.lessons.compiler.corpus import LessonFile, habit_faults, identity_faults
from server.lessons.compiler.markdown.front import Front, Value
from server.lessons.compiler.model import Rules
from tests.lessons.cases import base, changed
from tests.lessons.compiled import TODAY, Installation, compiled

ROOT = Path(__file__).parents[2]
BREAK = "=== meet/set-the-date.md changed\n< - ( ) You made a note to call again\n> - (x) You made a note to call again\n"

lines = st.sampled_from(sorted({line for text in base().values() for line in text.decode().splitlines()}))
scraps = st.lists(lines | st.text(max_size=30), max_size=25).map("\n".join)
torn = st.binary(max_size=60) | scraps.map(lambda text: text.encode("utf-8", "replace"))


@given(st.dictionaries(st.sampled_from(sorted(base())), torn, max_size=4))
def test_files_of_any_content_never_raise_and_every_fault_lies_in_its_file(torn_files: dict[str, bytes]) -> None:
    files = {**base(), **torn_files}
    told = compile_academy(files, today=TODAY).diagnostics
    for one in told:
        lines_there = len(files.get(one.path, b"").splitlines()) + 1
        assert one.message
        assert one.help
        assert 1 <= one.line <= max(lines_there, 1)
        assert one.column >= 1


@given(st.dictionaries(st.sampled_from(["a/b.md", "process/x.md", "paths/p.md", "glossary.md", "people.yml", "x.md"]), torn))
def test_folders_without_a_settings_file_never_raise(files: dict[str, bytes]) -> None:
    assert compile_academy(files, today=TODAY).academy.process is None


def test_the_reference_academy_has_no_error() -> None:
    root = ROOT / "lessons"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.suffix in {".md", ".yml"}}
    media = {path.relative_to(root).as_posix(): "0" * 64 for path in (root / "media").rglob("*.*")}
    result = compile_academy(files, today=date(2026, 11, 21), media=media)
    assert [one for one in result.diagnostics if one.severity == "error"] == []
    assert len(result.academy.lessons) + len(result.academy.translations) == sum(map(is_lesson, files))
    process = result.academy.process
    assert process is not None
    assert (len(process.stages), len(process.behaviours), len(process.motions)) == (7, 25, 4)
    gates = {motion.id: len(motion.gates) for motion in process.motions}
    assert gates == {"new": 17, "expansion": 11, "renewal": 5, "small": 7}
    assert {one.id for one in process.behaviours if one.always} == {"agenda-agreed", "next-step-confirmed"}


def test_behaviours_stand_as_their_stage_lists_them() -> None:
    academy = compiled(
        "=== process/meet/stage.md changed\n< max_days: 7\n> max_days: 7\n> behaviours: [date-set, a-first]\n"
        "=== process/meet/a-first.md\n" + base()["process/meet/date-set.md"].decode().replace("id: date-set", "id: a-first")
    ).academy
    assert academy.process is not None
    assert [one.id for one in academy.process.in_stage("meet")] == ["date-set", "a-first"]


def test_one_bad_file_hides_no_other() -> None:
    result = compiled(BREAK + "=== process/agree/terms-agreed.md changed\n< role: rep\n> role: repp\n")
    assert {(one.path, one.code) for one in result.diagnostics} == {
        ("meet/set-the-date.md", "E211"),
        ("process/agree/terms-agreed.md", "P012"),
    }
    assert [lesson.id for lesson in result.academy.lessons] == ["just-send-it", "agree-the-terms", "they-go-quiet"]
    assert result.broken == {"meet/set-the-date.md", "process/agree/terms-agreed.md"}


def test_a_broken_lesson_is_kept_under_its_new_name_too() -> None:
    here = Installation()
    good = here.load()
    text = changed(base(), BREAK)["meet/set-the-date.md"].decode()
    moved = here.load(f"=== meet/set-the-date.md removed\n=== meet/renamed.md\n{text}\n=== paths/new-rep.md removed")
    assert here.kept == ("meet/renamed.md",)
    kept = next(lesson for lesson in moved.lessons if lesson.id == "set-the-date")
    before = next(lesson for lesson in good.lessons if lesson.id == "set-the-date")
    assert kept.questions == before.questions
    assert kept.path == "meet/renamed.md"


def test_a_lesson_that_was_never_good_is_not_served() -> None:
    here = Installation()
    assert "set-the-date" not in {lesson.id for lesson in here.load(BREAK).lessons}
    assert here.kept == ()


def test_a_lesson_that_is_unreadable_is_kept_by_its_path() -> None:
    here = Installation()
    good = here.load()
    again = here.load("=== meet/set-the-date.md\n---\nid: [")
    assert again.lessons == good.lessons
    assert here.kept == ("meet/set-the-date.md",)


def test_a_broken_process_is_kept_whole() -> None:
    here = Installation()
    good = here.load()
    again = here.load("=== process/agree/terms-agreed.md changed\n< role: rep\n> role: repp\n< # Terms agreed\n> # Agreed\n")
    assert again.process == good.process
    assert here.kept == ("process/agree/terms-agreed.md",)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ("=== academy.yml\ntitle: [", "rules"),
        ("=== people.yml\nann: {}", "people"),
        ("=== glossary.md\nno title", "glossary"),
        ("=== paths/new-rep.md\n# No front matter", "paths"),
    ],
)
def test_every_other_file_that_broke_is_kept(changes: str, part: str) -> None:
    here = Installation()
    good = here.load()
    again = here.load(changes)
    assert getattr(again, part) == getattr(good, part)
    assert here.kept == (changes.split("\n", maxsplit=1)[0].removeprefix("=== "),)


def test_a_lesson_that_was_deleted_is_gone_and_its_questions_are_retired() -> None:
    here = Installation()
    here.load()
    gone = here.load("=== agree/they-go-quiet.md removed")
    assert "they-go-quiet" not in {lesson.id for lesson in gone.lessons}
    assert set(gone.retired) == {"they-go-quiet#no-reply"}


def test_a_copy_does_not_take_the_id_from_its_original() -> None:
    here = Installation()
    here.load()
    text = base()["meet/set-the-date.md"].decode()
    again = here.load(f"=== agree/a-copy.md\n{text}")
    assert next(lesson.path for lesson in again.lessons if lesson.id == "set-the-date") == "meet/set-the-date.md"


def test_a_file_that_could_not_be_read_is_kept_and_reported() -> None:
    before = compiled().academy
    files = {path: data for path, data in base().items() if path != "meet/set-the-date.md"}
    result = compile_academy(files, today=TODAY, previous=before, odd={"meet/set-the-date.md": "it cannot be read"})
    assert ("meet/set-the-date.md", "P020") in {(one.path, one.code) for one in result.diagnostics}
    assert "meet/set-the-date.md" in result.broken


def test_a_compile_with_a_cache_says_what_one_without_says() -> None:
    cache = Cache()
    worlds = [base(), changed(base(), BREAK), base(), changed(base(), "=== people.yml\nbob: Bob")]
    for files in worlds:
        assert compile_academy(files, today=TODAY, cache=cache) == compile_academy(files, today=TODAY)
    before = cache.kept["agree/agree-the-terms.md"]
    compile_academy(changed(worlds[-1], BREAK), today=TODAY, cache=cache)
    assert cache.kept["agree/agree-the-terms.md"] is before


def test_a_cached_process_is_compiled_again_when_it_or_what_it_leads_to_changes() -> None:
    note = "=== process/artifacts/terms-note.md changed\n< What they agreed to, in their words.\n> "
    linked = f"{note}What [they](../../agree/agree-the-terms.md) agreed to.\n"
    renamed = "=== agree/agree-the-terms.md changed\n< id: agree-the-terms\n> id: agree-terms\n"
    cache = Cache()
    for changes in ("", f"{note}What they wrote.\n", "", linked, linked + renamed):
        files = changed(base(), changes)
        assert compile_academy(files, today=TODAY, cache=cache) == compile_academy(files, today=TODAY), changes
    compile_academy(base(), today=TODAY, cache=cache)
    before = cache.processed
    compile_academy(changed(base(), BREAK), today=TODAY, cache=cache)
    assert cache.processed is before


def test_a_cached_lesson_is_compiled_again_when_what_it_includes_changes() -> None:
    include = (
        '=== meet/set-the-date.md changed\n< ## Check yourself\n> [More](../partials/more.md "include")\n>\n> ## Check yourself\n'
    )
    cache = Cache()
    shown = []
    for words in ("First words.", "Second words."):
        files = changed(base(), include + f"=== partials/more.md\n{words}")
        result = compile_academy(files, today=TODAY, cache=cache)
        shown.append(next(lesson for lesson in result.academy.lessons if lesson.id == "set-the-date"))
    assert "Second words." in repr(shown[1].blocks)
    assert "Second words." not in repr(shown[0].blocks)


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 5), max_size=3), min_size=6, max_size=6))
def test_a_circle_of_prerequisites_is_found_exactly_when_there_is_one(needs: list[list[int]]) -> None:
    found = {path for path, _ in identity_faults([needing(number, wanted) for number, wanted in enumerate(needs)])}
    assert bool(found) == any(reaches(number, number, needs) for number in range(6))


def needing(number: int, wanted: list[int]) -> LessonFile:
    key = Value(1, 1, text="prerequisites")
    items = Value(1, 1, items=[Value(1, 1, text=f"l{one}") for one in wanted])
    return LessonFile(path=f"{number}.md", id=f"l{number}", lesson=None, front=Front({"prerequisites": (key, items)}))


def reaches(start: int, goal: int, needs: list[list[int]]) -> bool:
    seen: set[int] = set()
    waiting = list(needs[start])
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting += needs[here]
    return False


@pytest.mark.parametrize(
    ("written", "pace"),
    [
        ("locale: en", 220),
        ("locale: de", 180),
        ("locale: fr-CA", 195),
        ("locale: sv", 220),
        ("locale: de\nwpm: 210", 210),
        ("wpm: 210", 210),
        ("locale: Deutsch", 220),
    ],
)
def test_an_academy_that_sets_no_pace_reads_at_that_of_its_language(written: str, pace: int) -> None:
    found = compile_academy({**base(), "academy.yml": f"{written}\n".encode()}, today=TODAY)
    assert found.academy.rules.wpm == pace


@pytest.mark.parametrize("least", [0.0, 0.5, 1.0])
def test_an_academy_that_asks_nothing_to_pick_from_has_no_habit_however_few_questions_make_one(least: float) -> None:
    assert list(habit_faults((), Rules(thresholds={"least_questions": least}), "academy.yml")) == []
