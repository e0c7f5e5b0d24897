"""The pages of the repository that the academy is fetched from."""

from server.integrations.git.pages.arrivals import LessonArrivals
from server.integrations.git.pages.setup import SetupLessons

CONTROLLERS = (LessonArrivals,)
SETUP = (SetupLessons,)
"""Those for which an admin confirms anew that it is them."""
