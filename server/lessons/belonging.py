"""Which files belong to an academy, and how much of them is read, wherever they lie. Pure."""

from typing import Final

MARK: Final = "academy.yml"
"""The file that makes a folder an academy."""

TEXTS: Final = frozenset({".md", ".yml", ".yaml"})
MEDIA: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".webm", ".vtt", ".pdf"}
)
IGNORED: Final = frozenset({"README.md", "node_modules"})

TEXT_BYTES: Final = 256 * 1024
"""How much of a text is read. A lesson may have 64 KiB, so a longer file is found too long from this much."""
MEDIA_BYTES: Final = 200 * 1024 * 1024
FILES: Final = 20_000
DEEP: Final = 12
"""Folders below folders, counted from the root."""
