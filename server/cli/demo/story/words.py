"""What managers of the demonstration say: notes, what is agreed, and how it came out. All of it is made up."""

from collections.abc import Mapping
from typing import Final, NamedTuple

STEP: Final[Mapping[str, tuple[str, ...]]] = {
    "next-step-confirmed": (
        "You had the invite out before the call ended. Do that on this one, too.",
        "Who accepted, and what will they decide?",
    ),
    "agenda-agreed": ("Say the three endings out loud at the start. It was missing here.",),
    "problem-in-buyer-words": ("Your recap is good. Get one line back that says what is wrong with it.",),
    "impact-quantified": (
        "The number is theirs. Ask who would defend it in front of finance.",
        "Open the sheet together and let them type.",
    ),
    "why-now-established": (
        "The date is ours. What happens to them if they miss it?",
        "Ask who set the date, and what would move it.",
    ),
    "stakeholders-mapped": ("Put a last contact beside each name; two of them are from spring.",),
    "stakeholder-access": (
        "You know what to do here. Ask to be introduced, do not go around.",
        "One friendly person is not the company. Who is next?",
    ),
    "champion-tested": ("Ask for one act that costs something, and give it a day.",),
    "buying-process-mapped": (
        "Three steps are guesses. Send it over and ask what is wrong with it.",
        "Which of these steps did they tell you?",
    ),
    "criteria-agreed": ("Ask them to rank the list, in the room, with finance there.",),
    "proof-plan-agreed": ("Agree what happens after a pass before anything starts.",),
    "proof-accepted": ("Write down what it did not prove, and let the judge sign that.",),
    "business-case-co-owned": ("Who presents it, and on which day? Until then it is our case.",),
    "economic-buyer-confirmed": ("“Budget is fine” came from somebody who does not own it.",),
    "paper-process-known": ("Start the slowest step first. Who has it today?",),
    "mutual-plan-live": ("One task is late. Move it together with its owner.",),
    "close-date-buyer-owned": ("Whose date is it? Get it in writing, with their reason.",),
}
"""About the step that comes next, by behaviour."""

NUMBER: Final = (
    "Where will this one land this month?",
    "We are two deals short of the quarter. What would it take to pull this in?",
    "Can it close before the end of the month if we help on the price?",
    "I have it in the forecast. Tell me today if that is wrong.",
    "What is the amount if they take both sites?",
)
"""About the number."""

BOTH: Final = (
    "It is in the forecast, so the next step matters twice: get it accepted.",
    "Good amount. Now the same care for who signs it.",
)

AGREED: Final[Mapping[str, str]] = {
    "next-step-confirmed": "Offer two dates and get one accepted",
    "problem-in-buyer-words": "Send the recap back and get a correction",
    "impact-quantified": "Ask who owns the figure",
    "why-now-established": "Ask what would move the date, and who set it",
    "stakeholders-mapped": "Fill in the last contact of everybody on the map",
    "stakeholder-access": "Ask for the next introduction",
    "buying-process-mapped": "Get the plan corrected by a buyer",
    "criteria-agreed": "Get the ranked list confirmed in writing",
    "proof-plan-agreed": "Agree what follows a pass and a fail",
    "proof-accepted": "Get a line from the judge on each measure",
    "business-case-co-owned": "Agree who presents the case, and when",
    "economic-buyer-confirmed": "Get ten minutes with whoever releases the money",
    "paper-process-known": "Start the slowest paper step",
    "mutual-plan-live": "Agree a new date for the late task with its owner",
    "close-date-buyer-owned": "Get the close date in writing, with its reason",
}
"""What a rep promises, by behaviour."""


class Last(NamedTuple):
    """What was left at the end of the last sheet of a deal that is open: `due` in days from today."""

    behaviour: str
    note: str = ""
    commitment: str = ""
    due: int = 0
    lesson: str = ""


