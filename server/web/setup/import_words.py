"""Words of the page of a file of deals: what a column may become, and what is proposed for an owner who is nobody here."""

from collections import Counter
from collections.abc import Sequence

from server.sentences import gettext as _


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
