"""What an author is told to write instead: the help of a fault, where more than one is at hand."""

import pytest

from tests.lessons import world

PICK = "### Which one? `#which`\n\n- (x) Call them\n  > They answer.\n"
SEVEN = "".join(f"- ( ) {word}\n  > It is not.\n" for word in ("One", "Two", "Three", "Four", "Five", "Six"))
ACT = "### Act `#act` `scenario`\n\n#### Monday `#monday`\n\n"
ENDS = "\n#### It ends `#ends` `moved`\n"
MARKED = "write one space behind - and begin this line below the first letter of the mark"


def helps(text: str, code: str) -> list[str]:
    """The helps of all faults with this code."""
    return [one.help for one in world.compiled(world.HEAD + world.TITLE + text).diagnostics if one.code == code]


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        (PICK, "add a wrong answer that people really choose"),
        (PICK + SEVEN, "keep the 6 best, or ask two questions"),
        (ACT + "- (x) Call → `#ends`\n  > They answer.\n" + ENDS, "add a wrong move that people really choose"),
        ("### Where? `#where` `survey`\n\n- At home\n", "add an option that people may pick"),
    ],
)
def test_too_few_or_too_many(text: str, help_: str) -> None:
    assert helps(text, "E213") == [help_]


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        (
            "### Which? `#which`\n\n- Call\n- Wait\n",
            "mark the choices: `- (x) Call` for the right one and `- ( )` for the others",
        ),
        ("### Which? `#which`\n\n- A [[ gap ]]\n", "gaps stand in a paragraph: take the - away"),
        ("### Fix `#fix`\n\n- `due` 2 days\n", "it has fields: write `#fix` `commit` or `reflect` at the end of the heading"),
        ("### Act `#act`\n\n#### Monday `#monday`\n", "it has scenes: write `#act` `scenario` at the end of the heading"),
        ("### Where? `#where` `survey`\n", "write its options as a list: - ( ) one option"),
        (
            "### Which? `#which`\n\nWords.\n",
            "end it with choices `- (x)`, boxes `- [x]`, a numbered list, a table, `- = answer`, or [[ a gap ]]",
        ),
    ],
)
def test_no_answer(text: str, help_: str) -> None:
    assert helps(text, "E201") == [help_]


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        (PICK + "- [ ] Wait\n  > No.\n", "use ( ) on every choice when one is right, [ ] on every choice when several may be"),
        (PICK + "- = wait\n  > No.\n", "write - ( ); typed answers with = stand alone in their list"),
        (
            PICK.replace("(x)", "[x]") + "- = wait\n  > No.\n",
            "write - [ ]; typed answers with = stand alone in their list",
        ),
    ],
)
def test_marks_of_two_shapes(text: str, help_: str) -> None:
    assert helps(text, "E214") == [help_]


@pytest.mark.parametrize(
    ("between", "help_"),
    [
        ("> They answer.\n", "put two spaces in front of >"),
        (" > They answer.\n", MARKED),
        ("\nThey answer.\n\n", "put two spaces in front of it"),
        ("\n They answer.\n\n", MARKED),
        ("\n<!-- too easy? -->\n\n", "move it above the list"),
        ("\n> [!NOTE]\n> They answer.\n\n", "move it below the list"),
        ("\n```\nThey answer.\n```\n\n", "move it above the list"),
        ("+ ( ) Write\n  > They read.\n", "begin every choice with `-`"),
    ],
)
def test_choices_that_are_split(between: str, help_: str) -> None:
    first = "### Which one? `#which`\n\n- (x) Call them\n"
    assert helps(first + between + "- ( ) Wait here\n  > They do not.\n", "E223")[:1] == [help_]


@pytest.mark.parametrize(
    ("behind", "help_"),
    [("> They do not.", "put two spaces in front of it: `  > They do not.`"), (" > They do not.", MARKED)],
)
def test_feedback_behind_the_last_choice(behind: str, help_: str) -> None:
    assert helps(PICK + "- ( ) Wait\n" + behind + "\n", "E222") == [help_]


@pytest.mark.parametrize("line", ["-\u00a0(x) Call", "-(x) Call", "– (x) Call", "  –  (x) Call"])
def test_a_line_that_became_no_choice(line: str) -> None:
    assert helps(f"### Which one? `#which`\n\n{line}\n", "E215") == ["write `- (x)` with plain spaces"]


@pytest.mark.parametrize(
    ("options", "help_"),
    [
        ("- (x) At home\n- ( ) Abroad\n", "write ( ); nothing is right here"),
        ("- [x] At home\n", "write [ ]; nothing is right here"),
    ],
)
def test_a_right_answer_in_a_survey(options: str, help_: str) -> None:
    text = f"### Where? `#where` `survey`\n\n{options}"
    assert helps(text, "E211") + helps(text, "E212") == [help_]


@pytest.mark.parametrize("spaces", ["", " ", "  "])
def test_what_belongs_to_a_step_begins_below_its_first_letter(spaces: str) -> None:
    steps = "### Order? `#order`\n\n1. Ask\n{}> Ask first.\n2. Listen\n3. Note\n"
    assert helps(steps.format(spaces), "E223") == ["begin this line below the first letter of its step"]
    assert helps(steps.format("   "), "E223") == []


def test_the_numbers_of_steps_are_all_written_alike() -> None:
    assert helps("### Order? `#order`\n\n1. Ask\n2) Listen\n3) Note\n", "E223") == ["write `.` behind every number"]


@pytest.mark.parametrize(
    ("chips", "help_"),
    [
        ("`reflect` `reflect`", "keep one"),
        ("`reflect` `survey`", "keep one; ask the other in a question of its own"),
        ("`#again`", "keep `#which`"),
        ("`surve`", "did you mean `survey`?"),
    ],
)
def test_chips_that_do_not_go_together(chips: str, help_: str) -> None:
    assert helps(f"### Which one? `#which` {chips}\n", "E205") == [help_]


@pytest.mark.parametrize(
    ("move", "help_"),
    [
        ("Call", "write at its end → `#ends`, or the scene it leads to"),
        ("Call → #ends", "write at its end → `#ends`, with backticks"),
        ("Call → `#end`", "did you mean `ends`?"),
        ("Call `#ends`", "write → `#ends` (or -> `#ends`)"),
    ],
)
def test_moves_that_lead_nowhere(move: str, help_: str) -> None:
    assert helps(f"{ACT}- (x) {move}\n  > They answer.\n- ( ) Wait → `#ends`\n  > No.\n{ENDS}", "E231") == [help_]
