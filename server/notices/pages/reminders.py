"""What reaches somebody outside the product: a mail in the morning, and a calendar of what is due."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.notices import actions, queries
from server.notices.forms import MailForm
from server.notices.morning import HOURS
from server.notices.queries import LiveFeed
from server.people.queries import Visit
from server.people.roles import Actor
from server.settings import Settings

SHOWN: Final = timedelta(minutes=15)
"""How long the address of a new calendar can be read, on the device that made it. It is kept nowhere."""


class RemindersPage(Page, frozen=True):
    """The two, with what was chosen. `address` is the new calendar's, empty when there is none to show; `hours` are value and words."""

    template: ClassVar[str] = "notices/reminders.html"
    mail: bool
    hour: str
    hours: tuple[tuple[str, str], ...]
    feed: LiveFeed | None
    address: str
    saved: bool
    mail_form: UUID
    feed_form: UUID
    end_form: UUID
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def subscribe(self) -> str:
        """The address as calendars on a phone or a computer open it by one tap."""
        return f"webcal://{self.address.partition('://')[2]}"


class Reminders(Controller):
    """What whoever is signed in chose to be told."""

    path = "/account/reminders"

    @get()
    async def show(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(request, actor, settings))

    @post()
    async def choose(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Keeps whether and when the mail of the morning comes."""
        try:
            form = await forms.read(request, MailForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await actions.choose(actor, entry, on=form.mail, hour=form.hour)
        except Invalid as invalid:
            return html.show(request, await _page(request, actor, settings, invalid), status=422)
        return html.redirect("/account/reminders?saved=1")

    @post("/feed")
    async def make(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Makes a private calendar; the one before it ends."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.make_feed(actor, entry, token=_token(request, entry.id))
        return html.redirect(f"/account/reminders?made={entry.id}#calendar")

    @post("/feed/ending")
    async def end(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Ends it."""
        await actions.end_feed(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect("/account/reminders#calendar")


def _token(request: Request[Any, Any, Any], form: UUID) -> str:
    """What stands in the address: it follows from the secret of this session and the form that asked for it, so that sending the form twice
    gives the same one, and nothing but its digest has to be kept.
    """
    visit: Visit = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    return ids.digest(f"{visit.csrf_secret} feed {form}")


async def _page(
    request: Request[Any, Any, Any], actor: Actor, settings: Settings, invalid: Invalid | None = None
) -> RemindersPage:
    choice, feed = await queries.choice_of(actor.id), await queries.feed_of(actor.id)
    typed = await forms.everything(request) if invalid else {}
    return RemindersPage(
        mail="mail" in typed if invalid else choice.on,
        hour=typed.get("hour", [str(choice.hour)])[0],
        hours=tuple((str(hour), f"{hour:02}:00") for hour in HOURS),
        feed=feed,
        address=await _address(request, settings, feed, clock.now()),
        saved="saved" in request.query_params,
        mail_form=ids.new(),
        feed_form=ids.new(),
        end_form=ids.new(),
        errors=invalid.fields if invalid else {},
    )


async def _address(request: Request[Any, Any, Any], settings: Settings, feed: LiveFeed | None, now: datetime) -> str:
    """The address of the calendar that this session has just made, empty for any other."""
    try:
        token = _token(request, UUID(request.query_params.get("made", "")))
    except ValueError:
        return ""
    found = await queries.feed_with(token)
    if feed is None or found is None or found.id != feed.id or now > feed.made_at + SHOWN:
        return ""
    return f"{settings.url}/feeds/{token}.ics"
