"""`plumbline words`: what the pages say, brought to the translators."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from server.cli import words
from server.errors import Refused

PAGE = """
<h1>{{ _("Your deals") }}</h1>
<p>{% trans n=page.n %}{{ n }} deal{% pluralize %}{{ n }} deals{% endtrans %}</p>
<p>{% trans name=page.name %}By {{ name }}, 100% of it{% endtrans %}</p>
"""
ACTION = """
from server.sentences import gettext as _
from server.sentences import ngettext

def refuse(n: int) -> str:
    return _("Choose a day "
             "of this century.") if n else ngettext("%(n)d deal", "%(n)d deals", n) + _("Your deals") + some_other("Not said")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in (
        ("templates/web/deals.html", PAGE),
        ("server/deals/actions.py", ACTION),
        ("templates/house/ours.html", PAGE * 2),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_everything_that_is_said_is_found_once_with_its_places(root: Path):
    found = words.said(root)
    assert set(found) == {
        "Your deals",
        "Choose a day of this century.",
        ("%(n)s deal", "%(n)s deals"),
        ("%(n)d deal", "%(n)d deals"),
        "By %(name)s, 100%% of it",
    }
    assert [name for name, _line in found["Your deals"]] == ["server/deals/actions.py", "templates/web/deals.html"]


def test_a_catalogue_is_begun_empty_and_kept_in_step(root: Path):
    locales = root / "locale"
    assert words.bring("es", root, locales).startswith("es: 5 entries, 5 empty, 0 to look at again.")
    path = locales / "es" / "LC_MESSAGES" / "plumbline.po"
    begun = path.read_text()
    assert "nplurals=2" in begun
    words.bring("es", root, locales)
    assert path.read_text() == begun
    path.write_text(begun.replace('msgid "Your deals"\nmsgstr ""', 'msgid "Your deals"\nmsgstr "Tus oportunidades"'))
    page = root / "templates/web/deals.html"
    page.write_text(page.read_text().replace("By {{ name }}, 100% of it", "Good"))
    (root / "server/deals/actions.py").write_text(ACTION.replace("Your deals", "Your open deals"))
    page.write_text(page.read_text().replace("Your deals", "Your open deals"))
    told = words.bring("es", root, locales)
    assert told.startswith("es: 5 entries, 4 empty, 1 to look at again.")
    kept = {one.id: one for one in read_po(BytesIO(path.read_bytes())) if one.id}
    assert "By %(name)s, 100%% of it" not in kept
    assert (kept["Your open deals"].string, kept["Your open deals"].fuzzy) == ("Tus oportunidades", True)


def test_what_is_no_language_is_refused(root: Path):
    with pytest.raises(Refused, match="no language"):
        words.bring("nobody", root, root / "locale")
    assert not (root / "locale").exists()


def test_one_sentence_with_two_plurals_is_refused(root: Path):
    (root / "templates/web/more.html").write_text(
        "{% trans count=page.n %}{{ n }} deal{% pluralize %}{{ n }} deals, newest first{% endtrans %}"
    )
    with pytest.raises(Refused, match="deals, newest first"):
        words.said(root)
