"""What this process met since it began: `retries` of a transaction, and `errors`, each a database that was away, locked or full."""

from collections import Counter
from typing import Final

TALLY: Final[Counter[str]] = Counter()
