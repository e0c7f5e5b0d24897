"""A process as the files of an academy. A file that is there keeps every part of it whose meaning is the same, word by word."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from server.lessons.spreadsheet import prose
from server.lessons.spreadsheet.columns import METHODS
from server.process.map import Behaviour, Clause, Motion, Process, Stage

HEADINGS: Final[Mapping[str, str]] = {
    "exit": "Exit",
    "job": "The buyer's job",
    "steps": "Steps",
    "done": "Done when",
    "proof": "Proof",
    "inspect": "Inspect",
    "drift": "Drift looks like",
    "coach": "Coach",
    "crosswalk": "In other words",
}

_SECTION = re.compile(r"^##\s.*?`(?P<chip>[a-z]+)`[ #]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---\n(?P<front>.*?\n)---\n", re.DOTALL)
_KEY = re.compile(r"^(?P<key>[a-z_]+):", re.MULTILINE)
_TITLE = re.compile(r"^# .*$", re.MULTILINE)

Parts = Mapping[str, str]


def behaviour(new: Behaviour, before: Behaviour | None, text: str | None) -> str:
    """The file of a behaviour. `before` is what `text`, the file as it is, compiles to."""
    return _patched(_front_of(new), _body_of(new), text, _front_of(before) if before else {}, _body_of(before) if before else {})


def stage(new: Stage, works: Sequence[str], before: Stage | None, were: Sequence[str], text: str | None) -> str:
    """The file of a stage; `works` and `were` are the ids of its behaviours, now and before."""
    return _patched(
        _front_of_stage(new, works),
        _body_of_stage(new),
        text,
        _front_of_stage(before, were) if before else {},
        _body_of_stage(before) if before else {},
    )


def reference(new: Process, before: Process | None, text: str | None) -> str:
    """`reference.md`."""
    about = new.about or "Say what this process is for, and who may change it."
    was = _front_of_reference(before) if before else {}
    body = {"": f"# {prose.text(new.title)}\n\n{prose.paragraphs(about)}\n"}
    return _patched(_front_of_reference(new), body, text, was, {}, keep_body=True)


def scalar(words: str) -> str:
    """A text as YAML: in quotes where it could be read as something else."""
    plain = re.fullmatch(r"[^\W_][\w .,'()/&+-]*", words) is not None and not words.endswith((" ", ":"))
    return words if plain else '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _patched(front: Parts, body: Parts, text: str | None, was_front: Parts, was_body: Parts, *, keep_body: bool = False) -> str:
    found = _FRONT.match(text) if text is not None else None
    if text is None or found is None:
        return "---\n" + "".join(front.values()) + "---\n\n" + "\n".join(body.values())
    rest = text[found.end() :]
    return f"---\n{_front(found['front'], front, was_front)}---\n{rest if keep_body else _body(rest, body, was_body)}"


def _front(text: str, now: Parts, was: Parts) -> str:
    """The front matter with the keys that mean something else written anew, at their place."""
    starts = [(one["key"], one.start()) for one in _KEY.finditer(text)]
    ends = [*(start for _key, start in starts[1:]), len(text)]
    parts = {key: text[start:end] for (key, start), end in zip(starts, ends, strict=True)}
    head = text[: starts[0][1]] if starts else text
    new = [key for key in now if key not in parts and now[key] != was.get(key)]
    order = [*parts, *new]
    if new:
        places = {key: place for place, key in enumerate(now)}
        order.sort(key=lambda key: places.get(key, len(places)))
    return head + "".join(_key(parts.get(key, ""), now.get(key), was.get(key)) for key in order)


def _key(text: str, now: str | None, was: str | None) -> str:
    """A key as it stands where it means the same, or is none that a table says anything about."""
    return text if now is None or (text and now == was) else now


def _body(text: str, now: Parts, was: Parts) -> str:
    """The body with the sections that mean something else written anew, at their place; the part before the first has the key ''."""
    marks = list(_SECTION.finditer(text))
    ends = [*(one.start() for one in marks), len(text)]
    top, parts = text[: ends[0]], {one["chip"]: text[one.start() : end] for one, end in zip(marks, ends[1:], strict=True)}
    if now[""] != was.get(""):
        title = _TITLE.search(top)
        top = (top[: title.start()] if title else "\n") + now[""] + "\n"
    order = [*parts, *(key for key in now if key and key not in parts)]
    pieces = [_section(parts.get(key), now.get(key, ""), was.get(key, "")) for key in order]
    return (top + "".join(pieces)).rstrip("\n") + "\n"


def _section(text: str | None, now: str, was: str) -> str:
    if text is not None and now == was:
        return text
    return f"{now}\n" if now else ""


def _front_of(one: Behaviour) -> Parts:
    return {
        "id": f"id: {one.id}\n",
        "stage": f"stage: {one.stage}\n",
        "role": f"role: {one.role}\n",
        "always": "always: true\n" if one.always else "",
        "gate": f"gate: {'true' if one.gate else 'false'}\n",
        "artifact": f"artifact: {one.artifact}\n",
        "source": f"source: {one.source}\n",
        "fresh_days": f"fresh_days: {one.fresh_days}\n",
        "version": f"version: {one.version}\n",
    }


def _body_of(one: Behaviour) -> Parts:
    steps = "\n".join(prose.item(step, f"{number}. ", "   ") for number, step in enumerate(one.steps, start=1))
    done = "\n".join(_box(clause, one.source) for clause in one.clauses)
    terms = [(METHODS.get(method, method.replace("-", " ").capitalize()), term) for method, term in one.crosswalk.items()]
    texts = {
        "steps": steps,
        "done": done,
        "proof": prose.paragraphs(one.proof),
        "inspect": prose.paragraphs(one.inspect),
        "drift": prose.paragraphs(one.drift),
        "coach": prose.paragraphs(one.coach),
        **({"crosswalk": prose.table([("Method", "Term"), *terms])} if terms else {}),
    }
    top = f"# {prose.text(one.title)}\n\n{prose.paragraphs(one.statement)}\n"
    return {"": top, **{chip: f"## {HEADINGS[chip]} `{chip}`\n\n{words}\n" for chip, words in texts.items()}}


def _box(clause: Clause, usual: str) -> str:
    marks = [f"`#{clause.id}`", *(["`timed`"] if clause.timed else ()), *(["`na`"] if clause.na else ())]
    if clause.source != usual:
        marks.append(f"`source {clause.source}`")
    return f"- [ ] {prose.text(clause.text)} {' '.join(marks)}"


def _front_of_stage(one: Stage, works: Sequence[str]) -> Parts:
    return {
        "id": f"id: {one.id}\n",
        "max_days": f"max_days: {one.max_days}\n",
        "behaviours": "behaviours:\n" + "".join(f"  - {id}\n" for id in works) if works else "",
    }


def _body_of_stage(one: Stage) -> Parts:
    return {
        "": f"# {prose.text(one.title)}\n",
        "exit": f"## {HEADINGS['exit']} `exit`\n\n{prose.paragraphs(one.exit)}\n",
        "job": f"## {HEADINGS['job']} `job`\n\n{prose.paragraphs(one.job)}\n",
    }


def _front_of_reference(process: Process) -> Parts:
    return {
        "id": f"id: {process.id}\n",
        "version": f"version: {process.version}\n",
        "title": f"title: {scalar(process.title)}\n",
        "stages": f"stages: [{', '.join(one.id for one in process.stages)}]\n",
        "moved": _moved(process.moved),
        "motions": "motions:\n" + "".join(_motion(one) for one in process.motions),
    }


def _moved(moved: Mapping[str, str]) -> str:
    return "moved:\n" + "".join(f"  {old}: {new}\n" for old, new in moved.items()) if moved else ""


def _motion(one: Motion) -> str:
    lines = [
        f"  - id: {one.id}",
        f"    title: {scalar(one.title)}",
        *([f"    aliases: [{', '.join(one.aliases)}]"] if one.aliases else ()),
        f"    stages: [{', '.join(one.stages)}]",
        *(["    gates:", *(f"      - {gate}" for gate in one.gates)] if one.gates else ["    gates: []"]),
        "    max_days:",
        *(f"      {stage}: {days}" for stage, days in one.max_days.items()),
        f"    required_roles: [{', '.join(one.required_roles)}]",
    ]
    return "\n".join(lines) + "\n"
