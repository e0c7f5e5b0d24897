"""What a file is recognised as, what its columns and words likely mean, and which of its rows can be read."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from server.deals.crm.mapping import Words, is_a_meaning, placed
from server.deals.crm.recognise import (
    FIELDS,
    category_of,
    columns_of,
    entered_of,
    motion_of,
    source_of,
    stage_of,
    status_of,
    what_of,
)
from server.deals.crm.rows import Fault
from server.deals.crm.sheet import open_sheet
from server.deals.crm.survey import NEEDED, Survey, people_by_word, survey, units
from server.sentences import row_words
from tests.deals.crm_world import WORDS
from tests.selling import PROCESS

HUBSPOT = "Record ID,Deal Name,Deal Stage,Pipeline,Deal Type,Deal owner,Amount,Close Date,Create Date,Forecast category,Date entered current stage"
SALESFORCE = (
    '"Opportunity ID","Opportunity Name","Stage","Type","Opportunity Owner","Owner Email","Amount","Amount Currency","Close Date",'
    '"Created Date","Forecast Category","Last Stage Change Date"'
)
LOADER = "ID,NAME,STAGENAME,TYPE,OWNER.NAME,OWNER.EMAIL,AMOUNT,CURRENCYISOCODE,CLOSEDATE,CREATEDDATE,FORECASTCATEGORYNAME,LASTSTAGECHANGEDATE"
PIPEDRIVE = (
    "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Pipeline,Deal - Owner,Deal - Value,Deal - Currency of Value,"
    "Deal - Expected close date,Deal - Deal created,Deal - Won time,Deal - Last stage change"
)
ENTERED = (
    'Record ID,Deal Name,Deal Stage,Pipeline,Deal owner,Date entered current stage,"Date entered ""Needs (Sales)""",Date entered Room,'
    '"Date entered ""Needs (Partners)""",Date exited Needs'
)
HISTORY = "OPPORTUNITYID,STAGENAME,CREATEDDATE,AMOUNT,CLOSEDATE"
OTHER = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"


@pytest.mark.parametrize(
    ("heads", "source", "what"),
    [
        (HUBSPOT, "hubspot", "deals"),
        (SALESFORCE, "salesforce", "deals"),
        (LOADER, "salesforce", "deals"),
        (PIPEDRIVE, "pipedrive", "deals"),
        (HISTORY, "salesforce", "history"),
        (OTHER, "", "deals"),
        ("Opportunity ID,From Stage,To Stage,Edit Date", "", "history"),
    ],
)
def test_an_export_is_recognised_by_its_heads(heads: str, source: str, what: str):
    sheet = open_sheet(heads.encode())
    assert (source_of(sheet.heads), what_of(sheet.heads)) == (source, what)


@pytest.mark.parametrize(
    ("head", "stage", "pipeline"),
    [
        ('Date entered "Contract Sent (Sales Pipeline)"', "Contract Sent", "Sales Pipeline"),
        ("Date entered Contract Sent", "Contract Sent", ""),
        ("date entered “Demo (technical) (Sales)”", "Demo (technical)", "Sales"),
        ('Fecha introducida "Contrato enviado"', "Contrato enviado", ""),
        ("进入日期 合同已发送", "合同已发送", ""),
        ("hs_date_entered_contractsent", "contractsent", ""),
        ("hs_v2_date_entered_contractsent_1203", "contractsent", ""),
        ("Since when in Proof", "Since when in Proof", ""),
    ],
)
def test_a_head_that_says_when_a_stage_was_entered_names_the_stage(head: str, stage: str, pipeline: str):
    assert entered_of(head) == (stage, pipeline)


def test_columns_that_say_when_a_stage_was_entered_are_the_past_of_the_deal():
    data = f"{ENTERED}\n7,Northgate,Room,Sales,ada@example.org,,2026-09-01 10:00,2026-09-09,2026-08-01,2026-09-09\n".encode()
    sheet = open_sheet(data)
    (unit,) = units(sheet, "deals", WORDS, strict=False)
    assert unit.told is not None
    assert [(stage, at.date().isoformat()) for stage, at in unit.told.entered] == [
        ("Needs", "2026-09-01"),
        ("Room", "2026-09-09"),
    ]
    found = looked_at(data, {})
    assert [column.field for column in found.columns].count("entered") == 3
    assert {word.word for word in found.words if word.kind == "stage"} == {"Needs", "Room"}
    broken = open_sheet(data.replace(b"2026-09-09,2026-08-01", b"soon,2026-08-01"))
    (unit,) = units(broken, "deals", WORDS, strict=False)
    assert unit.fault == Fault(line=2, why="day", column="Date entered Room", word="soon")


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        (HUBSPOT, "key name stage pipeline kind owner_name amount close_date created category since"),
        (SALESFORCE, "key name stage kind owner_name owner_address amount currency close_date created category since"),
        (LOADER, "key name stage kind owner_name owner_address amount currency close_date created category since"),
        (ENTERED, "key name stage pipeline owner_name since entered entered entered "),
        (PIPEDRIVE, "key name stage status pipeline owner_name amount currency close_date created closed_on since"),
        (OTHER, "key owner_name name_2 name stage created close_date amount"),
    ],
)
def test_every_column_of_a_known_export_becomes_its_field(heads: str, fields: str):
    sheet = open_sheet(heads.encode())
    found = columns_of(sheet.heads, "deals")
    assert [found.get(head, "") for head in sheet.heads] == fields.split(" ")
    assert set(found.values()) <= set(FIELDS)


