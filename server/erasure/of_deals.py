"""What becomes of deals, evidence, sheets and promises. A deal is the company's and stays; its owner is renamed."""

from collections.abc import Mapping
from typing import Final

from server.erasure.rule import ANSWERS, EVIDENCE, NOTES, Lapse, Table, Words

THEIR_EVIDENCE: Final = 'IN (SELECT e."id" FROM "evidence" e WHERE e."by" = {})'
CLOSED: Final = '(SELECT d."closed_at" FROM "deal" d WHERE d."id" = "evidence"."deal")'
FILE_CLOSED: Final = (
    '(SELECT d."closed_at" FROM "evidence" e JOIN "deal" d ON d."id" = e."deal" WHERE e."id" = "evidence_file"."id")'
)
CONTACT_CLOSED: Final = '(SELECT d."closed_at" FROM "deal" d WHERE d."id" = "mail_contact"."deal")'
PROMISED: Final = '"commitment" IN (SELECT c."id" FROM "commitment" c WHERE c."person" = {})'
SHEET: Final = '"inspection" IN (SELECT i."id" FROM "inspection" i WHERE i."by" = {} OR i."person" = {})'
SHEET_CLOSED: Final = '(SELECT i."closed_at" FROM "inspection" i WHERE i."id" = "inspection_row"."inspection")'

OF_DEALS: Final[Mapping[str, Table]] = {
    # What hangs on a row goes before the row.
    "calibration_evidence": Table(rows=f'"evidence" {THEIR_EVIDENCE}', plain="shows"),
    "evidence_file": Table(
        rows=f'"id" {THEIR_EVIDENCE}', plain="name type digest data", lapse=Lapse(keep=EVIDENCE, since=FILE_CLOSED)
    ),
    "evidence": Table(
        rows="by",
        words=(
            *(Words(column, keep=EVIDENCE, since=CLOSED) for column in ("words", "link", "moment", "file")),
            Words("why", of="withdrawn_by", keep=EVIDENCE, since=CLOSED),
            Words("sender", keep=EVIDENCE, since=CLOSED),
        ),
        rekeyed="withdrawn_by",
        plain="artifact source form shows",
    ),
    "deal": Table(
        rekeyed="owner added_by",
        others="name",
        plain="motion stage currency outcome process category segment source",
    ),
    "deal_stage": Table(rekeyed="by", plain="stage process"),
    "deal_date": Table(),
    "deal_ownership": Table(rekeyed="owner"),
    "deal_role": Table(rekeyed="person by", plain="role"),
    "deal_tending": Table(words=(Words("reason", of="person", keep=NOTES),), rekeyed="person", plain="answer"),
    "commitment": Table(
        words=tuple(Words(column, of="person", keep=NOTES, since="settled_at") for column in ("words", "ask")),
        rekeyed="person made_by",
        plain="lesson question take behaviours process proof state inspection",
    ),
    "commitment_outcome": Table(words=(Words("because", of=PROMISED, keep=NOTES),), rekeyed="by", plain="outcome proof corrects"),
    "declined_commitment": Table(
        words=(Words("reason", of="person", keep=ANSWERS),), rekeyed="person", plain="lesson question take"
    ),
    "inspection": Table(rekeyed="by person", swept="open_key", plain="team mode pick claimed motion process supported missing"),
    "inspection_row": Table(
        words=(Words("na_words", of=SHEET, keep=NOTES, since=SHEET_CLOSED),),
        plain="behaviour reason ticks na answer proven hollow missing",
    ),
    "standing": Table(rekeyed="by", plain="behaviour answer inspection proven hollow missing"),
    "conclusion": Table(rekeyed="by", plain="supported missing waits complete lapsed inspection mode pick"),
    "misfit": Table(words=(Words("words", of="by", keep=NOTES),), rekeyed="by", plain="behaviour clause process"),
    "reply": Table(
        words=(
            Words("words", of="person", keep=NOTES, since="answered_at"),
            Words("answer_words", of='("person" = {} OR "answered_by" = {})', keep=NOTES, since="answered_at"),
        ),
        rekeyed="person inspector waits_for answered_by",
        plain="behaviour evidence outcome answer open_key",
    ),
    "pick": Table(
        words=(Words("swap_words", of="swapped_by", keep=NOTES, since="swapped_at"),),
        rekeyed="swapped_by",
        swept="why",
        plain="week slot open_key",
    ),
    "focus": Table(rekeyed="by", plain="stage behaviours leads process"),
    "calibration": Table(rekeyed="person by", swept="one_key", plain="how claimed motion behaviours met asked process"),
    "calibration_seat": Table(rekeyed="inspector", plain="inspection"),
    # Agreed by several, about a deal and not about who agreed.
    "agreed_answer": Table(others="reason", plain="behaviour clause"),
    "calibration_talk": Table(rekeyed="person by", plain="behaviour clause"),
    "wording": Table(
        words=(Words("words", of="by", keep=NOTES, since="settled_at"),),
        rekeyed="by settled_by",
        plain="behaviour clause outcome process",
    ),
    "mail_address": Table(rows="person", plain="token", key="person"),
    "mail_item": Table(rows="person", others="words sender people", plain="state kind source uid answers evidence"),
    "mail_contact": Table(dropped="address", lapse=Lapse(keep=EVIDENCE, since=CONTACT_CLOSED)),
}
