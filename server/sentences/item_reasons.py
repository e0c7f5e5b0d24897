"""Why a question of a lesson is weak, as values; `item_words` turns them into sentences. Choices are counted from 1 as they stand in the file."""

from msgspec import Struct


class Backwards(Struct, frozen=True):
    """Of `people`, those who got it wrong do better on the rest of the lesson than those who got it right."""

    people: int


class Rival(Struct, frozen=True):
    """A wrong choice was picked by more people than the right one."""

    choice: int
    picked: int
    right: int


class SureWrong(Struct, frozen=True):
    """In practice `picked` of the `sure` people who were sure took the same wrong choice."""

    choice: int
    picked: int
    sure: int


class Easy(Struct, frozen=True):
    """As good as everybody is right."""

    right: int
    people: int


class Idle(Struct, frozen=True):
    """Wrong choices that nobody took."""

    choices: tuple[int, ...]
    people: int


ItemReason = Backwards | Rival | SureWrong | Easy | Idle
