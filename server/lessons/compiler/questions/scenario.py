"""A branching scenario: scenes, the moves between them, and endings with an outcome."""

import re
from collections.abc import Mapping, Sequence

from markdown_it.token import Token

from server.lessons.compiler.draft import Draft
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import Heading
from server.lessons.compiler.markdown.document import Block, is_comment
from server.lessons.compiler.markdown.listing import Item, cut_id, read_list, trimmed
from server.lessons.compiler.model import Choice, Outcome, Scene
from server.lessons.compiler.questions.choices import chips_once, count, equal, feedback, of_shape, text_tokens, wordless
from server.lessons.compiler.questions.frame import Frame, SceneFrame
from server.lessons.compiler.questions.given import Given, ids
from server.lessons.compiler.questions.names import OUTCOMES, claim, suggest
from server.lessons.compiler.questions.routes import ends, reached

OF_ALL = frozenset({"TIP", "NOTE"})
"""Alerts that say something about a whole question."""

_BARE = re.compile(r"#([a-z0-9]+(?:-[a-z0-9]+)*)\W*\Z")
_ARROW = re.compile(r"\s*(?:→|-+>|=>|⇒|➔|➜)\s*\Z")


def scenario(draft: Draft, frame: Frame) -> Given:
    """Scenes and moves. Faults: E204, E205, E213-E216, E223, E230-E233."""
    if not frame.scenes:
        mend = "write each scene below #### and give it an id: #### Tuesday, 09:10 `#silence`"
        draft.add("E230", frame.line, "`scenario`", "the scenario has no scenes", mend)
        return Given(kind="scenario")
    taken: set[str] = set()
    lines = {scene.heading.id: scene.heading.line for scene in reversed(frame.scenes) if scene.heading.id}
    scenes = tuple([_scene(draft, frame, scene, lines, taken) for scene in frame.scenes])
    chips_once(draft, [chip for scene in frame.scenes for chip in scene.chips], "moves")
    if scenes[0].outcome and not scenes[0].moves:
        first, mend = frame.scenes[0].heading, "begin with a scene that has moves"
        draft.add("E230", first.line, f"`#{first.id}`", "the first scene is an ending, so there is nothing to choose", mend)
    _routes(draft, frame, scenes)
    return Given(kind="scenario", scenes=scenes)


def _scene(draft: Draft, frame: Frame, scene: SceneFrame, lines: Mapping[str, int], taken: set[str]) -> Scene:
    this = scene.heading
    if this.id is None:
        mend = f"write #### {this.title} `#{suggest(this.title)}`"
        draft.add("E204", this.line, this.title, "the scene has no id, so no move can lead to it", mend)
    else:
        claim(draft, this.id, this.line, "scene")
    outcome = _outcome(draft, scene)
    draft.writer.note(this.title, this.line, "heading")
    prompt, items, behind = _parts(draft, scene, last=scene is frame.scenes[-1])
    html, text = draft.told(prompt)
    moves = _moves(draft, scene, items, lines, taken)
    _behind(draft, frame, behind)
    if moves and outcome:
        mend = "take the outcome away, or the moves: an ending has none"
        draft.add("E233", this.line, f"`{outcome}`", "the scene has moves and an outcome", mend)
    elif not moves and not outcome and not items and not _means_outcome(this):
        mend = f"write `moved`, `stalled` or `lost` behind `#{this.id or 'its-id'}`, or give it moves"
        draft.add("E233", this.line, this.title, "an ending without an outcome", mend)
    return Scene(id=this.id or "", title=this.title, html=html, text=text, moves=moves, outcome=outcome)


def _means_outcome(this: Heading) -> bool:
    """Whether the heading of a scene has a chip where an outcome would stand; E205 has told that it is none."""
    return any(not chip.startswith("#") for chip in this.chips)


def _parts(draft: Draft, scene: SceneFrame, *, last: bool) -> tuple[list[Block], list[Item], list[Block]]:
    """What stands above the moves, the moves, and what stands below them. A hint and an explanation behind the last scene are of the question."""
    lists = [
        (block, listing) for block in scene.blocks if block.kind == "bullet_list" and (listing := read_list(block)).is_marked
    ]
    if not lists:
        end = len(scene.blocks)
        while last and end and scene.blocks[end - 1].kind == "alert" and scene.blocks[end - 1].first.meta["kind"] in OF_ALL:
            end -= 1
        return scene.blocks[:end], [], scene.blocks[end:]
    for block, _ in lists[1:]:
        text = draft.source.line(block.line).strip()
        draft.add(
            "E223", block.line, text, f"the moves are split at line {block.line}", "write all moves of a scene as one list of -"
        )
    prompt = [block for block in scene.blocks if block.line < lists[0][0].line]
    behind = [block for block in scene.blocks if block.line > lists[-1][0].last and not (is_comment(block) or block.kind == "hr")]
    return prompt, [item for _, listing in lists for item in listing.items], behind


