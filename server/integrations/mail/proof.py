"""What a letter proves: a meeting that was accepted, declined or called off, or what somebody wrote. Pure.

An invitation speaks for itself, so the words around it are left. A meeting is proof once somebody on the buyer's side accepted it, or called it.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from server.integrations.mail.letter import Address, Letter
from server.integrations.mail.quoted import Quoted, forwarded, own, said
from server.zones import local_day

if TYPE_CHECKING:
    from server.integrations.mail.invite import Meeting

INVITE: Final = "calendar-invite"
"""The artifact that an accepted meeting is."""

SHARED: Final = frozenset(
    {
        *(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "icloud.com",
            "me.com",
            "mac.com",
        ),
        *(
            "aol.com",
            "gmx.com",
            "gmx.de",
            "gmx.net",
            "web.de",
            "t-online.de",
            "proton.me",
            "protonmail.com",
            "orange.fr",
            "free.fr",
        ),
        *("libero.it", "seznam.cz", "wp.pl", "mail.com", "zoho.com"),
    }
)
"""Domains at which strangers have addresses: whoever has one there is not a colleague of the others."""


MOST_PASSED_ON: Final = 5
"""Times that buyers passed one mail on among themselves."""


class Proof(Struct, frozen=True, kw_only=True):
    """One item that a letter gives. `kind` is meeting, no (a meeting that was declined), off (one that was called off) or words.

    `day` is None when it cannot be read. `people` are the addresses on the other side, by which the deal is found. `uid`, `sequence` and `stamp`
    are those of a meeting, `said` the addresses that agreed to it or declined, `answer` that a guest wrote it. `source` is buyer, system or
    seller-note.
    """

    kind: Literal["meeting", "no", "off", "words"]
    source: str
    day: date | None
    words: str
    sender: str
    people: tuple[str, ...]
    uid: str = ""
    sequence: int = 0
    stamp: datetime | None = None
    said: tuple[tuple[str, bool], ...] = ()
    answer: bool = False


def proofs(
    letter: Letter, meetings: Sequence["Meeting"], *, me: str, colleagues: Collection[str], inbox: str, zone: str
) -> tuple[Proof, ...]:
    """What this letter gives to the person with the address `me`, none when it proves nothing: an invitation that nobody accepted yet does not.

    `inbox` is the domain and name at which mail for us arrives; `zone` is the person's. A letter with an invitation gives no words.
    """
    ours = _Ours(me, colleagues, inbox)
    if letter.calendars:
        return tuple(_meetings(meetings, ours, zone))
    written = _written(letter, ours, zone)
    return (written,) if written and written.words else ()


class _Ours(Struct, frozen=True):
    """The seller's side of a letter: the person with the address `me`, the addresses of everybody who is here, and that at which mail arrives."""

    me: str
    colleagues: Collection[str]
    inbox: str

    def is_other(self, address: str) -> bool:
        """Whether it is of somebody on the buyer's side."""
        return not self._is_colleague(address) and not is_inbox(address, self.inbox)

    def _is_colleague(self, address: str) -> bool:
        """Of somebody who is here, or of the domain of `me`, unless strangers share that domain."""
        domain = self.me.rpartition("@")[2]
        return address == self.me or address in self.colleagues or (domain not in SHARED and address.endswith(f"@{domain}"))


def _meetings(meetings: Sequence["Meeting"], ours: _Ours, zone: str) -> Iterator[Proof]:
    for one in meetings:
        known = [one.organiser, *(guest.who for guest in one.guests)]
        others = [who for who in known if who and ours.is_other(who.address)]
        agreed = [guest.who for guest in one.guests if guest.accepted and guest.who in others]
        if one.organiser in others and not one.answer:
            agreed = [one.organiser, *agreed]
        declined = [guest.who for guest in one.guests if guest.declined and guest.who in others]
        people = tuple(dict.fromkeys(who.address for who in others))
        words = ". ".join(part.rstrip(".") for part in (one.title, one.purpose) if part)
        if one.ended or agreed or declined:
            yield Proof(
                kind="off" if one.ended else "meeting" if agreed else "no",
                source="system",
                day=one.day(zone),
                words=said(words),
                sender=", ".join(dict.fromkeys(who.called for who in agreed[:3] if who)),
                people=people,
                uid=one.uid,
                sequence=one.sequence,
                stamp=one.stamp,
                said=(*((who.address, False) for who in declined), *((who.address, True) for who in agreed if who)),
                answer=one.answer,
            )


def _written(letter: Letter, ours: _Ours, zone: str) -> Proof | None:
    inner = letter.inside
    if inner and inner.sender:
        day = local_day(inner.at, zone) if inner.at else None
        return _words(inner.sender, day, inner.text, [who.address for who in inner.named], ours)
    found = forwarded(letter.text) if _only_to_us(letter, ours) else None
    if isinstance(found, Quoted):
        found = _said_within(found, ours)
        return _words(found.sender, found.day, found.text, [], ours)
    if letter.sender is None:
        return None
    day = local_day(letter.at, zone) if letter.at else None
    return _words(letter.sender, day, letter.text, [who.address for who in letter.named], ours)


def _said_within(found: Quoted, ours: _Ours) -> Quoted:
    """What was forwarded, or where a buyer added no word to it what they forwarded of another on their side."""
    for _ in range(MOST_PASSED_ON):
        inner = None if own(found.text) or not ours.is_other(found.sender.address) else forwarded(found.text)
        if inner is None or not ours.is_other(inner.sender.address):
            break
        found = inner
    return found


def _words(sender: Address, day: date | None, text: str, named: Sequence[str], ours: _Ours) -> Proof:
    """What somebody wrote, as proof: a buyer's words are the buyer's, everybody else's are a note of the seller."""
    buyer = ours.is_other(sender.address)
    people = (sender.address,) if buyer else tuple(filter(ours.is_other, named))
    return Proof(
        kind="words",
        source="buyer" if buyer else "seller-note",
        day=day,
        words=said(own(text)),
        sender=sender.called,
        people=people,
    )


def _only_to_us(letter: Letter, ours: _Ours) -> bool:
    """Whether a letter was sent to our inbox and to nobody else: then what it carries was forwarded."""
    return all(is_inbox(who.address, ours.inbox) or who.address == ours.me for who in letter.named)


def is_inbox(address: str, inbox: str) -> bool:
    """Whether mail to an address comes to us: `deals@…` itself, and `deals+TOKEN@…` for somebody."""
    return _plain(address) == inbox


def token_of(address: str, inbox: str) -> str:
    """The TOKEN of `deals+TOKEN@…`, empty for every other address."""
    return address.partition("@")[0].partition("+")[2] if is_inbox(address, inbox) else ""


def _plain(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"
