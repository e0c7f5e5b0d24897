"""What leaves the product after somebody who means harm typed into every field: each thing as its real sender sends it, read as its receiver does.

Words are to arrive whole, and to be words: no link, mark, line, head, cell or tag of a mail, a chat, a calendar, a table or an answer for programs.
"""

import base64
import csv
import hashlib
import hmac
import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID
from zipfile import ZipFile

import httpx
import icalendar
import msgspec
import pytest
from lxml import etree
from lxml import html as documents
from msgspec import Struct
from msgspec.structs import replace

from server import app, clock, db, ids, ledger, outbox, settings
from server.db import Statement
from server.integrations.chat import actions as chat
from server.integrations.chat.actions import LINE, Within
from server.integrations.chat.card import Line
from server.integrations.crm import actions as crm_actions
from server.integrations.crm.field import PIPEDRIVE, PROPERTY
from server.integrations.git import letter as git
from server.integrations.git.commit import Commit
from server.integrations.identity.words import new_account_mail
from server.integrations.webhooks import actions as webhooks
from server.integrations.webhooks.event import KINDS, NAMES
from server.integrations.webhooks.signature import secret_of
from server.jobs.call_out import call_due
from server.jobs.morning_digest import write_due
from server.jobs.send_outbox import send_due
from server.ledger import Entry
from server.lessons.compiler.diagnostic import Diagnostic
from server.notices import actions as notices
from server.outbox import Call, Mail
from server.outbox.outside import transport
from server.people import actions as people
from server.settings import Settings
from server.web.api.routes import RESOURCES
from server.web.csv_table import FORMULA
from tests import client, databases
from tests.cast import assemble
from tests.client import KEY
from tests.databases import Database
from tests.integrations.chat.fake_slack import TOKEN, Slack
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.world import Clock, bring, small
from tests.integrations.crm.writing import conclude, turn_on, write
from tests.integrations.directory import scim
from tests.integrations.webhooks.listener import Listener, listening
from tests.selling import ACADEMY, serve
from tests.web import every_form, hostile
from tests.web.api.world import token_of
from tests.web.every_form import FORMS, HOME, House, Sent
from tests.web.receivers import in_a_mail_program, in_slack, in_teams, inert, sent, texts
from tests.web.sniffing import legible, links

NAME = "1. <!channel> <@U1> [in](https://evil.example) <https://evil.example|in> www.evil.example {{TIME(2026-11-17)}} &lt;"
DEAL = (
    "- <!here> *now* https://evil.example/x [x](//evil.example) ![x](x) {{DATE(2026-11-17T06:00Z,SHORT)}} \u202e\u2066\\\\evil\\x"
)
"""Names of somebody and of a deal, as long as names may be: as Slack, Teams, mails and calendars would like to read them."""

SECRET = b"s" * 32


class Post(Struct):
    """The house after everything was typed, who listens outside, and how calls leave."""

    house: House
    listener: Listener
    given: Settings
    folder: Path

    async def send(self, sent: Sent) -> httpx.Response:
        """Sends a form, which has to go through."""
        answer = await self.house.send(sent, ids.new())
        assert answer.status_code == sent.went, f"{sent.path}: {answer.status_code} {answer.text[-1_000:]}"
        return answer

    async def heard(self) -> list[tuple[dict[str, str], str]]:
        """What waits is called out; what the listener heard by it."""
        self.listener.heard.clear()
        while await call_due(self.given, clock.now() + timedelta(seconds=5)):
            pass
        return list(self.listener.heard)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with opened(tmp_path) as found:
        yield found


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Post]:
    async with databases.migrated("sqlite", folder) as database, every_form.opened(database) as house, listening() as listener:
        await hostile.plant(house)
        environ = {"PLUMBLINE_KEY": KEY, "PLUMBLINE_PRIVATE_NETWORKS": "allow", "PLUMBLINE_URL": HOME}
        found = Post(house, listener, settings.read({"DATABASE_URL": database.url, **environ}), folder)
        mira = house.cast.mira
        await found.send(Sent("zoe", f"/setup/people/{mira.id}", {"name": NAME, "email": mira.email, "zone": mira.zone}))
        change = await FORMS["/deals/{deal}"](house)
        await found.send(replace(change, fields={**change.fields, "name": DEAL}))
        # Calls that other tests' addresses would get.
        await Statement('DELETE FROM "outbox" WHERE "kind" = \'call\'')()
        yield found


