"""Whose export a file is, and what its columns and words are likely to mean. A guess is shown before it is used, and what was decided wins."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from server.process.map import Process

What = Literal["deals", "history"]

FIELDS: Final = (
    "key",
    "name",
    "name_2",
    "stage",
    "status",
    "pipeline",
    "kind",
    "owner_address",
    "owner_name",
    "amount",
    "currency",
    "close_date",
    "closed_on",
    "created",
    "since",
    "category",
    "segment",
    "entered",
    "sdr",
    "se",
    "csm",
)
"""What a column of a file of deals may become. Several columns may be `entered`: each says when a deal entered the stage that its head names."""

SEVERAL: Final = frozenset({"entered"})
"""Fields that more than one column may become."""

HISTORY_FIELDS: Final = ("key", "stage", "at", "pipeline", "close_date")
"""What a column of a file of history may become: each row says which stage a deal was at from `at` on."""

LEAVE_OUT: Final = "-"
BY_ADDRESS: Final = "@"
"""An owner is whoever has the address that stands beside: so one is chosen where too many people are here to name all of them at each owner."""
OUTCOME: Final = "="
"""A stage of a CRM that ends a deal means this and the outcome: `=won`."""
OPEN: Final = "=open"

SIGNATURES: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "hubspot": (
        frozenset({"record id", "deal name", "deal stage"}),
        frozenset({"deal name", "deal stage", "deal owner", "pipeline"}),
    ),
    "salesforce": (
        frozenset({"opportunity id", "stage"}),
        frozenset({"opportunity name", "stage", "opportunity owner"}),
        frozenset({"id", "stagename", "closedate"}),
        frozenset({"opportunityid", "stagename", "createddate"}),
    ),
    "pipedrive": (
        frozenset({"deal id", "deal title", "deal stage"}),
        frozenset({"deal title", "deal stage", "deal owner"}),
        frozenset({"id", "title", "stage", "expected close date", "won time"}),
    ),
}
"""Heads that stand together in an export of each, as `plain` writes them."""

HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "key": (
        "record id",
        "deal id",
        "opportunity id",
        "opportunityid",
        "deal record id",
        "opportunity id 18",
        "id",
        "key",
        "deal key",
        "number",
    ),
    "name": ("deal name", "opportunity name", "deal title", "name", "title", "deal", "opportunity", "account", "account name"),
    "name_2": ("product",),
    "stage": ("deal stage", "stagename", "stage", "stage name", "to stage", "sales stage", "pipeline stage", "step"),
    "status": ("deal status", "status"),
    "pipeline": ("pipeline", "deal pipeline", "sales process"),
    "kind": ("deal type", "type", "opportunity record type", "record type", "recordtype name", "opportunity type", "deal kind"),
    "owner_address": (
        "owner email",
        "opportunity owner email",
        "deal owner email",
        "owner email address",
        "owner address",
        "sales agent email",
        "email of owner",
        "rep email",
    ),
    "owner_name": (
        "deal owner",
        "opportunity owner",
        "owner name",
        "owner full name",
        "owner",
        "sales agent",
        "sales rep",
        "rep",
        "assigned to",
        "account executive",
    ),
    "amount": ("amount", "deal value", "value", "close value", "deal amount", "worth", "acv", "arr", "expected revenue"),
    "currency": (
        "currency",
        "deal currency of value",
        "deal currency",
        "amount currency",
        "currency of value",
        "currencyisocode",
        "opportunity currency",
    ),
    "close_date": (
        "close date",
        "closedate",
        "deal expected close date",
        "expected close date",
        "expected close",
        "estimated close date",
        "est close date",
        "closing date",
        "closes on",
        "closes",
        "close",
    ),
    "closed_on": (
        "closed date",
        "closed on",
        "deal won time",
        "won time",
        "deal deal closed on",
        "deal closed on",
        "actual close date",
    ),
    "created": (
        "create date",
        "created date",
        "createddate",
        "deal deal created",
        "deal created",
        "deal add time",
        "created",
        "engage date",
        "opened",
    ),
    "since": (
        "date entered current stage",
        "last stage change date",
        "laststagechangedate",
        "deal last stage change",
        "deal stage change time",
        "last stage change",
        "stage since",
        "stage entered",
    ),
    "category": ("forecast category", "forecastcategoryname", "forecastcategory", "forecast", "deal forecast category"),
    "segment": ("segment", "deal segment", "account segment", "company size", "market segment", "region", "customer segment"),
    "entered": (),
    "sdr": (
        "sdr",
        "bdr",
        "sdr owner",
        "bdr owner",
        "sales development rep",
        "business development rep",
        "sdr email",
        "lead owner",
    ),
    "se": (
        "se",
        "sales engineer",
        "solution engineer",
        "solutions engineer",
        "solution consultant",
        "solutions consultant",
        "presales",
        "presales engineer",
        "sales engineer email",
    ),
    "csm": ("csm", "customer success manager", "customer success", "csm owner", "account manager", "csm email"),
    "at": (
        "createddate",
        "created date",
        "edit date",
        "last stage change date",
        "last modified",
        "changed on",
        "at",
        "date",
        "since",
    ),
}
"""What a head may be called for a field, the likeliest first."""

OUTCOMES: Final = {
    "won": ("closed won", "won", "closedwon", "signed", "customer", "gewonnen", "win"),
    "lost": ("closed lost", "lost", "closedlost", "verloren", "loss"),
    "no-decision": ("no decision", "stalled out", "closed no decision", "abandoned"),
    "disqualified": ("disqualified", "unqualified", "closed disqualified", "junk", "deleted"),
}
LIKELY: Final[Mapping[str, tuple[str, ...]]] = {
    "engage": ("prospect", "lead", "new", "engag", "contact", "appointment", "meeting", "outreach", "first", "connect"),
    "discover": ("discover", "qualif", "needs", "demo scheduled", "analysis", "interest"),
    "align": ("align", "decision maker", "stakeholder", "perception", "id decision", "champion", "buying"),
    "prove": (
        "prove",
        "proof",
        "poc",
        "pilot",
        "trial",
        "evaluat",
        "demo",
        "presentation",
        "validat",
        "value proposition",
        "technical",
    ),
    "propose": ("propos", "quote", "price", "offer", "business case"),
    "commit": (
        "commit",
        "negotiat",
        "contract",
        "legal",
        "review",
        "procure",
        "verbal",
        "sent",
        "closing",
        "approv",
        "signature",
    ),
    "launch": ("launch", "onboard", "implement", "deliver", "handover", "live"),
}
"""Parts of what a stage of a CRM may be called that stands where a stage of the reference process does."""

CATEGORIES: Final = ("commit", "best", "pipeline", "omitted", "")
"""What a forecast counts a deal as; empty: nobody said."""


def plain(head: str) -> str:
    """A head without case and marks: `Deal - Title` is deal title."""
    return " ".join(re.findall(r"[^\W_]+", head.casefold()))


def source_of(heads: Iterable[str]) -> str:
    """hubspot, salesforce, pipedrive, or empty when the heads are nobody's."""
    found = {plain(head) for head in heads}
    known = [
        (len(signature), source) for source, signatures in SIGNATURES.items() for signature in signatures if signature <= found
    ]
    return max(known)[1] if known else ""


