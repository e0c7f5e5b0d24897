"""How a lesson of each kind begins: a draft that `check` has no complaint about, with the grammar in comments, to write over."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from server.lessons.compiler.model import LessonKind
from server.process.map import Behaviour, Process


def skeleton(
    kind: LessonKind, id: str, *, stage: str, about: Behaviour, process: Process, author: str, locale: str, today: date
) -> str:
    """The text of a lesson with this id about one behaviour."""
    return SKELETONS[kind].format(
        id=id,
        stage=stage,
        behaviour=about.id,
        process=process.version,
        author=author,
        locale=locale,
        title=id.replace("-", " ").capitalize(),
        today=today.isoformat(),
        done=f"../process/{about.stage}/{about.id}.md#done",
        artifact=about.artifact,
    )


TEACH: Final = """\
---
id: {id}
stage: {stage}
behaviours: [{behaviour}]
kind: teach
audience: [rep]
minutes: 2
objectives:
  - Tell a finished piece of work from one that only looks finished.
process: {process}
version: 1
authors: [{author}]
status: draft
locale: {locale}
---

# {title}

<!--
This comment is dropped when the lesson is built. Everything below is an example: write over it.
status: draft hides the lesson, live shows it; a live lesson also needs `reviewed: {today}`.
plumbline check says what is missing; docs/lesson-checks.md explains every code.
-->

> [!IMPORTANT]
> One sentence that people should still know next month.

## Why it matters

Say in a few short sentences what goes wrong when nobody does this. Use a deal
that could be yours.

[Done when]({done} "include")

## Check yourself

<!--
A question is a level 3 heading that ends in its id. Choose the id once: answers are kept under it.
The last block decides the kind. Round marks: pick one. Square marks: pick all.
A numbered list: put in order. A table: match. `- = answer`: type it. [[ gaps ]]: fill in.
-->

### What shows that this was done? `#what-shows-it`

- (x) Something a buyer did that anyone on the team can see
  > Yes. It is dated, and it does not depend on what we believe.
- (/) A note that we wrote down right after the call
  > Half of it. A note helps, but it is our own word.
- ( ) A good feeling when the meeting came to an end
  > A feeling is not seen by the next person who looks.

> [!TIP]
> Ask who else could check it tomorrow.

## Apply it

### Do it once on a live deal `#do-it-once` `commit`

Pick one open deal where this is missing.

- `due` 2 working days
- `proof` {artifact}
- `ask` What did the buyer do, and where can I see it?
"""

REINFORCE: Final = """\
---
id: {id}
stage: {stage}
behaviours: [{behaviour}]
kind: reinforce
audience: [rep]
minutes: 2
objectives:
  - Choose a move that helps under pressure.
process: {process}
version: 1
authors: [{author}]
status: draft
locale: {locale}
---

# {title}

<!--
This comment is dropped when the lesson is built. Everything below is an example: write over it.
status: draft hides the lesson, live shows it; a live lesson also needs `reviewed: {today}`.
plumbline check says what is missing; docs/lesson-checks.md explains every code.
-->

> [!IMPORTANT]
> One sentence that people should still know next month.

Say in two sentences where the deal stands, and who is who.

[Done when]({done} "include")

## Practise

<!--
A scenario is one question of scenes. Each move is marked (x) right, (/) half right or ( ) wrong, leads to a scene by its id, and says below
itself why. A scene that ends says how: `moved`, `stalled` or `lost`. Wrong moves should tempt.
-->

### What happens on this deal `#what-happens` `scenario`

#### Monday, 09:10. Your contact asks for more time. `#more-time`

They sound friendly, and they name no day. What do you say?

- (x) Ask what has to happen first, and who does it → `#they-name-it`
  > It is about their work and not about your deal, so it is easy to answer.
- ( ) Promise to ring again at the end of the month → `#nothing-moves`
  > You give away the next step, and nobody on their side has one.

#### They name one thing and one person `#they-name-it`

It is the budget, and Ana decides about it. What now?

- (x) Ask for a half hour with Ana and your contact → `#it-moves`
  > Who decides hears it from both of you, on a day that all three know.
- (/) Send a page that your contact can show to Ana → `#nothing-moves`
  > A page helps. It is read alone, and nobody asks you what it means.

#### A day stands in three calendars `#it-moves` `moved`

Ana accepted. You know what she wants to see.

#### The month goes by `#nothing-moves` `stalled`

Nobody was against it. Nobody had a next step, either.
"""

REFERENCE: Final = """\
---
id: {id}
stage: {stage}
behaviours: [{behaviour}]
kind: reference
audience: [rep]
minutes: 1
objectives:
  - Look it up before a call.
process: {process}
version: 1
authors: [{author}]
status: draft
locale: {locale}
---

# {title}

<!--
This comment is dropped when the lesson is built. Everything below is an example: write over it.
A reference is read, and asks little or nothing. status: draft hides it, live shows it; live also needs `reviewed: {today}`.
-->

> [!IMPORTANT]
> One sentence that people should still know next month.

## When you need it

Say in a few short sentences when somebody opens this page, and what they find.

[Done when]({done} "include")
"""

SKELETONS: Final[Mapping[LessonKind, str]] = {"teach": TEACH, "reinforce": REINFORCE, "reference": REFERENCE}
