"""The front matter of a lesson: which keys it has, what each may hold, and what the process and the people file know of it."""

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.front import Value
from server.lessons.compiler.questions.frame import current_behaviour, known_behaviour
from server.lessons.compiler.questions.names import DOORS, suggest
from server.lessons.compiler.reading import EXAMPLES, Reading
from server.lessons.compiler.words.verbs import begins_with_verb

KINDS = ("teach", "reinforce", "reference")
STATUSES = ("draft", "live", "retired")
AUDIENCES = ("rep", "manager", "new-rep", "new-manager")
REQUIRED = ("id", "stage", "behaviours", "kind", "objectives", "minutes", "process", "version", "authors", "status", "locale")
SHORTEST = 3
"""Characters of a lesson's id."""
OPTIONAL = ("audience", "prerequisites", "reviewed", "aliases", "moved", "sources", "tags")

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_SOURCE = re.compile(r"(?:\[[^\]]+\]\(|<)?https?://\S+\Z", re.IGNORECASE)
_QUESTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*#[a-z0-9]+(-[a-z0-9]+)*\Z")


class Keys(Struct, frozen=True):
    """The front matter as values; what could not be read has an empty one."""

    id: str = ""
    stage: str = ""
    behaviours: tuple[str, ...] = ()
    kind: str = ""
    audience: tuple[str, ...] = ("rep",)
    objectives: tuple[str, ...] = ()
    minutes: int = 0
    prerequisites: tuple[str, ...] = ()
    process: int = 0
    version: int = 1
    authors: tuple[str, ...] = ()
    reviewed: str | None = None
    status: str = "draft"
    locale: str = "en"
    aliases: tuple[str, ...] = ()
    moved: Mapping[str, str] | None = None
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def read_keys(draft: Draft) -> Keys:
    """Read and check the front matter. Faults: E101, E103-E107, E401-E403, W408, W506."""
    front = draft.document.front
    if front is None:
        if not any(fault.code == "E101" for fault in draft.document.faults):
            mend = "begin the file with ---, then id, stage, behaviours and the other keys, then --- again"
            draft.add("E101", 1, "", "the lesson has no front matter", mend)
        return Keys(locale=draft.context.rules.locale)
    reading = LessonKeys(draft, front)
    reading.known()
    keys = Keys(
        id=reading.id(),
        stage=reading.stage(),
        behaviours=reading.behaviours(),
        kind=reading.one_of("kind", KINDS, ""),
        audience=reading.all_of("audience", AUDIENCES) or ("rep",),
        objectives=reading.objectives(),
        minutes=reading.whole("minutes", 1, 5),
        prerequisites=reading.ids("prerequisites"),
        process=reading.whole("process", 1, 999),
        version=reading.whole("version", 1, 99_999),
        authors=reading.authors(),
        reviewed=reading.reviewed(),
        status=reading.one_of("status", STATUSES, "draft"),
        locale=reading.locale(),
        aliases=reading.ids("aliases"),
        moved=reading.moved(),
        sources=reading.sources(),
        tags=tuple(value.text or "" for value in reading.words("tags")),
    )
    reading.in_stage(keys)
    reading.written_for(keys)
    return keys


