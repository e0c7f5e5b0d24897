"""A rep in front of the pages of lessons, by plain HTTP and without JavaScript."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx
from msgspec import Struct

from server.lessons.compiler.model import Lesson
from tests.client import HOME, form_of
from tests.databases import Database
from tests.learning.world import serve
from tests.web import world


class Reader(Struct, frozen=True):
    """Ada, signed in, with the lessons of this test served."""

    world: world.World
    client: httpx.AsyncClient

    async def page(self, path: str) -> str:
        """A page that is there."""
        shown = await self.client.get(path)
        assert shown.status_code == 200, f"{path}: {shown.status_code}"
        return shown.text

    async def form(self, lesson: str, question: str) -> dict[str, str]:
        """The hidden fields of a question's form, as the page shows it now."""
        html = await self.page(f"/lessons/{lesson}?again={question}")
        found = re.search(rf'<form\b[^>]*id="f-{question}".*?</form>', html, re.DOTALL)
        assert found, f"no form for {question}"
        return form_of(found[0], re.findall(r'action="([^"]*)"', found[0])[0])

    async def post(self, path: str, fields: Mapping[str, object], *, htmx: bool = False) -> httpx.Response:
        """A form that is sent to this path."""
        return await self.client.post(path, data=fields, headers={"Origin": HOME, **({"HX-Request": "true"} if htmx else {})})

    async def answer(
        self, lesson: str, question: str, typed: Mapping[str, Sequence[str]], *, htmx: bool = False
    ) -> httpx.Response:
        """A question's form, filled and sent."""
        return await self.post(f"/lessons/{lesson}/answers", {**await self.form(lesson, question), **typed}, htmx=htmx)

    async def move(self, lesson: str, choice: str) -> httpx.Response:
        """The move `choice` of the scene that stands now."""
        html = await self.page(f"/lessons/{lesson}")
        return await self.post(f"/lessons/{lesson}/moves", {**form_of(html, f"/lessons/{lesson}/moves"), "choice": choice})


@asynccontextmanager
async def reading(database: Database, *lessons: Lesson) -> AsyncIterator[Reader]:
    """Ada in front of these lessons."""
    async with world.opened(database) as made:
        await serve(*lessons)
        async with made.visit(made.cast.ada) as client:
            yield Reader(made, client)


def section(html: str, question: str) -> str:
    """What the page shows of one question."""
    found = re.search(rf'<section class="question[^"]*" id="q-{question}".*?</section>', html, re.DOTALL)
    assert found, f"no question {question}"
    return found[0]
