"""Bringing a commit to this machine: whole, under its own name, with its media, and without those that are of no use any more."""

import asyncio
from pathlib import Path

from server.integrations.git import queries
from server.integrations.git.actions.within import Within
from server.integrations.git.outside import Git, Keep, Read, commit_in, read
from server.integrations.git.trouble import Trouble
from server.lessons import queries as lessons


async def follow(within: Within) -> bool:
    """Brings the commit that is served to this machine, where another one took it over: its pictures are read from here. False when it is here.

    Raises Trouble.
    """
    source = await queries.source()
    if source.place != within.mark or not source.commit or within.keep.commit(source.commit) is not None:
        return False
    git = within.git(source)
    await git.check()
    bare = await brought(git, within.keep, within.place.branch, commit=source.commit)
    await tidy(await asyncio.to_thread(read, git, bare, within.keep), within)
    return True


async def brought(git: Git, keep: Keep, branch: str, *, commit: str = "") -> Path:
    """What the branch names now, or this commit, whole on this machine. A host that does not give that commit any more gives the branch."""
    coming = keep.begin()
    try:
        try:
            await git.fetch(branch, coming, commit=commit)
        except Trouble:
            if not commit:
                raise
            await git.fetch(branch, coming)
        found = await asyncio.to_thread(commit_in, git, coming)
        return keep.settle(coming, found.hash)
    finally:
        keep.drop(coming)


async def tidy(found: Read, within: Within) -> None:
    """Keeps this commit and the media of the academy that is served."""
    media = set((await lessons.current()).academy.media.values())
    await asyncio.to_thread(within.keep.tidy, found.commit.hash, media)
