"""What a CRM is sent and answers about the one field of ours, without a network."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.integrations.crm.field import FIELD, HUBSPOT, PIPEDRIVE, PROPERTY, SALESFORCE, Writer, is_key
from server.integrations.crm.telling import Telling, Told, to_tell
from server.integrations.crm.walk import Unreadable

KEY, NOW, DEAL = "ab" * 20, datetime(2026, 11, 17, 9, tzinfo=UTC), UUID("01939b5e-0000-7000-8000-0000000000f1")
WRITERS = {"hubspot": (HUBSPOT, PROPERTY), "salesforce": (SALESFORCE, FIELD), "pipedrive": (PIPEDRIVE, KEY)}


@pytest.mark.parametrize(("writer", "field"), WRITERS.values(), ids=WRITERS)
def test_nothing_but_the_one_field_is_ever_sent(writer: Writer, field: str):
    sent = json.loads(json.dumps(writer.told(field, [("1", "Align")]).json))
    records = sent.get("inputs") or sent.get("records") or [{"id": "1", **sent}]
    [record] = records
    values = record.get("properties") or record.get("custom_fields") or record
    assert {name for name in values if name not in {"id", "attributes"}} == {field}


@pytest.mark.parametrize("name", ["stage_id", "title", "", "AB" * 20, "ab" * 19, "ab" * 20 + " ", "../deals/1"])
def test_a_field_of_pipedrive_itself_is_none_of_ours(name: str):
    assert not is_key(name)
    with pytest.raises(ValueError, match="no custom field"):
        PIPEDRIVE.told(name, [("1", "Align")])


@pytest.mark.parametrize(("key", "path"), [("17", "17"), ("../users/1", "..%2Fusers%2F1"), ("1?x=y#z", "1%3Fx%3Dy%23z")])
def test_a_key_that_came_by_file_leads_nowhere_else(key: str, path: str):
    assert PIPEDRIVE.told(KEY, [(key, "Align")]).path == f"/api/v2/deals/{path}"


@pytest.mark.parametrize("body", [b"", b"<html>", b"3", b"\xff", b'"x"'])
@pytest.mark.parametrize(("writer", "field"), WRITERS.values(), ids=WRITERS)
def test_an_answer_that_is_none_is_told(writer: Writer, field: str, body: bytes):
    with pytest.raises(Unreadable):
        writer.unfit(body, field)
    with pytest.raises(Unreadable):
        writer.answers(body, ["1"])


def test_salesforce_has_to_answer_about_every_record():
    with pytest.raises(Unreadable):
        SALESFORCE.answers(b'[{"success": true}]', ["1", "2"])


@pytest.mark.parametrize(
    ("keys", "body", "said"),
    [
        (["1", "2"], {"results": [{"id": "1"}]}, {"1": "", "2": "alone"}),
        (["2"], {"results": []}, {"2": "gone"}),
        (["1", "2"], {"results": [{"id": "1"}], "errors": [{"category": "X", "context": {"ids": ["2"]}}]}, {"1": "", "2": "X"}),
        (["1"], {"results": [], "errors": [{"category": "OBJECT_NOT_FOUND", "context": {"ids": ["1"]}}]}, {"1": "gone"}),
        (["1"], {"results": [{"id": "1"}], "errors": [{"category": "X", "context": {"ids": "1"}}]}, {"1": ""}),
    ],
)
def test_hubspot_says_what_became_of_each_with_a_word_or_without(keys: list[str], body: object, said: dict[str, str]):
    assert HUBSPOT.answers(json.dumps(body).encode(), keys) == said


def told(*, words: str = "", tried: str = "", problem: str = "", after: float = 0) -> Told:
    """What a deal was told, and when it may be tried again, in hours."""
    wait = NOW + timedelta(hours=after)
    return Told(key="1", deal=DEAL, words=words, at=NOW, tried=tried, problem=problem, tries=1, not_before=wait)


@pytest.mark.parametrize(
    ("before", "is_told"),
    [
        (None, True),
        (told(words="Align", tried="Align"), False),
        (told(words="Engage", tried="Engage"), True),
        (told(tried="Align", problem="gone", after=1), False),
        (told(tried="Align", problem="gone", after=-1), True),
        (told(tried="Engage", problem="RULE", after=1), True),
        (told(words="Align", tried="Engage", problem="RULE", after=-1), False),
    ],
)
def test_a_deal_is_told_what_it_was_not_told_and_would_not_refuse_again(before: Told | None, is_told: bool):  # a table
    telling = Telling(key="1", deal=DEAL, name="Deal", words="Align")
    assert to_tell([telling], {"1": before} if before else {}, NOW) == ([telling] if is_told else [])