def _behind(draft: Draft, frame: Frame, behind: Sequence[Block]) -> None:
    for block in behind:
        text = draft.source.line(block.line).strip()
        if block.kind == "alert":
            kind = block.first.meta["kind"]
            (frame.hints if kind == "TIP" else frame.notes if kind == "NOTE" else frame.callouts).append(block)
        elif block.kind == "blockquote":
            mend = f"put two spaces in front of it: `  {text[:50]}`"
            draft.add("E222", block.line, text, "feedback that is not indented, so it belongs to no move", mend)
        else:
            draft.add("E201", block.line, text, "the moves are not the last thing in the scene", "put this above the moves")


def _outcome(draft: Draft, scene: SceneFrame) -> Outcome | None:
    found: Outcome | None = None
    for chip in scene.heading.chips:
        if chip.startswith("#"):
            continue
        if chip in OUTCOMES and found is None:
            found = next(outcome for outcome in OUTCOMES if outcome == chip)
        else:
            mend = did_you_mean(chip, OUTCOMES, f"a scene may say {', '.join(OUTCOMES)}")
            message = f"a second outcome `{chip}`" if chip in OUTCOMES else f"unknown keyword `{chip}` on a scene"
            draft.add("E205", scene.heading.line, f"`{chip}`", message, mend)
    return found


def _moves(
    draft: Draft, scene: SceneFrame, items: Sequence[Item], lines: Mapping[str, int], taken: set[str]
) -> tuple[Choice, ...]:
    of_shape(draft, items, "round")
    scene.lines = [item.line for item in items]
    if items:
        count(draft, scene.heading.line, scene.heading.title, items, "moves")
    parts = []
    for item in items:
        tokens, target = cut_id(text_tokens(draft, item))
        tokens, arrow = _cut_arrow(tokens)
        tokens, chip = cut_id(tokens) if arrow else (tokens, None)
        html, text = draft.answer(tokens, item.line)
        _target(draft, item, target, lines, arrow=arrow)
        parts.append((item, html + draft.flow(item.more), text, chip, target))
    wordless(draft, [(item.line, html) for item, html, _, _, _ in parts if not item.miss])
    equal(draft, [(item.line, text) for item, _, text, _, _ in parts if text], "E216", "moves")
    scene.chips = [(item.line, chip) for item, _, _, chip, _ in parts if chip]
    given = ids([(text, chip) for _, _, text, chip, _ in parts], taken)
    return tuple(
        Choice(id=id, html=html, text=text, mark=item.value, feedback=feedback(draft, item), to=target)
        for id, (item, html, text, _, target) in zip(given, parts, strict=True)
    )


def _cut_arrow(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    tokens = trimmed(tokens)
    last = tokens[-1] if tokens else None
    found = _ARROW.search(last.content) if last is not None and last.type == "text" else None
    if last is None or found is None:
        return tokens, False
    return trimmed([*tokens[:-1], Token("text", "", 0, content=last.content[: found.start()])]), True


def _target(draft: Draft, item: Item, target: str | None, lines: Mapping[str, int], *, arrow: bool) -> None:
    first = item.content.split("\n")[0]
    if target is None:
        bare = _BARE.search(item.content)
        name = bare[1] if bare else next(iter(lines), "scene")
        mend = f"write at its end → `#{name}`" + (", with backticks" if bare else ", or the scene it leads to")
        draft.add("E231", item.line, first, "the move leads nowhere", mend)
    elif target not in lines:
        mend = did_you_mean(target, lines, "add a scene #### with this id, or lead to one that is there")
        line = item.line + item.content[: max(item.content.rfind(f"`#{target}`"), 0)].count("\n")
        draft.add("E231", line, f"`#{target}`", f"no scene is called `#{target}`", mend)
    elif not arrow:
        draft.add(
            "E231", item.line, f"`#{target}`", f"no arrow in front of `#{target}`", f"write → `#{target}` (or -> `#{target}`)"
        )


def _routes(draft: Draft, frame: Frame, scenes: Sequence[Scene]) -> None:
    """E232 and E233: what cannot be reached, and from where no way leads to an ending."""
    told: set[str] = set()
    seen, ending = reached(scenes), ends(scenes)
    for scene, written in zip(scenes, frame.scenes, strict=True):
        if scene.id in told or not scene.id:
            continue
        told.add(scene.id)
        if scene.id not in seen:
            mend = f"let a move lead to `#{scene.id}`, or take the scene away"
            draft.add("E232", written.heading.line, f"`#{scene.id}`", f"no move leads to the scene `#{scene.id}`", mend)
        if scene.moves and scene.id not in ending and all(move.to in {one.id for one in scenes} for move in scene.moves):
            message = f"from `#{scene.id}` no way leads to an ending"
            draft.add(
                "E233",
                written.heading.line,
                f"`#{scene.id}`",
                message,
                "let one move lead to a scene with `moved`, `stalled` or `lost`",
            )
