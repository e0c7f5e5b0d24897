"""The demonstration as data: a company that does not exist, its people, their deals, and what they did in the last three weeks.

Days count back from the day of seeding, so that the demonstration is always of today. All names are made up.
"""

from typing import NamedTuple
from uuid import UUID

NAMESPACE = UUID("0199c0de-0000-7000-8000-000000000001")
"""What the ids of the demonstration's deeds are derived from."""

DOMAIN = "@northwind.example"
"""The end of every address of the cast; mail to it can go nowhere."""

COMPANY = "Northwind Tools"
ZONE = "Europe/Prague"
POLICY = "for coaching, not pay or discipline"


class Someone(NamedTuple):
    """A person of the cast. `team` is where they are a member, `manages` the team they manage."""

    key: str
    name: str
    roles: tuple[str, ...]
    team: str = ""
    manages: str = ""


CAST = (
    Someone("mara", "Mara Lindqvist", ("rep",), team="Team North"),
    Someone("ines", "Ines Caldeira", ("manager",), manages="Team North"),
    Someone("ruth", "Ruth Adeyemi", ("leader",)),
    Someone("sam", "Sam Whitlow", ("author",)),
    Someone("oskar", "Oskar Lind", ("admin",)),
    Someone("ewa", "Ewa Dąbrowska", ("rep",), team="Team North"),
    Someone("joel", "Joel Okafor", ("rep",), team="Team North"),
    Someone("priya", "Priya Raman", ("rep",), team="Team North"),
    Someone("tomas", "Tomás Abreu", ("rep",), team="Team North"),
    Someone("yusuf", "Yusuf Kaya", ("rep",), team="Team North"),
    Someone("henrik", "Henrik Voss", ("manager",), manages="Team South"),
    Someone("anouk", "Anouk Peeters", ("rep",), team="Team South"),
    Someone("davor", "Davor Horvat", ("rep",), team="Team South"),
    Someone("lena", "Lena Brandt", ("rep",), team="Team South"),
    Someone("marco", "Marco Bellini", ("rep",), team="Team South"),
    Someone("sofia", "Sofia Papadaki", ("rep",), team="Team South"),
)

TEAMS = (("Sales", ""), ("Team North", "Sales"), ("Team South", "Sales"))
"""(name, the team above it)."""


class Opportunity(NamedTuple):
    """A deal of the demonstration. `added` and `closes` are days from today; `worth` is in whole euros."""

    name: str
    owner: str
    worth: int
    stage: str
    added: int
    closes: int
    motion: str = "new"


DEALS = (
    Opportunity("Northgate Dairy", "mara", 62_000, "propose", -64, 29),
    Opportunity("Alder & Quay", "mara", 41_000, "align", -40, 55),
    Opportunity("Fennel Logistics", "mara", 88_000, "discover", -21, 80),
    Opportunity("Kestrel Print", "tomas", 96_000, "propose", -70, 20),
    Opportunity("Ostrava Glassworks", "tomas", 54_000, "align", -33, 48),
    Opportunity("Vale Cement", "tomas", 73_000, "commit", -92, 12),
    Opportunity("Lindow Bakeries", "ewa", 47_000, "prove", -55, 40),
    Opportunity("Halden Pumps", "ewa", 120_000, "commit", -101, 15),
    Opportunity("Corran Textiles", "ewa", 28_000, "engage", -9, 95, "small"),
    Opportunity("Brightwater Clinics", "joel", 118_000, "prove", -61, 44),
    Opportunity("Selby Optics", "joel", 66_000, "discover", -18, 76),
    Opportunity("Tern Cycles", "joel", 35_000, "engage", -12, 90, "small"),
    Opportunity("Holm Rail", "priya", 35_000, "align", -38, 52),
    Opportunity("Ardent Paper", "priya", 140_000, "propose", -77, 25),
    Opportunity("Quill Schools", "priya", 52_000, "discover", -20, 70),
    Opportunity("Ferrand Labs", "yusuf", 84_000, "propose", -45, 22),
    Opportunity("Stroud Foods", "yusuf", 31_000, "engage", -11, 88, "small"),
    Opportunity("Carrow Freight", "yusuf", 58_000, "align", -30, 50),
    Opportunity("Meridian Tiles", "anouk", 45_000, "discover", -16, 74),
    Opportunity("Tallow & Finch", "davor", 67_000, "align", -36, 46),
    Opportunity("Oakhurst Hotels", "lena", 92_000, "prove", -58, 38),
    Opportunity("Sable Marine", "marco", 77_000, "propose", -66, 24, "expansion"),
    Opportunity("Birch Analytics", "sofia", 39_000, "engage", -8, 92),
)


