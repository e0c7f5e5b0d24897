"""What a receiver makes of what we send: Slack, Teams, a mail program, and whoever asks over HTTP."""

import re
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from html import unescape
from typing import Any

import httpx
from lxml import html as documents
from markdown_it import MarkdownIt

from tests import client
from tests.web.every_form import HOME
from tests.web.sniffing import hidden, legible, links

OURS = (HOME, client.HOME, "a.md")
"""Our own address, the one that forms of other tests give, and the path of a lesson, which stands as it is so that it can be copied."""


def in_slack(told: Mapping[str, Any]) -> str:
    """What Slack shows: plain text in a block, and in a notification, where three signs are written as entities and angles hold a mark of its own."""
    section, actions = told["blocks"]
    words = section["text"]
    assert (words["type"], words["emoji"]) == ("plain_text", False)
    assert not re.search(r"<[^>]*>|&(?!amp;|lt;|gt;)", told["text"])
    assert unescape(told["text"]) == words["text"]
    assert (told["mrkdwn"], told["unfurl_links"]) == (False, False)
    (button,) = actions["elements"]
    assert button["text"]["type"] == "plain_text"
    assert button["url"].startswith(f"{HOME}/")
    return inert(words["text"])


def in_teams(told: Mapping[str, Any]) -> str:
    """What Teams shows: Markdown, in which words in two braces are worked out before anything else."""
    (attached,) = told["attachments"]
    card = attached["content"]
    (block,) = card["body"]
    assert block["type"] == "TextBlock"
    assert not re.search(r"\{\{\s*(?:DATE|TIME)", block["text"])
    opening, line, _closing = MarkdownIt("commonmark").parse(block["text"])
    assert opening.type == "paragraph_open"
    assert {one.type for one in line.children or ()} <= {"text", "text_special"}
    (button,) = card["actions"]
    assert (button["type"], button["url"].startswith(f"{HOME}/")) == ("Action.OpenUrl", True)
    return inert("".join(one.content for one in line.children or ()))


def inert(words: str) -> str:
    """Words as their reader reads them, which are no link and hide nothing."""
    assert links(words) == []
    assert hidden(words) == []
    return legible(words)


def in_a_mail_program(mail: EmailMessage) -> str:
    """Heads of ours alone, words that are no links, and HTML of our own tags. Returns what is read in it."""
    assert set(mail.keys()) <= HEADS
    assert mail.defects == []
    inert(str(mail["Subject"]))
    address = str(mail["To"])
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            text = part.get_content().replace(address, "")
            assert links(text, ours=OURS) == [], text
            assert hidden(text) == []
        elif part.get_content_type() == "text/html":
            page = documents.document_fromstring(part.get_content())
            assert {one.tag for one in page.iter()} <= {"html", "head", "meta", "title", "body", "p", "a", "hr", "small"}
            assert {name for one in page.iter() for name in one.attrib} <= {"lang", "charset", "href"}
            assert all(one.get("href").startswith(HOME) for one in page.iter("a"))
            inert("\n".join(page.body.itertext()).replace(address, ""))
        else:
            assert part.get_content_type() == "multipart/alternative"
    plain = mail.get_body(("plain",))
    assert plain is not None
    return legible(plain.get_content())


HEADS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
}
"""The heads of a mail of ours."""


def sent(answer: httpx.Response, kind: str) -> httpx.Response:
    """An answer that says what it is and lets nobody guess, and in which nothing would run if somebody did."""
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    return answer


def texts(value: object) -> Iterator[str]:
    """Every text in what was read as JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
