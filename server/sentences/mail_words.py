"""Why a mail did not leave, and what helps: of one mail, and of the job that sends them."""

from server.sentences.translation import gettext as _


def told(mark: str) -> str:
    """Why, in one sentence; empty for a mark that is none."""
    return {
        "address": _("The other side takes no mail for this address."),
        "letter": _("No mail server takes a mail with such an address or subject."),
        "unreadable": _("What is kept of this message cannot be read."),
        "later": _("The other side wants it to come again later."),
        "unreachable": _("The mail server does not answer."),
        "name": _("There is no mail server of that name."),
        "secure": _("The connection to the mail server cannot be made safe."),
        "sign-in": _("The mail server does not let Plumbline sign in."),
        "server": _("The mail server takes no mail."),
        "folder": _("The folder for mails cannot be written."),
    }.get(mark, "")


def helps(mark: str, *, given_up: bool = False) -> str:
    """What to do about it, in one sentence; empty for a mark that is none."""
    if mark == "later" and given_up:
        return _("It was tried for about two hours. Try it again, or forget it.")
    return {
        "address": _(
            "Correct the address: what is written from then on goes to the new one. This message still has the old one."
        ),
        "letter": _("Correct the address or the name in it, and forget this message."),
        "unreadable": _("Forget it. Whoever waits for it may ask for it once more."),
        "later": _("You need not do anything: it is tried again by itself."),
        "unreachable": _("Look whether it runs, whether its port is open, and whether PLUMBLINE_MAIL names the right one."),
        "name": _("Correct its name in PLUMBLINE_MAIL, and look whether this machine finds names at all."),
        "secure": _(
            "Look whether its certificate is valid for the name in PLUMBLINE_MAIL; smtps:// is for TLS from the start, smtp:// for STARTTLS."
        ),
        "sign-in": _("Look at the user and the password in PLUMBLINE_MAIL, then start the server anew."),
        "server": _("Look at PLUMBLINE_MAIL, and at what the server answered to the messages below."),
        "folder": _("Look at the folder in PLUMBLINE_MAIL: the server needs to write there, and room."),
    }.get(mark, "")
