"""What is wrong in a form is told of all its fields at once, in the order of the page."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import pytest
from msgspec import Meta, Struct

from server.errors import Invalid
from server.forms.fields import filled

NEEDED = "This is needed."
ODD = "This does not look right. Check it and send it again."


class Order(Struct, frozen=True, kw_only=True):
    day: date
    whom: Literal["team", "gap"]
    name: str
    deal: UUID | None = None
    amount: str = ""
    reason: Annotated[str, Meta(max_length=5)] = ""


def checked(form: Order) -> Mapping[str, str]:
    """What a form's own checks may say of any of its fields, also of one that is wrong by itself."""
    found = {}
    if not form.amount.isdecimal():
        found["amount"] = "Write an amount."
    if form.whom == "gap":
        found["whom"] = "Choose the behaviour first."
    if len(form.name) < 2:
        found["name"] = "Longer."
    return found


def wrong(typed: Mapping[str, list[str]]) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        filled(Order, typed, checked)
    assert told.value.typed == typed
    return told.value.fields


def test_every_field_that_is_wrong_is_told_whatever_is_wrong_with_it():
    typed = {"name": [""], "amount": ["lots"], "deal": ["none"], "day": ["soon"], "reason": ["longer"], "whom": ["gap"]}
    told = {
        "name": NEEDED,
        "amount": "Write an amount.",
        "deal": ODD,
        "day": ODD,
        "reason": "This is longer than 5 characters. Shorten it; nothing was lost.",
        "whom": "Choose the behaviour first.",
    }
    assert list(wrong(typed).items()) == list(told.items())


def test_what_was_not_sent_is_needed_and_keeps_nothing_else_from_being_told():
    assert wrong({"amount": ["lots"]}) == {"amount": "Write an amount.", "day": NEEDED, "whom": NEEDED, "name": NEEDED}


def test_two_fields_that_cannot_be_read_are_both_told():
    assert wrong({"day": ["soon"], "whom": ["nobody"], "name": ["Ada"], "amount": ["1"]}) == {"day": ODD, "whom": ODD}


def test_a_form_without_a_fault_is_what_was_typed():
    typed = {"day": ["2026-11-24"], "whom": ["team"], "name": [" Ada "], "amount": ["12"]}
    assert filled(Order, typed, checked) == Order(day=date(2026, 11, 24), whom="team", name="Ada", amount="12")
