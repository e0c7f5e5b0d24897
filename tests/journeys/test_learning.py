"""A rep learns, without JavaScript: from the sign-in page to a promise on a deal, and back to what was answered."""

from server.cli.demo.story.answers import typed
from server.lessons import queries as lessons
from server.lessons.compiler.model import Question
from tests.journeys.house import House, facts_about, kinds_about
from tests.journeys.people import page_of
from tests.journeys.plain import Plain

FIRST = "why-one-process"
"""The first lesson of the path for newcomers."""

LESSON = "next-step-on-the-calendar"
SCENARIO = "the-champion-goes-quiet"
BEST = ("what has changed since", "over an empty page", "sit beside him")


async def test_a_rep_takes_a_lesson_from_today_to_a_promise(house: House):
    async with house.guest() as rep:
        await rep.open("/")
        assert rep.path == "/sign-in"
        await rep.sign_in("Sofia Papadaki")
        assert rep.path == "/today"
        assert f'href="/lessons/{FIRST}"' in rep.html
        await rep.open("/lessons")
        assert f'href="/lessons/{LESSON}"' in rep.html
        await rep.open(f"/lessons/{LESSON}")
        await takes_a_hint_and_two_tries(rep)
        for question in await still(LESSON, "confirmed-one"):
            await answer(rep, question)
            assert "Yes." in rep.html or "Kept." in rep.html
        await leaves_and_comes_back(rep)
        await promises(rep)
    assert (await kinds_about("Sofia Papadaki"))[-9:] == [
        *("hint-taken", "answer-given", "answer-given", "answer-given", "answer-given", "answer-given", "answer-given"),
        *("commitment-made", "lesson-completed"),
    ]


async def takes_a_hint_and_two_tries(rep: Plain) -> None:
    await rep.press(rep.form(id="f-confirmed-one"), "A hint")
    assert "who said yes, where can you see it" in rep.html
    wrong = next(one for one in (await question("confirmed-one")).choices if one.mark == 0)
    await rep.press(rep.form(id="f-confirmed-one"), "Check", {"choice": wrong.id})
    assert "Not yet." in rep.html
    assert "your answer" in rep.html
    await rep.open(f"/lessons/{LESSON}?again=confirmed-one")
    assert "Try 2. Your first answer stays as it was" in rep.html
    await rep.press(rep.form(id="f-confirmed-one"), "Check", typed(await question("confirmed-one"), right=True))
    assert "Try 2. Your first answer is kept beside it." in rep.html


async def leaves_and_comes_back(rep: Plain) -> None:
    await rep.open("/account")
    await rep.press(rep.form(action="/sign-out"))
    await rep.sign_in("Sofia Papadaki")
    assert "Go on with it" in rep.html
    await rep.open(f"/lessons/{LESSON}")
    assert [form.id for form in rep.forms() if form.id.startswith("f-")] == ["f-fix-one"]


async def promises(rep: Plain) -> None:
    form = rep.form(id="f-fix-one")
    await rep.press(form, "Commit and finish", {"deal": ""})
    assert rep.shown.status_code == 422
    assert "Choose the deal, or name one that is not here yet." in rep.html
    deal = rep.html.partition("Birch Analytics")[0].rpartition('value="')[2].partition('"')[0]
    await rep.press(rep.form(id="f-fix-one"), "Commit and finish", {"deal": deal})
    assert rep.path == f"/lessons/{LESSON}/completion"
    assert "Done: Put the next step on the calendar" in rep.html
    assert "on Birch Analytics" in rep.html
    await rep.open("/my-line")
    assert "Fix one hopeful next step" in rep.html
    assert "second try" in rep.html


async def test_a_rep_walks_a_scenario_to_an_ending_and_tries_another_way(house: House):
    async with house.guest("Marco Bellini") as rep:
        await rep.open(f"/lessons/{SCENARIO}")
        for words in BEST:
            await move(rep, words)
        assert "The deal moved" in rep.html
        assert "Arm one champion" in rep.html
        await rep.press(rep.form(action=f"/lessons/{SCENARIO}/rewinds"), "Try it from the beginning")
        await move(rep, "which part of the proposal")
        assert "The deal stalled" in rep.html
        assert "This was another way. Your first one stays as it was" in rep.html
        await rep.press(rep.form(action=f"/lessons/{SCENARIO}/rewinds"), "Go back one step")
        await rep.press(rep.form(action=f"/lessons/{SCENARIO}/moves"), "Do this")
        assert (rep.shown.status_code, "Choose one answer." in rep.html) == (422, True)
        await move(rep, "what has changed since")
        await move(rep, "Ten percent off")
        form = rep.form(id="f-arm-one")
        await rep.press(form, "Finish without a commitment", {"reason": "Nobody of mine has to sell alone."})
        assert "None this time: Nobody of mine has to sell alone." in rep.html
        await rep.open("/my-line")
        assert "One lesson without a promise, and why" in rep.html
    walked = (await kinds_about("Marco Bellini"))[-14:]
    assert walked[:6] == ["lesson-begun", "move-made", "move-made", "move-made", "scenario-ended", "scenario-rewound"]
    assert walked[6:9] == ["move-made", "scenario-ended", "scenario-rewound"]
    assert walked[9:] == ["move-made", "move-made", "scenario-ended", "commitment-declined", "lesson-completed"]


async def test_a_manager_assigns_and_writes_and_the_rep_finds_both_on_today(house: House):
    async with house.guest("Ines Caldeira") as manager, house.guest("Priya Raman") as rep:
        assert manager.path == "/week"
        page = await page_of("Priya Raman", manager)
        await manager.open(page)
        given = {"lesson": "the-confident-timeline", "reason": "Ardent has our dates in it.", "day": "2099-01-05"}
        await manager.press(manager.form(action=f"{page}/assignments"), "Assign it", given)
        assert "Ardent has our dates in it." in manager.html
        await manager.press(
            manager.form(action=f"{page}/notes"), "Send the note", {"words": "Ask Ardent who <signs>.", "tag": "step"}
        )
        assert "Ask Ardent who &lt;signs&gt;." in manager.html
        await rep.open("/today")
        assert "Ask Ardent who &lt;signs&gt;." in rep.html
        assert "Ardent has our dates in it." in rep.html
        assert "/lessons/the-confident-timeline" in rep.html
        await rep.open("/my-line")
        assert "opened the page about you" in rep.html
    assert [one.fact.kind for one in await facts_about("Priya Raman")][-3:].count("note-written") == 1


async def answer(rep: Plain, question: Question) -> None:
    await rep.press(rep.form(id=f"f-{question.id}"), "", typed(question, right=True))
    assert rep.shown.status_code == 200, rep.html
    assert rep.path == f"/lessons/{LESSON}"


async def move(rep: Plain, words: str) -> None:
    """Chooses the move that says this."""
    form = rep.form(action=f"/lessons/{SCENARIO}/moves")
    before = rep.html.rpartition(words)[0]
    await rep.press(form, "Do this", {"choice": before.rpartition('name="choice" value="')[2].partition('"')[0]})
    assert rep.shown.status_code == 200, rep.html


async def question(id: str) -> Question:
    found = (await lessons.lesson(LESSON)).question(id)
    assert found
    return found


async def still(lesson: str, *done: str) -> list[Question]:
    """The questions of a lesson that are answered in place, but for these."""
    return [one for one in (await lessons.lesson(lesson)).questions if one.kind != "commit" and one.id not in done]
