"""The wording of one file: sentences and paragraphs, link texts, jargon, names (W604-W606, W620, W622, W623)."""

import re
from collections.abc import Sequence

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.markdown.render import Passage
from server.lessons.compiler.words.prose import CHARACTERS_A_MINUTE, measure, sentences_of, words_of

FEW_WORDS = 50
"""Below this many words LIX says nothing."""

EMPTY_LINKS = frozenset(
    {"here", "click here", "click", "link", "this", "this link", "more", "read more", "this page", "see here"}
    | {"aquí", "haz clic aquí", "clic aquí", "clic", "enlace", "este enlace", "esto", "más", "leer más", "ver más", "esta página"}
)

BANNED = {
    "synergy": "say what the two do together",
    "synergies": "say what the two do together",
    "low-hanging fruit": "say which ones are easy, and why",
    "crush it": "say what was reached",
    "rockstar": "say what the person does well",
    "guru": "say what the person knows",
    "ninja": "say what the person does well",
    "paradigm": "say what changes",
    "best-in-class": "say compared with what",
    "move the needle": "say which number changes",
}
"""Words that say less than they seem to; an academy adds its own."""

COMMON = frozenset(
    {
        "NOT",
        "EXCEPT",
        "ALL",
        "AND",
        "OR",
        "YOU",
        "THEM",
        "MUST",
        "NEVER",
        "ALWAYS",
        "ONLY",
        "ONE",
        "DO",
        "NO",
        "YES",
        "WHY",
        "WHO",
        "HOW",
    }
    | {
        "CEO",
        "CFO",
        "CIO",
        "CTO",
        "COO",
        "CRM",
        "PDF",
        "FAQ",
        "USA",
        "UK",
        "US",
        "EU",
        "OK",
        "IT",
        "HR",
        "ID",
        "TV",
        "AI",
        "VP",
        "EUR",
        "USD",
    }
)
"""Capitals that need no entry in the glossary."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])(?:\+\d[\d ()/.-]{7,}\d|\(?0\d{2,4}\)?[ /-]\d[\d -]{4,}\d|\d{3}[-.]\d{3}[-.]\d{4})(?!\w)")
_EXAMPLE = re.compile(r"@(?:[\w-]+\.)*example(?:\.(?:com|org|net))?\Z", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]{2,12}\b")
_BARE = re.compile(r"\bhttps?://[^\s<>)]+")


def check_style(draft: Draft, key_point: tuple[str, int] | None) -> None:
    """All rules about the wording of a lesson."""
    check_wording(draft)
    _key_point(draft, key_point)


def check_wording(draft: Draft) -> None:
    """The rules that hold for any page that people read."""
    passages = draft.writer.passages
    _readable(draft, passages)
    _paragraphs(draft, passages)
    _link_texts(draft)
    _words(draft, passages)


def _readable(draft: Draft, passages: Sequence[Passage]) -> None:
    """W604."""
    most = int(draft.context.threshold("sentence_words"))
    for passage in passages:
        if passage.text.count(" ") < most:
            continue
        for sentence in sentences_of(passage.text):
            words = words_of(sentence)
            if len(words) > most:
                start = " ".join(words[:4])
                message = f"a sentence of {len(words)} words; {most} are read with ease: `{start} …`"
                draft.near("W604", passage.line, sentence.strip()[:40], message, "make two sentences of it")
    language = draft.locale.partition("-")[0]
    measured = measure(passage.text for passage in passages if passage.place == "prose" and passage.kind != "heading")
    limit = draft.context.threshold("lix")
    if language not in CHARACTERS_A_MINUTE and measured.words >= FEW_WORDS and measured.lix > limit:
        message = f"the prose is hard to read: LIX {measured.lix:.0f}, at most {limit:.0f}"
        prose = [passage for passage in passages if passage.place == "prose" and passage.text.count(" ") >= 5]
        worst = max(prose, key=lambda passage: measure([passage.text]).lix, default=passages[0])
        draft.near(
            "W604",
            worst.line,
            " ".join(worst.text.split()[:6]),
            message,
            "begin here: shorten sentences, say long words with short ones",
        )


def _paragraphs(draft: Draft, passages: Sequence[Passage]) -> None:
    """W605."""
    longest, most = int(draft.context.threshold("paragraph_words")), int(draft.context.threshold("section_words"))
    since, told = 0, False
    for passage in passages:
        if passage.place not in {"prose", "prompt"}:
            continue
        if passage.kind == "heading":
            since, told = 0, False
            continue
        words = len(passage.text.split())
        since += words
        if words > longest:
            draft.near(
                "W605",
                passage.line,
                passage.text[:40],
                f"a paragraph of {words} words; at most {longest}",
                "part it where the thought turns",
            )
        if since > most and not told:
            told = True
            draft.near(
                "W605",
                passage.line,
                passage.text[:40],
                f"more than {most} words without a heading",
                "put a ## heading above this paragraph",
            )


def _key_point(draft: Draft, key_point: tuple[str, int] | None) -> None:
    """W606."""
    most = int(draft.context.threshold("key_point_words"))
    if key_point is None:
        mend = "write below the title > [!IMPORTANT] and under it the one sentence to remember"
        first = draft.document.front.last_line + 1 if draft.document.front else 1
        draft.add("W606", min(first, len(draft.source.lines)), "", "the lesson has no key point", mend)
    elif (words := len(words_of(key_point[0]))) > most:
        draft.add(
            "W606",
            key_point[1],
            "> [!IMPORTANT]",
            f"the key point has {words} words; at most {most}",
            "keep what one remembers tomorrow",
        )


def _link_texts(draft: Draft) -> None:
    """W620."""
    for seen in draft.writer.links_seen:
        words = " ".join(seen.words.lower().split()).strip(" .:>→")
        if words in EMPTY_LINKS:
            draft.near(
                "W620",
                seen.line,
                seen.words.strip(),
                f"a link called `{seen.words.strip()}` says nothing on its own",
                "name what it leads to",
            )
        elif words.startswith(("http://", "https://", "www.")):
            draft.near("W620", seen.line, seen.words.strip(), "a bare address as a link", "write [what it is](address)")
    for passage in draft.writer.passages:
        if "://" in passage.text:
            text = passage.text
            for seen in draft.writer.links_seen:
                text = text.replace(seen.words, "") if "://" in seen.words else text
            if found := _BARE.search(text):
                draft.near("W620", passage.line, found[0], "a bare address", f"write [what it is]({found[0]})")


def _words(draft: Draft, passages: Sequence[Passage]) -> None:
    """W622 and W623."""
    banned, names = _banned(draft), draft.context.names
    told: set[str] = set()
    for passage in passages:
        low = passage.text.lower()
        for word, instead in banned.items():
            if word in low and word not in told and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low):
                told.add(word)
                place = low.find(word)
                mend = instead if " " in instead else f"write `{instead}`"
                draft.near("W622", passage.line, passage.text[place : place + len(word)], f"`{word}` is jargon", mend)
        for name in names:
            if name.lower() in low and re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", low):
                place = low.find(name.lower())
                message = f"`{passage.text[place : place + len(name)]}` is a real name"
                draft.near("W623", passage.line, passage.text[place : place + len(name)], message, "invent one")
        _contact(draft, passage)
        _capitals(draft, passage, told)


def _banned(draft: Draft) -> dict[str, str]:
    own = {word.lower(): instead for word, instead in draft.context.banned.items()}
    return {**BANNED, **own} if draft.locale.startswith("en") else own


def _contact(draft: Draft, passage: Passage) -> None:
    if "@" in passage.text:
        for found in _EMAIL.finditer(passage.text):
            if not _EXAMPLE.search(found[0]):
                draft.near(
                    "W623", passage.line, found[0], f"an e-mail address: `{found[0]}`", "write one that ends in @example.com"
                )
    if sum(map(str.isdigit, passage.text)) >= 7:
        for found in _PHONE.finditer(passage.text):
            draft.near(
                "W623",
                passage.line,
                found[0],
                f"a telephone number: `{found[0]}`",
                "leave it out; nobody should be called from a lesson",
            )


def _capitals(draft: Draft, passage: Passage, told: set[str]) -> None:
    """Abbreviations that the glossary does not explain, each once; only when the academy has a glossary."""
    known = draft.context.glossary
    if known is None:
        return
    for found in _CAPITALS.finditer(passage.text):
        word = found[0]
        if word not in COMMON and word not in told and word.lower() not in known and not passage.text.isupper():
            told.add(word)
            draft.near(
                "W622", passage.line, word, f"`{word}` is not explained in the glossary", "write it out, or add it to glossary.md"
            )