async def test_whatever_leaves_is_words_and_nothing_else(post: Post):
    for look in (chats, told_by_webhook, mails, calendars, tables, packages, answers_for_programs, answers_for_directories):
        await look(post)


async def chats(post: Post) -> None:
    """A line in Slack by an address, in Teams, and by the bot: a note, a reveal, and the line of a day."""
    words = legible(f"{NAME} wrote to you about {DEAL}.")
    for url in (post.listener.url, f"{post.listener.url}&teams"):
        await post.send(Sent("ada", "/account/chat", {"url": url, "day": "on", "notes": "on", "reveals": "on"}))
        await written(post)
        said = [json.loads(body) for _given, body in await post.heard()]
        assert len(said) == 3
        shown = [in_teams(one) if "teams" in url else in_slack(one) for one in said]
        assert words in shown
        assert all(legible(DEAL)[:40] in one for one in shown)
    slack = Slack(people={"ada@example.org": "U012AB3CD"})
    with serving(slack) as base:
        zoe, now = post.house.cast.zoe, clock.now()
        entry = Entry(id=ids.new(), at=now, actor=zoe.id)
        await chat.connect(zoe.actor, entry, base=f"{base}/api", token=TOKEN, within=Within(key=KEY, private=True, now=now))
        await post.send(Sent("ada", "/account/chat", {"slack": "on", "day": "on", "notes": "on", "reveals": "on"}))
        await written(post)
        await post.heard()
    assert words in [in_slack(one) for _to, one in slack.said]
    assert {to for to, _one in slack.said} == {"U012AB3CD"}


async def written(post: Post) -> None:
    """Mira writes to Ada about the deal; a day has its line; and everybody has closed their sheet on the deal."""
    await post.send(await FORMS["/people/{person}/notes"](post.house))
    for line in (
        Line(kind="reveal", path="/calibrations/7", deal=DEAL),
        Line(kind="day", path="/", words=f"Today: 4 min. {NAME} kept a promise on {DEAL}."),
    ):
        call = Call(line=LINE, target=post.house.cast.ada.id, body=msgspec.json.encode(line).decode())
        await db.run(partial(outbox.put, ids.new(), call, at=clock.now()))


async def told_by_webhook(post: Post) -> None:
    """Every fact that is told, to somebody who wants to be told of everything: ids, and not a word that anybody typed."""
    zoe = post.house.cast.zoe
    entry = Entry(id=ids.new(), at=clock.now(), actor=zoe.id)
    made = {
        "name": hostile.TINY,
        "url": post.listener.url,
        "events": NAMES,
        "secret": secret_of(SECRET),
        "key": KEY,
        "private": True,
    }
    await webhooks.make(zoe.actor, entry, **made)  # type: ignore[arg-type]  # one dictionary of several types
    stored = [one for kind in KINDS for one in await ledger.of_kind(kind)]
    for one in stored:
        await db.run(partial(webhooks.tell, one))
    heard = await post.heard()
    told = {json.loads(body)["type"] for given, body in heard if "webhook-id" in given}
    assert told == {KINDS[type(one.fact)] for one in stored}
    assert len(told) > 10
    for given, body in heard:
        signed = f"{given['webhook-id']}.{given['webhook-timestamp']}.{body}".encode()
        expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
        assert given["webhook-signature"] == f"v1,{expected}"
        assert given["content-type"] == "application/json"
        event = json.loads(body)
        assert set(event) == {"type", "timestamp", "data"}
        assert all(WORD.fullmatch(name) and UUID(value) for name, value in event["data"].items()), body


WORD = re.compile(r"[a-z_]+")


