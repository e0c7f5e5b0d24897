"""Evidence, the standard sheet, where a deal stands after it, and what is answered to it."""

from piccolo.columns import UUID, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Unique
from piccolo.table import Table

from server.deals.tables import DealRow
from server.people.tables import Person, Team


class EvidenceRow(Table, tablename="evidence"):
    """One dated item of proof of one deal. `words` is the sentence it says, `sender` who said it, `moment` where in a recording,
    `file` what an attached file is called.

    `shows` is a JSON list of `behaviour/clause`; `linked_at` is when that changed. What was withdrawn stays, with its reason.
    """

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    artifact = Varchar(length=80, default="")
    source = Varchar(length=20)
    form = Varchar(length=20)
    dated = Date(null=True, default=None)
    words = Text(default="")
    sender = Text(default="")
    link = Text(default="")
    moment = Varchar(length=20, default="")
    file = Text(default="")
    shows = Text(default="[]")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None, index=True)
    linked_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = UUID(null=True, default=None)
    why = Text(default="")


class EvidenceFile(Table, tablename="evidence_file"):
    """The bytes of a file that is evidence; its id is that of the evidence. `digest` is SHA-256."""

    id = UUID(primary_key=True, default=None)
    name = Text(default="")
    type = Varchar(length=100, default="")
    size = Integer(default=0)
    digest = Varchar(length=64, default="")
    data = Bytea(default=b"")


class InspectionRow(Table, tablename="inspection"):
    """One sheet: open until `closed_at`, then with its conclusion. `person` is the deal's owner of its day and `team` that person's team.

    `mode`: full, delta, together (in a one-to-one), self-check (what its owner says), baseline (the past that was confirmed), blind or key (to
    compare inspectors). `pick` says how its deal came to be looked at.

    `open_key` is inspector and deal while it is open and another id afterwards, so that one is open at a time. `worked` is seconds up to `last_at`.
    """

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    person = UUID(null=True, default=None, index=True)
    team = UUID(null=True, default=None, index=True)
    mode = Varchar(length=20)
    pick = Varchar(length=20)
    claimed = Varchar(length=80)
    motion = Varchar(length=80)
    process = Varchar(length=80)
    process_version = Integer(default=1)
    training = Boolean(default=False)
    begun_at = Timestamptz(null=True, default=None)
    last_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None, index=True)
    worked = Integer(default=0)
    supported = Varchar(length=80, default="")
    gap = Integer(default=0)
    verified = Boolean(default=False)
    missing = Varchar(length=80, default="")
    open_key = Varchar(length=120)
    one_open_sheet = Unique(["open_key"])


class SheetRow(Table, tablename="inspection_row"):
    """One row of a sheet. `ticks` is a JSON list of clauses; `na` a reason of the list or `other`, whose words are `na_words`.

    `answered_at` is empty until somebody did something in it. Closing the sheet writes `answer` and what of its clauses is proven, hollow, missing.
    """

    id = UUID(primary_key=True, default=None)
    inspection = ForeignKey(InspectionRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    place = Integer(default=0)
    reason = Varchar(length=20, default="")
    folds = Boolean(default=False)
    ticks = Text(default="[]")
    looked = Boolean(default=False)
    na = Varchar(length=40, default="")
    na_words = Text(default="")
    still = Boolean(default=False)
    answered_at = Timestamptz(null=True, default=None)
    answer = Varchar(length=20, default="")
    proven = Text(default="[]")
    hollow = Text(default="[]")
    missing = Text(default="[]")
    shown_at = Date(null=True, default=None)
    asked_once = Unique(["inspection", "behaviour"])


class StandingRow(Table, tablename="standing"):
    """Where one behaviour of a deal stands after all closed sheets."""

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    answer = Varchar(length=20)
    met = Boolean(default=False)
    baseline = Boolean(default=False)
    asked_at = Timestamptz(null=True, default=None)
    by = UUID(null=True, default=None)
    inspection = UUID(null=True, default=None)
    shown_at = Date(null=True, default=None)
    proven = Text(default="[]")
    hollow = Text(default="[]")
    missing = Text(default="[]")
    met_at = Timestamptz(null=True, default=None)
    stands_once = Unique(["deal", "behaviour"])


class ConclusionRow(Table, tablename="conclusion"):
    """What all sheets of a deal conclude together, one row a deal; its id is the deal's. How far the claim is off follows from today's claim.

    `asked`: somebody asked about a gate in the way. `waits` are the clauses of `missing` not proven, `complete` the gates met, `lapsed` what is
    always on and was not met, each a JSON list. `inspected_at` is empty when only a baseline was confirmed; `looked_at` is the last full sheet.
    """

    id = UUID(primary_key=True, default=None)
    supported = Varchar(length=80, default="")
    asked = Boolean(default=False)
    missing = Varchar(length=80, default="")
    waits = Text(default="[]")
    complete = Text(default="[]")
    lapsed = Text(default="[]")
    inspection = UUID(null=True, default=None)
    inspected_at = Timestamptz(null=True, default=None)
    looked_at = Timestamptz(null=True, default=None)
    by = UUID(null=True, default=None)
    mode = Varchar(length=20, default="")
    pick = Varchar(length=20, default="")


class MisfitRow(Table, tablename="misfit"):
    """Somebody told the process owner that a clause does not fit a deal, in these words."""

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    clause = Varchar(length=80)
    words = Text(default="")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None, index=True)
    process = Varchar(length=80)
    process_version = Integer(default=1)


