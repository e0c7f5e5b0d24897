"""What changes here. Every verb takes who acts, checks that they may, and records its fact; the actor None is the command line."""

from server.people.actions.absences import note_absence, withdraw_absence
from server.people.actions.entering import enter_within
from server.people.actions.installation import (
    begin_demonstration,
    mark_demonstration,
    offer_provider_within,
    policy_faults,
    set_policy,
)
from server.people.actions.looks import looked, looked_at_each
from server.people.actions.people import (
    add_person,
    add_person_within,
    change_person,
    change_person_within,
    deactivate,
    deactivate_within,
    reactivate,
    reactivate_within,
    refuse_erased,
)
from server.people.actions.roles import end_training_within, set_roles, set_roles_within
from server.people.actions.sessions import end_device, end_within, sign_out, sign_out_everywhere, sign_out_person, touch
from server.people.actions.sign_in import make_link, request_sign_in, sign_in_by_code, sign_in_by_link, sign_in_demo
from server.people.actions.teams import (
    change_team,
    change_team_within,
    join_team,
    join_team_within,
    leave_team,
    leave_team_within,
    make_team,
    make_team_within,
)
from server.people.actions.tokens import end_token, make_token, token_seen
from server.people.actions.waiting import add_waiting
from server.people.coming import Outcome, Using

__all__ = [
    "Outcome",
    "Using",
    "add_person",
    "add_person_within",
    "add_waiting",
    "begin_demonstration",
    "change_person",
    "change_person_within",
    "change_team",
    "change_team_within",
    "deactivate",
    "deactivate_within",
    "end_device",
    "end_token",
    "end_training_within",
    "end_within",
    "enter_within",
    "join_team",
    "join_team_within",
    "leave_team",
    "leave_team_within",
    "looked",
    "looked_at_each",
    "make_link",
    "make_team",
    "make_team_within",
    "make_token",
    "mark_demonstration",
    "note_absence",
    "offer_provider_within",
    "policy_faults",
    "reactivate",
    "reactivate_within",
    "refuse_erased",
    "request_sign_in",
    "set_policy",
    "set_roles",
    "set_roles_within",
    "sign_in_by_code",
    "sign_in_by_link",
    "sign_in_demo",
    "sign_out",
    "sign_out_everywhere",
    "sign_out_person",
    "token_seen",
    "touch",
    "withdraw_absence",
]
