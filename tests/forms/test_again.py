"""What a page shows again of what was sent."""

from server import forms
from server.errors import Invalid


def test_the_first_value_of_each_field_is_shown_again():
    sent = {"words": ["Ask Petra", "and again"], "ticks": [], "by": [""]}
    assert forms.first(sent) == {"words": "Ask Petra", "by": ""}
    assert forms.typed(Invalid({"by": "Choose a day."}, sent)) == {"words": "Ask Petra", "by": ""}


def test_nothing_is_shown_again_where_nothing_was_sent():
    assert forms.first(None) == forms.first({}) == forms.typed(None) == {}
