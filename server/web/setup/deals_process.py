"""What the deals of a file are held against."""

from server.errors import Refused
from server.lessons import queries as lessons
from server.process.map import Process
from server.sentences import gettext as _


async def process_and_currency() -> tuple[Process, str]:
    """The process in force, and the currency of amounts that name none. Raises Refused, with the way back to the files, while there is no process."""
    academy = (await lessons.current()).academy
    if academy.process is None:
        raise Refused(_("There is no process just now. Try again when an author has loaded one."), back="/setup/deals")
    return academy.process, academy.rules.currency
