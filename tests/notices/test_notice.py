from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import ids
from server.notices.notice import KINDS, Kind, Notice, bundled, may_lead_to, place
from tests.cast import TUESDAY

MIRA, TOM, NORTHGATE = (UUID(int=n) for n in (1, 2, 3))


def notice(
    kind: Kind,
    *,
    by: UUID | None = MIRA,
    at: datetime = TUESDAY,
    deal: UUID | None = None,
    due: datetime | None = None,
    lesson: str = "",
    behaviour: str = "",
) -> Notice:
    return Notice(
        id=ids.new(),
        person=UUID(int=8),
        kind=kind,
        by=by,
        by_name="Mira",
        deal=deal,
        deal_name="Northgate" if deal else "",
        about=UUID(int=9),
        lesson=lesson,
        behaviour=behaviour,
        mark="",
        due=due,
        at=at,
        read_at=None,
    )


def test_what_one_deed_brought_is_one_item_led_by_what_matters_most():
    (item,) = bundled([notice("note"), notice("lesson", due=TUESDAY), notice("agreed"), notice("sheet")])
    assert item.lead.kind == "lesson"
    assert [other.kind for other in item.others] == ["sheet", "agreed", "note"]


def test_what_two_people_did_at_one_moment_stays_two():
    assert len(bundled([notice("note"), notice("note", by=TOM)])) == 2


def test_what_nobody_did_stays_by_itself():
    assert len(bundled([notice("calibration", by=None), notice("calibration", by=None)])) == 2


def test_what_waits_for_an_answer_comes_first_the_earliest_due_before():
    later = notice("reply", at=TUESDAY - timedelta(days=3), due=TUESDAY + timedelta(days=5))
    sooner = notice("lesson", at=TUESDAY - timedelta(days=2), due=TUESDAY + timedelta(days=1))
    old, new = notice("cover", due=TUESDAY, at=TUESDAY - timedelta(days=1)), notice("sheet", at=TUESDAY)
    assert [item.lead for item in bundled([old, later, new, sooner])] == [sooner, later, new, old]


@given(
    st.lists(
        st.builds(
            notice,
            st.sampled_from(KINDS),
            by=st.sampled_from([MIRA, TOM, None]),
            at=st.sampled_from([TUESDAY, TUESDAY + timedelta(hours=1)]),
            due=st.sampled_from([None, TUESDAY]),
        )
    )
)
def test_nothing_is_lost_and_the_order_of_rows_does_not_matter(notices: list[Notice]):
    items = bundled(notices)
    told = [one.id for item in items for one in (item.lead, *item.others)]
    assert sorted(told) == sorted(one.id for one in notices)
    assert bundled(reversed(notices)) == items


def test_each_leads_to_its_place():
    places = {kind: place(notice(kind, deal=NORTHGATE, lesson="hear-it", behaviour="why-now")) for kind in KINDS}
    assert places == {
        **dict.fromkeys(("reply", "reply-agreed", "reply-stands"), f"/replies/{UUID(int=9)}"),
        "one-to-one": f"/one-to-ones/{UUID(int=9)}",
        "sheet": f"/inspections/{UUID(int=9)}",
        "calibration": f"/calibrations/{UUID(int=9)}",
        "reveal": f"/calibrations/{UUID(int=9)}",
        "lesson": "/lessons/hear-it",
        "lesson-done": f"/people/{MIRA}",
        "cover": "/week",
        "job": "/setup/operations",
        "misfit": "/wording",
        "wording": "/wording",
        **dict.fromkeys(
            ("covered", "grant", "owner", "settled", "agreed", "note"),
            f"/deals/{NORTHGATE}",
        ),
    }


@given(st.sampled_from(KINDS), st.booleans())
def test_every_place_is_one_that_arriving_is_noticed_at(kind: Kind, deal: bool):
    where = place(notice(kind, deal=NORTHGATE if deal else None, lesson="hear-it", behaviour="why-now"))
    assert may_lead_to(where)


def test_a_note_about_no_deal_leads_to_what_was_written():
    assert place(notice("note")) == "/my-line#written"


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/today", False),
        ("/", False),
        ("/process", False),
        ("/my-line", True),
        ("/lessons/a", True),
        ("/deals/1", True),
        ("/week", True),
        ("", False),
    ],
)
def test_most_pages_are_no_place_of_a_notice(path: str, leads: bool):
    assert may_lead_to(path) is leads
