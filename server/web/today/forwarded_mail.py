"""What somebody forwarded, and waits for one tap: which deal it is about."""

from uuid import UUID

from msgspec import Struct

from server import ids
from server.deals import queries as deals
from server.deals.queries import Deal
from server.integrations.mail import queries
from server.integrations.mail.matching import guesses
from server.integrations.mail.queries import Waiting
from server.people.roles import Actor


class Held(Struct, frozen=True):
    """One item, the deals that it is likely about, the best first, and all others as value and name. `form` files it, `drop` lets it go."""

    item: Waiting
    likely: tuple[Deal, ...]
    others: tuple[tuple[str, str], ...]
    form: UUID
    drop: UUID


async def held(actor: Actor) -> tuple[Held, ...]:
    """What waits for this person, oldest first."""
    items = await queries.waiting(actor.id)
    if not items:
        return ()
    open_, contacts = await deals.open_deals(actor.id), await queries.contacts_of(actor.id)
    by_id = {deal.id: deal for deal in open_}
    found = []
    for item in items:
        likely = guesses(item.people, item.words, open_, contacts)
        others = tuple((str(deal.id), deal.name) for deal in open_ if deal.id not in likely)
        found.append(Held(item, tuple(by_id[id] for id in likely), others, form=ids.new(), drop=ids.new()))
    return tuple(found)