async def mails(post: Post) -> None:
    """Every mail of the house, and those of a morning, put into a folder and read as a mail program reads them."""
    house, now = post.house, clock.now()
    for who in ("ada", "mira", "lea"):
        person = house.person(who)
        await notices.choose(person.actor, Entry(id=ids.new(), at=now, actor=person.id), on=True, hour=8)
    mira, tom = house.cast.mira, house.cast.tom
    first = (now + timedelta(days=40)).date()
    away = Entry(id=ids.new(), at=now, actor=mira.id)
    await people.note_absence(mira.actor, away, person=mira.id, first=first, last=first, site=HOME, cover=tom.id)
    for about in of_others(house.cast.sam.email):
        await db.run(partial(outbox.put, ids.new(), about, at=now))
    # A promise that ends at a weekend is told on the second morning after it: the first one tells of the week.
    week = 8 * 24
    for hours in range(1, week):
        while await write_due(HOME, app.MORNINGS, now + timedelta(hours=hours)):
            pass
    folder = post.folder / "mails"
    while await send_due(transport(f"file:{folder}"), "Plumbline <us@example.org>", now + timedelta(hours=week)):
        pass
    assert await Statement('SELECT "problem" FROM "outbox" WHERE "kind" = \'mail\' AND "state" <> \'sent\'')() == []
    read = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
    read_in: dict[str, list[str]] = {kind: [] for kind in WHOLE}
    for mail in read:
        kind = next((kind for kind, words in SUBJECTS.items() if re.search(words, str(mail["Subject"]))), "a morning")
        read_in[kind].append(in_a_mail_program(mail))
    for kind, words in WHOLE.items():
        assert any(legible(words) in text for text in read_in[kind]), f"{kind}: {read_in[kind]}"


def of_others(email: str) -> Iterator[Mail]:
    """Mails whose words come from a repository of lessons and from a provider: what they are written by, as there is none of either here."""
    commit = Commit(hash="d" * 40, author=NAME, email=email, subject=DEAL, at=clock.now())
    faults = [Diagnostic(path="a.md", line=1, column=1, code="E100", severity="error", message=DEAL, help=f"{NAME}\r\n{DEAL}")]
    for about in (
        git.Letter(name=NAME, yours=False, commit=commit, errors=faults, link=f"{HOME}/academy"),
        git.Letter(name=NAME, yours=True, commit=commit, refused=DEAL, link=f"{HOME}/academy"),
    ):
        yield Mail(to=email, subject=git.subject(about), text=git.text(about))
    subject, text = new_account_mail(NAME, f"{HOME}/account/company")
    yield Mail(to=email, subject=subject, text=text)


SUBJECTS = {
    "a lesson": r"asks you to take a lesson",
    "an absence": r"covers? for",
    "a sign-in": r"link and code",
    "a passkey": r"passkey",
    "a commit": r"^One error in the lessons|were not taken over$",
    "an account": r"account was linked",
}
"""How the subjects of mails are known; any other one is of a morning."""


WHOLE = {
    "a morning": f" on {DEAL}.",
    "a lesson": hostile.TINY,
    "an absence": NAME,
    "a sign-in": "Use either, once",
    "a passkey": hostile.TINY,
    "a commit": f"by {NAME}, “{DEAL}”, was fetched.",
    "an account": NAME,
}
"""What can be read in one mail of each kind, as it was typed."""


