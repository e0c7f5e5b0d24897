from server.learning.walk import walks
from server.people.roles import Actor
from server.search.entries import Entry
from server.search.queries import Result
from server.search.sentence import Piece, Sentence
from server.search.typed import read
from server.web.search_lines import Line, Reader, deals_named, lines
from tests.deals.samples import FORM, deal
from tests.selling import EDITION, PROCESS


def reader(*roles: str, finished: tuple[str, ...] = ()) -> Reader:
    return Reader(Actor(id=FORM, name="Ada", roles=frozenset(roles), zone="UTC", locale="en", theme=""), finished)


def line(kind: str, id: str, sentence: Sentence | None = None, who: Reader | None = None) -> Line | None:
    entry = Entry(kind=kind, id=id, title="A title")  # type: ignore[arg-type]  # one of them
    return next(lines([Result(entry=entry, sentence=sentence or Sentence())], EDITION, who or reader("rep")), None)


def test_each_kind_leads_to_its_place():
    placed = Sentence(pieces=(Piece("Then", marked=True),), place="h-then")
    for kind, id, sentence, href, what in (
        ("behaviour", "insight-shared", Sentence(), "/process#insight-shared", "Process, Discover"),
        ("behaviour", "insight-shared", Sentence(method="spin"), "/process?words=spin#insight-shared", "Process, Discover"),
        ("stage", "align", Sentence(), "/process#align", "Process, a stage"),
        ("motion", "small", Sentence(), "/process#h-motions", "Process, a kind of deal"),
        ("method", "spin", Sentence(), "/process?words=spin", "Process"),
        (
            "template",
            "meeting-recap",
            Sentence(),
            "/process/templates/meeting-recap",
            "Template, one page, with a filled example",
        ),
        ("path", "new-rep", Sentence(), "/lessons#h-new-rep", "Path"),
        ("lesson", "next-step", placed, "/lessons/next-step#h-then", "Lesson, about 3 min"),
        ("lesson", "next-step", Sentence(), "/lessons/next-step", "Lesson, about 3 min"),
    ):
        found = line(kind, id, sentence)
        assert found is not None
        assert (found.href, found.what, found.pieces) == (href, what, sentence.pieces)
        assert found.says == ("SPIN says:" if sentence.method else "")


def test_a_lesson_says_whether_it_is_finished_also_under_its_old_name():
    assert not walks(EDITION.academy.lessons[0])
    found = line("lesson", "hear-it", who=reader("rep", finished=("listen",)))
    assert found
    assert found.what == "Lesson, about 3 min, done"


def test_an_author_reads_a_lesson_where_authors_read_it():
    found = line("lesson", "next-step", Sentence(place="h-then"), reader("author"))
    assert found
    assert found.href == "/academy/lessons/next-step"


def test_what_is_gone_since_it_was_found_is_left_out():
    assert line("lesson", "gone") is None
    assert line("template", "gone") is None
    assert line("behaviour", "gone") is None


def test_deals_are_found_by_the_beginnings_of_their_names():
    found = [deal()]
    word = found[0].name.split()[0]
    (told,) = deals_named(found, read(word[:4]), PROCESS, {})
    assert (told.title, told.href, told.what) == (found[0].name, f"/deals/{found[0].id}", "Your deal")
    assert next(deals_named(found, read(word), PROCESS, {found[0].owner: "Ada"})).what == "A deal of Ada"
    assert list(deals_named(found, read(f"{word} elsewhere"), PROCESS, {})) == []
    assert list(deals_named(found, read(""), PROCESS, {})) == []