class LessonKeys(Reading):
    """The keys of a lesson, one by one."""

    def known(self) -> None:
        """E103 and E104."""
        for name, (key, _) in self.front.entries.items():
            if name not in REQUIRED and name not in OPTIONAL:
                mend = did_you_mean(name, (*REQUIRED, *OPTIONAL), f"take it away; lessons have {', '.join(REQUIRED + OPTIONAL)}")
                mend = "take it away: the title is the line that begins with #" if name == "title" else mend
                self.fault("E103", key, f"unknown key `{name[:60]}`", mend)
        live = self.front.text("status") == "live"
        if not self.front.whole:
            return
        for name in (*REQUIRED, "reviewed") if live else REQUIRED:
            if name not in self.front.entries:
                why = "a live lesson needs" if name == "reviewed" else "a lesson needs"
                mend = f"add a line `{name}:`, for example {EXAMPLES[name]}"
                self.draft.faults.add("E104", self.front.last_line, f"{why} the key `{name}`", mend, length=3)

    def id(self) -> str:
        """The permanent id."""
        value = self.text("id")
        if value is None or value.text is None:
            return ""
        if not ID.match(value.text) or not SHORTEST <= len(value.text) <= 64:
            near = suggest(value.text)
            example = near if len(near) >= SHORTEST else EXAMPLES["id"]
            mend = f"use 3 to 64 small letters, digits and single hyphens, for example `{example}`"
            self.fault("E105", value, f"`{value.text[:80]}` is not a lesson id", mend)
            return ""
        if value.text in DOORS:
            self.fault("E105", value, f"`{value.text}` is an address of the product", f"say more, for example `{value.text}-one`")
            return ""
        return value.text

    def stage(self) -> str:
        """Where the buyer is. Faults: E401."""
        value, process = self.text("stage"), self.context.process
        if value is None or not value.text:
            return ""
        if process is not None and value.text not in process.stage:
            mend = did_you_mean(value.text, process.stage, f"the stages are {', '.join(process.stage)}")
            self.fault("E401", value, f"the process has no stage `{value.text[:60]}`", mend)
        return value.text

    def behaviours(self) -> tuple[str, ...]:
        """What it is about. Faults: E402."""
        values = self.words("behaviours", "next-step-confirmed")
        self.how_many("behaviours", values, 3)
        for value in values:
            known_behaviour(self.draft, value.text or "", value.line, value.text or "", value.column)
        return tuple(dict.fromkeys(current_behaviour(self.draft, value.text or "") for value in values))

    def objectives(self) -> tuple[str, ...]:
        """What one can do afterwards. Faults: E106."""
        values = self.words("objectives", "Book the next step on the call.")
        self.how_many("objectives", values, 3)
        longest = int(self.context.threshold("objective_chars"))
        english = (self.front.text("locale") or "en").lower().startswith("en")
        for value in values:
            text = value.text or ""
            if len(text) > longest:
                self.fault(
                    "E106",
                    value,
                    f"the objective has {len(text)} characters; {longest} are read",
                    "say one thing a person can do",
                )
            elif english and not begins_with_verb(text):
                mend = "begin with what a person will do: Tell, Book, Choose, Write, Ask ..."
                self.fault("E106", value, f"the objective does not begin with a verb: `{text.split()[0][:40]}`", mend)
        return tuple(value.text or "" for value in values)

    def authors(self, key: str = "authors") -> tuple[str, ...]:
        """The people that a key names, one at least. Faults: E105, E107."""
        values, known, at = self.words(key, "your-id"), self.context.people, self.front.get(key)
        if at is not None and (at.items == [] or at.text == ""):
            self.fault("E105", at, f"`{key}` names nobody", f"write for example `{key}: {EXAMPLES[key]}`")
        for value in values:
            if known is not None and value.text not in known:
                mend = did_you_mean(value.text or "", sorted(known), "add the person to people.yml")
                self.fault("E107", value, f"people.yml knows no author `{(value.text or '')[:60]}`", mend)
        return tuple(value.text or "" for value in values)

    def reviewed(self) -> str | None:
        """The day of the last review. Faults: W506."""
        value = self.text("reviewed")
        if value is None or value.text is None:
            return None
        day = _day(value.text)
        if day is None:
            self.fault("E105", value, f"`{value.text[:40]}` is not a date", "write year-month-day, for example 2026-11-02")
            return None
        today, limit = self.context.today, self.context.rules.review_days
        if today is not None and self.front.text("status") != "retired" and (today - day).days > limit:
            message = f"reviewed {(today - day).days} days ago; the academy asks for a look every {limit}"
            self.fault("W506", value, message, "read it, mend it, and set today's date")
        return value.text

    def locale(self) -> str:
        """The language; the academy's when it cannot be read."""
        value = self.text("locale")
        if value is None or value.text is None:
            return self.context.rules.locale
        if is_tag(value.text):
            return value.text
        self.fault("E105", value, f"`{value.text[:40]}` is not a language tag", "write for example en, es or pt-BR")
        return self.context.rules.locale

    def moved(self) -> Mapping[str, str]:
        """Where questions came from."""
        value = self.front.get("moved")
        if value is None or (value.text == ""):
            return {}
        if value.entries is None:
            self.fault(
                "E105",
                value,
                "`moved` must be lines of `question-id: old-lesson#old-id`",
                "write one line for each question that moved here",
            )
            return {}
        found: dict[str, str] = {}
        for name, (key, old) in value.entries.items():
            if ID.match(name) and old.text and _QUESTION.match(old.text):
                found[name] = old.text
            else:
                mend = "write question-id: old-lesson#old-id; put it in quotes if YAML takes # for a comment"
                self.fault("E105", key, f"`{name[:60]}` does not say where the question came from", mend)
        return found

    def sources(self) -> tuple[str, ...]:
        """Addresses that the author read."""
        values = self.words("sources", "https://example.org/article")
        for value in values:
            if not _SOURCE.match(value.text or ""):
                self.fault("E105", value, f"`{(value.text or '')[:60]}` is not a link", "write the whole address with https://")
        return tuple(value.text or "" for value in values)

    def in_stage(self, keys: Keys) -> None:
        """E403."""
        process = self.context.process
        if process is None or keys.stage not in process.stage:
            return
        known = [process.behaviour[id] for id in keys.behaviours if id in process.behaviour]
        if not known or len(known) != len(keys.behaviours) or any(one.stage == keys.stage or one.always for one in known):
            return
        place = self.front.get("behaviours") or Value(1, 1)
        mend = f"set stage: {known[0].stage}, or name a behaviour of {keys.stage}: {', '.join(one.id for one in process.in_stage(keys.stage))}"
        self.fault("E403", place, f"no behaviour of the lesson belongs to the stage `{keys.stage}`", mend)

    def written_for(self, keys: Keys) -> None:
        """W408."""
        process, value = self.context.process, self.front.get("process")
        if process is None or value is None or not keys.process or keys.process == process.version:
            return
        older = keys.process < process.version
        message = f"written for version {keys.process} of the process; it is at version {process.version}"
        mend = (
            f"read the lesson against the process and set process: {process.version}"
            if older
            else f"set process: {process.version}"
        )
        self.fault("W408", value, message, mend)


def is_tag(text: str) -> bool:
    """Whether this is a language tag (BCP 47)."""
    return _LOCALE.match(text) is not None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        return None
