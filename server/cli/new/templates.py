"""The file that `plumbline new behaviour` writes. `plumbline check` has no complaint about it, and the grammar stands in comments."""

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

TRANSLATION = """\
---
id: {id}
locale: {locale}
translates: {version}
translators: [{translator}]
status: draft
---

<!--
These are the words of the lesson, to write over. Ids, marks, chips, numbers of days and the order stay as they are: answers in both
languages are answers to one question. Words that are accepted are those of your language. plumbline check names what differs.
-->

{body}
"""
