"""Reading pages of the demonstration without a browser, as each of its people."""

import httpx

from server import clock
from server.cli.demo.story.people import CAST
from server.people import queries
from tests import cast

FEW = {
    "api_token": "made by hand, one for a program",
    "calibration": "two or three a month",
    "crm_connection": "one for each CRM",
    "crm_source": "one for each CRM",
    "deal_file": "goes when its deals are taken over",
    "deal_import": "one for each file that an admin brings",
    "deal_mapping": "the words of a CRM",
    "directory_group": "made by hand there",
    "directory_refusal": "the newest alone, by an index",
    "directory_rule": "a handful",
    "focus": "chosen a few times a year",
    "gap_person": "five of them, to know that there are five",
    "gap_snapshot": "one row",
    "job": "one for each kind of work",
    "lesson_commit": "the newest alone, by an index",
    "mail_address": "counted by an index, for an admin",
    "migration": "one for each release",
    "people_file": "one for each file that an admin brings",
    "team": "one for ten people, and all are needed to choose from",
    "webhook": "made by hand",
}
"""Tables that a page may read from one end to the other in place, and why that takes no time in a large company either."""


async def sign_in(visitor: httpx.AsyncClient, key: str) -> None:
    name = next(one.name for one in CAST if one.key == key)
    person = next(one for one in await queries.everyone() if one.name == name)
    token, _visit = await cast.signed_in(person, clock.now())
    visitor.cookies.set("__Host-plumbline", token)
