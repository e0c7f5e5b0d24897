"""Questions about people, teams, sign-ins and the policy. Every answer is a frozen value."""

from server.people.queries.absences import Absence, Desk, absence, absences, desks, people_of_desk
from server.people.queries.acting import covered_by, leave_of, led_by, nearest_managers, stand_in, unattended
from server.people.queries.asked import Asked, asked, asked_by_link
from server.people.queries.charge import Charge, charges
from server.people.queries.devices import Device, devices
from server.people.queries.erased import Erasure, erased_on, erasures
from server.people.queries.large_teams import large_teams, reps_of
from server.people.queries.looks import Looked, who_looked
from server.people.queries.people import (
    Person,
    cast,
    everyone,
    holding,
    in_training,
    last_seen,
    person,
    person_by_address,
    process_owners,
    roles_over_time,
)
from server.people.queries.policy import (
    Installation,
    Policy,
    current_policy,
    installation,
    is_demonstration,
    policies,
)
from server.people.queries.teams import (
    Membership,
    Team,
    active,
    managers_of,
    manages,
    manages_each,
    memberships,
    team,
    team_of,
    teams,
    teams_of,
)
from server.people.queries.tokens import Bearer, Token, all_tokens, token_owner, tokens_of
from server.people.queries.visits import Visit, cookie_name, visit

__all__ = [
    "Absence",
    "Asked",
    "Bearer",
    "Charge",
    "Desk",
    "Device",
    "Erasure",
    "Installation",
    "Looked",
    "Membership",
    "Person",
    "Policy",
    "Team",
    "Token",
    "Visit",
    "absence",
    "absences",
    "active",
    "all_tokens",
    "asked",
    "asked_by_link",
    "cast",
    "charges",
    "cookie_name",
    "covered_by",
    "current_policy",
    "desks",
    "devices",
    "erased_on",
    "erasures",
    "everyone",
    "holding",
    "in_training",
    "installation",
    "is_demonstration",
    "large_teams",
    "last_seen",
    "leave_of",
    "led_by",
    "managers_of",
    "manages",
    "manages_each",
    "memberships",
    "nearest_managers",
    "people_of_desk",
    "person",
    "person_by_address",
    "policies",
    "process_owners",
    "reps_of",
    "roles_over_time",
    "stand_in",
    "team",
    "team_of",
    "teams",
    "teams_of",
    "token_owner",
    "tokens_of",
    "unattended",
    "visit",
    "who_looked",
]