def what_of(heads: Iterable[str]) -> What:
    """Whether a file tells the history of deals, a row for each stage they were at, instead of each deal once."""
    found = {plain(head) for head in heads}
    told = {"opportunityid", "stagename", "createddate"} <= found and not found & {"name", "ownerid", "owner name"}
    reported = {"from stage", "to stage"} <= found
    return "history" if told or reported else "deals"


def columns_of(heads: Sequence[str], what: What) -> Mapping[str, str]:
    """Head to field for those columns that are likely to be one; each field at most once."""
    fields = FIELDS if what == "deals" else HISTORY_FIELDS
    found: dict[str, str] = {}
    # A share is no day and no amount, whatever it is of.
    places = {plain(head): head for head in reversed(heads) if "%" not in head}
    for field in fields:
        for called in HEADS[field]:
            head = places.get(called)
            if head is not None and head not in found:
                found[head] = field
                break
    if what == "deals":
        found |= {head: "entered" for head in heads if head not in found and ENTERED.match(head)}
    return found


def entered_of(head: str) -> tuple[str, str]:
    """(stage, pipeline) that a head names which says when a deal entered a stage; the pipeline is empty where it names none.

    HubSpot writes `Date entered "Contract Sent (Sales Pipeline)"`, and as internal names `hs_date_entered_contractsent` or
    `hs_v2_date_entered_contractsent_1234`. Of a head that is none of these, all of it names the stage.
    """
    if internal := INTERNAL.fullmatch(head.strip()):
        return internal["old"] or internal["new"], ""
    named = re.sub(ENTERED, "", head).strip(QUOTES)
    inner = re.fullmatch(r"(?P<stage>.+?)\s*\((?P<pipeline>[^()]+)\)", named)
    return (inner["stage"].strip(QUOTES), inner["pipeline"].strip()) if inner else (named, "")


