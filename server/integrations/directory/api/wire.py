"""What both sides of the mount know of SCIM's wire."""

from typing import Final

ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"

MOST_BYTES: Final = 1024 * 1024
"""Of one body. A group of five thousand people is half of it."""