async def calendars(post: Post) -> None:
    """What is due, as a calendar program reads it."""
    ada = post.house.browsers["ada"]
    made = await post.house.send(await FORMS["/account/reminders/feed"](post.house), ids.new())
    address = re.findall(r"/feeds/[^\s\"<]+\.ics", made.text or (await ada.get(made.headers["Location"])).text)[0]
    answer = sent(await ada.get(address), "text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    events = []
    for part in icalendar.Calendar.from_ical(answer.text).walk():
        assert part.name in {"VCALENDAR", "VEVENT"}
        assert set(part) <= (LINES if part.name == "VEVENT" else LINES_OF_THE_CALENDAR)
        if part.name == "VEVENT":
            events.append(inert(str(part["SUMMARY"])))
            assert str(part["URL"]).startswith(f"{HOME}/")
            assert links(str(part["DESCRIPTION"]), ours=(f"{HOME}/",)) == []
            assert "<" not in str(part["DESCRIPTION"])
    assert any(one.startswith(legible(f"{DEAL}: ")) for one in events), events
    assert any(hostile.MARK in one for one in events)


LINES = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"}
LINES_OF_THE_CALENDAR = {
    *("VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
}


async def tables(post: Post) -> None:
    """Tables as a spreadsheet opens them: cells of text, as many in each row as there are heads."""
    for who, path in (("ada", "/account/record"), ("mira", "/team/completions")):
        answer = sent(await post.house.browsers[who].get(path), "text/csv")
        assert re.fullmatch(r'attachment; filename="[\w.-]+\.csv"', answer.headers["content-disposition"])
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1
        assert "class=planted" in str(rows)
        assert [cell for row in rows for cell in row if cell.lstrip().startswith(FORMULA)] == []
        assert [cell for row in rows for cell in row if "\0" in cell] == []


async def packages(post: Post) -> None:
    """A lesson for another learning system."""
    package = ZipFile(io.BytesIO((await post.house.browsers["sam"].get("/academy/lessons/every-kind/package")).content))
    assert "class=planted" in str(etree.fromstring(package.read("imsmanifest.xml")).xpath("//text()"))
    for name in package.namelist():
        assert not name.startswith("/")
        assert ".." not in name
        if name.endswith(".html"):
            assert documents.fromstring(package.read(name)).xpath("//*[@class='planted' or @onerror]") == []


async def answers_for_programs(post: Post) -> None:
    """Every list and record of the API, for whoever may read it: JSON that says so, in which words stand as they were typed."""
    paths = [one.path for each in RESOURCES.values() for one in each if one.method == "GET" and "{" not in one.path]
    found: dict[str, list[str]] = {}
    for who in ("ada", "mira", "lea", "sam", "zoe"):
        secret = await token_of(post.house.person(who), "read")
        async with client.visiting(post.house.door) as program:
            program.headers["Authorization"] = f"Bearer {secret}"
            for path in paths:
                answer = await program.get(f"{HOME}/api/v1{path}")
                kind = "application/json" if answer.is_success else "application/problem+json"
                assert answer.headers["content-type"].partition(";")[0] == kind, path
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert answer.headers["content-security-policy"].startswith("default-src 'none'")
                found.setdefault(path, []).extend(texts(json.loads(answer.content)))
    assert DEAL in found["/deals"]
    assert NAME in found["/people"]
    assert any(hostile.MARK in one for one in found["/lessons"])


async def answers_for_directories(post: Post) -> None:
    """What a directory reads back of people and groups."""
    async with scim.directory(post.house.door, await scim.token(post.house.cast)) as program:
        for path in ("Users", "Groups"):
            answer = sent(await program.get(path), "application/scim+json")
            assert hostile.NAME in texts(answer.json()), path
            refused = await program.get(path, params={"filter": f'userName eq "{NAME}" {DEAL}'})
            assert refused.headers["content-type"].partition(";")[0] == "application/scim+json"
            assert refused.headers["x-content-type-options"] == "nosniff"


async def test_a_crm_is_told_the_title_of_a_stage_as_it_stands_and_nothing_else(sqlite: Database):
    await serve(ACADEMY)
    cast, by_hand, crm = await assemble(), Clock(), small(2)
    with serving(crm) as base:
        await bring(cast, base, by_hand)
        await crm_actions.make_field(cast.zoe.actor, "hubspot", by_hand.within())
        await hostile.by_lessons()
        await conclude(cast, "Deal 1", "Deal 2")
        await turn_on(cast, by_hand)
        assert await write(by_hand) == 2
    (told,) = [one for one in crm.log if one.path.endswith("/batch/update")]
    assert [one["properties"] for one in told.json["inputs"]] == [{PROPERTY: hostile.NAME}] * 2
    assert [one["id"] for one in told.json["inputs"]] == ["1", "2"]


@pytest.mark.parametrize(
    "key", ["../../users/1", "..", ".", "1?x=1#y", "1%2F..", "1/../2", "\r\nHost: evil.example", DEAL, hostile.TEXT]
)
def test_the_key_of_a_deal_is_one_part_of_an_address(key: str):
    ask = PIPEDRIVE.told("ab" * 20, [(key, NAME)])
    asked = httpx.Request(ask.method, f"https://api.pipedrive.com{ask.path}", json=ask.json)
    path = asked.url.raw_path.decode()
    assert path.startswith("/api/v2/deals/")
    assert re.fullmatch(r"[\w.~%-]+", path.removeprefix("/api/v2/deals/"))
    assert unquote(path.removeprefix("/api/v2/deals/")) == key
    assert path.removeprefix("/api/v2/deals/") not in {".", ".."}
    assert json.loads(asked.content) == {"custom_fields": {"ab" * 20: NAME}}
