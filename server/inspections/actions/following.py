"""When the process changes, what sheets concluded is concluded anew: by the same answers, and the gates of today."""

from server.db import Statement
from server.deals import actions as deals
from server.inspections.actions.standing import keep_standings
from server.ledger import Stored


async def conclude_anew(loaded: Stored) -> None:
    """Writes afresh what follows for every open deal that has a conclusion. No answer changes, and nobody looked: who said what stays."""
    process = await deals.changed_process(loaded)
    if process is None:
        return
    for row in await CONCLUDED():
        await keep_standings(row["id"], row["motion"], row["stage"], {}, process=process)


CONCLUDED = Statement(
    'SELECT d."id", d."motion", d."stage" FROM "deal" d JOIN "conclusion" c ON c."id" = d."id" '
    'WHERE d."closed_at" IS NULL ORDER BY d."id"'
)