class Learned(NamedTuple):
    """A lesson somebody took. `right` is how many scored questions they got right at the first try; `promise` the deal of the commitment."""

    who: str
    lesson: str
    days: int
    right: int
    promise: str = ""


LONG_AGO = (
    "why-one-process",
    "open-with-an-agreement",
    "hear-the-problem",
    "put-a-number-on-it",
    "why-now",
    "send-me-something",
    "map-the-room",
    "earn-the-next-introduction",
    "map-the-buying-process",
    "the-champion-goes-quiet",
    "the-confident-timeline",
    "agree-the-criteria",
    "plan-the-proof",
    "get-the-verdict",
    "build-their-case",
    "hear-it-from-the-payer",
    "from-yes-to-signed",
    "one-plan-two-owners",
    "whose-date-is-it",
    "hand-it-over-whole",
    "first-value",
)
"""What one of the reps took in the last months, a lesson every five days; with the newest one below, it is the whole path."""

LEARNED = (
    Learned("mara", "why-one-process", -70, 4),
    Learned("mara", "hear-the-problem", -62, 5),
    Learned("mara", "why-now", -96, 5),
    Learned("mara", "put-a-number-on-it", -50, 1),
    Learned("mara", "send-me-something", -13, 4),
    Learned("mara", "earn-the-next-introduction", -4, 3, "Northgate Dairy"),
    Learned("ewa", "map-the-room", -38, 4),
    Learned("ewa", "next-step-on-the-calendar", -12, 3, "Corran Textiles"),
    Learned("ewa", "map-the-buying-process", -4, 3, "Halden Pumps"),
    Learned("joel", "hear-the-problem", -33, 3),
    Learned("joel", "next-step-on-the-calendar", -9, 2, "Tern Cycles"),
    Learned("priya", "map-the-buying-process", -3, 4, "Ardent Paper"),
    *(Learned("tomas", lesson, 5 * place - 110, 4) for place, lesson in enumerate(LONG_AGO)),
    Learned("tomas", "next-step-on-the-calendar", -2, 3, "Kestrel Print"),
    Learned("anouk", "why-now", -31, 4),
    Learned("anouk", "next-step-on-the-calendar", -5, 3, "Meridian Tiles"),
    Learned("lena", "put-a-number-on-it", -29, 3),
    Learned("lena", "earn-the-next-introduction", -1, 3, "Oakhurst Hotels"),
)


class Practised(NamedTuple):
    """A question that came back to somebody, whether they got it right, and how sure they were, 0 to 3."""

    who: str
    lesson: str
    question: str
    days: int
    right: bool
    sure: int


PRACTISED = (
    Practised("mara", "hear-the-problem", "wants-a-tool", -36, right=True, sure=3),
    Practised("mara", "hear-the-problem", "opening-line", -36, right=True, sure=2),
    Practised("mara", "hear-the-problem", "still-yours", -30, right=False, sure=2),
    Practised("mara", "hear-the-problem", "still-yours", -20, right=True, sure=2),
    Practised("mara", "put-a-number-on-it", "count-theirs", -14, right=False, sure=1),
    Practised("mara", "put-a-number-on-it", "which-number", -9, right=False, sure=3),
)
"""Two of these questions rest now, one was sure and wrong, and more are due today than a day holds."""


class Given(NamedTuple):
    """A lesson a manager gave to somebody: when, until when (days from today), and why."""

    to: str
    by: str
    lesson: str
    made: int
    due: int
    reason: str


ASSIGNED = (
    Given(
        "mara",
        "ines",
        "the-champion-goes-quiet",
        -1,
        4,
        "Northgate has been quiet since the proposal. Practise this before you call Petra.",
    ),
    Given("yusuf", "ines", "next-step-on-the-calendar", -3, 2, "Three of your deals have no date that the buyer accepted."),
    Given("davor", "henrik", "the-confident-timeline", -2, 5, "Tallow & Finch: the plan has our dates in it, not theirs."),
)


class Said(NamedTuple):
    """A note from a manager."""

    to: str
    by: str
    days: int
    text: str
    deal: str = ""


NOTES = (
    Said(
        "mara", "ines", -1, "Petra trusts you. Ask her what the finance lead needs to hear, and go together.", "Northgate Dairy"
    ),
    Said(
        "mara",
        "ines",
        -8,
        "The recap to Fennel was in their words. Keep that; now get the number and who owns it.",
        "Fennel Logistics",
    ),
    Said("tomas", "ines", -2, "You asked Kestrel for the date out loud. Now get it in writing.", "Kestrel Print"),
)
