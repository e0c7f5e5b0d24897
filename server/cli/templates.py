"""The files that `plumbline new` writes. Each is a draft that `plumbline check` has no complaint about, with the grammar in comments."""

LESSON = """\
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

BEHAVIOUR = """\
---
id: {id}
stage: {stage}
role: rep
gate: false
artifact: meeting-notes
source: seller-note
fresh_days: 30
version: 1
---

# {title}

The rep does one thing that can be seen on a deal, and a buyer takes part in it.

<!--
Every section ends in a chip that says what it is; keep the chips. Clauses are the boxes below Done when:
each ends in its id, then `timed` (counts for doing, never for the gate), `source buyer` where the proof
must come from elsewhere, or `na` where ticking it makes the row not applicable.
-->

## Steps `steps`

1. Say what to do first.
2. Say what to do next.
3. Say how to see that it worked.

## Done when `done`

- [ ] The buyer took part in it on a date `#buyer-took-part`
- [ ] It can be seen on the deal `#seen-on-deal`

## Proof `proof`

A dated note that names the buyer and what they did.

## Inspect `inspect`

Did the buyer take part, and can it be seen on the deal?

## Drift looks like `drift`

Say what it looks like when people only pretend.

## Coach `coach`

What did the buyer do, and where can I see it?

## In other words `crosswalk`

| Method     | Term               |
| ---------- | ------------------ |
| Sandler    | Their term for it  |
| Challenger | Their term for it  |
| MEDDPICC   | Their term for it  |
| SPIN       | Their term for it  |
"""
