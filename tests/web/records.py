"""Whose records each address leads to, and the addresses of those that there are."""

from collections.abc import Mapping

import tests.web.every_form  # noqa: F401  # its parts know it too, so it comes first
from server.web.access import ANYONE, SIGNED_IN
from tests.web.every_form import WHO, House

EVERYBODY = (*WHO, "vera")
"""The cast, and Vera, who leads and manages nobody."""


ALL = frozenset(EVERYBODY)


NONE = frozenset[str]()


ADA = frozenset({"ada", "mira", "lea", "vera"})
"""Who sees a deal of Ada's: she, whoever manages her team or a team above it, and leaders."""


IDA = frozenset({"ida", "tom", "lea", "vera"})


OVER_ADA, OVER_IDA = frozenset({"mira", "lea"}), frozenset({"tom", "lea"})


ADMIN = frozenset({"zoe"})


PAIR, LEADING = frozenset({"mira", "tom"}), frozenset({"lea", "vera"})
"""Who looks at one deal of Ada's alone, and who leads."""


RECORDS: Mapping[tuple[str, str], Mapping[str, frozenset[str]]] = {
    ("GET", "/deals/{deal}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/deals/{deal}/roles"): {"ada": OVER_ADA | {"ada"}, "ida": OVER_IDA | {"ida"}, "unknown": NONE},
    ("POST", "/deals/{deal}/closing"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/deals/{deal}/tending"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/deals/{deal}/self-check"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/deals/{deal}/before-a-call"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("GET", "/deals/{deal}/evidence"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/evidence"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/evidence/{evidence}/clauses"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/evidence/{evidence}/withdrawal"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("GET", "/evidence/{evidence}/file"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("GET", "/deals/{deal}/replies"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/replies"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/replies/{reply}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/replies/{reply}"): {"ada": ADA - {"ada"}, "ida": IDA - {"ida"}, "unknown": NONE},
    ("GET", "/deals/{deal}/baseline"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/baseline"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/deals/{deal}/inspections"): {"ada": ADA - {"ada"}, "ida": IDA - {"ida"}, "unknown": NONE},
    ("GET", "/inspections/{inspection}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/inspections/{inspection}/rows"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/inspections/{inspection}/rows/{behaviour}"): {
        "ada": frozenset({"mira"}),
        "ida": frozenset({"tom"}),
        "unknown": NONE,
    },
    ("POST", "/inspections/{inspection}/closing"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/inspections/{inspection}/misfits"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/mail/{item}/filing"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("POST", "/mail/{item}/dropping"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/people/{person}"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/people/{person}/assignments"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/people/{person}/notes"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("GET", "/people/{person}/one-to-one"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/people/{person}/one-to-one"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("GET", "/one-to-ones/{meeting}"): {"ada": frozenset({"ada", "mira"}), "ida": frozenset({"ida", "tom"}), "unknown": NONE},
    ("POST", "/one-to-ones/{meeting}/sheet"): {
        "ada": frozenset({"ada", "mira"}),
        "ida": frozenset({"ida", "tom"}),
        "unknown": NONE,
    },
    ("POST", "/one-to-ones/{meeting}/comparison"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/one-to-ones/{meeting}/closing"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/one-to-ones/{meeting}/parting"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/commitments/{commitment}"): {"ada": ADA, "ida": IDA, "unknown": NONE},
    ("POST", "/commitments/{commitment}/outcome"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/assignments/{assignment}/restoration"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("POST", "/assignments/{assignment}/withdrawal"): {"ada": OVER_ADA, "ida": OVER_IDA, "unknown": NONE},
    ("GET", "/calibrations/{calibration}"): {"pair": PAIR | LEADING, "key": LEADING, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/sheets"): {"pair": PAIR, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/wording"): {"pair": PAIR | LEADING, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/answers"): {"key": LEADING, "pair": NONE, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/key"): {"key": LEADING, "pair": NONE, "unknown": NONE},
    ("POST", "/calibrations/{calibration}/talks"): {"key": LEADING, "pair": NONE, "unknown": NONE},
    ("POST", "/calibration/training/{person}/ending"): {"learner": LEADING, "unknown": NONE},
    ("POST", "/wording/{wording}/outcome"): {"pair": frozenset({"sam"}), "unknown": NONE},
    ("GET", "/setup/deals/{run}"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/mapping"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/people"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/beginning"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/discarding"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/withdrawal"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/deals/{run}/missing"): {"file": ADMIN, "unknown": NONE},
    ("POST", "/setup/directory/groups/{group}"): {"directory": ADMIN, "unknown": NONE},
    ("GET", "/setup/people/import/{file}"): {"directory": ADMIN, "nowhere": NONE},
    ("POST", "/setup/people/import/{file}/columns"): {"directory": ADMIN, "nowhere": NONE},
    ("POST", "/setup/people/import/{file}/taking-over"): {"directory": ADMIN, "nowhere": NONE},
    ("POST", "/setup/people/import/{file}/discarding"): {"directory": ADMIN, "nowhere": NONE},
    ("GET", "/setup/crm/{source}"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/test"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/looking"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/pulling"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/mapping"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/schedule"): {"crm": ADMIN, "unknown": NONE},
    ("GET", "/setup/crm/{source}/evidence-stage"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/evidence-stage"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/evidence-stage/test"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/evidence-stage/field"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/crm/{source}/ending"): {"crm": ADMIN, "unknown": NONE},
    ("POST", "/setup/operations/jobs/{job}/asking"): {"job": ADMIN, "unknown": NONE},
    ("POST", "/setup/operations/messages/{message}/trial"): {"message": ADMIN, "unknown": NONE},
    ("POST", "/setup/operations/messages/{message}/dropping"): {"message": ADMIN, "unknown": NONE},
    ("POST", "/setup/webhooks/{webhook}/secret"): {"webhook": ADMIN, "unknown": NONE},
    ("POST", "/setup/webhooks/{webhook}/trial"): {"webhook": ADMIN, "unknown": NONE},
    ("POST", "/setup/webhooks/{webhook}/ending"): {"webhook": ADMIN, "unknown": NONE},
    ("POST", "/week/picks/{pick}/swap"): {"ada": frozenset({"mira"}), "ida": frozenset({"tom"}), "unknown": NONE},
    ("POST", "/account/absences/{absence}/withdrawal"): {
        "ada": OVER_ADA | ADMIN | {"ada"},
        "ida": OVER_IDA | ADMIN | {"ida"},
        "unknown": NONE,
    },
    ("POST", "/account/tokens/{token}/ending"): {
        "ada": frozenset({"ada", "zoe"}),
        "ida": frozenset({"ida", "zoe"}),
        "unknown": NONE,
    },
    ("POST", "/account/passkeys/{passkey}/removal"): {
        "ada": frozenset({"ada"}),
        "ida": frozenset({"ida"}),
        "unknown": NONE,
    },
    ("POST", "/setup/sign-in/accounts/{identity}/parting"): {"company": ADMIN, "unknown": NONE},
    ("POST", "/setup/tokens/{token}/ending"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/account/sessions/{session}/sign-out"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/setup/people/{person}"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/roles"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/team"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/managed-teams"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/managed-teams/{team}/ending"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/sign-out"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/deactivation"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/reactivation"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("GET", "/setup/people/{person}/erasure"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/people/{person}/erasure"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("POST", "/setup/teams/{team}"): {"ada": ADMIN, "ida": ADMIN, "unknown": NONE},
    ("GET", "/academy/lessons/{lesson}"): {"ada": frozenset({"sam", "zoe"}), "unknown": NONE},
    ("GET", "/academy/lessons/{lesson}/package"): {"ada": frozenset({"sam"}), "unknown": NONE},
    ("GET", "/process/templates/{artifact}"): {"ada": ALL, "unknown": NONE},
    ("GET", "/process/templates/{artifact}/form"): {"ada": ALL, "unknown": NONE},
    ("GET", "/process/{behaviour}/note"): {"ada": frozenset({"mira", "lea", "tom"}), "unknown": NONE},
    ("POST", "/process/{behaviour}/note"): {"ada": frozenset({"mira", "lea", "tom"}), "unknown": NONE},
    ("GET", "/my-line/{behaviour}"): {"ada": ALL, "unknown": NONE},
    ("GET", "/lessons/{lesson}"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/answers"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/hints"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/moves"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/rewinds"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/commitment"): {"ada": ALL, "unknown": NONE},
    ("GET", "/lessons/{lesson}/completion"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/completion"): {"ada": ALL, "unknown": NONE},
    ("POST", "/lessons/{lesson}/takes"): {"ada": ALL, "unknown": NONE},
    ("GET", "/media/{file}"): {"unknown": NONE},
    ("GET", "/drift/managers/{manager}"): {"ada": LEADING | {"mira"}, "ida": LEADING | {"tom"}, "unknown": NONE},
    ("GET", "/drift/results/{stage}"): {"ada": LEADING, "unknown": NONE},
    ("GET", "/drift/skipped/{stage}"): {"ada": LEADING, "unknown": NONE},
    ("GET", "/drift/behaviours/{behaviour}"): {"ada": LEADING, "unknown": NONE},
    ("POST", "/drift/turns/{turn}/back"): {"unknown": NONE},
    ("GET", "/wording/clauses/{behaviour}/{clause}"): {"unknown": NONE},
    ("GET", "/inbox/{notice}"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
    ("GET", "/practice/answers/{answer}"): {"ada": frozenset({"ada"}), "ida": frozenset({"ida"}), "unknown": NONE},
}
"""Whose record it is, and who gets through to it. What is reached by a secret in its address is nobody's record: whoever has it may."""


def holders(house: House, roles: frozenset[str]) -> frozenset[str]:
    """Who of the cast has one of these roles."""
    if roles in (ANYONE, SIGNED_IN):
        return frozenset(house.visits)
    return frozenset(who for who, visit in house.visits.items() if visit.actor.roles & roles)
