"""The plain data of a lesson."""

import json
from pathlib import Path

from server.lessons.compiler.outline import outline
from tests.lessons import world

ANYWHERE = Path(__file__).parents[2] / "lessons"


def test_a_lesson_of_the_academy_has_the_agreed_shape() -> None:
    text = (ANYWHERE / "engage" / "next-step-on-the-calendar.md").read_text(encoding="utf-8")
    files = {path.relative_to(ANYWHERE).as_posix(): path.read_text(encoding="utf-8") for path in ANYWHERE.rglob("*.md")}
    compiled = world.compiled(text, "engage/next-step-on-the-calendar.md", bare=True, files=files)
    assert compiled.lesson is not None, compiled.diagnostics
    shown = json.loads(json.dumps(outline(compiled.lesson)))
    assert {"id", "stage", "behaviours", "minutes", "blocks", "questions"} <= shown.keys()
    assert shown["id"] == "next-step-on-the-calendar"
    first = shown["questions"][0]
    assert {"id", "kind", "prompt", "choices"} <= first.keys()
    assert (first["id"], first["kind"], first["prompt"]) == ("confirmed-one", "single", "Which one is a confirmed next step?")
    assert sorted(choice["mark"] for choice in first["choices"]) == [0, 0, 0, 1]
    assert {"id", "text", "mark", "feedback"} <= first["choices"][0].keys()
    assert "<" not in first["choices"][0]["feedback"]


def test_every_kind_shows_what_it_has() -> None:
    text = (
        "### A? `#aa`\n\n- (x) Yes `#y`\n  > It _is_.\n- (/) May `#m`\n  > It may.\n\n"
        "### B `#bb`\n\n| a | b |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |\n| | 5 |\n\n"
        "### C `#cc`\n\n- = buyer\n- = 1..2\n- != seller\n  > No one.\n\n"
        "### D `#dd`\n\nThe [[ a | b ]].\n\n"
        "### E `#ee` `reflect`\n\n- `min` 3\n\n"
        "### F `#ff` `commit`\n\n- `due` 2 days\n- `proof` invite\n- `ask` Show me.\n\n"
        "### G `#gg` `survey`\n\n- [ ] One\n- [ ] Two\n\n"
        "### H `#hh` `scenario`\n\n#### S `#ss`\n\n- (x) Go → `#tt`\n  > On you go.\n- ( ) No → `#tt`\n  > You stay.\n\n#### T `#tt` `lost`\n"
    )
    compiled = world.compiled(world.HEAD + world.TITLE + text)
    assert compiled.lesson is not None, compiled.diagnostics
    shown = {question["id"]: question for question in outline(compiled.lesson)["questions"]}
    assert shown["aa"]["choices"] == [
        {"id": "y", "text": "Yes", "mark": 1, "feedback": "It is."},
        {"id": "m", "text": "May", "mark": 0.5, "feedback": "It may."},
    ]
    assert [(pair["left"], pair["right"]) for pair in shown["bb"]["pairs"]] == [("1", "2"), ("3", "4")]
    assert shown["bb"]["decoys"] == ["5"]
    assert (shown["cc"]["accepted"], shown["cc"]["ranges"]) == (["buyer"], [[1.0, 2.0]])
    assert shown["cc"]["wrong"] == [{"text": "seller", "feedback": "No one."}]
    assert shown["dd"]["gaps"]["accepted"] == [["a", "b"]]
    assert shown["ee"]["reflect"] == {"min_words": 3, "share": False}
    assert shown["ff"]["commit"] == {"days": 2, "working": False, "proof": "invite", "ask": "Show me."}
    assert shown["gg"]["many"] is True
    assert [scene["outcome"] for scene in shown["hh"]["scenes"]] == [None, "lost"]
    assert [move["to"] for move in shown["hh"]["scenes"][0]["moves"]] == ["tt", "tt"]