class ReplyRow(Table, tablename="reply"):
    """What a person answered to a row about their deal, with evidence if they have some; open until `answered_at`.

    `inspector` wrote the row; `waits_for` is who has to answer: them, or who manages the owner of the deal since they left; nobody where nobody
    does. `answer` is what the row says since the reply was agreed to.
    `open_key` is deal and behaviour while it is open and another id afterwards, so that one is open at a time.
    """

    id = UUID(primary_key=True, default=None)
    inspection = ForeignKey(InspectionRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    inspector = UUID(null=True, default=None)
    waits_for = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    words = Text(default="")
    evidence = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = UUID(null=True, default=None)
    outcome = Varchar(length=20, default="")
    answer = Varchar(length=20, default="")
    answer_words = Text(default="")
    open_key = Varchar(length=160)
    one_open_reply = Unique(["open_key"])


class PickRow(Table, tablename="pick"):
    """A deal that was picked for one week of a team's manager. `why` is the reason as JSON, `swap_words` what was said when it was swapped.

    `open_key` is team, week and slot while the pick holds and its own id afterwards, so that a slot holds one deal at a time.
    """

    id = UUID(primary_key=True, default=None)
    team = ForeignKey(Team, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    week = Varchar(length=8)
    slot = Varchar(length=10)
    deal = ForeignKey(DealRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    why = Text(default="")
    made_at = Timestamptz(null=True, default=None)
    swapped_at = Timestamptz(null=True, default=None)
    swapped_by = UUID(null=True, default=None)
    swap_words = Text(default="")
    open_key = Varchar(length=60)
    one_a_slot = Unique(["open_key"])


class FocusRow(Table, tablename="focus"):
    """What a leader put in focus, from `at` until the next row. `behaviours` is a JSON list; without a stage the whole process is open.

    `leads` is the one behaviour that comes first everywhere, since `led_at`; empty for none.
    """

    id = UUID(primary_key=True, default=None)
    stage = Varchar(length=80, default="")
    behaviours = Text(default="[]")
    leads = Varchar(length=80, default="")
    led_at = Timestamptz(null=True, default=None)
    by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None, index=True)
    process = Varchar(length=80)
    process_version = Integer(default=1)


class CalibrationRow(Table, tablename="calibration"):
    """Several inspectors on one deal. `how` is all, pair, second-look or key; `behaviours` a JSON list of (behaviour, version of its wording).

    `met` and `asked` are JSON lists: where the gates stood when it began. `one_key` is the month of one that all managers do, else its own id.
    Its evidence and clock stand still since `frozen_at`, on that `day` of the deal's owner. A key is open to people in training since `keyed_at`.
    """

    id = UUID(primary_key=True, default=None)
    deal = ForeignKey(DealRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    person = UUID(null=True, default=None)
    how = Varchar(length=20)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None, index=True)
    due_at = Timestamptz(null=True, default=None)
    claimed = Varchar(length=80)
    motion = Varchar(length=80)
    behaviours = Text(default="[]")
    met = Text(default="[]")
    asked = Text(default="[]")
    frozen_at = Timestamptz(null=True, default=None)
    day = Date(null=True, default=None)
    keyed_at = Timestamptz(null=True, default=None)
    process = Varchar(length=80)
    process_version = Integer(default=1)
    one_key = Varchar(length=60)
    one_a_month = Unique(["one_key"])


class SeatRow(Table, tablename="calibration_seat"):
    """An inspector of a calibration, who may read its frozen deal until then; `inspection` is their sheet, once they opened it."""

    id = UUID(primary_key=True, default=None)
    calibration = ForeignKey(CalibrationRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    inspector = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    until = Timestamptz(null=True, default=None)
    inspection = UUID(null=True, default=None, index=True)
    closed_at = Timestamptz(null=True, default=None)
    sits_once = Unique(["calibration", "inspector"])


class FrozenRow(Table, tablename="calibration_evidence"):
    """One item of evidence of a calibration as it was when it froze: `shows` is a JSON list of `behaviour/clause`. Its words stay in `evidence`."""

    id = UUID(primary_key=True, default=None)
    calibration = ForeignKey(CalibrationRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    evidence = ForeignKey(EvidenceRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    shows = Text(default="[]")
    frozen_once = Unique(["calibration", "evidence"])


class AgreedRow(Table, tablename="agreed_answer"):
    """The agreed answer of one clause of a key, with its reason."""

    id = UUID(primary_key=True, default=None)
    calibration = ForeignKey(CalibrationRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    clause = Varchar(length=80)
    shown = Boolean(default=False)
    reason = Text(default="")
    agreed_once = Unique(["calibration", "behaviour", "clause"])


class TalkRow(Table, tablename="calibration_talk"):
    """A clause of a key that was talked through with somebody in training."""

    id = UUID(primary_key=True, default=None)
    calibration = ForeignKey(CalibrationRow, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    person = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    clause = Varchar(length=80)
    by = UUID(null=True, default=None)
    at = Timestamptz(null=True, default=None)
    talked_once = Unique(["calibration", "person", "behaviour", "clause"])


class WordingRow(Table, tablename="wording"):
    """How somebody said that a clause should read, for the process owner; open until `settled_at`. `outcome` is reworded or kept."""

    id = UUID(primary_key=True, default=None)
    calibration = ForeignKey(CalibrationRow, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    behaviour = Varchar(length=80)
    clause = Varchar(length=80)
    words = Text(default="")
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict)
    at = Timestamptz(null=True, default=None, index=True)
    settled_at = Timestamptz(null=True, default=None, index=True)
    settled_by = UUID(null=True, default=None)
    outcome = Varchar(length=20, default="")
    process = Varchar(length=80)
    process_version = Integer(default=1)
