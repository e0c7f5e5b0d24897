"""What the forms of a lesson do in a preview: what they do in the product, and nothing that lasts."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html
from server.cli.preview.bench import Asking, Bench, find, shown
from server.cli.preview.sitting import Sitting
from server.errors import Invalid
from server.learning.forms import CommitForm, DeedForm, FinishForm, MoveForm, RewindForm, deal_faults, reason_faults
from server.learning.pages.asking import Fault
from server.learning.pages.completion import Onward, end_page
from server.lessons.compiler.model import Lesson
from server.sentences import gettext as _


class Deeds(Controller):
    """The forms of one lesson."""

    path = "/lessons/{lesson:str}"

    @post("/answers")
    async def answer(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """Marks an answer."""
        typed = await forms.everything(request)

        async def verb(found: Lesson, sitting: Sitting) -> str:
            form = await forms.read(request, DeedForm)
            sitting.answer(found, form.question, typed, clock.now())
            return form.question

        return await _done(request, bench, lesson, verb)

    @post("/hints")
    async def hint(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """Opens the next hint."""

        async def verb(found: Lesson, sitting: Sitting) -> str:
            form = await forms.read(request, DeedForm)
            sitting.hint(found, form.question)
            return form.question

        return await _done(request, bench, lesson, verb)

    @post("/moves")
    async def move(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """Makes a move."""

        async def verb(found: Lesson, sitting: Sitting) -> str:
            form = await forms.read(request, MoveForm)
            sitting.go(found, form.question, form.choice)
            return form.question

        return await _done(request, bench, lesson, verb)

    @post("/rewinds")
    async def rewind(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """Goes back in a scenario."""

        async def verb(found: Lesson, sitting: Sitting) -> str:
            form = await forms.read(request, RewindForm)
            sitting.rewind(found, form.question, form.kept)
            return form.question

        return await _done(request, bench, lesson, verb)

    @post("/commitment")
    async def commit(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """Makes the promise, on a deal that is only named."""

        async def verb(found: Lesson, sitting: Sitting) -> str:
            form = await forms.read(request, CommitForm, checks=deal_faults)
            sitting.commit(found, form.question, form.new_deal, clock.now())
            return form.question

        return await _done(request, bench, lesson, verb)

    @get("/completion")
    async def end(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """The end, when everything is answered."""
        place = bench.place(sight := await bench.desk.look(), find(bench, sight, lesson))
        if place.take is None or place.take.finished_at is None:
            return html.redirect(f"/lessons/{lesson}")
        onward = Onward("/", _("All lessons"), _("Nothing of this was stored."))
        return html.show(request, end_page(place, place.take.finished_at, onward))

    @post("/completion")
    async def finish(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """Finishes without a promise, or a lesson that was only to be read."""

        async def verb(found: Lesson, sitting: Sitting) -> str:
            form = await forms.read(request, FinishForm, checks=reason_faults)
            sitting.finish(found, form.question, form.reason, clock.now())
            return form.question

        return await _done(request, bench, lesson, verb)

    @post("/takes")
    async def again(self, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """Begins the lesson again."""
        bench.sittings.pop(lesson, None)
        return html.redirect(f"/lessons/{lesson}")


async def _done(request: Asking, bench: Bench, lesson: str, verb: Callable[[Lesson, Sitting], Awaitable[str]]) -> Response[Any]:
    """Runs the verb on the lesson as it is now, and shows what came of it as the product does."""
    sight = await bench.desk.look()
    found = find(bench, sight, lesson)
    try:
        question = await verb(found, bench.sitting(found.id))
    except Invalid as invalid:
        typed = await forms.everything(request)
        field, sentence = next(iter(invalid.fields.items()))
        fault = Fault(question=next(iter(typed.get("question", ())), ""), field=field, sentence=sentence, typed=typed)
        return shown(request, bench, sight, lesson, fault=fault, about=fault.question, cold="cold" in typed)
    cold = "cold" in await forms.everything(request)
    if request.headers.get("HX-Request"):
        return shown(request, bench, sight, lesson, about=question, cold=cold)
    ended = bench.place(sight, found).finished and request.scope["path"].endswith(("/commitment", "/completion"))
    return html.redirect(
        f"/lessons/{lesson}/completion" if ended else f"/lessons/{lesson}{'?cold=1' if cold else ''}#q-{question}"
    )
