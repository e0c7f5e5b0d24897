"""What the files of a process say, as the product reads them, and how far an inspect question may stray from its clauses."""

import pytest

from server.lessons.compiler.academy import compile_academy
from server.process.map import Clause, Process
from tests.lessons.cases import base
from tests.lessons.compiled import TODAY, compiled

ASKED = "Has the buyer accepted a date?"
RENAMED = """=== process/agree/terms-agreed.md changed
< id: terms-agreed
> id: terms-in-writing
> aliases: [terms-agreed]
=== agree/they-go-quiet.md changed
< behaviours: [terms-agreed]
> behaviours: [terms-in-writing]
=== agree/agree-the-terms.md changed
< behaviours: [terms-agreed]
> behaviours: [terms-in-writing]
"""


def process(changes: str) -> Process:
    result = compiled(changes)
    assert result.diagnostics == ()
    assert result.academy.process is not None
    return result.academy.process


def test_without_a_folder_there_is_no_process() -> None:
    files = {path: data for path, data in base().items() if not path.startswith("process/")}
    assert compile_academy(files, today=TODAY).academy.process is None


def test_a_process_says_what_it_is_called_and_which_one_of_it_this_is() -> None:
    found = process("")
    assert (found.id, found.version, found.title) == ("small", 1, "A small process")
    assert found.about == "Two stages are enough to test with."


def test_a_stage_may_list_a_behaviour_as_it_was_called() -> None:
    listed = "=== process/agree/stage.md changed\n< max_days: 14\n> max_days: 14\n> behaviours: [terms-agreed]\n"
    assert process(listed + RENAMED).in_stage("agree")[0].id == "terms-in-writing"


def test_a_clause_says_whose_word_is_enough_and_when() -> None:
    old = "- [ ] The date was set in the meeting `#set-live` `timed`"
    new = "> - [ ] The date was set `#set-live` `source seller-note` `timed`\n> - [ ] No date was wanted `#no-date` `na`"
    clauses = process(f"=== process/meet/date-set.md changed\n< {old}\n{new}").behaviours[0].clauses
    assert clauses == (
        Clause(id="buyer-accepted", text="The buyer accepted the date", source="system", line=24),
        Clause(id="set-live", text="The date was set", source="seller-note", timed=True, line=25),
        Clause(id="no-date", text="No date was wanted", source="system", na=True, line=26),
    )


def test_a_motion_is_read_whole() -> None:
    motions = process(
        """=== process/reference.md changed
<     max_days: {meet: 7, agree: 14}
>     max_days: {meet: 1, agree: 3650}
>     aliases: [old, older]"""
    ).motions
    (motion,) = motions
    assert (motion.id, motion.title, motion.stages, motion.gates) == (
        "new",
        "New customer",
        ("meet", "agree"),
        ("date-set", "terms-agreed"),
    )
    assert (motion.max_days, motion.required_roles, motion.aliases) == (
        {"meet": 1, "agree": 3650},
        ("uses", "pays"),
        ("old", "older"),
    )


def test_a_process_may_have_no_motions() -> None:
    lines = base()["process/reference.md"].decode().splitlines()
    some = "".join(f"< {line}\n" for line in lines[lines.index("motions:") : lines.index("    required_roles: [uses, pays]") + 1])
    assert process(f"=== process/reference.md changed\n{some}").motions == ()


@pytest.mark.parametrize(
    ("asks", "strange"),
    [
        ("Has the buyer accepted our pricing deck?", ""),
        ("Has the buyer accepted our pricing deck today?", "`pricing`, `deck`, `today`"),
        ("Did the champion forward the date?", "`champion`, `forward`"),
        ("Is it forwarded?", ""),
        ("Does who sets it get it?", ""),
        ("Is the account in the setup?", "`account`, `setup`"),
        ("Is the acceptance dated, and its setting a meeting of buyers?", ""),
        ("Has the buyer accepted three dates?", "`three`"),
        ("Has the buyer accepted 5 dates?", "`5`"),
        ("Has buyer b accepted c, d and e?", ""),
    ],
)
def test_a_question_may_use_other_words_but_not_ask_something_else(asks: str, strange: str) -> None:
    told = compiled(f"=== process/meet/date-set.md changed\n< {ASKED}\n> {asks}").diagnostics
    expected = [f"the inspect question asks what no clause asks: {strange}"] if strange else []
    assert [one.message for one in told] == expected


def test_a_question_that_names_a_behaviour_as_it_was_called_is_about_it_and_its_author_is_told_in_passing() -> None:
    heading = "### What shows that terms are agreed? `#what-shows`"
    result = compiled(f"{RENAMED}< {heading}\n> {heading} `@terms-agreed`")
    (told,) = result.diagnostics
    assert (told.code, told.severity, told.help) == ("E402", "warning", "write `terms-in-writing`; until then it is read so")
    assert (told.path, told.line, told.message) == (
        "agree/agree-the-terms.md",
        25,
        "the behaviour `terms-agreed` is called `terms-in-writing` now",
    )
    lesson = next(one for one in result.academy.lessons if one.id == "agree-the-terms")
    assert lesson.questions[0].behaviours == ("terms-in-writing",)
