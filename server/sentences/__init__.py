"""Words: translation for the reader's language, and a reason or a fact told as a sentence."""

from server.sentences.translation import gettext, ngettext, speak, speaking, spoken_to

__all__ = ["gettext", "ngettext", "speak", "speaking", "spoken_to"]
