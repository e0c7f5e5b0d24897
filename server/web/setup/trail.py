"""Acts of admins, told by their facts: who may do what, what is connected, and whose data left or went. Never what anybody said."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from server.facts import (
    CrmConnected,
    CrmDisconnected,
    CrmWritingSet,
    Fact,
    MembershipBegan,
    MembershipEnded,
    TeamChanged,
    TeamMade,
)
from server.sentences import gettext as _

KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("person-added", "roles-changed", "person-deactivated", "person-reactivated", "people-imported"), ""),
    **dict.fromkeys(("person-erased", "buyer-erased", "record-written", "policy-set", "team-made", "team-changed"), ""),
    **dict.fromkeys(("membership-began", "membership-ended"), '"manages":true'),
    "signed-out": '"by_admin":true',
    **dict.fromkeys(("token-made", "token-ended", "webhook-made", "webhook-secret-changed", "webhook-ended"), ""),
    **dict.fromkeys(("crm-connected", "crm-disconnected", "crm-writing-set", "slack-connected", "slack-disconnected"), ""),
    **dict.fromkeys(("provider-set", "lesson-token-set", "lesson-hook-set", "directory-rules-set", "directory-group-meant"), ""),
}
"""The kinds that are listed, each with what its body has to hold: who manages, and whom an admin signed out, is an admin's matter here."""


def act(kind: str) -> str:
    """What was done, in a few words, whatever it was done to."""
    return {
        "person-added": _("added here"),
        "roles-changed": _("roles changed"),
        "signed-out": _("signed out everywhere"),
        "person-deactivated": _("deactivated"),
        "person-reactivated": _("came back"),
        "people-imported": _("a file of people taken over"),
        "person-erased": _("erased"),
        "buyer-erased": _("somebody on the buyer’s side erased"),
        "record-written": _("everything about them written into a file"),
        "policy-set": _("a policy entered"),
        "team-made": _("a team made"),
        "team-changed": _("a team renamed or moved"),
        "membership-began": _("manages a team"),
        "membership-ended": _("manages a team no more"),
        "token-made": _("a token for a program made"),
        "token-ended": _("a token ended"),
        "webhook-made": _("a webhook made"),
        "webhook-secret-changed": _("the secret of a webhook changed"),
        "webhook-ended": _("a webhook ended"),
        "crm-connected": _("a CRM connected"),
        "crm-disconnected": _("a CRM parted"),
        "crm-writing-set": _("writing into a CRM set"),
        "slack-connected": _("Slack connected"),
        "slack-disconnected": _("Slack parted"),
        "provider-set": _("the company’s sign-in set"),
        "lesson-token-set": _("the token of the lessons’ repository set"),
        "lesson-hook-set": _("the webhook of the lessons’ repository set"),
        "directory-rules-set": _("the rules of the directory set"),
        "directory-group-meant": _("the meaning of a directory group set"),
    }[kind]


def about(fact: Fact, teams: Mapping[UUID, str]) -> str:
    """The team, or the system, that it is about; empty for none."""
    match fact:
        case MembershipBegan() | MembershipEnded() | TeamMade() | TeamChanged():
            return teams.get(fact.team, "")
        case CrmConnected() | CrmDisconnected() | CrmWritingSet():
            return fact.source
        case _:
            return ""
