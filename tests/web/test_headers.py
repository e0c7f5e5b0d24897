"""What every answer carries, whatever it is: a page, a table, a picture, a redirect, a fault, a program's answer, and what is nowhere."""

import re

from server import clock, ids
from server.db.statements import counted
from server.people import actions
from tests import client as clients
from tests.client import send
from tests.databases import Database
from tests.web import world as worlds

EVERYWHERE = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=()",
    "strict-transport-security": "max-age=31536000",
}
PATHS = (
    *("/", "/healthz", "/sign-in", "/who-sees-what", "/today", "/my-line", "/account/record", "/feeds/nobody.ics"),
    *("/nowhere", "/deals/0", "/static/none/app.css", "/api/v1/me", "/api/v1/openapi.json", "/api/v1/nowhere", "/scim/v2/Users"),
)


async def test_every_kind_of_answer_carries_every_header(sqlite: Database):
    async with worlds.opened(sqlite) as world, world.visit(world.cast.ada) as ada:
        for path in PATHS:
            answer = await ada.get(path)
            for name, begins in EVERYWHERE.items():
                assert answer.headers.get(name, "").startswith(begins), f"{answer.status_code} {path}: {name}"
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert "access-control-allow-origin" not in answer.headers
            assert not {"server", "x-powered-by"} & set(answer.headers)
            if answer.content:
                kind = answer.headers["content-type"]
                assert "charset=utf-8" in kind or re.match(r"application/(\S+\+)?json", kind), f"{path}: {kind}"
        for broken in (
            await ada.post("/account", content=b"\xff"),
            await ada.post("/nowhere"),
            await ada.request("TRACE", "/today"),
        ):
            assert broken.headers["x-content-type-options"] == "nosniff"


async def test_the_cookie_of_a_session_is_the_hosts_own_and_no_script_reads_it(sqlite: Database):
    async with worlds.opened(sqlite) as world, clients.visiting(world.door) as visitor:
        token = ids.token()
        await actions.make_link(world.cast.ada, token=token, code=ids.code(), now=clock.now())
        answer = await send(visitor, f"/sign-in/link/{token}", f"/sign-in/link/{token}")
        (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-plumbline=")]
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags
        assert not any(flag.startswith("domain=") for flag in flags)


async def test_who_is_unknown_costs_as_many_statements_as_who_is_known_but_for_the_mail(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        sent = {}
        for email in (world.cast.ada.email, "nobody@example.org"):
            async with clients.visiting(world.door) as visitor:
                await visitor.get("/sign-in")
                with counted() as count:
                    answer = await send(visitor, "/sign-in", "/sign-in", email=email)
                assert answer.status_code in {200, 303}
                sent[email] = [sql for sql in count.sql if '"outbox"' not in sql]
        known, unknown = sent.values()
        assert known == unknown
