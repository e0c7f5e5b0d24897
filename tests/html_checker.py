"""The HTML checker of the W3C, one run for many pages."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests import machine

MEANT = re.compile("|".join((r"Attribute “hx-[a-z-]+” not allowed on element", r"Section lacks heading")))
"""What htmx reads is outside the standard on purpose; and a section may have its name by aria-label."""

QUICKLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
"""A run of a few seconds is over before the better compiler and the parallel collector are worth their own work.

The frames of the simpler compiler are larger, so there is more room for them.
"""


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is wrong with these documents, one line each: `name:line: message`. `folder` takes the files meanwhile."""
    if not pages:
        return []
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            machine.java(),
            *QUICKLY,
            "-jar",
            machine.html_checker(),
            "--format",
            "json",
            "--stdout",
            *sorted(folder.glob("*.html")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return [
        f"{Path(message['url']).stem}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if (message["type"] == "error" or message.get("subType") == "warning") and not MEANT.match(message["message"])
    ]


def document(fragment: str) -> str:
    """A whole document around what htmx swaps in, so that it can be checked."""
    return f'<!DOCTYPE html><html lang="en"><head><title>fragment</title></head><body><main><h1>Fragment</h1>{fragment}</main></body></html>'
