"""What pages say of deals, promises, assignments and calibrations, read from the HTML alone."""

import re
from collections.abc import Iterator

from tests.journeys.numbers import LINK, Told, heading, linked, rows, section, words

REACHES = re.compile(r"Evidence reaches [^.]*?(?:, and so does the claim| so far)?\.(?: (?:The claim is|From here on) [^.]*\.)?")
SHORT_DAY = re.compile(r"(?:[A-Z][a-z]{2} )?(\d{1,2} [A-Z][a-z]+)")
MORE = re.compile(r", and (one|\d+) more$")
TIME = re.compile(r'<time datetime="(\d{4}-\d\d-\d\d)[^"]*"[^>]*>(.*?)</time>', re.DOTALL)
ITEM = re.compile(r"<li\b[^>]*>(.*?)</li>", re.DOTALL)
SPELLED = ("no", "one", "two", "three", "four", "five", "six")
LISTED = re.compile(r'<ol class="log read" data-when="wide">(.*?)</ol>', re.DOTALL)


def day(text: str) -> str:
    """`26 Nov` of a day as any page writes it."""
    found = SHORT_DAY.search(words(text))
    return found[1] if found else words(text)


def table(told: Told, page: str, html: str) -> None:
    """The deals of a table: claimed and supported stage, what is missing first and of how many clauses, and what was promised."""
    for head, cells in rows(html):
        if "Claimed" not in cells or "Supported" not in cells:
            continue
        name = linked(head)
        told.tell(page, words(cells["Claimed"]), "claimed", name)
        _supported(told, page, words(cells["Supported"]), name)
        if "Missing" in cells:
            _missing(told, page, words(cells["Missing"]), name)
        if found := re.match(r"(.*), (?:by|was due) (.*)$", words(cells.get("Next", ""))):
            told.tell(page, f"{found[1]}, {day(found[2])}", "next promise", name)


def _supported(told: Told, page: str, text: str, name: str) -> None:
    stage = re.split(r"\. |, as far| so far", text)[0].strip(" .")
    told.tell(page, stage, "supported", name)
    if found := REACHES.search(text):
        told.tell(page, found[0], "reaches", name)


def _missing(told: Told, page: str, text: str, name: str) -> None:
    gate, _colon, clauses = text.partition(": ")
    told.tell(page, gate, "gate", name)
    if not clauses:
        return
    more = MORE.search(clauses)
    rest = (1 if more[1] == "one" else int(more[1])) if more else 0
    shown = MORE.sub("", clauses).split("; ")
    told.tell(page, len(shown) + rest, "clauses missing", name)
    told.tell(page, shown[0], "first clause", name)
    if not rest:
        told.tell(page, "; ".join(shown), "clauses", name)


