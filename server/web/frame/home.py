"""Where a person's work begins, by role."""

from msgspec import Struct

from server.people.roles import Actor
from server.sentences import gettext as _


class Next(Struct, frozen=True):
    """One action: what it is called, what happens after it, and where it leads."""

    label: str
    then: str
    href: str


def home_of(actor: Actor) -> str:
    """The page that `/` leads to. A manager who also sells begins with the week; a leader without a team with drift."""
    places = (("manager", "/week"), ("rep", "/today"), ("leader", "/drift"), ("author", "/academy"), ("admin", "/setup"))
    return next((place for role, place in places if actor.has(role)), "/process")


def next_for(actor: Actor) -> Next:
    """What to do after reading something that asks for nothing."""
    return {
        "/today": Next(_("Go to today"), _("At most five minutes, and it says why each thing is there."), "/today"),
        "/week": Next(_("Go to this week"), _("What is due, the deals that were picked, and three signals."), "/week"),
        "/drift": Next(_("Go to drift"), _("What is claimed, what is supported, and what is not done any more."), "/drift"),
        "/academy": Next(_("Go to the academy"), _("What the last check of the lessons said."), "/academy"),
        "/setup": Next(_("Go to setup"), _("People, teams and the policy."), "/setup"),
        "/process": Next(_("Back to the first stage"), _("Each stage says what the buyer does before it is left."), "/process"),
    }[home_of(actor)]
