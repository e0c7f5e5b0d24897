"""What somebody who means harm types: planted through the product's own ways in, into every column that keeps words.

Each text tries to leave the place it is shown in: as a tag, an event, an address, a template, a style, a formula of a spreadsheet, a line of a
mail; with signs that turn or hide what follows, and long words.
"""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from typing import Final

import httpx
from msgspec import structs
from msgspec.structs import replace

from server import clock, ids
from server.db import Statement
from server.deals import actions as deals
from server.deals.actions import Given
from server.integrations.directory.actions import files as people
from server.integrations.mail import actions as mail
from server.integrations.mail import queries
from server.ledger import Entry
from tests import selling
from tests.integrations.directory import scim
from tests.integrations.mail.post import FORWARDED, INBOX, ME, SAID, invitation, with_calendar
from tests.integrations.mail.post import mail as post
from tests.learning.world import EVERY_KIND, PROCESS, READ, WALKED, academy
from tests.web.coaching_forms import promised
from tests.web.every_form import FORMS, WHO, House, Sent, deal_of
from tests.web.inspect_forms import GIVEN, STEP, sheet_of
from tests.web.mail_forms import waits

MARK: Final = "<img class=planted "
"""By which a planted text is known."""

TINY: Final = f'="{MARK}src=x onerror=alert(1)>'
NAME: Final = f"{TINY} {{{{7777*7777}}}} \u202e\u200b{'W' * 18}"
TEXT: Final = "".join(
    (
        *(NAME, "\0</textarea></title></style></script><script class=planted>alert(1)</script>"),
        *("<svg class=planted onload=alert(1)>", "<style class=planted>*{display:none}</style>", "'-alert(1)-'"),
        *("[planted](javascript:alert(1)) ", "data:text/html,<script>alert(1)</script> ", "javascript:alert(1) "),
        *("${7777*7777} <%= 7777*7777 %> {% raw %} ", "\r\nBcc: evil@example.net\r\n\r\n", "עִבְרִית \u2066", "W" * 120),
    )
)
LENGTHS: Final = (TEXT, NAME, TINY)
"""The longest that a field takes is typed into it."""

FILE: Final = f'../..\\x{MARK}src=x onerror=alert(1)>{{{{7777*7777}}}};";.pdf'
"""What a browser may call a file."""

WORDS: Final = frozenset(
    {
        *("words", "text", "reason", "why", "note", "reply", "sender", "name", "company", "owner", "label", "because"),
        "client",
    }
)
"""The fields that are words, wherever they are, beside those that begin with `BEGIN`."""

BEGIN: Final = ("reason-", "na-words.")

TAKES_AWAY: Final = (
    "/ending",
    "/removal",
    "/discarding",
    "/dropping",
    "/erasure",
    "/sign-out",
    "/deactivation",
    "/reactivation",
    "/retirement",
)
"""Ends of the addresses of forms that take away what was planted, beside the end of a deal."""


async def plant(house: House) -> None:
    """Sends every form with hostile words, then what else brings words: other forms of the same address, mail, a directory, other systems."""
    for shape, fill in FORMS.items():
        if not shape.endswith(TAKES_AWAY) and shape != "/deals/{deal}/closing":
            await send(house, await fill(house))
    for sent in [one async for one in more(house)]:
        await send(house, sent)
    await by_files(house)
    await by_mail(house)
    await by_directory(house)
    await by_other_systems()
    await by_lessons()


async def send(house: House, sent: Sent) -> httpx.Response:
    """Sends a form with the longest of the texts that its fields take."""
    words = [name for name in sent.fields if name in WORDS or name.startswith(BEGIN)]
    files = {field: (FILE, data) for field, (_name, data) in sent.files.items()}
    for text in LENGTHS:
        # Names of teams and of files are there once.
        typed = dict.fromkeys(words, f"{text} {len(sent.path)}")
        answer = await house.send(replace(sent, fields={**sent.fields, **typed}, files=files), ids.new())
        if answer.status_code == sent.went:
            return answer
    raise AssertionError(f"{sent.path}: {answer.status_code} {answer.text[-2_000:]}")


async def more(house: House) -> AsyncIterator[Sent]:
    """Forms that `FORMS` fills otherwise: a file and a link as evidence, a row that does not apply, a promise that nobody needs or made, names."""
    deal = await deal_of(house)
    evidence = f"/deals/{deal}/evidence"
    yield Sent("ada", evidence, {**GIVEN, "kind": "file"}, files={"file": (FILE, b"%PDF-1.7 ")})
    yield Sent("ada", evidence, {**GIVEN, "kind": "link", "link": f"https://example.com/{TINY}"})
    house.made.pop("sheet", None)
    yield Sent("mira", f"/inspections/{await sheet_of(house)}/rows", {f"na.{STEP}": "other", f"na-words.{STEP}": ""})
    yield Sent(
        "mira",
        f"/commitments/{await promised(house, 'ada')}/outcome",
        {"outcome": "no-longer-needed", "because": "", "after": "deal"},
    )
    yield Sent("bo", "/lessons/every-kind/completion", {"question": "commit", "turn": "0", "reason": ""})
    yield Sent("ada", "/lessons/every-kind/answers", {"question": "reflect", "turn": "0", "text": "", "share": "yes"})
    provider = await FORMS["/setup/sign-in"](house)
    yield replace(provider, fields={**provider.fields, "rules": f"groups: {TINY} -> manager"})
    for who in WHO:
        person = house.person(who)
        yield Sent("zoe", f"/setup/people/{person.id}", {"name": "", "email": person.email, "zone": person.zone})


