"""What pages say about the language of a word that is not in their reader's. Every filter takes a tag, which is empty for the reader's own."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from server.sentences import speaking
from server.sentences.tongues import marked


def lang(tag: str) -> str:
    """The attribute of an element whose words are in another language."""
    return Markup(' lang="{}"').format(tag) if tag else ""


def own_lang(tag: str) -> str:
    """The attribute of an element inside one of another language, whose words are in the reader's again."""
    return lang(speaking()) if tag else ""


def html_in(html: str, tag: str) -> Markup:
    """Blocks of our own compiler's HTML, each with its language."""
    return Markup(marked(html, tag))  # noqa: S704  # the compiler escapes everything it did not write itself


def words_in(html: str, tag: str) -> Markup:
    """A line of our own compiler's HTML that stands among words of the reader's language."""
    return Markup(f'<span lang="{tag}">{html}</span>' if tag else html)  # noqa: S704  # as above, and a tag is letters and hyphens


ALL: Mapping[str, Callable[..., str]] = {"lang": lang, "own_lang": own_lang, "html_in": html_in, "words_in": words_in}
