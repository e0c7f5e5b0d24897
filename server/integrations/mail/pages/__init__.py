"""The pages of forwarded mail: one's address, what waits, the door for services, and what an admin sees."""

from server.integrations.mail.pages.address import Address
from server.integrations.mail.pages.arrivals import Arrivals
from server.integrations.mail.pages.setup import SetupMail
from server.integrations.mail.pages.waiting import Waiting

CONTROLLERS = (Address, Arrivals, Waiting)
SETUP = (SetupMail,)
"""Those for which an admin confirms anew that it is them."""
