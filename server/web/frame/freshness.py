"""When a page that somebody has is still what we would send."""

from datetime import datetime
from hashlib import blake2b

from server.people.queries import Visit
from server.zones import local_day


def tag(address: str, visit: Visit, now: datetime, *around: str) -> str:
    """An ETag that names everything a lasting page at this address depends on.

    That is what is known about its reader (every change of it is a fact about them, their name and theme included), how many notices they have
    not read, their session, the day in their zone, and what is `around`: the academy, the policy, who manages whom, the last words whose time was
    over, the style sheet, templates and catalogues.
    The address, with its query, is part of it: only whoever was sent a page can name it.
    """
    day = str(local_day(now, visit.actor.zone))
    parts = (address, str(visit.known), str(visit.waiting), visit.csrf_secret, day, *around)
    return f'W/"{blake2b(chr(0).join(parts).encode(), digest_size=16).hexdigest()}"'
