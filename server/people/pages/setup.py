"""Setup at a glance."""

from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html, outbox
from server.html import Page
from server.operations import queries as operations
from server.operations.queries import NOTHING, Needs
from server.people import queries
from server.people.pages.confirmation import recent
from server.people.queries import Policy, listing
from server.people.roles import ROLES
from server.sentences import gettext as _
from server.sentences.words import together
from server.settings import Settings


class SetupPage(Page, frozen=True):
    """What is there, and what is missing. `roles` are (role, how many active people have it)."""

    template: ClassVar[str] = "people/setup.html"
    people: int
    gone: int
    roles: tuple[tuple[str, int], ...]
    teams: int
    homeless: int
    """Active reps who are in no team."""
    unled: int
    """Teams with reps whom nobody manages."""
    policy: Policy | None
    coming: Policy | None
    """A policy whose day has not come."""
    waiting: int
    """Mails that have not gone out."""
    sends: bool
    """Whether mail leaves this machine."""
    needs: Needs = NOTHING
    """What of the work beside the pages somebody has to look at."""
    provider: str = ""
    """What the company's own account is called, empty while nobody can sign in with one."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What nobody can begin without, in the order in which it is made."""
        have = dict(self.roles)
        there = {
            "policy": bool(self.policy or self.coming),
            "team": bool(self.teams),
            "manager": bool(have["manager"]),
            "rep": bool(have["rep"]),
        }
        return tuple(what for what, is_there in there.items() if not is_there)

    @property
    def missing_words(self) -> str:
        """`the policy and a team`."""
        called = {"policy": _("the policy"), "team": _("a team"), "manager": _("a manager"), "rep": _("a rep")}
        return together([called[what] for what in self.missing])


class Setup(Controller):
    """The admin's overview."""

    path = "/setup"
    guards = (recent,)

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        now = clock.now()
        numbers = await listing.numbers()
        return html.show(
            request,
            SetupPage(
                people=numbers.here,
                gone=numbers.gone,
                roles=tuple((role, numbers.roles.get(role, 0)) for role in ROLES),
                teams=len(await queries.teams()),
                homeless=numbers.homeless,
                unled=await listing.unled(),
                policy=await queries.current_policy(now),
                coming=next((policy for policy in await queries.policies() if policy.begins > now), None),
                waiting=await outbox.waiting(),
                sends=settings.sends,
                needs=await operations.needs(),
                provider=(await queries.installation()).provider,
            ),
        )
