"""Where a file of the academy can be read in the product: the one place that knows."""

from urllib.parse import quote

from server.lessons.compiler.library import Library


def address(library: Library, path: str, fragment: str = "") -> str | None:
    """The product's address of a file below the root, or None when it has no page of its own (partials, people, rules)."""
    page = _page(library, path)
    if page is None:
        return None
    return f"{page}#{fragment}" if fragment and "#" not in page else page


def media_address(path: str) -> str:
    """The product's address of an image, a recording or its captions."""
    return f"/media/{quote(path)}"


def _page(library: Library, path: str) -> str | None:
    if not path.endswith(".md"):
        return media_address(path) if path in library.media else None
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".md")
    if folder == "process/artifacts":
        return f"/process/templates/{_id(library, path)}"
    if path.startswith("process/"):
        return f"/process#{_id(library, path)}" if stem != "reference" else "/process"
    if folder == "paths":
        return f"/lessons#h-{_id(library, path)}"
    if path.startswith("partials/") or path == "people.md":
        return None
    return "/glossary" if path == "glossary.md" else _lesson(library, path)


def _lesson(library: Library, path: str) -> str | None:
    id = _id(library, path)
    return f"/lessons/{id}" if id else None


def _id(library: Library, path: str) -> str:
    document = library.document(path)
    return (document.front.text("id") if document and document.front else None) or ""