@pytest.mark.parametrize("head", ["Estimated Close Date", "Est. Close Date", "Closes on", "Closes", "Close"])
def test_the_day_a_deal_should_close_goes_by_many_names(head: str):
    assert columns_of(["Deal", head], "deals")[head] == "close_date"


def test_a_column_that_says_when_a_deal_closed_is_not_when_it_should():
    assert columns_of(["Deal", "Closed on", "Close"], "deals") == {
        "Deal": "name",
        "Closed on": "closed_on",
        "Close": "close_date",
    }


def test_a_share_is_no_day_and_no_amount():
    assert columns_of(["Deal", "Close %", "Amount (%)"], "deals") == {"Deal": "name"}


def test_the_columns_of_a_history_become_its_fields():
    assert columns_of(open_sheet(HISTORY.encode()).heads, "history") == {
        "OPPORTUNITYID": "key",
        "STAGENAME": "stage",
        "CREATEDDATE": "at",
        "CLOSEDATE": "close_date",
    }


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Closed Won", "=won"),
        ("closedwon", "=won"),
        ("Closed Lost", "=lost"),
        ("Closed Won (Sales Pipeline)", "=won"),
        ("Align (Lead Pipeline)", "align"),
        ("Closed Won (New Business)", "=won"),
        ("Lead (Contract Pipeline)", "engage"),
        ("Closed (Won)", "=won"),
        ("Closed (Lost)", "=lost"),
        ("Closed (Lost) (Sales Pipeline)", "=lost"),
        ("Stage 5 (Legal)", "commit"),
        ("Qualified (demo)", "discover"),
        ("No decision", "=no-decision"),
        ("Disqualified", "=disqualified"),
        ("Align", "align"),
        ("Qualification", "discover"),
        ("Prospecting", "engage"),
        ("Negotiation/Review", "commit"),
        ("Contract Sent", "commit"),
        ("Frobnicate", ""),
    ],
)
def test_a_stage_likely_means_one_of_ours(word: str, meant: str):
    assert stage_of(word, PROCESS) == meant


def test_other_words_have_their_guess():
    assert [status_of(word) for word in ("Open", "won", "Lost", "odd")] == ["=open", "=won", "=lost", ""]
    assert [category_of(word) for word in ("Commit", "Best Case", "Pipeline", "Omitted", "")] == [
        "commit",
        "best",
        "pipeline",
        "omitted",
        "",
    ]
    assert [motion_of(word, PROCESS) for word in ("Small deal", "SMB", "Renewal", "")] == ["small", "small", "new", "new"]


def test_people_are_found_by_address_then_by_a_name_that_only_one_has():
    people = people_by_word([("1", "ada@x.org", "Ada Rep"), ("2", "bo@x.org", "Bo Rep"), ("3", "other@x.org", "Bo Rep")])
    assert [people(word) for word in ("ADA@x.org", "ada rep", "Rep, Ada", "Bo Rep", "bo@x.org", "Nobody")] == [
        "1",
        "1",
        "1",
        "",
        "2",
        "",
    ]


def looked_at(data: bytes, decided: Mapping[tuple[str, str, str], str] | None = None) -> Survey:
    sheet = open_sheet(data)
    words = Words(source="ours", decided=decided or {}, zone="UTC", currency="EUR")
    return survey(sheet, what_of(sheet.heads), words, PROCESS, people_by_word([("1", "ada@x.org", "Ada Rep")]))


def test_a_survey_counts_every_word_and_says_what_was_decided():
    data = b"id;stage;owner;value;close date\n1;Meeting;Ada Rep;1.000,50;3.12.2026\n2;Meeting;Sven;;\n3;Odd;Sven;7;\n"
    found = looked_at(data, {("stage", "", "Odd"): "align", ("column", "", "value"): "-"})
    assert [(word.kind, word.word, word.rows, word.meant, word.decided) for word in found.words] == [
        ("stage", "Meeting", 2, "engage", False),
        ("stage", "Odd", 1, "align", True),
        ("motion", "", 3, "new", False),
        ("owner", "Sven", 2, "", False),
        ("owner", "Ada Rep", 1, "1", False),
    ]
    assert [(column.head, column.field, column.filled) for column in found.columns] == [
        ("id", "key", 3),
        ("stage", "stage", 3),
        ("owner", "owner_name", 3),
        ("value", "", 2),
        ("close date", "close_date", 1),
    ]
    assert (found.day_first, found.days, found.rows, found.readable, found.missing) == (True, "3.12.2026", 3, 3, ())


