"""The tables of learning: takes of lessons, days of practice, everything that was done in them, the words beside it, and when questions return."""

from piccolo.columns import UUID, Boolean, Date, DoublePrecision, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.people.tables import Person


class Take(Table, tablename="take"):
    """One person's time with one lesson, from the first thing they did to its completion. `turn` counts their takes of it from 0.

    It pins what the person saw: `lesson_hash` names the content, `seed` shuffles the choices, `process` and `process_version` say what
    behaviours mean. `changed` counts everything that was done in it.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    lesson = Varchar(length=80)
    turn = Integer(default=0)
    lesson_hash = Varchar(length=64)
    version = Integer(default=1)
    locale = Varchar(length=20, default="en")
    process = Varchar(length=80, default="")
    process_version = Integer(default=0)
    seed = Integer(default=0)
    team = UUID(null=True, default=None)
    begun_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    changed = Integer(default=0)
    person_lesson_turn = Unique(["person", "lesson", "turn"])


class Practice(Table, tablename="practice"):
    """One person's practice of one day where they are. `answered` counts its questions, `changed` everything that was tried in it."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    day = Date(null=True, default=None)
    answered = Integer(default=0)
    changed = Integer(default=0)
    begun_at = Timestamptz(null=True, default=None)
    person_day = Unique(["person", "day"])


class CardRow(Table, tablename="card"):
    """When one question returns to one person. `question` is the key under which its history began; the rest is `learning.schedule.Card`."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    question = Varchar(length=170)
    revision = Integer(default=1)
    due = Timestamptz(null=True, default=None)
    rights = Integer(default=0)
    retired_at = Timestamptz(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    mark = DoublePrecision(default=0.0)
    confidence = Integer(null=True, default=None)
    person_question = Unique(["person", "question"])


class Answer(Table, tablename="answer"):
    """One answer, as it was given; `id` is that of its form and of its fact. `nth` 0 is the first of its take, the others are retries.

    It belongs to a take or to a practice, where it has `confidence` 0 to 3 and names its lesson's content by `lesson_hash`. `picks` are ids parted
    by spaces, `shown` the ids in the order the person saw, `snapshot` the words they saw. Typed words are in `answer_text`. `mark` is 0 to 1, none
    for what is not scored.
    """

    id = UUID(primary_key=True, default=None)
    take = ForeignKey(Take, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    practice = ForeignKey(Practice, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    person = UUID(null=True, default=None)
    lesson = Varchar(length=80)
    question = Varchar(length=80)
    revision = Integer(default=1)
    nth = Integer(default=0)
    mark = DoublePrecision(null=True, default=None)
    hints = Integer(default=0)
    picks = Text(default="")
    shown = Text(default="")
    shown_at = Timestamptz(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    snapshot = Varchar(length=64, default="")
    confidence = Integer(null=True, default=None)
    lesson_hash = Varchar(length=64, default="")
    take_question_nth = Unique(["take", "question", "nth"])
    practice_question = Unique(["practice", "lesson", "question"])
    person_at = Unique(["person", "at", "id"])
    """The index by which a person's newest answers are found, however many there are."""


class AnswerText(Table, tablename="answer_text"):
    """The words of a typed answer, as a JSON list: one, or one for each gap. `shared`: the manager may read this reflection."""

    answer = UUID(primary_key=True, default=None)
    texts = Text(default="[]")
    shared = Boolean(default=False)


class Snapshot(Table, tablename="snapshot"):
    """The words of a question as somebody saw them, under the SHA-256 of that JSON. Rows are never changed."""

    hash = Varchar(length=64, primary_key=True, default="")
    body = Text(default="")


class Hint(Table, tablename="hint"):
    """The `nth` hint of a question was opened; 1 is the first."""

    id = UUID(primary_key=True, default=None)
    take = ForeignKey(Take, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    question = Varchar(length=80)
    nth = Integer(default=1)
    at = Timestamptz(null=True, default=None)
    take_question_hint = Unique(["take", "question", "nth"])


class Move(Table, tablename="move"):
    """One move in a scenario. `round` 0 is the first walk, `step` counts from 0; `ended`: it led to an ending."""

    id = UUID(primary_key=True, default=None)
    take = ForeignKey(Take, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    question = Varchar(length=80)
    revision = Integer(default=1)
    round = Integer(default=0)
    step = Integer(default=0)
    scene = Varchar(length=80)
    move = Varchar(length=80)
    mark = DoublePrecision(default=0.0)
    ended = Boolean(default=False)
    shown = Text(default="")
    at = Timestamptz(null=True, default=None)
    snapshot = Varchar(length=64, default="")
    take_question_round_step = Unique(["take", "question", "round", "step"])


class Rewind(Table, tablename="rewind"):
    """Going back in a scenario: a new `round` began with the first `kept` steps of the way before."""

    id = UUID(primary_key=True, default=None)
    take = ForeignKey(Take, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    question = Varchar(length=80)
    round = Integer(default=1)
    kept = Integer(default=0)
    at = Timestamptz(null=True, default=None)
    take_question_round = Unique(["take", "question", "round"])


class Settled(Table, tablename="settled"):
    """The commitment of a lesson was made, or declined with a reason; its words are with the commitments."""

    id = UUID(primary_key=True, default=None)
    take = ForeignKey(Take, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    question = Varchar(length=80)
    commitment = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    take_question = Unique(["take", "question"])


class ItemCount(Table, tablename="item_count"):
    """What everybody's first tries came to, counted by night without a person: the one row `items`, its `body` as JSON."""

    name = Varchar(length=10, primary_key=True, default="")
    counted_at = Timestamptz(null=True, default=None)
    body = Text(default="")
