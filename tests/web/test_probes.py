"""What machines ask: whether the process lives, whether it is ready, and its numbers, as Prometheus reads them."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from server import clock, db, ids, outbox
from server.db import health
from server.errors import Setup
from server.operations import actions
from server.operations.actions import Round
from server.operations.job import BACKUP, READ_MAIL, SEND_OUTBOX
from server.outbox import Mail
from server.piccolo_app import MIGRATIONS
from server.web.access import ACCESS
from server.web.door.meter import BOUNDS, Meter
from server.web.pages import probes
from tests import client as clients
from tests.cast import Cast, assemble, signed_in
from tests.client import HOME, form_of
from tests.databases import Database
from tests.learning.world import EVERY_KIND, serve
from tests.machine import ROOT
from tests.web.logged import logged

TOKEN = "0123456789abcdef01234567"
SCRAPER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def cast(database: Database) -> Cast:
    await serve(EVERY_KIND)
    return await assemble()


@pytest.fixture
async def visitor(database: Database, cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    """Ada's browser, where numbers are given to whoever has the token."""
    token, _visit = await signed_in(cast.ada, clock.now())
    async with clients.opened(database, {"PLUMBLINE_METRICS": TOKEN}) as door, clients.visiting(door) as browser:
        browser.cookies.set("__Host-plumbline", token)
        yield browser


async def test_a_process_that_is_well_lives_and_is_ready(visitor: httpx.AsyncClient):
    for path, word in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = await visitor.get(path)
        assert (answer.status_code, answer.text) == (200, word)
        assert (await visitor.head(path)).status_code == 200


async def test_without_a_database_it_lives_and_is_not_ready(database: Database, visitor: httpx.AsyncClient):
    db.use(db.open_engine("postgresql://nobody@127.0.0.1:9/none"), ())
    try:
        assert (await visitor.get("/healthz")).status_code == 200
        answer = await visitor.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "database\n")
        told = read((await visitor.get("/metrics", headers=SCRAPER)).text)
        assert told["plumbline_database_up"] == {(): 0}
        assert "plumbline_facts" not in told
    finally:
        db.use(database.engine, ())


async def test_with_an_old_schema_it_is_not_ready(visitor: httpx.AsyncClient):
    assert probes.MIGRATIONS == MIGRATIONS
    assert await health.is_current(MIGRATIONS)
    await db.Statement('UPDATE "migration" SET "app_name" = \'another\'')()
    try:
        answer = await visitor.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "schema\n")
    finally:
        await db.Statement('UPDATE "migration" SET "app_name" = \'plumbline\'')()


async def test_without_an_academy_it_is_not_ready(database: Database):
    async with clients.opened(database) as door, clients.visiting(door) as nobody:
        answer = await nobody.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "academy\n")


async def test_numbers_are_given_to_whoever_has_the_token_and_to_nobody_else(visitor: httpx.AsyncClient):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}):
        answer = await visitor.get("/metrics", headers=headers)
        assert (answer.status_code, answer.text) == (404, "")
    assert (await visitor.get("/metrics", headers=SCRAPER)).headers["content-type"].startswith("text/plain; version=0.0.4")
    assert not probes.is_let_in("off", "Bearer off"), "off is no token"


def test_a_token_that_could_be_guessed_is_refused_at_start():
    probes.check("off")
    probes.check(TOKEN)
    with pytest.raises(Setup, match="at least 24"):
        probes.check("secret")


async def test_requests_are_counted_by_route_and_never_by_address(visitor: httpx.AsyncClient):
    probes.METER.counts.clear()
    page = await visitor.get("/lessons/every-kind")
    assert (await visitor.get("/lessons/every-kind", headers={"If-None-Match": page.headers["etag"]})).status_code == 304
    for path in (
        "/deals/0193a000-0000-7000-8000-000000000001",
        "/deals/0193a000-0000-7000-8000-000000000002",
        "/no/where",
        "/nor/here",
    ):
        await visitor.get(path)
    await visitor.request("BREW", "/today")
    told = read((await visitor.get("/metrics", headers=SCRAPER)).text)
    counted = {
        (dict(labels)["method"], dict(labels)["route"], dict(labels)["status"]): value
        for labels, value in told["plumbline_http_request_duration_seconds_count"].items()
    }
    assert counted[("GET", "/lessons/{lesson}", "2xx")] == 1
    assert counted[("GET", "/lessons/{lesson}", "3xx")] == 1
    assert counted[("GET", "/deals/{deal}", "4xx")] == 2
    assert counted[("GET", "(none)", "4xx")] == 2
    assert {method for method, _route, _status in counted} == {"GET", "other"}
    assert {route for _method, route, _status in counted} <= {path for _method, path in ACCESS} | {"(none)"}