async def by_files(house: House) -> None:
    """A file of deals and one of people whose heads and cells are hostile, and which wait to be looked at."""
    zoe, now = house.cast.zoe, clock.now()
    heads, cells = (["id", "name", "stage", "owner", TINY], ["1", TEXT, NAME, NAME, TEXT])
    given = Given(name=FILE, data=table(heads, cells), digest="d" * 64, source="hostile", as_of=now)
    await deals.give(zoe.actor, _entry(house), given, zone="UTC", currency="EUR", process=PROCESS)
    rows = table(["Email", "Name", TINY], ["carla@example.org", NAME, TEXT], [TINY, NAME, TEXT])
    await people.give_file(zoe.actor, _entry(house), name=FILE, data=rows)


def table(*rows: list[str]) -> bytes:
    """A CSV file."""
    whole = io.StringIO(newline="")
    csv.writer(whole).writerows([[cell.replace("\0", "") for cell in row] for row in rows])
    return whole.getvalue().encode()


async def by_mail(house: House) -> None:
    """What Ada forwards: an invitation, and a mail of somebody who calls themselves so, both with hostile words and file names."""
    await waits(house, "ada")
    token, _made = await queries.address_of(house.cast.ada.id) or ("", None)
    calendar = invitation(mine="ada@example.org", uid="hostile@cal").replace("Decide on the proof", folded(TEXT))
    forwarded = (
        FORWARDED["gmail"]
        .replace("Petra Nov\u00e1kov\u00e1", TINY)
        .replace(SAID, TEXT.replace("\r\n", " "))
        .replace(ME, "ada@example.org")
    )
    for letter in (
        with_calendar(calendar, name="hostile", sender="ada@example.org"),
        post(forwarded, name="forwarded", sender=f"{NAME} <ada@example.org>"),
    ):
        letter["Delivered-To"] = f"deals+{token}@in.example"
        assert await mail.receive(letter.as_bytes(), inbox=INBOX, now=clock.now()) == ("waits",)


def folded(text: str) -> str:
    """As it may stand in a calendar."""
    return text.replace("\0", "").replace("\\", "\\\\").replace("\r\n", "\\n").replace(";", "\\;").replace(",", "\\,")


async def by_directory(house: House) -> None:
    """A user and a group that a directory brings, and a change that it is refused."""
    async with scim.directory(house.door, await scim.token(house.cast)) as program:
        id = await scim.made(program, "hostile@example.org", displayName=NAME, title=TINY, department=TINY)
        await scim.grouped(program, NAME, id)
        refused = await program.post("Users", json={**scim.user(TINY), "active": TINY})
        assert refused.status_code == 400


async def by_other_systems() -> None:
    """What is kept of the words of other systems, which only they bring: what they call things, and what they said went wrong."""
    for name, columns in OTHERS.items():
        for column in columns.split():
            await Statement(f'UPDATE "{name}" SET "{column}" = {{}}')(TINY)  # a table of ours


OTHERS: Final[Mapping[str, str]] = {
    "crm_word": "label guess",
    "crm_connection": "detail",
    "crm_writing": "detail",
    "slack": "team name bot detail",
    "chat": "account",
    "webhook": "problem",
    "outbox": "problem",
    "lesson_source": "detail",
    "directory_refusal": "why",
}
"""Columns of the tables of other systems."""


async def by_lessons() -> None:
    """An academy whose titles are hostile: they stand in the heads of files, where everything is a text."""
    process = structs.replace(
        PROCESS,
        title=NAME,
        stages=tuple(structs.replace(one, title=NAME) for one in PROCESS.stages),
        behaviours=tuple(structs.replace(one, title=NAME) for one in PROCESS.behaviours),
        motions=tuple(structs.replace(one, title=NAME) for one in PROCESS.motions),
    )
    lessons = (structs.replace(one, title=NAME) for one in (EVERY_KIND, WALKED, READ))
    await selling.serve(structs.replace(academy(*lessons), process=process, people={"plumbline": NAME}))


def _entry(house: House) -> Entry:
    return Entry(id=ids.new(), at=clock.now(), actor=house.cast.zoe.id)
