"""Other ways to sell whose words may stand beside ours."""

from collections.abc import Mapping
from typing import Final

METHODS: Final[Mapping[str, str]] = {
    "meddpicc": "MEDDPICC",
    "sandler": "Sandler",
    "challenger": "Challenger",
    "spin": "SPIN",
}
"""Their names by id. Names of their owners."""
