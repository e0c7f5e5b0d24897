"""Teeth that five dentists looked at, and what published figures say of how far they agree."""

import csv
from pathlib import Path

from tests.machine import ROOT

PATTERNS = ROOT / "tests" / "cases" / "agreement" / "caries.csv"

ALPHA, FLEISS = 0.2771, 0.2770

KAPPA = {
    ("1", "2"): 0.3034,
    ("1", "3"): 0.4692,
    ("2", "3"): 0.4054,
    ("1", "4"): 0.3705,
    ("2", "4"): 0.3178,
    ("3", "4"): 0.3641,
    ("1", "5"): 0.1841,
    ("2", "5"): 0.2851,
    ("3", "5"): 0.2605,
    ("4", "5"): 0.2080,
}


def table() -> dict[str, dict[str, float]]:
    """The patterns as teeth: what each dentist, 1 to 5, said of each."""
    found: dict[str, dict[str, float]] = {}
    with PATTERNS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for _ in range(int(row.pop("teeth"))):
                found[f"tooth {len(found) + 1}"] = {name.removeprefix("dentist_"): float(said) for name, said in row.items()}
    return found


def write(path: Path) -> Path:
    """The teeth as a file for the command."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["item", "rater", "answer"])
        rows.writerows([item, rater, f"{said:.0f}"] for item, answers in table().items() for rater, said in answers.items())
    return path
