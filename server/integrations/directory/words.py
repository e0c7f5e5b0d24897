"""Words of the pages about files of people: what a column may become, why a row stays out, what would happen to somebody."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from server.integrations.directory.listing import Fault
from server.integrations.directory.plan import PersonPlan
from server.integrations.directory.present import Present
from server.integrations.directory.teams import TeamPlan
from server.sentences import gettext as _
from server.sentences.choice import autonyms


def field_title(field: str) -> str:
    """What a column may become, in words."""
    return {
        "email": _("Work email"),
        "name": _("Name"),
        "given": _("First name"),
        "family": _("Last name"),
        "key": _("Employee number"),
        "manager_email": _("Manager’s email"),
        "manager_key": _("Manager’s employee number"),
        "manager_name": _("Manager’s name"),
        "team": _("Team"),
        "roles": _("Roles in Plumbline"),
        "zone": _("Time zone"),
        "locale": _("Language"),
        "state": _("Active or left"),
    }[field]


def why(fault: Fault) -> str:
    """One reason why a row stays out, in a sentence."""
    words = {"column": fault.column, "word": fault.word, "other": fault.other}
    return {
        "cells": _("It has more cells than there are heads. A separator may stand in a cell that is not quoted."),
        "broken": _("A quotation mark opens here and never closes."),
        "many": _("A file takes 5,000 people. Part it into several."),
        "empty": _("“%(column)s” is empty, and people are told apart by it.") % words,
        "address": _("“%(column)s” holds “%(word)s”, which is no mail address.") % words,
        "long": _("The name is longer than 120 characters."),
        "name": _("Somebody new needs a name, and this row has none."),
        "role": _(
            "“%(column)s” holds “%(word)s”, which is no role here: rep, manager, leader, author or admin. Or leave that column out."
        )
        % words,
        "zone": _("“%(column)s” holds “%(word)s”, which is no time zone such as Europe/Prague.") % words,
        "state": _("“%(column)s” holds “%(word)s”, which says neither that somebody is here nor that they left.") % words,
        "twice": _("“%(word)s” stands on line %(other)d already. Everybody comes once in a file, and the first row counts.")
        % words,
        "manager": _(
            "The manager “%(word)s” is neither in the file nor here. Whoever reports to a line that stays out stays out, too."
        )
        % words,
        "manager-twice": _("The manager “%(word)s” may be several people. An address tells them apart.") % words,
        "erased": _("Somebody with this address was erased here. Add them by hand if they are back."),
        "manager-left": _("The manager “%(word)s” left by this file.") % words,
        "circle": _("They report to each other in a circle: %(word)s.") % words,
    }[fault.why]


def by_line(faults: Iterable[Fault]) -> tuple[tuple[int, str], ...]:
    """Each line that stays out, with all that keeps it out. The faults are in the order of the file."""
    return tuple((line, " ".join(map(why, found))) for line, found in groupby(faults, key=lambda fault: fault.line))


def what_happens(person: PersonPlan, present: Present) -> tuple[str, ...]:
    """What differs for somebody who is here already: each a few words."""
    here = present.by_address.get(person.email)
    if here is None:
        return ()
    team = present.team.get(here.team) if here.team else None
    told: Mapping[str, str] = {
        "name": _("was called %(name)s") % {"name": here.name},
        "roles": "",
        "zone": person.zone,
        "locale": dict(autonyms()).get(person.locale, person.locale),
        "team": _("was in %(team)s") % {"team": team.name} if team else _("was in no team"),
        "manages": _("manages %(teams)s") % {"teams": ", ".join(person.manages)},
    }
    return tuple(told[field] for field in person.changes if told[field])


def what_becomes(team: TeamPlan) -> str:
    """What happens to a team, in a few words; nothing where it stays as it is."""
    words = {"parent": team.parent}
    if team.id is None:
        return _("new, below %(parent)s") % words if team.parent else _("new, at the top")
    if team.moved:
        return _("moves below %(parent)s") % words if team.parent else _("moves to the top")
    return ""


def missing(fields: Iterable[str]) -> str:
    """The fields without which nothing can be looked at, in words."""
    return ", ".join(field_title(field) for field in fields)
