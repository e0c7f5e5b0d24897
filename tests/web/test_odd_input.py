"""No route answers anything with a fault of ours: every field of every form, every part of every address, and what stands behind a question mark."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest

from server import db, ids
from server.people import csrf
from server.web.access import ACCESS
from tests.crawl import crawl
from tests.databases import Database
from tests.web import every_form
from tests.web.every_form import FORMS, HOME, WHO, House, Sent

ODD = (
    "",
    "%00",
    "a%00b",
    "%ed%a0%80",
    "%ff%fe",
    "9" * 25,
    "-1",
    "2147483648",
    "9999-12-31",
    "0001-01-01",
    "x" * 6_000,
    "%0d%0aSet-Cookie:+a=b",
    "00000000-0000-0000-0000-000000000000",
    "%25(x)s+{}+%25s",
    "%F0%9F%98%80" * 130,
    "%3Cscript%3E",
    "NaN",
)
"""Values as they stand in a body or an address: bytes that are no text, numbers no column holds, days at the ends of time, and the like."""

QUESTIONS = (
    "/my-line?before=",
    "/lessons/every-kind?again=",
    "/sign-in?next=",
    "/sign-in/code?asked=",
    "/practice?most=",
    "/process?words=",
    "/search?q=",
    "/account?saved=",
)

PARTS = (
    "%00",
    "%0a",
    "%ed%a0%80",
    "..",
    "%2e%2e%2fetc",
    "x" * 3_000,
    "9" * 40,
    "%E2%80%AE",
    "00000000-0000-0000-0000-000000000000",
)


@pytest.mark.parametrize("nth", [7, pytest.param(1, marks=pytest.mark.long)])
async def test_any_value_of_any_field_gets_an_answer_and_breaks_no_page(database: Database, nth: int):
    async with every_form.opened(database) as house:
        for number, (shape, fill) in enumerate(FORMS.items()):
            # Twenty at most are live at the same time, and oddly named ones were made.
            await db.Statement('DELETE FROM "api_token"')()
            sent = await fill(house)
            for body in islice(bodies(house, sent), number % nth, None, nth):
                answer = await post(house, sent.who, sent.path, body)
                assert fine(answer), f"{shape} {body[:300]!r}: {answer.status_code} {answer.text[:300]}"
            await house.send(sent, ids.new())
        for who in WHO:
            assert [page.path for page in await crawl(house.browsers[who], "/", each=3) if page.status >= 500] == [], who


async def test_any_part_of_any_address_gets_an_answer(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        for (method, shape), part, who in (
            (route, part, who) for route in sorted(ACCESS) for part in PARTS for who in ("ada", "zoe")
        ):
            if "{" in shape:
                path = re.sub(r"\{\w+\}", part, shape)
                body = f"form={ids.new()}&csrf={token(house, who)}"
                answer = await (post(house, who, path, body) if method == "POST" else house.browsers[who].get(path))
                assert fine(answer), f"{method} {path[:100]}: {answer.status_code} {answer.text[:300]}"


@pytest.mark.parametrize("beside", ["{}/", "/{}", "{}/nothing", "{}.json", "/.{}"])
async def test_what_lies_beside_any_address_gets_an_answer(sqlite: Database, beside: str):
    async with every_form.opened(sqlite) as house:
        for shape in sorted({shape for _method, shape in ACCESS}):
            path = beside.format(re.sub(r"\{\w+\}", str(UUID(int=0)), shape))
            for headers in ({}, {"Authorization": "Bearer nobody's"}):
                answer = await house.browsers["zoe"].get(path, headers=headers)
                assert fine(answer), f"{path}: {answer.status_code} {answer.text[:300]}"


async def test_an_address_is_decoded_once(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        ada = house.browsers["ada"]
        asked = ("/my-line", "/my%2Dline", "/my%252Dline", "/my%25252Dline")
        assert [(await ada.get(path)).status_code for path in asked] == [200, 200, 404, 404]
        found = (await ada.get("/search?q=%253Cb%253E")).text
    assert 'value="%3Cb%3E"' in found
    assert "&lt;b&gt;" not in found
    assert "<b>" not in found


async def test_anything_behind_a_question_mark_gets_an_answer(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        for path in (page + value for page in QUESTIONS for value in ODD):
            answer = await house.browsers["ada"].get(path)
            assert fine(answer), f"{path[:100]}: {answer.status_code} {answer.text[:300]}"


def bodies(house: House, sent: Sent) -> Iterator[str]:
    """The form with each of its fields odd, missing and doubled, one at a time, each under an id of its own."""
    for name in (*sent.fields, "form"):
        for value in ODD:
            yield f"{encoded(house, sent, without=name)}&{name}={value}"
        yield encoded(house, sent, without=name)
        yield f"{encoded(house, sent)}&{name}=other&{name}=more"


def encoded(house: House, sent: Sent, *, without: str = "") -> str:
    """A filled form as a body, but for one field."""
    fields = {"form": str(ids.new()), "csrf": token(house, sent.who), **sent.fields}
    return urlencode({name: value for name, value in fields.items() if name != without}, doseq=True)


def token(house: House, who: str) -> str:
    return csrf.mask(house.visits[who].csrf_secret, "salt") if who in house.visits else ""


async def post(house: House, who: str, path: str, body: str) -> httpx.Response:
    headers = {"Origin": HOME, "Content-Type": "application/x-www-form-urlencoded"}
    return await house.browsers[who].post(path, content=body, headers=headers)


def fine(answer: httpx.Response) -> bool:
    """Whatever it says, it is meant: no fault of ours, and no inside of ours."""
    return answer.status_code < 500 and "Traceback" not in answer.text