async def test_what_waits_and_what_fails_is_told(visitor: httpx.AsyncClient):
    now, one = clock.now(), Round(job=READ_MAIL, run=ids.new(), host="north")
    await db.run(lambda: outbox.put(ids.new(), Mail(to="ada@example.org", subject="s", text="t"), at=now - timedelta(minutes=5)))
    await actions.worked(Round(job=SEND_OUTBOX, run=ids.new(), host="north"), now - timedelta(minutes=2))
    await actions.failed(one, "inbox", now, chance=0.5)
    await actions.worked(Round(job=BACKUP, run=ids.new(), host="north"), now - timedelta(days=2))
    told = read((await visitor.get("/metrics", headers=SCRAPER)).text)
    assert told["plumbline_outbox_messages"][("kind", "mail"), ("state", "waiting")] == 1
    assert told["plumbline_outbox_messages"][("kind", "mail"), ("state", "dead")] == 0
    ago = {name: now.timestamp() - when for name, when in told["plumbline_job_last_success_timestamp_seconds"].items()}
    assert ago[(("job", "send-outbox"),)] == pytest.approx(120, abs=0.01)
    assert ago[(("job", "backup"),)] == pytest.approx(172_800, abs=0.01)
    assert (("job", "read-mail"),) not in ago, "what never worked has no time"
    assert now.timestamp() - told["plumbline_outbox_oldest_timestamp_seconds"][()] == pytest.approx(300, abs=0.01)
    assert told["plumbline_job_failures"][(("job", "read-mail"),)] == 1
    assert told["plumbline_facts"][()] > 0
    assert sum(told["process_resident_memory_bytes"].values()) > 1_000_000
    assert sum(told["plumbline_http_requests_in_flight"].values()) == 1


async def test_names_units_and_labels_are_those_of_prometheus_and_no_label_grows(visitor: httpx.AsyncClient):
    await visitor.get("/sign-in")
    lines = (await visitor.get("/metrics", headers=SCRAPER)).text.splitlines()
    kinds = {name: kind for line in lines if line.startswith("# TYPE ") for name, kind in [line.split()[2:]]}
    helps = [line.split()[2] for line in lines if line.startswith("# HELP ")]
    assert sorted(helps) == sorted(kinds)
    for name, kind in kinds.items():
        assert re.fullmatch(r"(plumbline|process)_[a-z_]+", name)
        assert name.endswith("_total") is (kind == "counter"), name
        assert not re.search(r"_(ms|milliseconds|minutes|hours|kb|mb|percent|age_seconds)$", name), (
            "base units, and times instead of ages"
        )
        assert name.endswith("_bucket") is name.endswith("_sum") is name.endswith("_count") is False, name
    labels = {label for line in lines for label in re.findall(r'[{,](\w+)="', line)}
    assert labels == {"method", "route", "status", "worker", "le", "kind", "state", "job", "engine", "version", "python"}
    assert "plumbline_outbox_oldest_timestamp_seconds" not in kinds, "none waits"


