"""Practice by plain HTTP and without JavaScript: each state of its page, from the first question to the end of a day."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from html import unescape
from uuid import UUID

import httpx
import pytest
from msgspec import Struct
from msgspec.structs import replace

from server import clock, ids
from server.deals import actions as deals
from server.deals.actions import Told
from server.learning.actions import Deed, answer
from server.ledger import Entry
from server.lessons import queries as lessons
from tests.client import HOME, form_of
from tests.databases import Database
from tests.gaps.world import record, seen
from tests.learning.reader import Reader, reading
from tests.learning.world import EVERY_KIND, PROCESS, RIGHT, reworded, serve

ANSWERS = "/practice/answers"


class Practiser(Struct, frozen=True):
    """Ada in front of practice. A month ago she answered the questions that a test names, all of them right."""

    reader: Reader

    async def answered(self, *questions: str, days: int = 30) -> None:
        """What she answered so many days ago."""
        ada = self.reader.world.cast.ada
        for question in questions:
            entry = Entry(id=ids.new(), at=clock.now() - timedelta(days=days), actor=ada.id)
            await answer(Deed(actor=ada.actor, entry=entry, lesson="every-kind"), question, RIGHT[question])

    async def has_a_deal(self, name: str = "Alder & Quay") -> UUID:
        """An open deal of hers that stands in the first stage."""
        ada = self.reader.world.cast.ada
        entry = Entry(id=ids.new(), at=clock.now(), actor=ada.id)
        told = Told(name=name, stage="engage")
        return await deals.add(ada.actor, entry, told, motion="new", currency="EUR", process=PROCESS)

    async def was_found_without(self, deal: UUID, clause: str) -> None:
        """Somebody looked at the deal and found nothing for one clause of its next step."""
        fact = replace(seen("partly", "next-step-confirmed", missing=(clause,)), deal=deal)
        await record(self.reader.world.cast.ada.id, fact, clock.now())

    async def send(
        self, typed: Mapping[str, Sequence[str] | str], *, htmx: bool = False, at: str = "/practice"
    ) -> httpx.Response:
        """The form of the question that stands on the page now, filled and sent."""
        fields = form_of(await self.reader.page(at), ANSWERS)
        return await self.reader.post(ANSWERS, {**fields, **typed}, htmx=htmx)

    async def goes(self, typed: Mapping[str, Sequence[str] | str], *, sure: str = "2") -> str:
        """The same, and the page it leads to."""
        sent = await self.send({**typed, "confidence": sure})
        assert sent.status_code == 303, text(sent.text)
        return text(await self.reader.page(sent.headers["Location"]))


def text(html: str) -> str:
    """What a page says, without its markup."""
    main = html[html.index("<main") :] if "<main" in html else html
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.fixture
async def ada(sqlite: Database) -> AsyncIterator[Practiser]:
    async with reading(sqlite, EVERY_KIND) as reader:
        yield Practiser(reader)


async def test_somebody_who_never_answered_a_question_is_told_how_questions_come_here(ada: Practiser):
    page = text(await ada.reader.page("/practice"))
    assert "Questions come back here." in page
    assert "Go to the lessons" in page


async def test_when_nothing_is_due_the_page_says_when_the_next_one_comes(ada: Practiser):
    await ada.answered("single", days=1)
    page = text(await ada.reader.page("/practice"))
    assert "Nothing comes back today." in page
    assert re.search(r"The next question comes back on \d+ \w+", page)


async def test_when_all_that_was_due_is_answered_the_day_ends(ada: Practiser):
    await ada.answered("single")
    await ada.goes(RIGHT["single"])
    page = text(await ada.reader.page("/practice"))
    assert "That is all for today. 1 of 1 right. Nothing else is due." in page
    assert "Go to today" in page


async def test_a_question_says_why_it_comes_and_asks_how_sure_one_is(ada: Practiser):
    await ada.answered("single")
    html = await ada.reader.page("/practice")
    page = text(html)
    assert "Question 1 of 1" in page
    assert "You last got it right on" in page
    assert re.search(r"How sure are you\? before you see the answer Guess Unsure Fairly sure Certain", page)
    assert html.count("button brass") == 1
    assert "feedback" not in page.lower()


async def test_an_answer_is_told_with_its_reasons_and_when_it_comes_again(ada: Practiser):
    await ada.answered("single")
    page = await ada.goes({"choice": "a"}, sure="3")
    assert "Certain, and not right: it comes back in 3 days already" in page
    assert "your answer" in page
    assert "Where it comes from" in page
    assert "You know this." not in page


async def test_right_twice_in_a_row_rests_and_bridges_to_the_deal_that_needs_it(ada: Practiser):
    await ada.has_a_deal()
    await ada.answered("single")
    page = await ada.goes(RIGHT["single"])
    assert "Right twice in a row: it rests for half a year" in page
    assert "You know this. Alder & Quay is in Engage and is about to need it." in page
    assert "Done when: accepted by a named buyer." in page
    assert "about 50 seconds" in page


async def test_the_bridge_names_the_clause_that_is_missing_on_the_deal_and_leads_there(ada: Practiser):
    await ada.has_a_deal("Aaron & Sons")
    deal = await ada.has_a_deal()
    await ada.was_found_without(deal, "buyer-accepted")
    await ada.answered("single")
    page = await ada.goes(RIGHT["single"])
    assert (
        "You know this. On Alder & Quay one clause is missing: accepted by a named buyer . Alder & Quay , about 50 seconds"
        in page
    )
    assert "Done when:" not in page


async def test_the_bridge_names_the_clause_that_is_usually_missing(ada: Practiser):
    for name in ("Alder & Quay", "Birch"):
        await ada.was_found_without(await ada.has_a_deal(name), "buyer-accepted")
    await ada.answered("single")
    page = await ada.goes(RIGHT["single"])
    assert "You know this. On your own deals the missing clause is usually: accepted by a named buyer ." in page
    assert "shown on 0 of 2 deals. The missing clause is usually: accepted by a named buyer." in page


async def test_somebody_who_guessed_right_is_not_told_that_they_know_it(ada: Practiser):
    await ada.has_a_deal()
    await ada.answered("single")
    page = await ada.goes(RIGHT["single"], sure="0")
    assert "You had this right. Alder & Quay is in Engage and is about to need it." in page
    assert "You know this." not in page


@pytest.mark.parametrize(("policy", "told"), [("none", False), ("counts", False), ("ranges", True)])
async def test_that_a_manager_may_see_estimates_is_said_where_the_policy_says_so(ada: Practiser, policy: str, told: bool):
    await ada.answered("single")
    if policy != "none":
        await ada.reader.world.enter_policy(counts_only=policy == "counts")
    page = await ada.goes(RIGHT["single"])
    assert ("Mira may see how sure we are about a behaviour, never your answers." in page) is told
    assert ("Nobody else sees your answers." in page) is not told


async def test_a_policy_of_counts_only_leaves_counts_beside_the_answer(ada: Practiser):
    await ada.answered("single")
    await ada.reader.world.enter_policy(counts_only=True)
    page = await ada.goes(RIGHT["single"])
    assert re.search(r"Right on 2 of 2 questions, the last today; not looked at on a deal yet\. (?!Practice|Next is|It is)", page)


async def test_without_a_deal_there_is_no_bridge(ada: Practiser):
    await ada.answered("single")
    assert "You know this." not in await ada.goes(RIGHT["single"])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"confidence": "1"}, "Choose one answer."),
        ({"choice": "b"}, "Say how sure you are, then see the answer."),
        ({"choice": "b", "confidence": "9"}, "This does not look right."),
    ],
)
async def test_what_needs_another_look_comes_back_with_every_word(ada: Practiser, typed: Mapping[str, str], says: str):
    await ada.answered("single")
    for htmx in (False, True):
        sent = await ada.send(typed, htmx=htmx)
        assert sent.status_code == 422
        assert says in text(sent.text)
        for name, value in typed.items():
            assert value == "9" or re.search(rf'name="{name}" value="{value}" checked', sent.text)


async def test_with_htmx_the_answer_is_told_in_place_and_gets_an_address(ada: Practiser):
    await ada.answered("single")
    sent = await ada.send({**RIGHT["single"], "confidence": "2"}, htmx=True)
    assert sent.status_code == 200
    assert 'id="practice"' in sent.text
    again = await ada.reader.page(sent.headers["HX-Replace-Url"])
    assert text(again) == text(sent.text)


async def test_three_questions_then_an_end_that_lists_them(ada: Practiser):
    await ada.answered("single", "multiple", "order", "short")
    asked = []
    for number in (1, 2, 3):
        html = await ada.reader.page("/practice")
        assert f"Question {number} of 3" in html
        question = form_of(html, ANSWERS)["question"]
        asked.append(question)
        page = await ada.goes(RIGHT[question])
        assert ("Next question" in page) == (number < 3)
    assert len(set(asked)) == 3
    end = text(await ada.reader.page("/practice"))
    assert "That is all for today. 3 of 3 right. Others could have come; these helped most, and nothing piles up." in end
    assert end.count("Right, rests for half a year.") == 3


async def test_a_day_that_is_full_otherwise_asks_fewer(ada: Practiser):
    await ada.answered("single", "multiple")
    html = await ada.reader.page("/practice?most=1")
    assert "Question 1 of 1" in html
    fields = form_of(html, ANSWERS)
    sent = await ada.reader.post(ANSWERS, {**fields, **RIGHT[fields["question"]], "confidence": "2"})
    assert sent.headers["Location"].endswith("?most=1")
    assert "See how it went" in await ada.reader.page(sent.headers["Location"])
    end = text(await ada.reader.page("/practice?most=1"))
    assert "That is all for today. 1 of 1 right. Others could have come; this one helped most, and nothing piles up." in end


async def test_the_same_form_with_another_answer_shows_both(ada: Practiser):
    await ada.answered("single")
    fields = form_of(await ada.reader.page("/practice"), ANSWERS)
    assert (await ada.reader.post(ANSWERS, {**fields, "choice": "a", "confidence": "2"})).status_code == 303
    refused = await ada.reader.post(ANSWERS, {**fields, "choice": "b", "confidence": "2"})
    assert refused.status_code == 409
    assert "Choice a" in refused.text
    assert "Choice b" in refused.text


async def test_a_question_answered_in_another_window_stays_as_it_was(ada: Practiser):
    await ada.answered("single")
    html = await ada.reader.page("/practice")
    fields = form_of(html, ANSWERS)
    await ada.goes(RIGHT["single"])
    late = await ada.reader.post(ANSWERS, {**fields, "choice": "a", "confidence": "2"})
    assert late.status_code == 409
    assert "Your first answer stands" in late.text


async def test_nobody_else_opens_an_answer(ada: Practiser):
    await ada.answered("single")
    sent = await ada.send({**RIGHT["single"], "confidence": "2"})
    cast = ada.reader.world.cast
    for person in (cast.bo, cast.mira, cast.lea, cast.sam, cast.zoe, cast.ida):
        async with ada.reader.world.visit(person) as visitor:
            assert (await visitor.get(sent.headers["Location"])).status_code == 404
            assert "Question 1" not in (await visitor.get("/practice")).text


async def test_an_answer_is_read_for_ever_in_the_words_of_its_day(ada: Practiser):
    await ada.answered("single")
    sent = await ada.send({**RIGHT["single"], "confidence": "2"})
    await serve(reworded(EVERY_KIND, "single", title="Reworded since", text_fp="another text"))
    assert (await lessons.current()).question("every-kind", "single") is not None
    page = text(await ada.reader.page(sent.headers["Location"]))
    assert "A single question" in page
    assert "Reworded since" not in page


async def test_a_form_from_another_window_comes_back_with_its_words_although_others_come_first(ada: Practiser):
    await ada.answered("single", "multiple", "order", "match", "short")
    fields = form_of(await ada.reader.page("/practice"), ANSWERS)
    again = await ada.reader.post(ANSWERS, {**fields, "question": "short", "text": "words of mine"})
    assert again.status_code == 422
    assert 'value="words of mine"' in again.text
    assert "Say how sure you are, then see the answer." in text(again.text)


async def test_a_form_for_a_question_that_is_not_asked_leads_to_the_one_that_is(ada: Practiser):
    await ada.answered("single")
    fields = form_of(await ada.reader.page("/practice"), ANSWERS)
    other = await ada.reader.post(ANSWERS, {**fields, "question": "multiple"})
    assert other.status_code in {303, 404}
    assert (await ada.reader.post(ANSWERS, {**fields, "seen": "0" * 64, "choice": "b", "confidence": "1"})).status_code == 404
    headers = {"Origin": HOME}
    assert (await ada.reader.client.post(ANSWERS, data={"choice": "b"}, headers=headers)).status_code in {303, 403}


async def test_what_a_device_sends_late_and_cannot_be_kept_is_never_answered_as_if_it_were(ada: Practiser):
    await ada.answered("single")
    fields = form_of(await ada.reader.page("/practice"), ANSWERS)
    await ada.send({**RIGHT["single"], "confidence": "2"})
    late = {"Origin": HOME, "X-CSRF": fields.pop("csrf"), "X-Kept-At": clock.now().isoformat()}
    unsure = {**fields, **RIGHT["single"], "confidence": "nine"}
    assert (await ada.reader.client.post(ANSWERS, data=unsure, headers=late)).status_code == 422
