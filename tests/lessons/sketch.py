"""A compiled lesson in lines that a person can read and write: its blocks, and for a question its kind and what can be answered."""

from collections.abc import Iterator

from server.lessons.compiler.model import Asked, Block, Choice, Heading, Lesson, Media, Question
from server.lessons.compiler.outline import words

MARKS = {1: "(x)", 0.5: "(/)", 0: "( )"}


def sketch(lesson: Lesson) -> list[str]:
    """The lesson without its key point and first heading."""
    return [line for block in lesson.blocks[2:] for line in _block(lesson, block)]


def _block(lesson: Lesson, block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"heading {block.level} {block.title} #{block.id}"
    elif isinstance(block, Media):
        yield f"{block.kind} {block.path} {block.captions or words(block.transcript)}"
    elif isinstance(block, Asked):
        question = lesson.question(block.question)
        assert question is not None
        yield from _question(question)
    else:
        yield f"{type(block).__name__.lower()} {words(block.html)}"


def _question(question: Question) -> Iterator[str]:
    switches = [name for name in ("optional", "fixed_order", "many") if getattr(question, name)]
    yield " ".join([question.kind, f"#{question.id}", question.title, *switches])
    if question.text:
        yield f"  prompt {' / '.join(question.text.split(chr(10) * 2))}"
    yield from (f"  {_choice(choice)}" for choice in question.choices)
    yield from _match(question)
    yield from _typed(question)
    yield from _scenes(question)
    yield from _promise(question)
    yield from (f"  hint {words(hint)}" for hint in question.hints)
    if question.explanation:
        yield f"  explained {words(question.explanation)}"


def _choice(choice: Choice) -> str:
    name = "" if choice.id.startswith("~") else f" #{choice.id}"
    to = f" -> #{choice.to}" if choice.to else ""
    return f"{MARKS[choice.mark]} {choice.text}{name}{to}" + (f" > {words(choice.feedback)}" if choice.feedback else "")


def _match(question: Question) -> Iterator[str]:
    if question.match:
        rights = {side.id: side.text for side in question.match.rights}
        for side in question.match.lefts:
            said = words(question.match.feedback.get(side.id))
            yield f"  {side.text} = {rights.pop(question.match.partner[side.id])}" + (f" > {said}" if said else "")
        yield from (f"  decoy {decoy}" for decoy in rights.values())


def _typed(question: Question) -> Iterator[str]:
    if question.short:
        yield f"  accepted {list(question.short.accepted)} {list(question.short.ranges)}"
        for wrong in question.short.wrong:
            yield f"  wrong {wrong.text} > {words(wrong.feedback)}"
    if question.gaps:
        yield f"  gaps {[words(piece) for piece in question.gaps.pieces]} {[list(accepted) for accepted in question.gaps.accepted]}"


def _scenes(question: Question) -> Iterator[str]:
    for scene in question.scenes:
        yield (
            f"  scene #{scene.id} {scene.title}"
            + (f" | {scene.text}" if scene.text else "")
            + (f" ends {scene.outcome}" if scene.outcome else "")
        )
        yield from (f"    {_choice(move)}" for move in scene.moves)


def _promise(question: Question) -> Iterator[str]:
    if question.commit:
        days = "working days" if question.commit.working else "days"
        who = f", with {question.commit.who}" if question.commit.who else ""
        yield f"  due in {question.commit.days} {days}, proof {question.commit.proof}, ask {question.commit.ask}{who}"
    if question.reflect:
        yield f"  at least {question.reflect.min_words} words" + (", may be shared" if question.reflect.share else "")
