"""The API does what its description says, for every role, whatever is sent: no fault of ours, and no answer that is not described.

Schemathesis reads the description and makes requests that fit it and requests that do not; most of the addresses lead to something that is there.
"""

import asyncio
import json
import re
from collections import Counter
from functools import partial
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from server import ids
from server.web.api import gate
from server.web.api.document import described
from server.web.api.operation import PREFIX
from tests.client import HOME
from tests.databases import Database
from tests.web.api import records, world
from tests.web.api.records import BODIES, Records, for_changing
from tests.web.api.world import Programs

ROLES = ("ada", "mira", "lea", "sam", "zoe")
"""A rep, a manager, a leader, an author and an admin."""

FITTING = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
"""What must be so of every answer; of one to a request that does not fit also that it was refused."""


def test_the_description_says_what_every_operation_may_answer_with():
    told = described()
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"].endswith("."), path
            wanted = {"401", "403", "404", "422", "429", "500", "503"} | (
                {"400", "409", "413", "415"} if method == "post" else set()
            )
            assert wanted <= set(operation["responses"]), f"{method} {path}"


@pytest.mark.parametrize("examples", [4, pytest.param(60, marks=pytest.mark.long)])
async def test_every_answer_is_described_and_none_is_a_fault(sqlite: Database, examples: int):
    async with world.opened(sqlite) as programs:
        known = await records.planted(programs)
        # Hypothesis is not asynchronous, so it works in a thread and asks in the loop of the application.
        trial = Trial(programs, known, asyncio.get_running_loop())
        assert await asyncio.to_thread(trial.do_everything) == set(BODIES)
        await asyncio.to_thread(trial.try_everything, examples)
        assert all(trial.statuses[status] > examples for status in (200, 404, 422)), trial.statuses


class Trial:
    """One run through all operations."""

    def __init__(self, programs: Programs, known: Records, loop: asyncio.AbstractEventLoop) -> None:
        self.programs, self.known, self.loop = programs, known, loop
        self.statuses = Counter[int]()
        load_all_checks()
        names = (*FITTING, "negative_data_rejection")
        self.checks: dict[bool, list[Any]] = {
            fits: [CHECKS.get_one(name) for name in (FITTING if fits else names)] for fits in (True, False)
        }

        found = (one.ok() for one in schemathesis.openapi.from_dict(json.loads(json.dumps(described()))).get_all_operations())  # type: ignore[union-attr]  # an error in the description fails here, as it should
        self.operations = {(one.method.upper(), one.path.removeprefix(PREFIX)): one for one in found}

    def do_everything(self) -> set[str]:
        """What is changed once, by who may: the addresses where it was done."""
        done = set()
        for path, body in BODIES.items():
            operation, record = self.operations["POST", path], for_changing(self.known.ada, path)
            parts = {name: record[name] for name in re.findall(r"\{(\w+)\}", path)}
            for who in ("ada", "mira"):
                headers = {"Idempotency-Key": str(ids.new())}
                case = operation.Case(path_parameters=parts, body=body, headers=headers, media_type="application/json")
                if self.ask(who, case, fits=True).is_success:
                    done.add(path)
        return done

    def try_everything(self, examples: int) -> None:
        """So many requests that fit to each operation, and half as many that do not."""
        for operation in self.operations.values():
            self.try_one(operation, examples, fits=True)
            self.try_one(operation, examples // 2, fits=False)

    def try_one(self, operation: APIOperation[Any, Any, Any, Any], examples: int, *, fits: bool) -> None:
        """Requests to one operation."""
        mode = GenerationMode.POSITIVE if fits else GenerationMode.NEGATIVE

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=operation.as_strategy(generation_mode=mode),
            who=st.sampled_from(ROLES),
            whose=st.sampled_from(("ada", "ida", "")),
            meant=st.booleans(),
        )
        def ask(case: Case[Any], who: str, whose: str, meant: bool) -> None:
            if fits and whose:
                record = self.known.of(whose)
                case.path_parameters = {name: record[name] for name in case.path_parameters or {}}
            if fits and case.method == "POST":
                case.headers["Idempotency-Key"] = str(ids.new())
                # Words that fit by their form are seldom those of the process, so half of the bodies mean something.
                case.body = BODIES[case.path.removeprefix(PREFIX)] if meant else case.body
            self.ask(who, case, fits=fits)

        ask()

    def ask(self, who: str, case: Case[Any], *, fits: bool) -> httpx.Response:
        """Sends it and looks at the answer."""
        answer = asyncio.run_coroutine_threadsafe(self.send(who, case), self.loop).result()
        self.statuses[answer.status_code] += 1
        case.validate_response(answer, checks=self.checks[fits])
        return answer

    async def send(self, who: str, case: Case[Any]) -> httpx.Response:
        """Sends it as this person's program. How often is another test's matter."""
        gate._pace.counts.clear()
        kwargs = case.as_transport_kwargs(base_url=HOME)
        request = partial(self.programs.clients[who].request, kwargs["method"], kwargs["url"])
        told = {name: value for name, value in kwargs["headers"].items() if name.lower() not in {"authorization", "user-agent"}}
        headers = {name: str(value).encode("latin-1", "replace") for name, value in told.items()}
        sent = {name: kwargs[name] for name in ("params", "json") if kwargs.get(name)}
        if kwargs.get("data") is not None:
            sent["content"] = kwargs["data"]
        return await request(headers=headers, **sent)
