"""What the search shows: the form alone, what was found, what was read otherwise, and nothing."""

from collections.abc import Mapping

from server.html import Page
from server.search.sentence import Piece
from server.web.pages.search import SearchPage
from server.web.search_lines import Line

PIECES = (Piece("Ask the ", marked=False), Piece("payer", marked=True), Piece(" about <value> & funds.", marked=False))


def pages() -> Mapping[str, Page]:
    """The search."""
    lines = (
        Line(
            "Economic buyer <confirmed>",
            "/process?words=meddpicc#economic-buyer-confirmed",
            "Process, Propose",
            PIECES,
            "MEDDPICC says:",
        ),
        Line("Hear it from the person who pays", "/lessons/hear-it-from-the-payer#h-do-it", "Lesson, about 4 min, done", PIECES),
        Line("Path", "/lessons#h-new-rep", "Path"),
    )
    return {
        "the search before anything is typed": SearchPage(typed="", lines=(), of=0),
        "what was found": SearchPage(typed='"payer" & <b>', lines=lines, of=3),
        "more than is shown": SearchPage(typed="payer", lines=lines, of=23, more=23),
        "more than is ever shown": SearchPage(typed="buyer", lines=lines, of=66, more=50),
        "what was read otherwise": SearchPage(typed="payr", lines=lines[:1], of=1, taken=(("payr", ("pair", "payer")),)),
        "nothing found": SearchPage(typed="\u05de\u05d7\u05d9\u05e8 <script>", lines=(), of=0),
        "nothing found but near words": SearchPage(typed="chapmionz", lines=(), of=0, near=("champion", "champions")),
    }
