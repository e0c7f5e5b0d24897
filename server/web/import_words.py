"""Words of the page of a file of deals: what a column may become, what a word may mean, and what is proposed for an owner who is nobody here."""

from collections import Counter
from collections.abc import Mapping, Sequence

from server.deals.crm.recognise import BY_ADDRESS, LEAVE_OUT
from server.process.map import Process
from server.sentences import gettext as _

NEW_PERSON = "+"
"""An owner who becomes a person here."""

Options = tuple[tuple[str, str], ...]
"""(value, words) pairs."""


def field_title(one: str) -> str:
    """What a column may become, in words."""
    return {
        "key": _("Key of the deal"),
        "name": _("Name"),
        "name_2": _("Name, second part"),
        "stage": _("Stage"),
        "status": _("Open, won or lost"),
        "pipeline": _("Pipeline"),
        "kind": _("Kind of deal"),
        "owner_address": _("Owner’s address"),
        "owner_name": _("Owner’s name"),
        "amount": _("Amount"),
        "currency": _("Currency"),
        "close_date": _("Close date"),
        "closed_on": _("Ended on"),
        "created": _("Created on"),
        "since": _("In its stage since"),
        "category": _("Forecast category"),
        "segment": _("Segment"),
        "sdr": _("Who found it (SDR)"),
        "se": _("Who proves it (sales engineer)"),
        "csm": _("Who takes it over (customer success)"),
        "entered": _("When it entered the stage in its head"),
        "at": _("From when on"),
    }[one]


def meanings(process: Process | None, everyone: Options | None) -> Mapping[str, Options]:
    """By kind of word what it may mean; `everyone` are the people here, None where they are too many to name at each owner."""
    stages = tuple((stage.id, stage.title) for stage in process.stages) if process else ()
    motions = tuple((motion.id, motion.title) for motion in process.motions) if process else ()
    ends = (("=won", _("Won")), ("=lost", _("Lost")), ("=no-decision", _("No decision")), ("=disqualified", _("Disqualified")))
    out = ((LEAVE_OUT, _("leave these deals out")),)
    people = ((BY_ADDRESS, _("whoever has this address")),) if everyone is None else everyone
    return {
        "stage": (*stages, *ends, *out),
        "status": (("=open", _("Open")), *ends),
        "motion": (*motions, *out),
        "owner": ((NEW_PERSON, _("add as a new rep")), *out, *people),
        "category": (("commit", _("Commit")), ("best", _("Best case")), ("pipeline", _("Pipeline")), ("omitted", _("Omitted"))),
    }


def either(some: Sequence[str]) -> str:
    """Fields of which one is needed, in words."""
    return _(" or ").join(field_title(one) for one in some)


def domain_of(addresses: Sequence[str]) -> str:
    """The part after the at sign that most people here have."""
    ends = Counter(address.rpartition("@")[2] for address in addresses)
    return ends.most_common(1)[0][0] if ends else ""


def address_of(word: str, domain: str) -> str:
    """The address that is proposed for an owner: their own if the file has it, else their name before this domain; empty when nothing fits."""
    if "@" in word:
        return word
    plain = "".join(sign for sign in word.casefold() if sign.isascii() and (sign.isalnum() or sign in " -"))
    return f"{'.'.join(plain.split())}@{domain}" if plain.strip() and domain else ""


def name_of(word: str) -> str:
    """`joel.okafor@example.org` as Joel Okafor, a name as it is."""
    return word.partition("@")[0].replace(".", " ").replace("_", " ").title() if "@" in word else word