QUOTES: Final = " \t\"'“”„«»[]"
ENTERED: Final = re.compile(
    r"(?i)\s*(?:(?:date entered|fecha introducida|fecha de entrada en)\s+(?!current stage\s*$)|进入日期\s*|hs_(?:v2_)?date_entered_)(?=\S)"
)
"""How heads begin that say when a stage was entered: in English, Spanish and Chinese as HubSpot documents them, and its internal names. In other
languages such a column is chosen by hand, once.
"""
INTERNAL: Final = re.compile(r"hs_(?:date_entered_(?P<old>.+)|v2_date_entered_(?P<new>.+?)(?:_\d+)?)")


def stage_of(word: str, process: Process) -> str:
    """What a stage of a CRM likely means: a stage of the process, `=` and an outcome, or nothing.

    HubSpot names the pipeline behind it, in brackets: what they hold is asked last where it does not name the stage outright.
    """
    whole, alone = plain(word), plain(re.sub(r"(?<=\S)\s*\([^()]*\)$", "", word))
    return _named(whole, process) or _named(alone, process) or _resembled(alone, process) or _resembled(whole, process)


def _named(called: str, process: Process) -> str:
    for outcome, words in OUTCOMES.items():
        if called in words or any(called.endswith(f" {one}") for one in words[:1]):
            return OUTCOME + outcome
    return next((stage.id for stage in process.stages if called in {plain(stage.id), plain(stage.title)}), "")


def _resembled(called: str, process: Process) -> str:
    fitting = [(len(part), id) for id, parts in LIKELY.items() for part in parts if part in called and id in process.stage]
    return max(fitting)[1] if fitting else ""


def status_of(word: str) -> str:
    """What a status likely means: `=open` or `=` and an outcome, or nothing."""
    called = plain(word)
    if called in {"open", "active", "in progress"}:
        return OPEN
    return next((OUTCOME + outcome for outcome, words in OUTCOMES.items() if called in words), "")


def motion_of(word: str, process: Process) -> str:
    """The kind of deal that a type or a pipeline likely means; the first one of the process when nothing tells."""
    called = plain(word)
    likely = {
        "renewal": ("renew",),
        "expansion": ("exist", "expan", "upsell", "cross", "growth", "add on"),
        "small": ("small", "smb"),
    }
    for motion in process.motions:
        if called in {plain(motion.id), plain(motion.title)}:
            return motion.id
    for id, parts in likely.items():
        if id in process.motion and any(part in called for part in parts):
            return id
    return process.motions[0].id if process.motions else ""


def category_of(word: str) -> str:
    """What a forecast likely counts a deal as: commit, best, pipeline, omitted or nothing."""
    called = plain(word)
    for category, parts in (
        ("commit", ("commit", "closed")),
        ("best", ("best", "upside")),
        ("omitted", ("omit", "not forecast")),
    ):
        if any(part in called for part in parts):
            return category
    return "pipeline" if "pipeline" in called else ""
