"""Tables as rows of words, and the small academy that they are brought into."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import dedent

from server.deals.crm.sheet import BadRow, open_sheet, rows
from server.lessons.compiler.academy import compile_academy
from server.lessons.spreadsheet.plan import Plan, plan
from server.lessons.spreadsheet.told import Told, read
from server.process.map import Process
from tests.lessons.cases import base

TODAY = date(2026, 11, 21)


def told(text: str) -> Told:
    """What a CSV file says, its lines indented as the test likes."""
    sheet = open_sheet(dedent(text).strip().encode())
    found = [row for row in rows(sheet) if not isinstance(row, BadRow)]
    return read(sheet.heads, found)


def planned(text: str, files: Mapping[str, bytes] | None = None, *, as_new: bool = False) -> Plan:
    """What it would do to these files, else to the small academy."""
    return plan(told(text), base() if files is None else files, today=TODAY, as_new=as_new)


def applied(files: Mapping[str, bytes], found: Plan) -> dict[str, bytes]:
    """The files as they are once the plan is carried out."""
    after = {**files, **{path: text.encode() for path, text in found.files.items() if text is not None}}
    return {path: data for path, data in after.items() if found.files.get(path, "") is not None}


def compiled(files: Mapping[str, bytes]) -> Process:
    """The process of these files."""
    process = compile_academy(files, today=TODAY).academy.process
    assert process is not None
    return process


def errors(files: Mapping[str, bytes]) -> Sequence[str]:
    """What the checks call an error."""
    told = compile_academy(files, today=TODAY).diagnostics
    return [f"{one.path}:{one.line} {one.code} {one.message}" for one in told if one.severity == "error"]
