"""Why Slack did not do it, in words that an admin, or the person whose chat it is, can act on. Pure."""

from server.integrations.chat.slack import FOR_PERSON, PASSING, SCOPES
from server.sentences import gettext as _


def for_admin(code: str, detail: str = "") -> str:
    """What went wrong and what an admin can do about it."""
    told = {
        "token": _("Slack does not accept this token, or no longer does. Copy the bot token of the app and enter it here."),
        "inactive": _(
            "The app was removed from the workspace, or the workspace is closed. Install the app again and enter its new token."
        ),
        "scope": _("The app may not do this. Give it the bot scopes %(scopes)s, install it again and enter its token.")
        % {"scopes": ", ".join(SCOPES)},
        "closed": _("The workspace does not let the app write. Ask whoever looks after Slack to allow it."),
        "tab": _("The app takes no messages. In its settings, App Home, turn the Messages tab on."),
        "unknown": _("Nobody in this workspace has that address."),
        "gone": _("Slack finds no conversation with that person."),
        "busy": _("Slack asks to wait, because too much was sent at once. It goes on by itself."),
        "down": _("Slack answers with an error of its own. It is tried again by itself."),
        "away": _("Slack does not answer. It is tried again by itself."),
        "address": _("This is no address of Slack. It is https://slack.com/api, unless your workspace is on slack-gov.com."),
        "private": _("This address is in a private network. PLUMBLINE_PRIVATE_NETWORKS allows those."),
        "locked": _("The token was kept with another key. Enter it again."),
    }.get(code, _("Slack will not have this request."))
    return told + (f" ({detail})" if detail else "")


def for_person(code: str, email: str) -> str:
    """What went wrong, to the person whose line it was."""
    if code in FOR_PERSON:
        return {
            "unknown": _(
                "Slack knows nobody by %(email)s. Ask your admin which address you have there, or paste an address of your own."
            ),
            "gone": _(
                "Slack finds no conversation with you. Look whether you are still in the workspace, then save this page again."
            ),
        }[code] % {"email": email}
    if code in PASSING:
        return _("Slack cannot be asked just now. Try again in a moment.")
    if code == "ended":
        return _("Slack is not connected here any more. Ask your admin, or paste an address of your own.")
    return _("Slack does not let us in any more. Your admin sees why and what helps.")
