"""Mail that waits on Today: words with a likely deal, a meeting without one, and words without a day."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from server.integrations.mail.queries import Waiting
from server.web.today.forwarded_mail import Held
from tests.cast import TUESDAY
from tests.deals.samples import deal

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")
WORDS = Waiting(
    id=FORM,
    person=FORM,
    state="waiting",
    kind="words",
    source="buyer",
    day=date(2026, 11, 16),
    words="We lose half a shift a week to it. <b>If</b> the audit finds it again, Jan has to stop line two.",
    sender="Petra & Nováková",
    people=("petra@northgate.example",),
    uid="",
    sequence=0,
    stamp=None,
    answers={},
    at=TUESDAY,
    deal=None,
    evidence=None,
)
OTHERS = ((str(FORM), "Vale <Cement>"), (str(UUID(int=7)), "Kestrel Print"))


def held() -> tuple[Held, ...]:
    """All three, and one more that is not shown."""
    meeting = replace(WORDS, id=UUID(int=1), kind="meeting", words="Decide on the proof", day=date(2026, 12, 1))
    undated = replace(WORDS, id=UUID(int=2), day=None, sender="")
    return (
        Held(WORDS, (deal(),), OTHERS, FORM, FORM),
        Held(meeting, (), OTHERS, FORM, FORM),
        Held(undated, (deal(),), (), FORM, FORM),
        Held(replace(WORDS, id=UUID(int=3)), (), (), FORM, FORM),
    )
