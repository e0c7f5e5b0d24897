"""A clause of the demonstration that its managers read each in their own way, until the process owner wrote it anew."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from server import ids
from server.cli.demo.story import words
from server.cli.demo.story.days import Days
from server.cli.demo.story.world import Deed, World
from server.errors import Setup
from server.inspections.actions.wordings import settle_wording
from server.lessons import queries as lessons
from server.lessons.actions import load_folder
from server.lessons.compiler.cache import Cache
from server.lessons.outside import Folder, read_folder
from server.people import queries as people

OWNER = "sam"

DAY = words.REWORDED.day


async def serve(root: Path, days: Days) -> None:
    """Loads the process as it read when the story began, and on the day of the new wording as it reads now. Loads nothing twice.

    Raises Setup where the clause is not in the process.
    """
    if days.length <= DAY:
        return
    since = days.at(DAY, 8)
    if any(one.since == since for one in await lessons.standards()):
        return
    folder = read_folder(root)
    cache = Cache()
    await load_folder(_before(folder), now=days.at(-1, 8), by=OWNER, cache=cache)
    await load_folder(folder, now=since, by=OWNER, cache=cache)


def deeds(world: World) -> Iterator[Deed]:
    """What came of the proposal, on the day of the new wording."""
    if world.days.length > DAY:
        yield Deed(world.days.at(DAY, 8), partial(_settle, world))


async def _settle(world: World) -> None:
    at = world.days.at(DAY, 8)
    owner = await people.person(world.cast[OWNER].id)
    if owner is None:
        raise LookupError(OWNER)
    wording = ids.derived(world.entry(words.REWORDED.name, at).id, "wording")
    await settle_wording(owner.actor, world.entry(f"{words.REWORDED.name} settled", at, by=OWNER), wording, "reworded")


def _before(folder: Folder) -> Folder:
    """The same files with the clause as it read before."""
    told = words.REWORDED
    path = next((path for path in folder.texts if path.endswith(f"/{told.behaviour}.md") and path.startswith("process/")), "")
    text = folder.texts.get(path, b"").decode()
    if f"{told.after} `#{told.clause}`" not in text:
        raise Setup("The demonstration tells of the reference process, and the one under PLUMBLINE_LESSONS is another.")
    return Folder(
        texts={**folder.texts, path: text.replace(f"{told.after} `#{told.clause}`", f"{told.before} `#{told.clause}`").encode()},
        media=folder.media,
        odd=folder.odd,
    )
