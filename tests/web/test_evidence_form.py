"""The form for evidence by plain HTTP: what it is opened for, what is kept, and what comes back."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from server.inspections import queries
from tests.client import HOME, form_of
from tests.databases import Database
from tests.inspections.photos import PICTURE, PLACE, block, jpeg
from tests.web.sheet_desk import WHY, Desk, at_desk, post, text


@pytest.fixture
async def desk(sqlite: Database) -> AsyncIterator[Desk]:
    async with at_desk(sqlite) as made:
        yield made


async def test_evidence_with_a_file_is_attached_beside_its_clause_and_saved_under_its_name(desk: Desk):
    path = f"/deals/{desk.deal}/evidence"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        shown = (await ada.get(f"{path}?shows={WHY}/buyer-date")).text
        assert "The buyer wrote, edited or accepted it" in shown
        sent = form_of(shown, path) | {
            "kind": "file",
            "source": "seller-note",
            "artifact": "meeting-notes",
            "dated": "2026-11-11",
        }
        sent |= {"words": "See page 2.", "sender": "", "link": "", "moment": "", "show": f"{WHY}/buyer-date"}
        file = {"file": ("notes & plan.pdf", b"%PDF-1.7 \x00\xff", "application/pdf")}
        answer = await ada.post(path, data=sent, files=file, headers={"Origin": HOME})
        assert answer.status_code == 303, text(answer.text)[:400]
        (found,) = await queries.evidence(desk.deal)
        saved = await ada.get(f"/evidence/{found.id}/file")
    assert found.shows == (f"{WHY}/buyer-date",)
    assert saved.content == b"%PDF-1.7 \x00\xff"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''notes%20%26%20plan.pdf"
    assert saved.headers["x-content-type-options"] == "nosniff"
    async with desk.world.visit(desk.world.cast.ida) as stranger:
        assert (await stranger.get(f"/evidence/{found.id}/file")).status_code == 404


async def test_a_photo_is_kept_without_where_it_was_taken_and_sent_again_it_is_the_same_one(desk: Desk):
    path, photo = f"/deals/{desk.deal}/evidence", jpeg(block("<"))
    async with desk.world.visit(desk.world.cast.ada) as ada:
        sent = form_of((await ada.get(path)).text, path) | {"kind": "file", "source": "buyer", "artifact": "meeting-notes"}
        sent |= {"dated": "2026-11-11", "words": "The board.", "sender": "Petra"}
        for _again in range(2):
            answer = await ada.post(path, data=sent, files={"file": ("board.jpg", photo, "image/jpeg")}, headers={"Origin": HOME})
            assert answer.status_code == 303, text(answer.text)[:400]
        (found,) = await queries.evidence(desk.deal)
        saved = (await ada.get(f"/evidence/{found.id}/file")).content
    assert (len(saved), PLACE in photo, PLACE in saved, saved.endswith(PICTURE)) == (len(photo), True, False, True)


async def test_of_what_lies_on_a_deal_the_newest_five_are_open_and_the_rest_is_one_line(desk: Desk):
    path = f"/deals/{desk.deal}/evidence"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        for day in range(1, 8):
            sent = form_of((await ada.get(path)).text, path) | {"kind": "quote", "source": "buyer", "artifact": "meeting-notes"}
            sent |= {"dated": f"2026-11-0{day}", "words": f"Word {day}.", "sender": "Petra", "link": "", "moment": "", "show": ""}
            assert (await ada.post(path, data=sent, headers={"Origin": HOME})).status_code == 303
        shown = (await ada.get(f"{path}?shows={WHY}/buyer-date")).text
    open_, folded, _rest = shown.partition("<summary>2 older items</summary>")
    assert folded
    assert [f"Word {day}." in open_ for day in range(1, 8)] == [False, False, True, True, True, True, True]


async def test_a_file_over_ten_megabytes_is_told(desk: Desk):
    path = f"/deals/{desk.deal}/evidence"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        sent = form_of((await ada.get(path)).text, path) | {"kind": "file", "source": "buyer", "artifact": "meeting-notes"}
        file = {"file": ("big.bin", bytes(10 * 1024 * 1024 + 1), "application/octet-stream")}
        answer = await ada.post(path, data=sent, files=file, headers={"Origin": HOME})
    assert answer.status_code == 413
    assert await queries.evidence(desk.deal) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "quote", "words": ""}, "Write the sentence that shows it."),
        ({"kind": "link", "link": "javascript:alert(1)"}, "An address begins with https:// or http://."),
        ({"kind": "link", "link": ""}, "Paste the address where it lies."),
        ({"kind": "file"}, "Choose the file."),
        ({"kind": "recording", "link": "https://rec.example/1", "moment": "soon"}, "such as 12:40"),
        ({"dated": "2999-01-01"}, "Only an invite may be for a day to come."),
        ({"show": "gone/gone"}, "not in the process any more"),
    ],
)
async def test_evidence_that_cannot_be_kept_comes_back_with_every_word(desk: Desk, wrong: dict[str, str], sentence: str):
    path = f"/deals/{desk.deal}/evidence"
    fields = {"kind": "quote", "source": "buyer", "artifact": "meeting-notes", "words": "She <said> so", "sender": "Petra & co"}
    async with desk.world.visit(desk.world.cast.ada) as ada:
        answer = await post(ada, path, path, **fields | wrong)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert "Petra &amp; co" in answer.text


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("quote", ("https://mail.example/1", "")),
        ("recording", ("https://mail.example/1", "12:40")),
        ("file", ("", "")),
    ],
)
async def test_what_another_kind_of_proof_asks_for_is_not_kept(desk: Desk, kind: str, kept: tuple[str, str]):
    path = f"/deals/{desk.deal}/evidence"
    async with desk.world.visit(desk.world.cast.ada) as ada:
        sent = form_of((await ada.get(path)).text, path) | {"kind": kind, "source": "buyer", "artifact": "meeting-notes"}
        sent |= {"words": "She said so.", "link": "https://mail.example/1", "moment": "12:40"}
        file = {"file": ("plan.pdf", b"%PDF", "application/pdf")}
        answer = await ada.post(path, data=sent, files=file, headers={"Origin": HOME})
        assert answer.status_code == 303, text(answer.text)[:400]
    (found,) = await queries.evidence(desk.deal)
    assert (found.link, found.moment) == kept


async def test_a_field_that_is_hidden_is_not_blamed(desk: Desk):
    path = f"/deals/{desk.deal}/evidence"
    fields = {"source": "buyer", "artifact": "meeting-notes", "words": "She said so.", "link": "no address", "moment": "soon"}
    async with desk.world.visit(desk.world.cast.ada) as ada:
        file = await post(ada, path, path, **fields | {"kind": "file"})
        quote = await post(ada, path, path, **fields | {"kind": "quote"})
    assert [error_fields(answer.text) for answer in (file, quote)] == [["file"], ["link"]]


async def test_evidence_for_a_clause_comes_back_for_that_clause(desk: Desk):
    path = f"/deals/{desk.deal}/evidence"
    await desk.prove(WHY, "date-owner")
    async with desk.world.visit(desk.world.cast.ada) as ada:
        shown = (await ada.get(f"{path}?shows={WHY}/buyer-date")).text
        fields = form_of(shown, path) | {"kind": "file", "source": "buyer", "artifact": "meeting-notes"}
        for _try in range(2):
            answer = await ada.post(path, data=fields, headers={"Origin": HOME})
            assert answer.status_code == 422
            assert heading(answer.text) == heading(shown)
            assert "Already on the deal" in answer.text
            fields = form_of(answer.text, path) | {"kind": "file", "source": "buyer", "artifact": "meeting-notes"}


async def test_one_tap_says_that_an_item_shows_another_clause_and_leads_back_to_the_row(desk: Desk):
    id = await desk.prove(WHY, "buyer-date")
    async with desk.world.visit(desk.world.cast.mira) as mira:
        sheet = await desk.begun(mira)
        page = f"/deals/{desk.deal}/evidence?shows={WHY}/date-owner&sheet={sheet.rpartition('/')[2]}"
        shown = (await mira.get(page)).text
        form = re.search(rf'<form method="post" action="/evidence/{id}/clauses">.*?</form>', shown, re.DOTALL)
        assert form is not None
        names = re.findall(r'name="show" value="([^"]*)"', form[0])
        given = form_of(shown, f"/evidence/{id}/clauses") | {"show": names}
        answer = await mira.post(f"/evidence/{id}/clauses", data=given, headers={"Origin": HOME})
    assert answer.headers["location"] == f"{sheet}#{WHY}"
    (found,) = await queries.evidence(desk.deal)
    assert found.shows == (f"{WHY}/buyer-date", f"{WHY}/date-owner")


def heading(html: str) -> str:
    """The words of the heading of a page."""
    return text(html.partition("<h1>")[2].partition("</h1>")[0])


def error_fields(html: str) -> list[str]:
    return re.findall(r'<a href="#f-(\w+)">', html)
