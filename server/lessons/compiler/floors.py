"""The floors of the signals and what else a company may set about them, under `thresholds` of `academy.yml`."""

from collections.abc import Mapping
from types import MappingProxyType

from server.lessons.compiler.model import Rules

FLOORS: Mapping[str, float] = MappingProxyType(
    {
        "stage_accuracy": 70,
        "inspection_recency": 80,
        "coaching_anchor": 70,
        "commitments_kept": 60,
        "behaviour_met": 60,
        "silent_days": 45,
        "evidence_ratio": 60,
        "not_applicable": 15,
    }
)
"""Percent below which a signal is low; days after which a behaviour that nobody asks is silent; percent of ticks that should have proof, and of rows
above which too many do not apply. Starting values from judgement.
"""


def floor(rules: Rules, name: str) -> float:
    """A floor as the academy set it, or the usual one. Raises KeyError for a name that no signal has."""
    return rules.thresholds.get(name, FLOORS[name])
