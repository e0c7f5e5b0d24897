"""How many of something, in the English of the commands."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 deal`, `1,200 deals`; `many` where it does not end in s alone."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