def test_what_was_decided_of_days_gives_way_to_a_file_whose_days_say_otherwise():
    heads, decided = "Deal ID,Stage,Deal Owner,Close Date\n", {("form", "", "day_first"): "no"}
    assert looked_at(f"{heads}1,Engage,Ada,25/03/2026\n2,Engage,Ada,03/04/2026\n".encode(), decided).day_first
    assert not looked_at(f"{heads}1,Engage,Ada,03/04/2026\n".encode(), decided).day_first


def test_a_file_that_lacks_what_is_needed_says_what():
    found = looked_at(b"a,b\n1,2\n")
    assert found.missing == NEEDED["deals"]
    assert found.readable == 0


@pytest.mark.parametrize("key", ["3,14159E+11", "3.14159e+11", "1E+12"])
def test_a_key_that_a_spreadsheet_has_shortened_is_no_key(key: str):
    told, other = units(
        open_sheet(f"id;stage;owner\n{key};Align;Ada\n31415926535;Align;Ada\n".encode()), "deals", WORDS, strict=False
    )
    assert told.fault == Fault(line=2, why="shortened", column="id", word=key)
    assert other.told is not None


def test_a_currency_in_its_own_column_may_be_a_sign():
    rows = "1;Align;Ada;€\n2;Align;Ada;czk\n3;Align;Ada;Kč\n4;Align;Ada;\n5;Align;Ada;Euro\n"
    found = list(units(open_sheet(f"id;stage;owner;currency\n{rows}".encode()), "deals", WORDS, strict=False))
    assert [one.told.currency if one.told else one.fault for one in found] == [
        "EUR",
        "CZK",
        "CZK",
        "",
        Fault(line=6, why="currency", column="currency", word="Euro"),
    ]


def test_a_history_is_read_deal_by_deal_with_its_days():
    data = b"OpportunityId,StageName,CreatedDate\n7,Meeting,2026-09-01T08:00:00Z\n8,Meeting,2026-09-02\n7,Align,2026-09-03T08:00:00Z\n7,Align,\n"
    sheet = open_sheet(data)
    words = Words(
        source="ours", decided={("stage", "", "Meeting"): "engage", ("stage", "", "Align"): "align"}, zone="UTC", currency="EUR"
    )
    fault, seven, eight = units(sheet, "history", words, strict=True)
    assert fault.fault == Fault(line=5, why="empty", column="CreatedDate")
    assert [(past.at, past.stage) for past in seven.pasts] == [
        (datetime(2026, 9, 1, 8, tzinfo=UTC), "Meeting"),
        (datetime(2026, 9, 3, 8, tzinfo=UTC), "Align"),
    ]
    assert (seven.rows, eight.rows, eight.pasts[0].at) == (2, 1, datetime(2026, 9, 2, 23, 59, 59, tzinfo=UTC))


def test_only_what_the_process_and_the_people_have_may_be_meant():
    owners = {"1"}
    assert is_a_meaning("stage", "align", PROCESS)
    assert is_a_meaning("stage", "=won", PROCESS)
    assert is_a_meaning("stage", "-", PROCESS)
    assert not is_a_meaning("stage", "prove", PROCESS)
    assert is_a_meaning("owner", "1", PROCESS, owners)
    assert not is_a_meaning("owner", "2", PROCESS, owners)
    assert not is_a_meaning("status", "align", PROCESS)
    assert not is_a_meaning("odd", "align", PROCESS)


@pytest.mark.parametrize(
    ("stage", "where"), [("engage", "engage"), ("discover", "discover"), ("align", "commit"), ("commit", "commit")]
)
def test_a_stage_that_a_kind_leaves_out_is_the_next_it_keeps(stage: str, where: str):
    assert placed(PROCESS, PROCESS.motion["small"], stage) == where


@pytest.mark.parametrize(
    "why",
    [
        "cells",
        "broken",
        "empty",
        "day",
        "amount",
        "currency",
        "shortened",
        "twice",
        "stage",
        "status",
        "motion",
        "owner",
        "left-out",
    ],
)
def test_every_reason_has_its_sentence_and_its_count(why: str):
    told = row_words.tell(why, column="Close Date", word="someday", other=12)
    assert told.endswith(".")
    assert "%" not in told
    assert row_words.count(why, 1).startswith("1 row: ")
    assert row_words.count(why, 3).startswith("3 rows: ")
