"""Every page renders from a typed sample, whole and as a fragment, and what comes out is right."""

import re
from pathlib import Path

import pytest

from server.html import Page
from tests import html_checker, pages
from tests.house import template_text
from tests.pages import Sample

SAMPLES = pages.samples()
SHELLS = {"signed in": pages.signed_in(), "dark": pages.signed_in(theme="dark"), "signed out": pages.signed_out()}


def test_every_page_has_a_sample():
    assert pages.kinds() - {type(sample.page) for sample in SAMPLES} == set()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_page_renders_in_every_shell(sample: Sample):
    for name, shell in SHELLS.items():
        html = pages.render(sample.page, shell)
        assert re.search(r"<h1[ >]", html), name
        assert re.search(r"<title>\s*\S.* · Plumbline</title>", html), f"{name}: a page has a title of its own"
        assert template_text.active(html) == [], name
        head = html.partition('<header class="masthead">')[2].partition("</header>")[0]
        assert ('<a href="/account">' in head) is shell.signed_in, f"{name}: where one signs out is a press away"


def test_every_page_and_every_fragment_is_valid_html(tmp_path: Path):
    wholes = {file_name(sample, "page"): whole(sample) for sample in SAMPLES}
    parts = {file_name(sample, "fragment"): fragment(sample) for sample in SAMPLES if sample.page.fragment}
    assert "\n".join(html_checker.faults(wholes | parts, tmp_path)) == ""


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if sample.page.fragment], ids=lambda sample: sample.name)
def test_a_fragment_is_a_part_of_its_page(sample: Sample):
    part = pages.render(sample.page, pages.signed_in(), sample.page.fragment)
    assert squeeze(part) in squeeze(whole(sample))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_form_that_changes_something_carries_its_tokens(sample: Sample):
    for form in re.findall(r"<form\b.*?</form>", whole(sample), re.DOTALL):
        if 'method="post"' in form and not before_sign_in(sample.page):
            assert 'name="csrf"' in form
            assert 'name="form"' in form


def before_sign_in(page: Page) -> bool:
    """Whether its forms are sent before there is a session, so before there is a token."""
    return type(page).__name__.startswith("SignIn")


def whole(sample: Sample) -> str:
    return pages.render(sample.page, pages.signed_in())


def fragment(sample: Sample) -> str:
    return html_checker.document(pages.render(sample.page, pages.signed_in(), sample.page.fragment))


def file_name(sample: Sample, kind: str) -> str:
    return f"{kind}-" + re.sub(r"[^a-z0-9]+", "-", sample.name.lower())


def squeeze(html: str) -> str:
    return " ".join(html.split())
