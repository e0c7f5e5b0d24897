"""What stands around every page of this process, and what its state is named by."""

from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from server import clock, forms, vault
from server.errors import Setup
from server.html import Shell
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Visit
from server.settings import Settings
from server.web.frame import freshness
from server.web.frame.navigation import frame


class Around(Struct, frozen=True):
    """What the process was started with: `url` gives the address of a style sheet or script, `written` the state of templates and catalogues."""

    settings: Settings
    url: Callable[[str], str]
    written: str

    async def shell(self, visit: Visit | None, path: str) -> Shell:
        """The shell for this reader at this path; without both, one that asks the database nothing."""
        if visit is None and not path:
            return frame(None, path, static=self.url, policy=None, process_version="", demo=False)
        academy = (await lessons.current()).academy
        process = academy.process
        return frame(
            visit,
            path,
            static=self.url,
            policy=await people.current_policy(),
            process_version=str(process.version) if process else "",
            demo=await people.is_demonstration(),
            academy=academy.rules.locale,
            rendered=forms.stamp(str(visit.actor.id), path, clock.now(), key=self.key()) if visit else "",
        )

    async def tag(self, visit: Visit, address: str) -> str:
        """The state of everything that a page at this address may show this visitor."""
        edition, policy, here = await lessons.current(), await people.current_policy(), await people.installation()
        sentence = policy.sentence if policy else ""
        around = (edition.hash, sentence, str(here.demo), here.leading, here.emptied, self.url("app.css"), self.written)
        # That somebody's first person comes, or their last goes, is a fact about that person.
        leads = address.startswith("/process") and await people.leads(visit.actor, clock.now())
        return freshness.tag(address, visit, clock.now(), *around, str(leads))

    def key(self) -> str:
        """The key that pages are stamped with, empty where there is none.

        Every page is there without it, and what a device kept counts from when it came.
        """
        with suppress(Setup):
            return vault.key_of(self.settings)
        return ""
