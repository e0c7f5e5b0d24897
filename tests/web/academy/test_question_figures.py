"""How a question does, as its author reads it."""

from server.learning.queries import Figured
from server.web.academy import question_figures
from server.web.academy.question_figures import Picked, row
from tests.web.item_samples import ABOUT, rows

FINE, WEAK, SILENT, SCENE = rows()


def test_counts_come_first_and_picks_stand_beside_each_choice_in_the_order_of_the_file():
    assert (FINE.people, FINE.right, FINE.percent, FINE.low, FINE.high) == (44, 31, 70, 58, 80)
    assert [(one.people, one.percent, one.mark) for one in FINE.choices] == [(8, 18.2, 0.0), (31, 70.5, 1.0), (5, 11.4, 0.5)]
    assert FINE.choices[1].text == "Dana, who pays"


def test_the_time_that_half_of_them_needed_is_written_in_seconds_or_minutes():
    assert FINE.took == "38 seconds"
    assert SILENT.took == ""
    assert question_figures._took(95) == "1:35 min"


def test_what_is_weak_is_a_sentence_and_the_worst_stands_first():
    assert WEAK.weak[0].startswith("Of 52 people, those who get it wrong do better")
    assert WEAK.weak[1] == "Choice 1 is picked more often than the right one, 35 to 17. Is it wrong for sure?"
    assert FINE.weak == ()


def test_of_what_few_answered_no_figure_is_written():
    assert (SILENT.people, SILENT.right, SILENT.choices, SILENT.sure, SILENT.apart, SILENT.weak) == (0, 0, (), None, None, ())


def test_a_scene_has_its_own_title_moves_and_place_on_the_page():
    assert (SCENE.title, SCENE.scene, SCENE.at) == ("A scenario question", "Start", "q-scenario-start")
    assert SCENE.choices[1] == Picked("Choice bad", 0.0, 0, 0.0)
    assert FINE.at == "q-single"


def test_what_was_before_the_key_changed_stays_told():
    assert (WEAK.revision, WEAK.before) == (3, ((2, 31, 12), (1, 20, 20)))
    assert row(Figured(lesson=ABOUT, question=ABOUT.questions[0], revision=2, choices=(), before=((1, 20, 3),))).before == (
        (1, 20, 3),
    )
