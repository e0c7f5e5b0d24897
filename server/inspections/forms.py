"""What people type about deals they look at: how, what proves it, what does not fit, what they answer."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from server.forms import MEGABYTE, Upload
from server.inspections.actions import FORMS, SOURCES, FileTold, Told
from server.inspections.whereabouts import without_place
from server.sentences import gettext as _

LARGEST_FILE = 10 * MEGABYTE
LONGEST_QUOTE = 2_000
LONGEST_NAME = 200
LONGEST_LINK = 2_000

MOMENT = re.compile(r"(\d{1,2}:)?[0-5]?\d:[0-5]\d")


class BeginForm(Struct, frozen=True, kw_only=True):
    """How a deal is about to be looked at: the whole sheet or a delta check, alone or together with its owner; and how it was picked."""

    mode: Literal["full", "delta", "together"] = "full"
    pick: Literal["coverage", "random", "risk", "chosen", "review", "one-to-one", "second-look"] = "chosen"


class MisfitForm(Struct, frozen=True, kw_only=True):
    """A clause that does not fit, as `behaviour/clause`, and why."""

    clause: str
    words: str


class EvidenceForm(Struct, frozen=True, kw_only=True):
    """An item of proof: what kind, from whom, of which day, what it says, where it lies, and the clauses it shows.

    `wanted` is the clause that the form was opened for, `sheet` where to go on.
    """

    kind: str
    source: str
    artifact: str
    dated: date | None = None
    sender: str = ""
    words: str = ""
    link: str = ""
    moment: str = ""
    show: tuple[str, ...] = ()
    wanted: str = ""
    sheet: str = ""


class ClausesForm(Struct, frozen=True, kw_only=True):
    """Which clauses an item of proof shows from now on."""

    show: tuple[str, ...] = ()
    sheet: str = ""


class WithdrawalForm(Struct, frozen=True, kw_only=True):
    """Why an item of proof no longer holds."""

    why: str


class ReplyForm(Struct, frozen=True, kw_only=True):
    """An answer to a row: which one and what was not seen."""

    behaviour: str
    reply: str


class AnswerForm(Struct, frozen=True, kw_only=True):
    """A row that is looked at again: the clauses that the evidence shows now, and why it stands if it does."""

    tick: tuple[str, ...] = ()
    words: str = ""


class BoxesForm(Struct, frozen=True, kw_only=True):
    """The gates that were met, as boxes."""

    gate: tuple[str, ...] = ()


def evidence_faults(form: EvidenceForm, files: Sequence[Upload], today: date) -> Mapping[str, str]:
    """What has to be looked at again, by field."""
    form, found = _asked(form), {}
    if form.kind not in FORMS:
        found["kind"] = _("Say what kind of proof it is.")
    if form.source not in SOURCES:
        found["source"] = _("Say where it comes from.")
    if form.dated and form.dated > today and form.kind != "event":
        found["dated"] = _("Only an invite may be for a day to come.")
    return {**found, **_content_faults(form, files), **_length_faults(form)}


def told(form: EvidenceForm, files: Sequence[Upload]) -> Told:
    """The same for the verb, without what its kind of proof does not have."""
    form = _asked(form)
    sent = files[0] if files and form.kind == "file" else None
    return Told(
        artifact=form.artifact,
        source=form.source,
        form=form.kind,
        dated=form.dated,
        words=form.words,
        sender=form.sender,
        link=form.link,
        moment=form.moment,
        shows=form.show,
        file=_kept(sent) if sent else None,
    )


def _kept(sent: Upload) -> FileTold:
    """The file as it is kept: a photo without where it was taken."""
    data = without_place(sent.data)
    return FileTold(name=sent.name, type=sent.type, data=data, digest=hashlib.sha256(data).hexdigest())


def _asked(form: EvidenceForm) -> EvidenceForm:
    """What was typed before another kind was chosen stands in a field that is hidden then: nobody sees it, so it is not sent."""
    link, moment = form.link if form.kind != "file" else "", form.moment if form.kind == "recording" else ""
    return replace(form, link=link, moment=moment)


def _content_faults(form: EvidenceForm, files: Sequence[Upload]) -> Mapping[str, str]:
    found = {}
    if form.kind == "quote" and not form.words:
        found["words"] = _("Write the sentence that shows it.")
    if form.kind in {"link", "recording"} and not form.link:
        found["link"] = _("Paste the address where it lies.")
    if form.link and not _is_address(form.link):
        found["link"] = _("An address begins with https:// or http://.")
    if form.kind == "file" and not files:
        found["file"] = _("Choose the file.")
    if form.moment and not MOMENT.fullmatch(form.moment):
        found["moment"] = _("Write where it is said as minutes and seconds, such as 12:40.")
    return found


def _length_faults(form: EvidenceForm) -> Mapping[str, str]:
    most = {"words": LONGEST_QUOTE, "sender": LONGEST_NAME, "link": LONGEST_LINK}
    return {
        name: _("This is longer than %(most)d characters. Shorten it; nothing was lost.") % {"most": limit}
        for name, limit in most.items()
        if len(getattr(form, name)) > limit
    }


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
