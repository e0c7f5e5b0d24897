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
            policy = {part.split()[0]: part.split()[1:] for part in answer.headers["content-security-policy"].split(";")}
            # What is not named falls back to nothing, but for these three.
            assert {policy[name][0] for name in ("base-uri", "frame-ancestors")} == {"'none'"}
            assert (policy["form-action"], "object-src" in policy) == (["'self'"], False)
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


async def test_what_is_read_as_text_says_how_it_is_written(sqlite: Database):
    async with worlds.opened(sqlite) as world, clients.visiting(world.door) as nobody:
        paths = set(re.findall(r'"(/static/[^"]+)"', (await nobody.get("/sign-in")).text))
        kinds = {(await nobody.get(path)).headers["content-type"] for path in paths}
    assert {kind.partition(";")[0] for kind in kinds} >= {"text/css", "text/javascript", "image/svg+xml"}
    assert [kind for kind in kinds if re.match(r"text/|\S+[+/]xml", kind) and not kind.endswith("; charset=utf-8")] == []


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
