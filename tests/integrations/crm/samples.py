"""What the pages of CRMs look like."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from server.html import Page
from server.integrations.crm.field import PROPERTY
from server.integrations.crm.pages.crm_page import CrmWordRow, OneCrmPage
from server.integrations.crm.pages.evidence_stage import EvidenceStagePage
from server.integrations.crm.pages.setup_crm import CrmRow, SetupCrmPage
from server.integrations.crm.queries import Connection, Run, Writing
from server.integrations.crm.vendors import VENDORS
from tests.cast import TUESDAY

ID = UUID("01939b5e-0000-7000-8000-0000000000f0")
CONNECTION = Connection(
    id=ID,
    source="hubspot",
    base="https://api.hubapi.com",
    at=TUESDAY - timedelta(days=3),
    every=60,
    since="",
    steps_since="",
    steps="",
    full_at=TUESDAY,
    woken_at=None,
    not_before=None,
    lease=None,
    lease_until=None,
    failures=0,
    problem="",
    detail="",
)
RUN = Run(
    id=ID,
    source="hubspot",
    kind="pull",
    state="done",
    cursor="",
    full=1,
    by=None,
    at=TUESDAY - timedelta(hours=1),
    ended_at=TUESDAY,
    pages=9,
    deals=144,
    added=5,
    changed=19,
    same=118,
    skipped=2,
)
LOOK = replace(RUN, kind="look", at=TUESDAY - timedelta(days=2))
WORDS = {
    "stage": (
        CrmWordRow("w1", "Legal <review>", "Sales & more", 3, "", guess=False),
        CrmWordRow("w2", "Closed won", "Sales & more", 9, "=won", guess=True),
    ),
    "motion": (CrmWordRow("w3", "", "Sales & more", 144, "new", guess=False),),
    "owner": (
        CrmWordRow("w4", "Nina <Nobody>", "", 2, "", guess=False, stranger="nina@<example>.com"),
        CrmWordRow("w5", "", "", 1, "-", guess=False),
        CrmWordRow("w7", "Ada", "", 1, str(ID), guess=True, person="Ada <Rep>", address='"a'),
    ),
    "category": (CrmWordRow("w6", "COMMIT", "", 4, "commit", guess=True),),
}
MEANINGS = {
    "stage": (("align", "Align"), ("=won", "Won")),
    "motion": (("new", "New customer"),),
    "owner": (("+", "add as a new rep"), ("-", "leave these deals out")),
    "category": (("commit", "Commit"),),
}


WRITING = Writing(
    source="hubspot",
    field=PROPERTY,
    active=True,
    at=TUESDAY,
    not_before=None,
    lease=None,
    lease_until=None,
    failures=0,
    problem="",
    detail="",
    wrote_at=TUESDAY,
)


def pages() -> Mapping[str, Page]:
    """All CRMs, and one in every state that it may have."""
    hubspot, wrong = row(connection=CONNECTION, last=RUN, every="every hour"), "HubSpot does not accept <it>."
    return {
        "no CRM": SetupCrmPage(rows=(row(),)),
        "a CRM that goes well": SetupCrmPage(rows=(hubspot, row(source="pipedrive", name="Pipedrive"))),
        "a CRM that is asked on demand": SetupCrmPage(
            rows=(row(connection=replace(CONNECTION, every=0), every="when you say so"),)
        ),
        "a CRM that needs somebody": SetupCrmPage(rows=(row(connection=CONNECTION, every="every hour", trouble=wrong),)),
        "to connect": one(connection=None, runs=(), shown=None, words={}, left=(), open_words=0),
        "connecting went wrong": one(
            connection=None, runs=(), shown=None, words={}, left=(), errors={"secret": wrong}, typed={"base": "https://x.example"}
        ),
        "connected, not looked at yet": one(runs=(), shown=None, words={}, left=(), open_words=0, tested=True),
        "of a large company": one(addresses=(("ada@example.org", "Ada <Rep>"),)),
        "being looked at": one(runs=(), shown=None, words={}, left=(), open_words=0, open_run=replace(LOOK, state="running")),
        "looked at, with open words": one(runs=(LOOK,), shown=LOOK),
        "all is well": one(open_words=0, left=()),
        "a word was decided since": one(open_words=0, decided=True),
        "decided, and asked on demand": one(open_words=0, decided=True, connection=replace(CONNECTION, every=0)),
        "waiting for the CRM": one(
            open_run=replace(RUN, state="running"), trouble=wrong, connection=replace(CONNECTION, not_before=TUESDAY)
        ),
        "a token that is none any more": one(
            trouble=wrong, connection=replace(CONNECTION, problem="token"), runs=(replace(RUN, state="stopped"), LOOK)
        ),
        "next steps that may not be read": one(open_words=0, left=(), connection=replace(CONNECTION, steps="unread")),
        "a CRM that is told something": one(open_words=0, left=(), telling=True),
        "what a CRM would be told": stage(writing=None, last=(), refused=()),
        "what a CRM is told": stage(),
        "a CRM that was told all": stage(waiting=(), count=0, refused=(), tested=True),
        "a CRM that will not be told": stage(trouble=wrong, errors={"test": wrong}),
        "a CRM whose field has a key": stage(
            vendor=VENDORS["pipedrive"], name="<ab>", writing=None, errors={"field": "It has 40 signs."}
        ),
        "a test that failed": one(errors={"test": wrong}),
    }


def row(**more: object) -> CrmRow:
    fields: dict[str, object] = {
        "source": "hubspot",
        "name": "HubSpot",
        "connection": None,
        "last": None,
        "every": "",
        "trouble": "",
    }
    return CrmRow(**{**fields, **more})  # type: ignore[arg-type]  # a sample names any of them


def stage(**more: object) -> EvidenceStagePage:
    fields: dict[str, object] = {
        "vendor": VENDORS["hubspot"],
        "writing": WRITING,
        "name": PROPERTY,
        "trouble": "",
        "waiting": (("Northgate & <Sons>", "", "Align"), ("Alder", "Engage", "Discover")),
        "count": 3,
        "last": (("Northgate & <Sons>", "Engage", TUESDAY),),
        "refused": (("Alder", "HubSpot says FIELD_<X>. It is tried again by itself."),),
        "form": ID,
    }
    return EvidenceStagePage(**{**fields, **more})  # type: ignore[arg-type]  # as above


def one(**more: object) -> OneCrmPage:
    fields: dict[str, object] = {
        "vendor": VENDORS["hubspot"],
        "connection": CONNECTION,
        "trouble": "",
        "open_run": None,
        "shown": RUN,
        "counted": RUN,
        "decided": False,
        "runs": (RUN, LOOK),
        "words": WORDS,
        "open_words": 2,
        "meanings": MEANINGS,
        "left": (("Deal <6>", "Nobody has said what the stage “Legal review” means."), ("Deal 7", "“Nina” is nobody here.")),
        "every": "every hour",
        "intervals": (("0", "only when you say so"), ("60", "every hour")),
        "form": ID,
        "told_at": "https://test/crm/arrivals/hubspot",
    }
    return OneCrmPage(**{**fields, **more})  # type: ignore[arg-type]  # as above
