"""How a promise may stand, and what may be said of it. Pure."""

from typing import Literal

State = Literal["open", "kept", "partly", "missed", "no-longer-needed"]
"""How it stands now."""

Answer = Literal["kept", "partly", "not-yet", "no-longer-needed"]
"""What a manager may say who follows it up. A second not-yet is kept as missed."""