LAST: Final[Mapping[str, Last]] = {
    "Northgate Dairy": Last(
        "stakeholder-access",
        "Petra trusts you. Ask her what the finance lead needs to hear, and go together.",
        "Meet Radim Kolář (finance) with Petra",
        8,
        "the-champion-goes-quiet",
    ),
    "Alder & Quay": Last("stakeholder-access", "", "Ask to be introduced to the one who pays", 4),
    "Fennel Logistics": Last(
        "impact-quantified",
        "The number in the worksheet is ours. Who at Fennel would defend it?",
        "Name the owner of the number",
        7,
    ),
    "Kestrel Print": Last(
        "close-date-buyer-owned",
        "You asked Kestrel for the date out loud. Now get it in writing.",
        "Get the close date in writing",
        0,
    ),
    "Ostrava Glassworks": Last("stakeholder-access", "", "Meet the finance lead before the next call", 0),
    "Vale Cement": Last(
        "paper-process-known", "Everything is there but the slowest step. Start it.", "Start the security review", 5
    ),
    "Lindow Bakeries": Last("proof-plan-agreed", "", "Agree what follows a pass and a fail with the judge", 12),
    "Halden Pumps": Last("mutual-plan-live", "", "Agree a new date for the late task with its owner", 4),
    "Brightwater Clinics": Last("stakeholder-access", "Three of five met. Who is the quiet one?", "Meet the head of clinics", 11),
    "Tern Cycles": Last("next-step-confirmed", "", "Offer two dates", 1),
    "Holm Rail": Last("stakeholders-mapped", "", "Put the last contact beside each name", 5),
    "Ardent Paper": Last(
        "business-case-co-owned", "Good case. It still needs somebody of theirs to stand up with it.", "Agree who presents it", 7
    ),
    "Quill Schools": Last("why-now-established", "", "Ask what moves the date", 6),
    "Stroud Foods": Last("next-step-confirmed", "", "Offer two dates", 1),
    "Solberg Marine": Last(
        "stakeholder-access", "We need this one in the quarter. Where is the order?", "Ask for ten minutes with finance", 6
    ),
    "Wexcombe Ports": Last(
        "economic-buyer-confirmed", "What would it take to sign before the 30th?", "Hear it from the one who pays", 5
    ),
}
"""Of those that the story dwells on, by name."""

FELL_AWAY: Final = "The deal has ended."
NOT_NEEDED: Final = "They asked to do it after the audit."
DONE: Final = "Done as we said; the answer is below."


class Reply(NamedTuple):
    """What a rep answered to a row, `ago` days ago, with proof of one clause. A day later the manager ticked `ticks`, and it `stands`, because;
    empty if nobody has looked again.
    """

    deal: str
    behaviour: str
    ago: int
    words: str
    proof: str
    clause: str
    ticks: tuple[str, ...] = ()
    stands: str = ""


REPLIES: Final = (
    Reply(
        "Fennel Logistics",
        "impact-quantified",
        7,
        "The number is theirs now.",
        "It is 140 hours a month, from our own dispatch log.",
        "buyer-number",
        ("buyer-number", "shared-worksheet"),
        "The number is now theirs; its owner is not named yet.",
    ),
    Reply(
        "Meridian Tiles",
        "why-now-established",
        2,
        "They wrote who set the date.",
        "The date comes from our landlord: the hall is given back on 1 April.",
        "date-owner",
    ),
)

CALIBRATED: Final = "Kestrel Print"
"""The deal that all managers looked at this month."""

WORDING: Final = "What each of them needs and what would stop them, one sentence a person, with its date."
"""How the clause should read that the managers read differently."""


class Reworded(NamedTuple):
    """A clause that read otherwise before a day of the story, and the name of the proposal that came of it."""

    behaviour: str
    clause: str
    before: str
    after: str
    day: int
    name: str = "a clause is reworded"


REWORDED: Final = Reworded(
    "buying-process-mapped",
    "no-guesses",
    "No step before signature is a guess",
    "No step before signature is marked assumed",
    100,
)
"""What is no guess, the managers could not agree on; what is marked, they can."""

KEYS: Final = (
    ("Foxglove Gin", "The evidence says it, with a day and a name."),
    ("Saltaire Wool", "Dated, from the source that is asked for, about this deal."),
    ("Kirkby Ceramics", "It stands in the buyer’s own words."),
)
"""Finished deals that new managers learn to inspect on, and why what is shown counts."""

NOT_SHOWN: Final = "Nothing on the deal says so; that it is likely is no evidence."

NEWEST: Final = Reply(
    "Ostrava Glassworks",
    "stakeholder-access",
    1,
    "",
    "Jitka Malá (finance) wants the second quote first.",
    "needs-noted",
)
"""The proof of a promise that is due today, of yesterday."""

TOMORROW: Final = ("mara", "Fennel Logistics")
"""Whose one-to-one is next, and on which deal."""

LEAVES: Final[Mapping[str, tuple[float, float]]] = {"ines": (0.78, 0.92), "henrik": (0.42, 0.7)}
"""After a one-to-one with each manager: how often somebody leaves knowing the next step, and how often at least partly."""
