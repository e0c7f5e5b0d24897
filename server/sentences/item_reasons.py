"""Why a question of a lesson is weak, as values; `item_words` turns them into sentences. Choices are counted from 1 as they stand in the file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backwards:
    """Of `people`, those who got it wrong do better on the rest of the lesson than those who got it right."""

    people: int


@dataclass(frozen=True, slots=True)
class Rival:
    """A wrong choice was picked by more people than the right one."""

    choice: int
    picked: int
    right: int


@dataclass(frozen=True, slots=True)
class SureWrong:
    """In practice `picked` of the `sure` people who were sure took the same wrong choice."""

    choice: int
    picked: int
    sure: int


@dataclass(frozen=True, slots=True)
class Easy:
    """As good as everybody is right."""

    right: int
    people: int


@dataclass(frozen=True, slots=True)
class Idle:
    """Wrong choices that nobody took."""

    choices: tuple[int, ...]
    people: int


ItemReason = Backwards | Rival | SureWrong | Easy | Idle