def test_a_worker_says_when_it_began_and_not_when_what_it_is_a_copy_of_did():
    code = """
import os, time
from server.web.pages import probes
first = probes.began()
time.sleep(1.5)
if os.fork() == 0:
    print((probes.began() - first).total_seconds(), (probes.clock.now() - probes.began()).total_seconds(), flush=True)
    os._exit(0)
os.wait()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    later, ago = map(float, done.stdout.split())
    assert later > 1.4
    assert 0 <= ago < 1.4


def test_a_histogram_adds_up():
    meter = Meter()
    for seconds in (0.001, 0.005, 0.02, 9.0):
        meter.note("GET", "/today", 200, seconds)
    samples = {(suffix, labels.get("le")): value for suffix, labels, value in meter.family("w").samples}
    assert [samples["_bucket", bound] for bound in (*map(str, BOUNDS), "+Inf")] == [2, 2, 3, 3, 3, 3, 3, 3, 3, 4]
    assert samples["_count", None] == 4
    assert samples["_sum", None] == pytest.approx(9.026)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("proxy-0123456789", True),
        ("0193a000-0000-7000-8000-000000000001", True),
        ("short", False),
        ("x" * 65, False),
        ("two words 12345", False),
        ("line\\nfeed-1234", False),
        ("<script>alert(1)", False),
    ],
)
async def test_a_request_is_called_as_its_proxy_calls_it_if_that_is_a_name(sqlite: Database, given: str, kept: bool):
    async with clients.opened(sqlite) as door, clients.visiting(door) as nobody:
        answer = await nobody.get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["x-request-id"] == given) is kept


async def test_a_journey_leaves_no_secret_and_no_word_in_the_log(cast: Cast, visitor: httpx.AsyncClient):
    with logged(logging.DEBUG) as lines:
        said = await journey(visitor)
    text = "\n".join(lines)
    assert len([line for line in lines if "plumbline.requests" in line]) >= 8
    assert [word for word in said if word in text] == []


async def test_a_refusal_is_kept_with_its_reason_and_nobodys_name(cast: Cast, visitor: httpx.AsyncClient):
    form, headers = form_of((await visitor.get("/account")).text, "/account"), {"Origin": HOME}
    with logged(logging.DEBUG) as lines:
        await visitor.get("/setup")
        await visitor.get(f"/deals/{cast.ada.id}")
        await visitor.post("/account", data=form, headers={"Origin": "https://elsewhere.example"})
        await visitor.post("/account", data={**form, "csrf": "x"}, headers=headers)
        await visitor.get("/api/v1/me", headers={"Authorization": "Bearer wrong"})
        await visitor.get("/scim/v2/Users", headers={"Authorization": "Bearer wrong"})
        await visitor.post("/sign-in/link/none", data={"form": str(ids.new())}, headers=headers)
        await visitor.post(
            "/sign-in/code", data={"form": str(ids.new()), "asked": str(ids.new()), "code": "123456"}, headers=headers
        )
        visitor.cookies.clear()
        await visitor.get("/today")
    told = [one for one in map(json.loads, lines) if one["logger"] == "plumbline.requests"]
    assert [(one["status"], one.get("refused", "")) for one in told] == [
        (404, "Forbidden"),
        (404, "NotFound"),
        (403, "Foreign"),
        (403, "Stale"),
        (401, "SignedOut"),
        (401, "SignedOut"),
        (410, "sign-in:unknown"),
        (422, "sign-in:unknown"),
        (303, "SignedOut"),
    ]
    assert {one["route"] for one in told} >= {"/deals/{deal}", "/api/v1/me", "/scim/v2", "/sign-in/code"}
    assert [word for word in ("Ada", "ada@example.org", str(cast.ada.id), "123456") if word in "\n".join(lines)] == []


async def journey(visitor: httpx.AsyncClient) -> list[str]:
    """Walks, types and fails in every way that is logged, and returns what must not be in the log."""
    cookie = visitor.cookies["__Host-plumbline"]
    form = form_of((await visitor.get("/account")).text, "/account")
    headers = {"Origin": HOME, "X-Request-ID": "evil\\ncanary-header"}
    await visitor.get("/search?q=canary-query")
    await visitor.post("/account", data={**form, "zone": "canary-zone"}, headers=headers)
    await visitor.post("/sign-in", data={"email": "canary@example.org"}, headers=headers)
    await visitor.get("/sign-in/link/canary-link-token-0123456789")
    await visitor.get("/feeds/canary-feed.ics")
    await visitor.get("/deals/canary-path")
    await visitor.get("/api/v1/me", headers={"Authorization": "Bearer canary-bearer"})
    await visitor.get("/metrics", headers={"Authorization": "Bearer canary-scraper"})
    return [cookie, form["csrf"], "canary", "ada@example.org", "Ada"]


def read(text: str) -> Mapping[str, Mapping[tuple[tuple[str, str], ...], float]]:
    """Samples by name and labels, as the reference parser of Prometheus understands them."""
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found
