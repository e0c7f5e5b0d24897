"""Lighthouse on phone settings for the six main pages: the median of several runs of each, beside what it should be.

It comes by npm into a folder of its own, which needs the network; what cannot be measured is said loudly. Server and demonstration are its own, too.
Performance is told by the clock, so it wants a machine that does nothing else.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NoReturn

import click
import msgspec
from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from server.cli.bench.measure import Server  # noqa: E402  # it lies beside this folder
from server.cli.bench.subjects import LESSON, REP, visitors  # noqa: E402  # as above

VERSION = "13.5.0"
MANAGER, LEADER = "Ines Caldeira", "Ruth Adeyemi"
PAGES = (
    *((REP, path) for path in ("/today", f"/lessons/{LESSON}", "/my-line", "/process")),
    (MANAGER, "/team"),
    (LEADER, "/drift"),
)
LEAST = {"performance": 97, "accessibility": 100, "best-practices": 100}
SHIFT = "cumulative-layout-shift"


class Score(Struct):
    """From 0 to 1, None where it could not be told."""

    score: float | None


class Audit(Struct, rename="camel"):
    """One of many things that are looked at."""

    numeric_value: float | None = None


class Report(Struct, rename="camel"):
    """What Lighthouse says of a page, as far as it is read."""

    final_displayed_url: str
    categories: dict[str, Score]
    audits: dict[str, Audit]


@click.command()
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True, help="How often each page is opened.")
def lighthouse(*, runs: int) -> None:
    """Open the six main pages as a phone does. Ends with 1 when one is below what it should be, with 2 when it could not be told."""
    with TemporaryDirectory(prefix="plumbline-lighthouse-") as name:
        folder = Path(name)
        environment = {**_kept(), "DATABASE_URL": f"sqlite:///{folder}/pages.sqlite", "PLUMBLINE_MAIL": f"file:{folder}/mail"}
        words = _fetched(folder)
        os.chdir(ROOT)
        subprocess.run([sys.executable, "-m", "server.cli.main", "demo"], env=environment, check=True)
        with Server(["server.cli.main", "serve"], environment, folder / "serve.log") as server:
            click.echo(f"{f'medians of {runs}':<40}{''.join(f'{what:>16}' for what in LEAST)}{'shift':>8}")
            good = [_told(path, _opened(words, folder, server, who, path, runs)) for who, path in PAGES]
    sys.exit(0 if all(good) else 1)


def _kept() -> Mapping[str, str]:
    """The environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "DATABASE_"))}


def _fetched(folder: Path) -> Sequence[str]:
    """The command line that opens a page."""
    npm, chrome = (
        shutil.which("npm"),
        next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""),
    )
    if not npm or not chrome:
        _unseen("npm or Chromium is not on this machine")
    words = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), f"lighthouse@{VERSION}"]
    if subprocess.run(words, check=False).returncode:  # noqa: S603  # our own words
        _unseen("npm could not fetch Lighthouse")
    os.environ["CHROME_PATH"] = chrome
    flags = "--headless=new" + (" --no-sandbox" if os.geteuid() == 0 else "")
    program = folder / "node_modules" / ".bin" / "lighthouse"
    return [str(program), "--quiet", "--output=json", f"--chrome-flags={flags}", f"--only-categories={','.join(LEAST)}"]


def _opened(words: Sequence[str], folder: Path, server: Server, who: str, path: str, runs: int) -> list[Report]:
    """What Lighthouse says of a page that somebody opens so often."""
    (visitor,) = visitors(server, [who])
    cookie = folder / "cookie.json"
    cookie.write_bytes(msgspec.json.encode({"Cookie": visitor.cookie}))
    address = f"http://127.0.0.1:{server.port}{path}"
    reports = []
    for _run in range(runs):
        done = subprocess.run([*words, f"--extra-headers={cookie}", address], capture_output=True, check=False)  # noqa: S603  # our own words
        if done.returncode:
            _unseen(f"{path} could not be opened: {done.stderr.decode(errors='replace').strip()[-500:]}")
        report = msgspec.json.decode(done.stdout, type=Report)
        if report.final_displayed_url != address or any(report.categories[what].score is None for what in LEAST):
            _unseen(f"{path} led to {report.final_displayed_url}, or has no figure")
        reports.append(report)
    return reports


def _told(path: str, reports: Sequence[Report]) -> bool:
    """Prints the line of a page, and returns whether it is as it should be."""
    found = {what: 100 * median(one.categories[what].score or 0.0 for one in reports) for what in LEAST}
    shift = max(one.audits[SHIFT].numeric_value or 0.0 for one in reports)
    good = shift == 0 and all(found[what] >= least for what, least in LEAST.items())
    marks = "".join(f"{found[what]:>9.0f} (≥ {least:>3})" for what, least in LEAST.items())
    click.echo(f"{path:<40}{marks}{shift:>8g}{'' if good else '  below'}")
    return good


def _unseen(why: str) -> NoReturn:
    click.echo(f"\nNOT MEASURED: {why}.", err=True)
    sys.exit(2)


if __name__ == "__main__":
    lighthouse()
