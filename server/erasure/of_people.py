"""What becomes of what is kept about people: how they sign in, what they are told, what they learn, how they are coached."""

from collections.abc import Mapping
from typing import Final

from server.erasure.rule import ANSWERS, NOTES, Table, Words

OF_PEOPLE: Final[Mapping[str, Table]] = {
    "fact": Table(rekeyed="person actor", swept="body", plain="kind team digest"),
    "fact_head": Table(rekeyed="person", key="person"),
    "outbox": Table(dropped="body problem", plain="kind state mark"),
    "api_answer": Table(rows="person", dropped="body", plain="digest location"),
    # Team and role histories stay, because the weeks of a team are counted by who was in it.
    "team": Table(others="name", plain="zone"),
    "role_grant": Table(rekeyed="person", plain="role"),
    "membership": Table(rekeyed="person"),
    "absence": Table(rekeyed="person cover told_by"),
    "session": Table(rows="person", plain="token device"),
    "api_token": Table(rows="person", rekeyed="made_by", others="name", plain="secret scopes"),
    "sign_in": Table(rows="person", plain="token code next form session"),
    "sign_in_try": Table(plain="key", key="key"),
    "policy": Table(rekeyed="entered_by", replaced="owner", others="text"),
    "installation": Table(plain="key value", key="key"),
    "look": Table(rows="subject", rekeyed="viewer", plain="page"),
    # The fingerprint by which somebody is known again, and the fresh id, which leads to nobody.
    "erased": Table(plain="key person", key="key"),
    "notice": Table(rows="person", rekeyed="by", plain="kind about lesson behaviour mark"),
    "reminder": Table(rows="person", key="person"),
    "morning": Table(rows="person", plain="token"),
    "feed": Table(rows="person", plain="token"),
    "chat": Table(rows="person", plain="form url host account problem", key="person"),
    "identity": Table(rows="person", plain="issuer subject"),
    "oidc_journey": Table(rows="person", plain="state browser nonce verifier issuer next"),
    # Sealed, found only by digests of the browser, the account and the session it began in, and deleted when its session would be over.
    "oidc_leave": Table(plain="browser account company_session hint"),
    "passkey": Table(rows="person", plain="credential public name"),
    "passkey_challenge": Table(rows="person", plain="challenge"),
    # Answers stay without their words and without a name: difficulties are worked out from everybody's.
    "take": Table(rekeyed="person", plain="lesson lesson_hash locale process team"),
    "practice": Table(rekeyed="person"),
    "card": Table(rows="person", plain="question"),
    "answer": Table(rekeyed="person", plain="lesson question picks shown snapshot lesson_hash"),
    "answer_text": Table(
        words=(
            Words(
                "texts",
                of='"answer" IN (SELECT a."id" FROM "answer" a WHERE a."person" = {})',
                keep=ANSWERS,
                since='(SELECT a."at" FROM "answer" a WHERE a."id" = "answer_text"."answer")',
                empty="[]",
            ),
        ),
        plain="answer",
        key="answer",
    ),
    "snapshot": Table(plain="hash body", key="hash"),
    "hint": Table(plain="question"),
    "move": Table(plain="question scene move shown snapshot"),
    "rewind": Table(plain="question"),
    "settled": Table(plain="question commitment"),
    "item_count": Table(plain="name body", key="name"),
    "assignment": Table(
        words=(Words("reason", of="person", keep=NOTES, since='COALESCE("done_at", "withdrawn_at")'),),
        rekeyed="person by",
        swept="open_key",
        plain="lesson path behaviour inspection",
    ),
    "note": Table(words=(Words("words", of="person", keep=NOTES),), rekeyed="person by", plain="tag behaviour inspection"),
    "pin": Table(
        words=(Words("words", of="by", keep=NOTES, since="ended_at"),), rekeyed="by", swept="open_key", plain="behaviour"
    ),
    "next_look": Table(rekeyed="person by", swept="open_key", plain="behaviour cause assignment lesson inspection"),
    "behaviour_seen": Table(rekeyed="person", plain="behaviour deal"),
    "one_to_one": Table(rekeyed="person by", swept="open_key", plain="inspection"),
    "parting": Table(plain="team answer"),
    "turn": Table(
        words=(Words("words", of="by", keep=NOTES),),
        rekeyed="by withdrawn_by",
        swept="open_key",
        plain="kind about team did",
    ),
    # Packed, with names in it; the next count makes both anew.
    "board": Table(anew=True, plain="name edition process body lease", key="name"),
    "board_signal": Table(anew=True, plain="edition rank kind about team body"),
    "gap_person": Table(rows="person", key="person"),
    "gap_behaviour": Table(rows="person", plain="behaviour know_days know_weeks do_weeks"),
    "gap_question": Table(rows="person", plain="item"),
    "gap_deal": Table(rows="person", plain="behaviour deal missing"),
    # What all people share; who inspects more strictly stands in it by id.
    "gap_snapshot": Table(swept="terms told", plain="prior before"),
    "gap_focus": Table(plain="name behaviour", key="name"),
}
