"""What the pages that cross areas look like."""

from collections.abc import Mapping

from msgspec import structs
from msgspec.structs import replace

from server.gaps.candour import Told
from server.html import Page
from server.lessons.compiler.diagnostic import Diagnostic, Severity
from server.lessons.compiler.edition import NOTHING
from server.lessons.queries import State
from server.web.faults import BrokenPage, HeldPage, NotFoundPage, RefusedPage, SlowDownPage, TooLargePage
from server.web.frame.home import Next
from server.web.pages import academy, api, offline, process, templates
from server.web.patterns import samples
from tests.selling import ARTIFACT, EDITION
from tests.web import (
    before_samples,
    calibration_samples,
    change_samples,
    coaching_samples,
    import_samples,
    item_samples,
    line_samples,
    manager_samples,
    operations_samples,
    rep_samples,
    search_samples,
    team_samples,
    try_samples,
    week_samples,
)
from tests.web.rep_samples import NOW

FAULTS: tuple[tuple[str, str, Severity], ...] = (
    ("engage/map-the-room.md", "W612", "warning"),
    ("engage/hear-it.md", "E210", "error"),
)


def pages() -> Mapping[str, Page]:
    """One of each, and each of its states."""
    return {
        **rep_samples.pages(),
        **search_samples.pages(),
        **before_samples.pages(),
        **line_samples.pages(),
        **manager_samples.pages(),
        **operations_samples.pages(),
        **team_samples.pages(),
        **week_samples.pages(),
        **calibration_samples.pages(),
        **change_samples.pages(),
        **coaching_samples.pages(),
        **import_samples.pages(),
        "what a device keeps": offline.OfflinePage(
            pages=(offline.Kept("/today", "Today"), offline.Kept("/lessons/hear-it", "Hear <it>"))
        ),
        "a device of somebody who has no day": offline.OfflinePage(pages=()),
        "the API": api.page("https://learn.example.org"),
        **processes(),
        **proofs(),
        **academies(),
        **try_samples.pages(),
        **refusals(),
        "the pattern page": samples.sample(),
    }


def processes() -> Mapping[str, Page]:
    """The process, plain and with the words of a method, and none."""
    then = Next("Go to today", "At most five minutes.", "/today")
    return {
        "the process": process.page(EDITION, "", then),
        "the process as a leader sees it": replace(process.page(EDITION, "", then), leads=True, told=Told(80, 78, 412)),
        "the process before enough was answered": replace(process.page(EDITION, "", then), leads=True),
        "the process with words of SPIN": process.page(EDITION, "spin", then),
        "no process": process.page(NOTHING, "", then),
    }


def proofs() -> Mapping[str, Page]:
    """The templates by stage, one that no behaviour asks for among them; one of them; and none."""
    then = Next("Go to today", "At most five minutes.", "/today")
    odd = structs.replace(ARTIFACT, id="old-note", title="Old note <& gone>", blank=ARTIFACT.blank[:1], example=())
    more = structs.replace(EDITION, academy=structs.replace(EDITION.academy, artifacts=(ARTIFACT, odd)))
    return {
        "the templates": templates.every(more, then),
        "no templates": templates.every(NOTHING, then),
        "a template": templates.one(EDITION, "meeting-recap", then),
        "a template that fits nothing": templates.one(
            structs.replace(more, academy=structs.replace(more.academy, process=None)), "old-note", then
        ),
    }


def academies() -> Mapping[str, Page]:
    """The academy before the first load, in order, and with faults."""
    faults = tuple(
        Diagnostic(
            path=path,
            line=47,
            column=3,
            code=code,
            severity=severity,
            message="No right answer & no hint.",
            help="Mark one with (x).",
        )
        for path, code, severity in FAULTS
    )
    fine = State(hash="e" * 64, loaded_at=NOW, loaded_by="watcher", lessons=3)
    return {
        "an academy that was never loaded": academy.page(NOTHING, State()),
        "an academy in order": academy.page(EDITION, fine),
        "an academy that checks what was said": academy.page(EDITION, fine, Told(80, 78, 412)),
        "an academy with deals that stand nowhere": replace(
            academy.page(EDITION, fine),
            adrift=(academy.Adrift("stage", "prove", "Prove", 3), academy.Adrift("motion", "small", "Small deal", 1)),
        ),
        "an academy with weak questions": replace(
            academy.page(EDITION, fine), weak=academy.WeakRows(tuple(one for one in item_samples.rows() if one.weak), 2, 168)
        ),
        "an academy without a weak question": replace(academy.page(EDITION, fine), weak=academy.WeakRows((), 0, 168)),
        "an academy whose questions few answered": replace(academy.page(EDITION, fine), weak=academy.WeakRows((), 0, 0)),
        "an academy with faults": academy.page(
            EDITION, State(hash="e" * 64, loaded_at=NOW, lessons=3, errors=1, warnings=1, diagnostics=faults)
        ),
        "an academy with more faults than a page holds": academy.page(
            EDITION, State(hash="e" * 64, loaded_at=NOW, lessons=3, warnings=60, diagnostics=faults[:1] * 60)
        ),
    }


def refusals() -> Mapping[str, Page]:
    """Every way to say no."""
    typed = (("words", "Ask <Petra>"), ("form", "01939b5e-0000-7000-8000-0000000000f0"))
    return {
        "not found": NotFoundPage(),
        "refused": RefusedPage(sentence="This deal is closed & stays as it was."),
        "refused with a way on": RefusedPage(sentence="That is all for today.", back="/practice"),
        "refused with both versions": RefusedPage(sentence="Sent twice.", before="Ask <her>.", after="Ask him & her."),
        "a form held until somebody signed in": HeldPage(
            sentence="You were signed out.", action="/deals", fields=typed, typed=("Ask <Petra>",), sign_in=True
        ),
        "a form held without a word": HeldPage(sentence="This page is too old.", action="/deals", fields=typed[1:], typed=()),
        "a form held with a file": HeldPage(
            sentence="The database is away.",
            action="/deals",
            fields=typed,
            typed=("Ask <Petra>",),
            files=(("file", ("Tom & Ada.csv",)),),
        ),
        "too large": TooLargePage(),
        "file too large": TooLargePage(most=10),
        "slow down": SlowDownPage(sentence="Too many tries.", seconds=60),
        "broken": BrokenPage(sentence="Something is wrong with us.", reference="01939b5e"),
        "a page that broke": BrokenPage(sentence="Something is wrong with us.", reference="01939b5e", opened="/review?of=a&b=c"),
    }
