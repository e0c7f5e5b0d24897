"""The rules as an admin writes them, one a line: `groups: Sales managers -> manager` or `department: North -> team Team North`. Pure."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from server.integrations.identity.claims import Rule
from server.people.roles import ROLES

MOST = 100
"""Rules, which is more than anybody can oversee."""


class Unreadable(Exception):
    """A line that is no rule. `line` counts from 1; `why` is form, claim, role or team."""

    def __init__(self, line: int, why: str, word: str = "") -> None:
        super().__init__(f"line {line}: {why} {word}")
        self.line = line
        self.why = why
        self.word = word


def parse(text: str, teams: Mapping[str, UUID]) -> tuple[Rule, ...]:
    """The rules of a text; empty lines are left out. `teams` is name to id. Raises Unreadable for the first line that cannot be meant."""
    lines = [(n, " ".join(line.split())) for n, line in enumerate(text.splitlines(), start=1)]
    written = [(n, line) for n, line in lines if line]
    if len(written) > MOST:
        raise Unreadable(written[MOST][0], "many")
    return tuple(_rule(n, line, teams) for n, line in written)


def write(rules: Sequence[Rule], teams: Mapping[str, UUID]) -> str:
    """The text of rules. A team that is gone by name is written as its id."""
    names = {id: name for name, id in teams.items()}
    return "\n".join(
        f"{rule.claim}: {rule.value} -> {f'team {names.get(rule.team, rule.team)}' if rule.team else rule.role}" for rule in rules
    )


def _rule(n: int, line: str, teams: Mapping[str, UUID]) -> Rule:
    said, arrow, gives = line.rpartition(" -> ")
    claim, colon, value = said.partition(": ")
    if not arrow or not colon or not claim.strip() or not value.strip():
        raise Unreadable(n, "form")
    if " " in claim:
        raise Unreadable(n, "claim", claim)
    if not gives.startswith("team "):
        if gives not in ROLES:
            raise Unreadable(n, "role", gives)
        return Rule(claim=claim, value=value, role=gives)
    name = gives.removeprefix("team ")
    if name not in teams:
        raise Unreadable(n, "team", name)
    return Rule(claim=claim, value=value, team=teams[name])
