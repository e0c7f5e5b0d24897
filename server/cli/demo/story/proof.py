"""What the evidence of the demonstration says: for each behaviour one sentence as somebody would have written it, and who. All names are made up."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from server.cli.demo.story.days import chance


class Said(NamedTuple):
    """The words of an item of proof, and `less`, what is said when some of it is missing. `form` is quote, link or event."""

    form: str
    words: str
    less: str = ""


PROOF: Final[Mapping[str, Said]] = {
    "fit-checked": Said("quote", "Seven fit rules answered; unknown are who signs and what they use today."),
    "agenda-agreed": Said(
        "quote",
        "Invite: purpose and outcome named. At the end {buyer} chose a next step.",
        "Invite: purpose and outcome named. We ran out of time at the end.",
    ),
    "next-step-confirmed": Said("event", "30 minutes, to decide whether this is worth a proof."),
    "problem-in-buyer-words": Said(
        "quote",
        "‘Half a shift goes on finding out where a batch is.’ Yes, that is what I said; it is nearer a third now.",
        "Half a shift goes on finding out where a batch is.",
    ),
    "impact-quantified": Said(
        "link",
        "Worksheet: 310 hours a quarter, from our own rota; Hanna in finance owns the figure.",
        "Worksheet: about 300 hours a quarter. I would have to ask who owns that figure.",
    ),
    "why-now-established": Said(
        "quote",
        "The audit is in the second week of March; if we are not ready we pay for the old system for another year.",
        "It would be good to have it before the audit.",
    ),
    "insight-shared": Said(
        "quote",
        "Told them that most sites find the loss in the handover; {buyer} did not believe it for the night shift.",
    ),
    "stakeholders-mapped": Said(
        "link",
        "Map: everyone who uses, pays, approves or can block, with needs and last contact.",
        "Map: everyone who uses, pays, approves or can block.",
    ),
    "stakeholder-access": Said(
        "quote",
        "Met each of them; finance needs the second quote first, the works council wants to see the screen.",
        "Met {buyer}. The others we know from hearsay.",
    ),
    "champion-tested": Said(
        "quote",
        "Asked {buyer} to bring the plant manager in by Friday; both came. It makes the case for a second line.",
        "{buyer} answers every mail the same day.",
    ),
    "buying-process-mapped": Said(
        "link",
        "Eight steps with owners and dates. Step 5 is ours, not legal’s; I corrected it.",
        "Eight steps, each with an owner and a date. Steps 5, 6 and 8: assumed.",
    ),
    "criteria-agreed": Said(
        "quote",
        "Ranked as we said: uptime, hand-over, price. That is the list we will decide on.",
        "Uptime and price matter most to us, I think.",
    ),
    "proof-plan-agreed": Said(
        "link",
        "Two measures, four weeks, Tomasz judges. If it passes we go to the board; if not we stop.",
        "Two measures, four weeks, Tomasz judges.",
    ),
    "proof-accepted": Said(
        "quote",
        "Uptime passed; the hand-over took nine minutes instead of six. Both are written into the minutes.",
        "The pilot went well, everyone says.",
    ),
    "alternatives-known": Said("quote", "Their own sheet, one rival, or nothing; each has somebody who wants it."),
    "business-case-co-owned": Said(
        "link",
        "Our template, our numbers, assumptions in blue. I present it to the board on the 9th.",
        "The case is in our template. We have not said who presents it.",
    ),
    "economic-buyer-confirmed": Said(
        "quote",
        "Worth it, the money is there, and it is third on my list after the roof.",
        "Thank you for the call. It looks useful to me.",
    ),
    "proposal-walked-through": Said(
        "quote", "Walked through it with all five. Strongest concern: the works council, about names on screens."
    ),
    "paper-process-known": Said(
        "link",
        "Security review, data agreement, order: each with owner and dates. The security review has begun.",
        "Security review, data agreement, order: each with owner and dates.",
    ),
    "mutual-plan-live": Said(
        "link",
        "Moved my two tasks to the 3rd and ticked the first.",
        "The plan is in the shared folder.",
    ),
    "concessions-traded": Said("quote", "Two months longer for a reference visit; agreed with Ines."),
    "close-date-buyer-owned": Said(
        "quote",
        "We need it signed by the 18th, because the budget year closes on the 31st.",
        "The 18th would suit us.",
    ),
    "handover-complete": Said("quote", "Brief accepted; kick-off is on the calendar."),
    "first-value-dated": Said(
        "quote", "First result: 50 hours less by the end of March, judged by Hanna. The review is accepted."
    ),
    "decision-reviewed": Said(
        "quote", "Fifteen minutes on why: they believed the date because it was theirs. Shared with the team."
    ),
}
"""By behaviour."""

OWN: Final[Mapping[tuple[str, str], Said]] = {
    ("Northgate Dairy", "agenda-agreed"): Said("quote", "We reached a next step, thank you."),
    ("Northgate Dairy", "next-step-confirmed"): Said("event", "30 minutes, decide if the data is enough."),
    ("Northgate Dairy", "problem-in-buyer-words"): Said(
        "quote", "Yes: nobody can say where a pallet got warm until the shop sends it back."
    ),
    ("Northgate Dairy", "impact-quantified"): Said("link", "Impact worksheet, from the quality team: 41 pallets a month."),
    ("Northgate Dairy", "stakeholders-mapped"): Said("link", "Stakeholder map, six roles, with needs and last contact."),
    ("Northgate Dairy", "stakeholder-access"): Said("quote", "", "Met Petra Nowak. Not yet: Radim Kolář and four others."),
    ("Northgate Dairy", "buying-process-mapped"): Said(
        "link", "", "Eight steps, each with an owner and a date. Steps 5, 6 and 8: assumed."
    ),
    ("Ostrava Glassworks", "stakeholder-access"): Said("quote", "Jitka Malá (finance) wants the second quote first."),
}
"""What the story dwells on, by deal and behaviour."""


def said_of(deal: str, behaviour: str) -> Said:
    """The words of the proof of a behaviour on a deal."""
    return OWN.get((deal, behaviour)) or PROOF[behaviour]


BUYERS: Final = (
    *("Petra Nowak", "Ilse Brandt", "Jitka Malá", "Owen Pryce", "Hanna Lund", "Tomasz Zając", "Radka Veselá", "Colm Byrne"),
    *("Giulia Ferri", "Marit Solheim", "Denis Kralj", "Aoife Nolan", "Bela Szabó", "Nora Fink", "Pavel Hruška", "Edith Moser"),
)

CONTACTS: Final[Mapping[str, str]] = {
    "Northgate Dairy": "Petra Nowak",
    "Kestrel Print": "Ilse Brandt",
    "Ostrava Glassworks": "Jitka Malá",
    "Fennel Logistics": "Hanna Lund",
}


def buyer_of(deal: str) -> str:
    """Who the rep knows there."""
    return CONTACTS.get(deal) or BUYERS[int(chance("buyer", deal) * len(BUYERS))]
