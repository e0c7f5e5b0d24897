"""How many notices wait for somebody, as every page tells it."""

from uuid import UUID

from server.db import Statement


async def add_waiting(person: UUID, n: int) -> None:
    """Adds to how many notices a person has not read, or takes away, inside the verb that changes it. It is added to what stands there, so that
    of two at once neither is lost.
    """
    await ADD(n, person)


ADD = Statement('UPDATE "person" SET "waiting" = "waiting" + {} WHERE "id" = {}')
