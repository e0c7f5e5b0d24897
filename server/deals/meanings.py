"""What a word of a CRM may mean, as an admin chooses it: the same for files and for a CRM that is asked."""

from collections.abc import Mapping

from server.deals.crm.recognise import BY_ADDRESS, LEAVE_OUT
from server.process.map import Process
from server.sentences import gettext as _

NEW_PERSON = "+"
"""An owner who becomes a person here."""

Options = tuple[tuple[str, str], ...]
"""(value, words) pairs."""


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
