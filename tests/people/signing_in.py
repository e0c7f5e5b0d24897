"""Signing in by mail, step by step."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from server import ids
from server.outbox import Mail
from server.outbox.tables import OutboxRow
from server.people import actions
from server.people.actions import Using
from server.people.actions.sign_in import Request
from tests.cast import SITE, TUESDAY

MINUTE = timedelta(minutes=1)


async def ask(
    email: str,
    *,
    form: UUID | None = None,
    now: datetime = TUESDAY,
    remember: bool = False,
    path: str = "",
    source: str = "198.51.100.1",
) -> UUID:
    return await actions.request_sign_in(
        Request(
            form=form or ids.new(),
            email=email,
            token=ids.token(),
            code=ids.code(),
            site=SITE,
            source=source,
            now=now,
            remember=remember,
            next=path,
        )
    )


async def mail() -> tuple[str, str]:
    """Link token and code of the newest mail."""
    body = (await OutboxRow.select(OutboxRow.body).order_by(OutboxRow.made, ascending=False).limit(1))[0]["body"]
    text = msgspec.json.decode(body, type=Mail).text
    link = re.search(rf"{SITE}/sign-in/link/(\S+)", text)
    code = re.search(r"\b(\d{6})\b", text)
    assert link
    assert code
    return link[1], code[1]


def use(now: datetime = TUESDAY) -> Using:
    return Using(form=ids.new(), token=ids.token(), device="Firefox on Linux", now=now)
