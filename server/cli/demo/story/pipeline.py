"""The deals of the demonstration: forty that are open today, and those of half a year that ended. All names are made up."""

from collections.abc import Sequence
from typing import Final, NamedTuple

STAGES: Final = ("engage", "discover", "align", "prove", "propose", "commit", "launch")


class Opportunity(NamedTuple):
    """A deal. `opened` and `closes` are days from today, `worth` is in whole euros, `stage` is what it claims today.

    `reached` says on which day before today it claimed a stage; what is left out is spread evenly. `skips` are stages that its owner left out.
    `slips` is how often its close date moved later; `outcome` and `ended` are set for one that is closed.

    Of an open one, `supported` is the stage that its evidence reaches, empty for the one it claims, and `lacks` the gate it waits for there;
    `seen` is how many days ago it was last inspected, 0 for never, and `invite` in how many days its next meeting is, 0 for none.
    """

    name: str
    owner: str
    worth: int
    stage: str
    opened: int
    closes: int
    motion: str = "new"
    reached: Sequence[tuple[str, int]] = ()
    skips: Sequence[str] = ()
    slips: int = 0
    supported: str = ""
    lacks: str = ""
    seen: int = 0
    invite: int = 0
    outcome: str = ""
    ended: int = 0


def steps(deal: Opportunity) -> list[tuple[str, int]]:
    """The stages a deal claimed, each with its day before today, oldest first."""
    if deal.reached:
        return list(deal.reached)
    last = deal.ended if deal.outcome else min(deal.opened // 5, -deal.seen - 4)
    kept = [stage for stage in STAGES[: STAGES.index(deal.stage) + 1] if stage not in deal.skips]
    kept = [stage for stage in kept if stage in MOTIONS[deal.motion]]
    span = (last - deal.opened) / max(1, len(kept) - (0 if deal.outcome else 1))
    return [(stage, round(deal.opened + place * span)) for place, stage in enumerate(kept)]


MOTIONS: Final = {
    "new": STAGES,
    "expansion": ("discover", "align", "propose", "commit", "launch"),
    "renewal": ("discover", "propose", "commit"),
    "small": ("engage", "discover", "commit", "launch"),
}

SKIPPED: Final = ("prove",)
"""What everybody in Team North leaves out when a deal looks good."""

NORTH: Final = (
    Opportunity(
        "Northgate Dairy",
        "mara",
        62_000,
        "propose",
        -74,
        29,
        reached=(("engage", -74), ("discover", -64), ("align", -46), ("propose", -23)),
        supported="align",
        lacks="stakeholder-access",
        seen=1,
        invite=13,
    ),
    Opportunity("Alder & Quay", "mara", 41_000, "align", -40, 55, lacks="stakeholder-access", seen=9, invite=-1),
    Opportunity("Fennel Logistics", "mara", 88_000, "discover", -31, 80, lacks="impact-quantified", seen=9, invite=7),
    Opportunity(
        "Kestrel Print",
        "tomas",
        96_000,
        "propose",
        -80,
        20,
        skips=SKIPPED,
        slips=2,
        supported="align",
        lacks="stakeholder-access",
        seen=6,
        invite=5,
    ),
    Opportunity("Ostrava Glassworks", "tomas", 54_000, "align", -43, 48, lacks="buying-process-mapped", seen=8, invite=6),
    Opportunity("Vale Cement", "tomas", 73_000, "commit", -112, 12, lacks="paper-process-known", seen=2, invite=1),
    Opportunity("Lindow Bakeries", "ewa", 47_000, "prove", -65, 40, lacks="proof-plan-agreed", seen=7, invite=12),
    Opportunity("Halden Pumps", "ewa", 120_000, "commit", -121, 15, skips=SKIPPED, lacks="mutual-plan-live", seen=2, invite=4),
    Opportunity("Corran Textiles", "ewa", 28_000, "engage", -19, 95, "small", seen=16, invite=8),
    Opportunity(
        "Brightwater Clinics", "joel", 118_000, "prove", -71, 44, supported="align", lacks="stakeholder-access", seen=1, invite=11
    ),
    Opportunity("Selby Optics", "joel", 66_000, "discover", -28, 76, lacks="impact-quantified", seen=13),
    Opportunity("Tern Cycles", "joel", 35_000, "engage", -18, 90, "small", lacks="next-step-confirmed", seen=16),
    Opportunity("Holm Rail", "priya", 35_000, "align", -48, 52, lacks="stakeholders-mapped", seen=19, invite=5),
    Opportunity("Ardent Paper", "priya", 140_000, "propose", -97, 25, lacks="business-case-co-owned", seen=3, invite=7),
    Opportunity("Quill Schools", "priya", 52_000, "discover", -30, 70, lacks="why-now-established", seen=14, invite=6),
    Opportunity("Ferrand Labs", "yusuf", 84_000, "propose", -45, 22, skips=SKIPPED),
    Opportunity("Stroud Foods", "yusuf", 31_000, "engage", -18, 88, "small", lacks="next-step-confirmed", seen=15),
    Opportunity("Carrow Freight", "yusuf", 58_000, "align", -40, 50, supported="discover", lacks="impact-quantified", seen=10),
)

SOUTH: Final = (
    Opportunity("Meridian Tiles", "anouk", 45_000, "discover", -26, 74, lacks="why-now-established", seen=8, invite=6),
    Opportunity(
        "Solberg Marine", "anouk", 210_000, "propose", -92, 27, supported="align", lacks="stakeholder-access", seen=4, invite=9
    ),
    Opportunity("Larkfield Housing", "anouk", 64_000, "align", -47, 51, lacks="buying-process-mapped", seen=11, invite=5),
    Opportunity("Penrose Tea", "anouk", 22_000, "engage", -14, 83, "small", seen=0, invite=4),
    Opportunity("Casterly Tools", "anouk", 71_000, "prove", -66, 37, lacks="proof-accepted", seen=9, invite=8),
    Opportunity("Tallow & Finch", "davor", 67_000, "align", -46, 46, lacks="buying-process-mapped", seen=6, invite=3),
    Opportunity(
        "Grindal Steel", "davor", 98_000, "prove", -72, 33, slips=2, supported="align", lacks="buying-process-mapped", seen=12
    ),
    Opportunity("Moorside Vets", "davor", 26_000, "discover", -24, 79, lacks="problem-in-buyer-words", seen=15, invite=10),
    Opportunity(
        "Wexcombe Ports",
        "davor",
        134_000,
        "commit",
        -118,
        14,
        supported="propose",
        lacks="economic-buyer-confirmed",
        seen=3,
        invite=6,
    ),
    Opportunity("Elmet Printing", "davor", 39_000, "engage", -16, 92, seen=0),
    Opportunity("Oakhurst Hotels", "lena", 92_000, "prove", -68, 38, lacks="proof-plan-agreed", seen=5, invite=7),
    Opportunity("Tamsin Foods", "lena", 57_000, "align", -44, 53, lacks="stakeholder-access", seen=13, invite=9),
    Opportunity("Rowan Energy", "lena", 156_000, "propose", -88, 26, lacks="business-case-co-owned", seen=7, invite=4),
    Opportunity("Fairlie Optics", "lena", 33_000, "discover", -27, 72, lacks="why-now-established", seen=17, invite=11),
    Opportunity("Hartwell Glass", "lena", 48_000, "commit", -109, 11, "expansion", lacks="paper-process-known", seen=2, invite=3),
    Opportunity(
        "Sable Marine", "marco", 77_000, "propose", -76, 24, "expansion", lacks="economic-buyer-confirmed", seen=6, invite=5
    ),
    Opportunity("Ridgeway Farms", "marco", 42_000, "align", -45, 49, supported="discover", lacks="why-now-established", seen=14),
    Opportunity("Dunmore Cloth", "marco", 61_000, "discover", -29, 77, lacks="impact-quantified", seen=10, invite=8),
    Opportunity("Kelso Rubber", "marco", 85_000, "prove", -63, 41, lacks="criteria-agreed", seen=8, invite=12),
    Opportunity("Alvine Pharma", "marco", 112_000, "commit", -114, 16, lacks="mutual-plan-live", seen=4, invite=2),
    Opportunity("Birch Analytics", "sofia", 39_000, "engage", -2, 92, invite=6),
    Opportunity("Thornbury Mills", "sofia", 44_000, "engage", -2, 96, "small"),
)

OPEN: Final = NORTH + SOUTH

ENDED: Final = tuple(
    Opportunity(name, owner, worth, stage, opened, ended, skips=skips, outcome=outcome, ended=ended)
    for name, owner, worth, stage, opened, ended, skips, outcome in (
        ("Aldous Press", "mara", 38_000, "commit", -252, -142, SKIPPED, "won"),
        ("Bramley Toys", "mara", 51_000, "align", -205, -118, (), "no-decision"),
        ("Cobalt Coatings", "mara", 74_000, "commit", -190, -76, SKIPPED, "won"),
        ("Dray & Sons", "mara", 29_000, "propose", -163, -52, SKIPPED, "lost"),
        ("Everleigh Spas", "ewa", 83_000, "commit", -248, -126, SKIPPED, "won"),
        ("Foxglove Gin", "ewa", 36_000, "commit", -196, -88, (), "won"),
        ("Garrick Mining", "ewa", 145_000, "propose", -181, -61, SKIPPED, "lost"),
        ("Hollin Park Zoo", "joel", 27_000, "align", -214, -131, (), "lost"),
        ("Ingram Freight", "joel", 95_000, "commit", -221, -97, SKIPPED, "won"),
        ("Jessop Bikes", "joel", 46_000, "prove", -158, -44, (), "no-decision"),
        ("Kirkby Ceramics", "priya", 69_000, "commit", -239, -121, (), "won"),
        ("Lathom Estates", "priya", 54_000, "commit", -186, -83, SKIPPED, "won"),
        ("Marwood Dairy", "priya", 41_000, "align", -149, -58, (), "lost"),
        ("Netherby Tours", "tomas", 58_000, "propose", -231, -124, SKIPPED, "lost"),
        ("Orford Cranes", "tomas", 132_000, "propose", -204, -79, SKIPPED, "no-decision"),
        ("Pellow Ropes", "tomas", 33_000, "commit", -172, -49, SKIPPED, "won"),
        ("Quarry Lane Vets", "yusuf", 24_000, "align", -197, -112, (), "lost"),
        ("Rushmere Paints", "yusuf", 62_000, "propose", -176, -66, SKIPPED, "lost"),
        ("Saltaire Wool", "anouk", 71_000, "commit", -243, -119, (), "won"),
        ("Tiverton Lace", "anouk", 44_000, "propose", -188, -71, (), "lost"),
        ("Ullswater Boats", "davor", 108_000, "commit", -226, -104, (), "won"),
        ("Vintner & Daughters", "davor", 37_000, "prove", -167, -57, (), "no-decision"),
        ("Wetherby Seeds", "lena", 49_000, "commit", -235, -116, (), "won"),
        ("Yarrow Clinics", "lena", 93_000, "commit", -194, -73, (), "won"),
        ("Zennor Pottery", "lena", 31_000, "align", -152, -47, (), "lost"),
        ("Ashby Locks", "marco", 66_000, "propose", -228, -109, (), "lost"),
        ("Calder Mills", "joel", 77_000, "commit", -201, -69, SKIPPED, "won"),
        ("Denholm Trams", "joel", 63_000, "propose", -169, -38, SKIPPED, "lost"),
        ("Easby Timber", "yusuf", 48_000, "commit", -212, -86, SKIPPED, "won"),
        ("Finchley Dental", "yusuf", 39_000, "propose", -161, -41, SKIPPED, "lost"),
        ("Garstang Pumps", "yusuf", 55_000, "align", -139, -35, (), "no-decision"),
        ("Hexham Foods", "priya", 82_000, "commit", -174, -34, SKIPPED, "won"),
        ("Ilkley Brewing", "tomas", 45_000, "align", -143, -51, (), "lost"),
        ("Jarrow Metals", "anouk", 59_000, "commit", -166, -43, (), "won"),
        ("Bexley Cold Stores", "marco", 87_000, "commit", -179, -64, (), "won"),
    )
)
"""What ended in the last half year, which the inspections of that time looked at."""

EVERY: Final = OPEN + ENDED


def claimed(deal: Opportunity, day: int) -> str:
    """The stage it claimed on a day before today, as a negative number; empty while it was not open."""
    if day >= deal.ended and deal.outcome:
        return ""
    return next((stage for stage, on in reversed(steps(deal)) if on <= day), "")


def of_owner(owner: str, day: int) -> list[Opportunity]:
    """What this rep had open on a day before today, the oldest first."""
    return sorted((deal for deal in EVERY if deal.owner == owner and claimed(deal, day)), key=lambda deal: deal.opened)


class At(NamedTuple):
    """Where a deal stands, as far as what it needs follows from that."""

    motion: str
    stage: str
