"""A next step of a CRM in words: always said to be ours, and to prove nothing."""

from datetime import date

import pytest

from server.sentences import step_words

TODAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("kind", "day", "accepted", "said"),
    [
        ("task", date(2026, 11, 24), False, "“Call”, 24\u00a0Nov. A task of ours; it proves nothing until a buyer accepts."),
        (
            "task",
            date(2026, 11, 10),
            False,
            "“Call”, was due 10\u00a0Nov. A task of ours; it proves nothing until a buyer accepts.",
        ),
        ("task", TODAY, False, "“Call”, 17\u00a0Nov. A task of ours; it proves nothing until a buyer accepts."),
        ("task", None, False, "“Call”, no day. A task of ours; it proves nothing until a buyer accepts."),
        ("event", date(2026, 11, 24), False, "“Call”, 24\u00a0Nov. A meeting of ours; it proves nothing until a buyer accepts."),
        (
            "event",
            date(2026, 11, 24),
            True,
            "“Call”, 24\u00a0Nov. Salesforce says that a buyer accepted; forward the invitation, and it counts as evidence.",
        ),
    ],
)
def test_each_kind_says_what_it_is_worth(kind: str, day: date | None, accepted: bool, said: str):
    told = step_words.tell("Salesforce", kind, "Call", day, accepted=accepted, today=TODAY)
    assert told == f"Next step in Salesforce: {said}"


def test_one_without_a_title_says_so():
    assert "“without a title”" in step_words.tell("HubSpot", "task", "", None, accepted=False, today=TODAY)
