"""What other systems are told, and how it is signed."""

import base64
import json
import subprocess
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.facts import AnswerGiven, InspectionClosed, decode
from server.integrations.webhooks.event import KINDS, Event, body, event
from server.integrations.webhooks.signature import headers, secret_of
from tests import machine, tree

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
ADA = UUID(int=7)


def test_a_fact_is_told_by_its_ids_and_nothing_else():
    for path in tree.below("tests/house/facts", ".json"):
        kind, _, version = path.stem.rpartition("-")
        fact = decode(kind, int(version), tree.read(path))
        told = event(fact, at=NOW, person=ADA)
        assert (told is not None) == (type(fact) in KINDS)
        if told:
            assert told.type == KINDS[type(fact)]
            assert all(UUID(value) for value in told.data.values())
            assert told.data["person"] == str(ADA)


def test_no_answer_is_ever_told():
    assert AnswerGiven not in KINDS
    assert InspectionClosed in KINDS


def test_what_javascript_verifies():
    node = machine.node("standardwebhooks")
    secret, old = secret_of(bytes(range(32))), secret_of(b"o" * 24)
    text = body(Event(type="inspection.closed", timestamp=NOW, data={"deal": "Žluťoučký"}))
    now = datetime.now(UTC)  # noqa: TID251  # the verifier reads the clock of the machine itself
    script = """
        const { Webhook } = require("standardwebhooks");
        const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const out = given.map(({ secret, body, headers }) => {
            try { return new Webhook(secret).verify(body, headers); } catch (error) { return error.message; }
        });
        console.log(JSON.stringify(out));
    """
    good = dict(headers("msg-1", now, text, [secret, old]))
    cases = [
        {"secret": secret, "body": text, "headers": good},
        {"secret": old, "body": text, "headers": good},
        {"secret": secret_of(b"x" * 32), "body": text, "headers": good},
        {"secret": secret, "body": text.replace("closed", "opened"), "headers": good},
        {"secret": secret, "body": text, "headers": {**good, "webhook-id": "msg-2"}},
        {"secret": secret, "body": text, "headers": dict(headers("msg-1", now - timedelta(minutes=6), text, [secret]))},
    ]
    done = subprocess.run(
        [node, "-e", script], cwd=machine.TOOLS.parent, input=json.dumps(cases), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, second, *refused = json.loads(done.stdout)
    assert first == second == json.loads(text)
    assert all(isinstance(one, str) for one in refused), refused


@given(st.binary(min_size=24, max_size=64), st.text(max_size=50))
def test_each_secret_signs_and_signs_alone(chance: bytes, text: str):
    secret, other = secret_of(chance), secret_of(b"o" * 24)
    both = headers("id", NOW, text, [secret, other])["webhook-signature"].split()
    assert both == [headers("id", NOW, text, [one])["webhook-signature"] for one in (secret, other)]
    assert len(base64.b64decode(both[0].removeprefix("v1,"))) == 32
