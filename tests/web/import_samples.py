"""What the pages of files of deals look like."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from msgspec.structs import replace

from server.deals.crm.survey import Column, Survey, Word
from server.deals.queries.imports import Import, Trial
from server.deals.queries.sources import Missing, Source
from server.html import Page
from server.web.pages.setup_deals import SetupDealsPage
from server.web.pages.setup_import import Line, SetupImportPage, WordRow
from tests.deals.samples import deal

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")
MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)
FILE = Import(
    id=UUID("01939b5e-0000-7000-8000-0000000000d1"),
    source="hubspot",
    what="deals",
    name="deals <1>.csv",
    digest="d" * 64,
    as_of=MONDAY,
    state="waiting",
    by=None,
    at=MONDAY,
    started_at=None,
    finished_at=None,
    rows=144,
    done=0,
    added=0,
    changed=0,
    same=0,
    skipped=0,
)
SURVEY = Survey(
    columns=(
        Column(head="Record ID", field="key", sample="102", filled=144),
        Column(head="Next <step>", field="", sample="follow up & call", filled=3),
    ),
    words=(
        Word(kind="stage", pipeline="Sales", word="Proposal <sent>", rows=9, meant="align", decided=True),
        Word(kind="stage", pipeline="", word="Closed won", rows=4, meant="=won", decided=False),
        Word(kind="status", pipeline="", word="Open", rows=9, meant="=open", decided=False),
        Word(kind="motion", pipeline="", word="", rows=144, meant="new", decided=False),
        Word(kind="owner", pipeline="", word="Sven <Ny>", rows=2, meant="", decided=False),
        Word(kind="category", pipeline="", word="Commit", rows=9, meant="commit", decided=False),
    ),
    missing=(),
    day_first=True,
    days="18/12/2026",
    decimal=",",
    amounts="62.000,00 EUR",
    rows=144,
    readable=142,
    faults=(),
)
TRIAL = Trial(added=5, changed=19, same=118, skipped={"owner": 2}, faults=(), words="w", missing=2)
MEANINGS = {
    "stage": (("align", "Align"), ("=won", "Won")),
    "status": (("=open", "Open"),),
    "motion": (("new", "New customer"),),
    "owner": (("+", "add as a new rep"), ("a", "Ada & Co")),
    "category": (("commit", "Commit"),),
}


def waiting(**more: object) -> SetupImportPage:
    """A file that waits, with one of each thing."""
    words: dict[str, tuple[WordRow, ...]] = {}
    for n, word in enumerate(SURVEY.words):
        address = "" if word.meant else "sven@example.org"
        words[word.kind] = (*words.get(word.kind, ()), WordRow(name=f"w{n}", word=word, chosen=word.meant, address=address))
    fields: dict[str, object] = {
        "file": FILE,
        "survey": SURVEY,
        "trial": TRIAL,
        "columns": tuple((f"c{n}", column) for n, column in enumerate(SURVEY.columns)),
        "words": words,
        "fields": (("key", "Key of the deal"), ("stage", "Stage")),
        "meanings": MEANINGS,
        "teams": (("n", "Team North"),),
        "missing": (),
        "skipped": ("2 rows: an owner who is nobody here",),
        "lines": (Line(31, "“Sven <Ny>” is nobody here."), Line(97, "“Sven <Ny>” is nobody here.")),
        "strangers": 1,
        "changed": False,
        "form": FORM,
        **more,
    }
    return SetupImportPage(**fields)  # type: ignore[arg-type]  # a sample names any of them


def over(state: str, **more: int) -> SetupImportPage:
    """A file that runs or has ended."""
    file = replace(FILE, state=state, **more)
    return waiting(file=file, survey=None, trial=None, columns=(), words={}, lines=(), skipped=(), strangers=0)


def pages() -> Mapping[str, Page]:
    """Handing in, and a file in each of its states."""
    files = tuple(replace(FILE, state=state, done=88, skipped=2) for state in ("waiting", "running", "failed", "done"))
    given = SetupDealsPage(as_of=None, late=False, files=(), sources=(), largest=50, form=FORM)
    return {
        "no file yet": given,
        "files of every state": SetupDealsPage(
            as_of=MONDAY, late=False, files=files, sources=("hubspot", "our <crm>"), largest=50, form=FORM
        ),
        "old deals": SetupDealsPage(as_of=MONDAY, late=True, files=files[-1:], sources=(), largest=50, form=FORM),
        "deals that are missing, and a CRM that was given up": SetupDealsPage(
            as_of=MONDAY,
            late=False,
            files=tuple(replace(FILE, state=state) for state in ("leaving", "withdrawn")),
            sources=(),
            largest=50,
            form=FORM,
            missing=(Missing(run=FORM, file="d<1>.csv", digest="d", source="hubspot", as_of=MONDAY, deals=(deal(), deal())),),
            crms=(
                Source(name="hubspot", seen_at=MONDAY, retired_at=None, open=12),
                Source(name="our <crm>", seen_at=MONDAY, retired_at=MONDAY, open=0),
            ),
            at_once=1,
        ),
        "a file that is none": SetupDealsPage(
            as_of=None,
            late=False,
            files=(),
            sources=(),
            largest=50,
            form=FORM,
            typed={"source": "our <crm>", "as_of": "2026-11-16T06:00"},
            errors={"file": "This file is empty.", "as_of": "Say when the file was made."},
        ),
        "a file that waits": waiting(),
        "a file of a large company": waiting(addresses=(("ada@example.org", "Ada <Rep>"),)),
        "a file whose words were changed": waiting(changed=True, strangers=0),
        "a file whose columns are not known": waiting(missing=("Key of the deal", "Owner’s address or Owner’s name")),
        "a person who cannot be added": waiting(
            typed={"others": "+", "team": "n", "day_first": "no", "decimal": "."},
            errors={"a4": "Sven <Ny>: Write a mail address, such as ada@example.com."},
        ),
        "a file that stopped": waiting(file=replace(FILE, state="failed", done=80)),
        "a file that is being imported": over("running", done=88, added=5, changed=10),
        "a file that is being taken back": over("leaving"),
        "a file that was taken back": over("withdrawn"),
        "a file that came in": over("done", done=144, added=5, changed=19, same=120),
        "a file that came in with rows left out": waiting(
            file=replace(FILE, state="done", done=144, added=5, skipped=2),
            survey=None,
            trial=None,
            columns=(),
            words={},
            strangers=0,
        ),
        "a file that was thrown away": over("dropped"),
    }
