"""What a HubSpot sends when a deal changed, signed as it signs."""

import base64
import hashlib
import hmac
from datetime import datetime

from tests.cast import TUESDAY

URL = "https://plumbline.example.com/crm/arrivals/hubspot"


BODY = b'[{"eventId": 1, "subscriptionType": "deal.propertyChange", "objectId": 3}]'


SECRET = "secret-of-the-app"


def signed(url: str = URL, body: bytes = BODY, *, at: datetime = TUESDAY, secret: str = SECRET) -> dict[str, str]:
    """Headers as HubSpot sends them."""
    told = str(int(at.timestamp() * 1000))
    made = hmac.new(secret.encode(), b"POST" + url.encode() + body + told.encode(), hashlib.sha256).digest()
    return {"x-hubspot-request-timestamp": told, "x-hubspot-signature-v3": base64.b64encode(made).decode()}
