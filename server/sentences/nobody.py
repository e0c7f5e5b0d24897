"""What stands where the name of somebody stood who was erased, and how it is said in the reader's language."""

from typing import Final

from server.sentences.translation import gettext as _
from server.sentences.translation import speaking

NOBODY: Final = "Erased\N{NO-BREAK SPACE}person"
"""As it is kept. Its space is one that nobody types and that parts no first name from a last one, so that it is found as it stands in any text."""


def nobody_said(text: str) -> str:
    """The text of a page, or of a part of one, with those who were erased called so in the language that is being spoken."""
    return text if speaking().startswith("en") else text.replace(NOBODY, _("Erased person"))
