"""The small academy of the text cases as a folder on disk, to edit between two loads."""

from pathlib import Path

from tests.lessons.cases import base, edited


class AcademyFolder:
    """A folder with an academy in it. Every change is written at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, data in base().items():
            self.write(path, data.decode())

    def write(self, path: str, text: str) -> None:
        """A whole file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path: str, changes: str) -> None:
        """`<` lines to find and `>` lines to put there, as in the text cases."""
        self.write(path, edited((self.root / path).read_text(encoding="utf-8"), changes))

    def rename(self, before: str, after: str) -> None:
        """A file under another name."""
        (self.root / after).parent.mkdir(parents=True, exist_ok=True)
        (self.root / before).rename(self.root / after)

    def remove(self, path: str) -> None:
        """No such file any more."""
        (self.root / path).unlink()
