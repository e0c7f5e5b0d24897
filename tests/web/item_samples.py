"""What an author reads of questions: plain and weak ones, a scene, and one that few answered."""

from msgspec import structs

from server.learning.items import Apart, Interval, Item, Sure
from server.learning.queries import Figured
from server.sentences.item_reasons import Backwards, Idle, Rival
from server.web.academy import question_figures
from server.web.academy.question_figures import ItemRow
from tests.learning import questions as q
from tests.learning.lessons import lesson

CHOICES = (q.choice("a", 0, "Luis, <because> he asked"), q.choice("b", 1, "Dana, who pays"), q.choice("c", 0.5, "Both & neither"))
SINGLE = q.question("single", title="Who <releases> the money?", choices=CHOICES)
ABOUT = lesson(SINGLE, q.ORDER, q.SCENARIO, id="one", title="Map the <room>")


def rows() -> tuple[ItemRow, ...]:
    """One of each."""
    fine = Item(people=44, seconds=38, right=31, likely=Interval(0.58, 0.80), picks={"a": 8, "b": 31, "c": 5})
    weak = Item(
        people=52,
        right=17,
        likely=Interval(0.23, 0.44),
        picks={"a": 35, "b": 17, "c": 0},
        sure=Sure(people=30, sure=21, right=4, wrong={"a": 17}),
        apart=Apart(-0.41, 52, Interval(-0.58, -0.2)),
        weak=(Backwards(52), Rival(1, 35, 17)),
    )
    scene = q.SCENARIO.scenes[0]
    walked = Item(
        people=40, right=30, likely=Interval(0.62, 0.84), picks={"good": 30, "bad": 0, "again": 10}, weak=(Idle((2,), 40),)
    )
    figured = (
        Figured(lesson=ABOUT, question=SINGLE, revision=1, choices=CHOICES, item=fine),
        Figured(
            lesson=ABOUT,
            question=structs.replace(SINGLE, id="single-2"),
            revision=3,
            choices=CHOICES,
            item=weak,
            before=((2, 31, 12), (1, 20, 20)),
        ),
        Figured(lesson=ABOUT, question=q.ORDER, revision=1, choices=q.ORDER.choices),
        Figured(lesson=ABOUT, question=q.SCENARIO, revision=1, choices=scene.moves, scene=scene.id, item=walked),
    )
    return tuple(map(question_figures.row, figured))