def deal(told: Told, page: str, html: str) -> None:
    """The page of a deal that was inspected: how far it reaches, the first gate with its clauses, and what is promised on it."""
    name = words(re.findall(r'<p class="side"><span>(.*?)</span>', html, re.DOTALL)[0])
    if found := REACHES.search(heading(html)):
        told.tell(page, found[0], "reaches", name)
        told.tell(page, re.match(r"Evidence reaches (\w+)", found[0])[1], "supported", name)  # type: ignore[index]  # it begins so
    facts = dict(re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", html, re.DOTALL))
    missing = next((words(value) for key, value in facts.items() if words(key) == "Missing"), "")
    if ": " in missing:
        first = re.split(r"\. (?=[A-Z][^;:]*: )", missing.split(" Asked at every stage")[0])[0]
        _missing(told, page, first.rstrip("."), name)
    for claimed in re.findall(r"Claimed (\w+), supported (\w+): first missing is “(.*?)”", words(html)):
        _flagged(told, page, claimed, name)
    for found_day, text in promises(section(html, "h-promised")):
        told.tell(page, found_day, "due", name, text)


def before(told: Told, page: str, html: str) -> None:
    """What is read before a call on a deal that was inspected: its first gate, and what of it is still open."""
    part = section(html, "h-step")
    if "the earliest open gate" in part:
        name = words(re.findall(r'<p class="side"><span><a [^>]*>(.*?)</a>', html, re.DOTALL)[0])
        clauses = [words(item) for item in ITEM.findall(part.partition("<aside")[2])]
        told.tell(page, words(re.findall(r"<h2[^>]*>(.*?)</h2>", part)[0]), "gate", name)
        told.tell(page, len(clauses), "clauses missing", name)
        told.tell(page, clauses[0], "first clause", name)
        told.tell(page, "; ".join(clauses), "clauses", name)


def _flagged(told: Told, page: str, said: tuple[str, str, str], name: str) -> None:
    for kind, value in zip(("claimed", "supported", "gate"), said, strict=True):
        told.tell(f"{page}, its flag", value, kind, name)


def reviewed(told: Told, page: str, html: str) -> None:
    """The deal that a review stands at, and the headline beside the lines that go further."""
    at = section(html, "h-now")
    if not at:
        return
    name = words(re.findall(r'<h2 id="h-now">(.*?)</h2>', at)[0])
    if found := REACHES.search(words(at)):
        told.tell(f"{page}, at the deal", found[0], "reaches", name)
    facts = {words(key): words(value) for key, value in re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", at, re.DOTALL)}
    _missing(told, f"{page}, at the deal", facts["Missing"], name)


def further(told: Told, page: str, html: str, whose: str) -> None:
    """How many claims go further than their evidence: the headline, and the lines below it."""
    found = re.match(r"(\d+) of (\d+) claims", heading(html))
    told.tell(f"{page}, its headline", f"{found[1]} of {found[2]}" if found else "none", "further", whose)
    lines = [cells for _head, cells in rows(section(html, "h-all") or section(html, "h-open")) if "Supported" in cells]
    n = sum("further" in words(cells["Supported"]) for cells in lines)
    told.tell(f"{page}, its lines", f"{n} of {len(lines)}" if n else "none", "further", whose)


def week_picks(told: Told, page: str, html: str) -> None:
    """What the picks of a week say of their deals."""
    for item in ITEM.findall(section(html, "picks")):
        for claimed in re.findall(r"Claimed (\w+), supported (\w+): first missing is “(.*?)”", words(item)):
            _flagged(told, page, claimed, linked(item))


def sheets(told: Told, page: str, html: str) -> None:
    """What the newest sheet of each deal concluded, as it was written about its owner."""
    met = set()
    for item in ITEM.findall(section(html, "written")):
        text = words(item)
        names = [words(one) for one in LINK.findall(item)]
        if REACHES.search(text) and " looked at " in text and names and names[0] not in met:
            met.add(names[0])
            told.tell(page, REACHES.search(text)[0], "reaches", names[0])  # type: ignore[index]  # it was found just now
            if gate := re.search(r"The earliest open gate: (.*?)\. Every row", text):
                told.tell(page, gate[1], "gate", names[0])


def inbox(told: Told, page: str, html: str) -> None:
    """The stage that the newest look at each deal came to, as it was told when it happened."""
    met = set()
    for name, stage in re.findall(r"looked at ([^.:]*): evidence reaches (\w+)", words(html)):
        if name not in met:
            met.add(name)
            told.tell(page, stage, "supported", name)


def promises(html: str) -> Iterator[tuple[str, str]]:
    """(day, words) of every open promise of a list: those under a heading, not the settled ones in a fold."""
    listed = LISTED.search(re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL))
    for item in ITEM.findall(listed[1]) if listed else ():
        when = TIME.search(item)
        said = re.search(r"<p>(.*?)</p>", item, re.DOTALL)
        if when and said:
            yield day(when[2]), words(said[1])


def promised(told: Told, page: str, html: str, name: str) -> None:
    """What somebody promised: each with its deal and day, and how many the headline counts."""
    part = section(html, "promised")
    listed = list(promises(part))
    deals = re.findall(r'<p class="quiet"><a href="/deals/[^"]*">(.*?)</a>', part)
    for (when, text), of in zip(listed, deals, strict=False):
        told.tell(page, when, "due", words(of), text)
    told.tell(f"{page}, its list", len(listed), "promises open", name)
    found = re.search(r"(\d+|no) promise", heading(html), re.IGNORECASE)
    told.tell(f"{page}, its headline", 0 if not found or found[1].lower() == "no" else found[1], "promises open", name)
    if first := re.search(r"First: (.*?), (?:by|was due)", words(html)):
        told.tell(f"{page}, its headline", first[1], "first promise", name)
    if listed:
        told.tell(f"{page}, its list", words(deals[0]), "first promise", name)


def agenda(told: Told, page: str, html: str) -> None:
    """The next one-to-one: what was promised, and the gate that the deal of it waits for."""
    for item in re.findall(r'<p class="why">(.*?)</p>', html, re.DOTALL):
        for text, deal_name, when in re.findall(r'<a href="/commitments/[^"]*">(.*?)</a>\s*(.*?), by (.*?)\.', item, re.DOTALL):
            told.tell(page, day(when), "due", words(deal_name), words(text))
    for title, why in re.findall(r'<p class="t">(.*?)</p>\s*<p class="why">(.*?)</p>', html, re.DOTALL):
        found = re.match(r"(.*?), still missing: (.*?)\. ", words(why))
        deal_name = words(title).partition(" together ")[0]
        if found and deal_name != words(title):
            told.tell(page, found[1], "gate", deal_name)
            told.tell(page, found[2], "clauses in small letters", deal_name)


def follow_ups(told: Told, page: str, html: str) -> None:
    """The promises that are due, with whose they are, and how many the headline and the sentence count."""
    part, n, waiting = section(html, "follow-ups"), 0, 0
    for item in re.findall(r'<li><p class="t">(.*?)</p>\s*<p class="why">(.*?)</p>', part, re.DOTALL):
        if "<a" in item[0]:
            waiting += 1
            continue
        n += 1
        names = [words(one) for one in LINK.findall(item[1])]
        when = TIME.search(item[1])
        assert when
        told.tell(page, day(when[2]), "due", names[1], words(item[0]))
    told.tell(f"{page}, its list", SPELLED[n + waiting], "follow-ups", page)
    if found := re.match(r"(\w+) follow-up", heading(html)):
        told.tell(f"{page}, its headline", found[1].lower(), "follow-ups", page)
    said = re.search(r"(\w+) promises? (?:is|are) due", words(section(html, "h-says")))
    told.tell(f"{page}, its list", SPELLED[n], "promises due", page)
    told.tell(f"{page}, its sentence", said[1].lower() if said else "no", "promises due", page)
    _to_look_at(told, page, html)


def _to_look_at(told: Told, page: str, html: str) -> None:
    """The inspections that are left and the deals to be looked at besides: the headline, the sentence, and beside and below the picks."""
    says, picks = words(section(html, "h-says")), words(section(html, "picks"))
    for part, said in (("headline", heading(html)), ("sentence", says), ("picks", picks)):
        found = re.search(r"(\w+) inspections? (?:(?:is|are) )?left", said)
        told.tell(f"{page}, its {part}", found[1].lower() if found else "no", "to be inspected", page)
    sentence = re.search(r"(\w+) (?:more )?deals? (?:is|are) to be looked at", says)
    below = re.search(r"(\w+) more deals? to look at", picks)
    told.tell(f"{page}, its sentence", sentence[1].lower() if sentence else "no", "looked at besides", page)
    n = below[1].lower() if below else "no"
    told.tell(f"{page}, its picks", SPELLED[int(n)] if n.isdigit() and int(n) < len(SPELLED) else n, "looked at besides", page)


def staff(told: Told, page: str, html: str, team: str) -> None:
    """Who practised this week, and what is assigned and open: the sentence beside the rows of the table."""
    found = re.search(r"Practised this week: (\d+) of (\d+)\. (?:Assigned and open: (.*?)\.|Nothing)", words(html))
    assert found
    told.tell(f"{page}, its sentence", f"{found[1]} of {found[2]}", "practised", team)
    members = list(rows(section(html, "h-all")))
    told.tell(
        f"{page}, its rows",
        f"{sum(words(one['Practised this week']) == 'yes' for _, one in members)} of {len(members)}",
        "practised",
        team,
    )
    told_open = {one.partition(",")[0]: one.partition(", ")[2] for one in (found[3] or "").split("; ")}
    for head, cells in members:
        name, text = linked(head), words(cells["Assigned"])
        n = 0 if text == "nothing" else text.count("; ") + 1
        late = re.search(r"\d+ days? late|late since today", text)
        told.tell(f"{page}, its rows", n, "assigned", name)
        told.tell(f"{page}, its rows", late[0] if late else "", "late", name)
        told.tell(f"{page}, its sentence", told_open.get(name, ""), "late", name)


def assigned(told: Told, page: str, html: str, name: str) -> None:
    """What is assigned and open to somebody: the headline beside the list."""
    found = re.search(r"(\d+|no) lessons? assigned", heading(html))
    told.tell(f"{page}, its headline", 0 if not found or found[1] == "no" else found[1], "assigned", name)
    part = re.sub(r"<details.*?</details>", "", section(html, "assigned"), flags=re.DOTALL)
    told.tell(f"{page}, its list", part.count("/withdrawal"), "assigned", name)


def calibrated(told: Told, page: str, html: str) -> None:
    """What all sheets come to, each clause, each inspector, and the list of what was compared."""
    text = words(section(html, "h-agree"))
    for name, pattern in (
        ("same conclusion", r"in (\d+ of \d+) pairs? of sheets"),
        ("same ticks", r"(\d+ of \d+) pairs of ticks"),
    ):
        if found := re.search(pattern, text):
            told.tell(page, found[1], name, "all")
    for head, cells in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', section(html, "h-agree"), re.DOTALL):
        told.tell(page, words(re.findall(r"<td[^>]*>(.*?)</td>", cells)[0]), "same conclusion", words(head))
    for clause, said in re.findall(r"<li><div><p><strong>(.*?)</strong>.*?</p>\s*<p class=\"small\">(.*?)</p>", html, re.DOTALL):
        told.tell(page, words(said), "clause agrees", words(clause))
    agreeing, of, alike, n = 0, 0, 0, 0
    for address, text in re.findall(r'<p><a href="/calibrations/([^"]*)">.*?</p><p class="small">(.*?)</p>', html, re.DOTALL):
        n += 1
        alike += words(text).startswith("Same conclusion")
        if found := re.search(r"(\d+) of (\d+) clauses agree", words(text)):
            told.tell(page, found[0], "clauses agree", address)
            agreeing, of = agreeing + int(found[1]), of + int(found[2])
    told.tell(f"{page}, its list", f"{alike} of {n}", "listed conclusion", page)
    told.tell(f"{page}, its list", f"{agreeing} of {of}", "listed ticks", page)


def revealed(told: Told, page: str, html: str, address: str) -> None:
    """One calibration, open: how many clauses agree."""
    if found := re.search(r"(\d+) of (\d+) clauses agree", words(html)):
        told.tell(page, found[0], "clauses agree", address)
