"""A line as Slack and as Teams show it: Block Kit, and an Adaptive Card in the message of a workflow. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct

from server.sentences import gettext as _
from server.sentences.inert import inert
from server.sentences.nobody import nobody_said

Form = Literal["slack", "teams", "bot"]
"""An address of Slack or of Teams, or the bot in Slack that finds a person by their address."""

LONGEST: Final = 300
"""Characters of a line."""

MARKS: Final = frozenset("\\`*_[]()#!~<>&{}")
"""What means something wherever it stands; behind a backslash it is itself."""

BEGINS_A_LIST: Final = re.compile(r"\A(?=[-+=])|\A\d+(?=\.)")
"""What means something where a line begins."""


class Line(Struct, frozen=True, kw_only=True):
    """What there is to say: `kind` is day, note or reveal, `words` the line of a day, `by` and `deal` names, `path` the page it leads to."""

    kind: Literal["day", "note", "reveal"]
    path: str
    words: str = ""
    by: str = ""
    deal: str = ""


def sentence(line: Line) -> str:
    """The line in the language of its reader. Nothing of a note stands in it: a chat is somebody else's."""
    if line.kind == "day":
        return line.words
    if line.kind == "reveal":
        return _("Everybody has closed their sheet on %(deal)s. You can read them side by side.") % {"deal": line.deal}
    by = nobody_said(line.by)
    if line.deal:
        return _("%(name)s wrote to you about %(deal)s.") % {"name": by, "deal": line.deal}
    return _("%(name)s wrote to you.") % {"name": by}


def label(line: Line) -> str:
    """What the button says."""
    return {"day": _("Begin"), "note": _("Read it"), "reveal": _("Compare")}[line.kind]


def message(form: Form, words: str, button: str, url: str) -> Mapping[str, Any]:
    """A message with one line and one button that leads to `url`."""
    return (_teams if form == "teams" else _slack)(_short(inert(words)), button, url)


def _slack(words: str, button: str, url: str) -> Mapping[str, Any]:
    return {
        "text": _escaped(words),
        "mrkdwn": False,
        "unfurl_links": False,
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": words, "emoji": False}},
            {
                "type": "actions",
                "elements": [{"type": "button", "text": {"type": "plain_text", "text": button, "emoji": False}, "url": url}],
            },
        ],
    }


def _teams(words: str, button: str, url: str) -> Mapping[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": _plain(words), "wrap": True}],
        "actions": [{"type": "Action.OpenUrl", "title": button, "url": url}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}],
    }


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _escaped(words: str) -> str:
    """For the notification, where Slack reads its own marks: a name may hold one."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(words: str) -> str:
    """For a text that Teams reads as Markdown, and for words in two braces that cards work out: a name may hold a mark of either."""
    marked = "".join(f"\\{one}" if one in MARKS else one for one in words)
    return BEGINS_A_LIST.sub(r"\g<0>\\", marked)
