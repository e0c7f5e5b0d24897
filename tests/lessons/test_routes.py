"""Ways through a scenario, against the slow and certain way to find them."""

from hypothesis import given
from hypothesis import strategies as st

from server.lessons.compiler.model import Choice, Scene
from server.lessons.compiler.questions.routes import ends, longest, reached

FORWARD = st.integers(1, 7).flatmap(lambda size: st.lists(st.lists(st.integers(1, 3), max_size=3), min_size=size, max_size=size))
ANY = st.lists(st.lists(st.integers(0, 6), max_size=3), min_size=1, max_size=7)


def scenes(moves: list[list[int]]) -> list[Scene]:
    made = []
    for number, targets in enumerate(moves):
        given = tuple(Choice(id=f"{number}-{to}", html="", text="", to=f"s{to}") for to in targets if to < len(moves))
        made.append(Scene(id=f"s{number}", title="", html="", text="", moves=given))
    return made


def paths(moves: list[list[int]], here: int, seen: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """Every way from a scene on which no scene is seen twice."""
    seen = (*seen, here)
    further = [path for to in moves[here] if to < len(moves) and to not in seen for path in paths(moves, to, seen)]
    return [seen, *further]


@given(FORWARD)
def test_without_circles_the_longest_way_is_found(steps: list[list[int]]) -> None:
    moves = [[number + step for step in row] for number, row in enumerate(steps)]
    made = scenes(moves)
    asking = {number for number, scene in enumerate(made) if scene.moves}
    assert longest(made) == max(sum(number in asking for number in path) for path in paths(moves, 0))


@given(ANY)
def test_what_is_reached_and_what_ends(moves: list[list[int]]) -> None:
    made = scenes(moves)
    endings = {number for number, scene in enumerate(made) if not scene.moves}
    assert reached(made) == {f"s{path[-1]}" for path in paths(moves, 0)}
    assert ends(made) == {
        f"s{number}" for number in range(len(moves)) if any(path[-1] in endings for path in paths(moves, number))
    }
    assert 0 <= longest(made) <= len(made)


def test_no_scene_has_no_way() -> None:
    assert longest([]) == 0
    assert reached([]) == set()
