"""HubSpot, CRM API v3: the search for what changed, which is the same for deals, tasks and meetings."""

from collections.abc import Mapping
from typing import Any

from server.integrations.crm.walk import Cursor, moment


def changed_since(cursor: Cursor, most: int) -> Mapping[str, Any]:
    """The body of a search for at most so many records that changed at the edge of the cursor or after it, the oldest change first."""
    edge = moment(cursor.edge)
    since = str(int(edge.timestamp() * 1000)) if edge else "0"
    body: dict[str, Any] = {
        "filterGroups": [{"filters": [{"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": since}]}],
        "sorts": [{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}],
        "properties": ["hs_lastmodifieddate"],
        "limit": most,
    }
    return body | ({"after": cursor.after} if cursor.after else {})
