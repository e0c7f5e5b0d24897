"""Style sheets, fonts and scripts: what is sent, how it is cached, and that the vendored files are the ones we wrote down."""

import gzip
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from server.html import TEMPLATES
from server.web import assets
from server.web.pages.offline import PARTS

Client = TestClient[Litestar]
STATIC = assets.STATIC
SCRIPT_LINES = 950
"""With the worker, which a device fetches after its first page."""
ONE_SCRIPT_LINES = 80
FIRST_VISIT_BYTES = 120_000


@pytest.fixture(scope="module")
def files() -> assets.Assets:
    return assets.load()


@pytest.fixture(scope="module")
def client(files: assets.Assets) -> Iterator[Client]:
    with TestClient(Litestar([assets.router(files)], logging_config=None)) as client:
        yield client


def test_a_file_is_kept_for_a_year_without_asking(client: Client, files: assets.Assets) -> None:
    answer = client.get(files.url("app.css"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_sheets_are_joined_in_their_order_with_the_layers_first(files: assets.Assets) -> None:
    text = files.files["app.css"].body.decode()
    assert text.lstrip().startswith("@layer reset, base, layout, components, utilities;")
    assert text.index("@font-face") < text.index(".masthead") < text.index("@media print")
    assert {f"{name}.css" for name in assets.SHEETS} == {path.name for path in (STATIC / "css").iterdir()}


def test_every_font_that_a_sheet_names_is_served_beside_it(files: assets.Assets) -> None:
    named = set(re.findall(r"url\(\"(fonts/[^\"]+)\"\)", files.files["app.css"].body.decode()))
    assert named
    assert named <= set(files.files)


def test_text_is_compressed_for_those_who_take_it_and_whole_for_others(client: Client, files: assets.Assets) -> None:
    asset = files.files["app.css"]
    assert asset.zipped
    assert gzip.decompress(asset.zipped) == asset.body
    packed = client.get(files.url("app.css"), headers={"accept-encoding": "br, gzip"})
    plain = client.get(files.url("app.css"), headers={"accept-encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == asset.body
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "accepted", [b"gzip", b"br, GZIP ;q=0.5", b"gzip;q=0.01", b"*", b"*;q=0, gzip", b"deflate, gzip;q=1.0, *;q=0.5"]
)
def test_who_reads_gzip_is_read_from_what_they_send(accepted: bytes):
    assert assets.takes_gzip(accepted)


@pytest.mark.parametrize(
    "accepted", [b"", b"identity", b"br", b"gzip;q=0", b"gzip; q=0.00", b"*;q=0", b"gzip;q=0, *", b"gzippy", b"\xff"]
)
def test_who_does_not_read_gzip_gets_none(accepted: bytes):
    assert not assets.takes_gzip(accepted)


def test_a_font_is_sent_as_it_is(client: Client, files: assets.Assets) -> None:
    answer = client.get(files.url("fonts/literata-latin.woff2"), headers={"accept-encoding": "gzip"})
    assert answer.headers["content-type"] == "font/woff2"
    assert "content-encoding" not in answer.headers
    assert answer.content == (STATIC / "fonts/literata-latin.woff2").read_bytes()


def test_a_head_request_gets_the_length_and_no_body(client: Client, files: assets.Assets) -> None:
    answer = client.head(files.url("mark.svg"), headers={"accept-encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["content-length"] == str(len(files.files["mark.svg"].body))
    assert answer.content == b""


def test_a_file_that_did_not_change_is_not_sent_again(client: Client, files: assets.Assets) -> None:
    tag = client.get(files.url("app.css")).headers["etag"]
    assert client.get(files.url("app.css"), headers={"if-none-match": tag}).status_code == 304
    assert client.get(files.url("app.css"), headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *(
            "css/tokens.css",
            "VENDORED.md",
            "%2e%2e/assets.py",
            "..%2fassets.py",
            "..%5cassets.py",
            "js/%2e%2e/app.css",
            "",
            "no.js",
        ),
        *("css", "css/", "fonts/", "js/", ".git/HEAD", "%2e%2e/%2e%2e/%2e%2e/.git/HEAD", "app.css.map", "app.css~"),
    ],
)
def test_what_is_not_an_asset_is_not_found(client: Client, files: assets.Assets, path: str) -> None:
    assert client.get(f"/static/{files.hash}/{path}").status_code == 404


def test_an_address_of_another_release_is_not_found(client: Client, files: assets.Assets) -> None:
    assert client.get(files.url("app.css").replace(files.hash, "000000000000")).status_code == 404


def test_only_reading_is_allowed(client: Client, files: assets.Assets) -> None:
    answer = client.post(files.url("app.css"))
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_a_template_cannot_name_a_file_that_is_not_there(files: assets.Assets) -> None:
    with pytest.raises(KeyError):
        files.url("js/none.js")


def test_the_hash_follows_the_content_and_nothing_else(tmp_path: Path, files: assets.Assets) -> None:
    copy = Path(shutil.copytree(STATIC, tmp_path / "static"))
    assert assets.load(copy).hash == files.hash
    (copy / "mark.svg").write_text("<svg/>")
    assert assets.load(copy).hash != files.hash


def test_a_vendored_file_is_the_one_written_down() -> None:
    rows = re.findall(r"^\| `([^`]+)` .* ([0-9a-f]{64}) \|$", (STATIC / "VENDORED.md").read_text(), re.MULTILINE)
    found = {path.relative_to(STATIC).as_posix() for folder in ("vendor", "fonts") for path in (STATIC / folder).iterdir()}
    assert {name for name, _ in rows} == {name for name in found if not name.endswith(".txt")}
    for name, digest in rows:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


def test_our_scripts_stay_small() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in (*(STATIC / "js").glob("*.js"), *PARTS)}
    assert max(lengths.values()) <= ONE_SCRIPT_LINES
    assert sum(lengths.values()) <= SCRIPT_LINES


def test_a_first_visit_leaves_room_for_its_page(files: assets.Assets) -> None:
    # Scripts of a single page come with that page.
    head = (TEMPLATES / "_head.html").read_text()
    scripts = {name for name in files.files if name.endswith(".js") and name in head}
    names = [name for name in files.files if name.endswith((".css", ".svg", "latin.woff2"))] + sorted(scripts)
    assert len(scripts) == 2
    sent = sum(len(files.files[name].zipped or files.files[name].body) for name in names)
    assert sent <= FIRST_VISIT_BYTES - 10_000, sent


def test_what_templates_and_catalogues_say_has_a_name(tmp_path: Path):
    words, page = tmp_path / "es" / "plumbline.po", tmp_path / "page.html"
    words.parent.mkdir()
    names = []
    for said in ("Hoy", "Ahora"):
        words.write_text(said)
        names.append(assets.written(tmp_path))
    page.write_text("<p>")
    assert len({*names, assets.written(tmp_path)}) == 3
    assert assets.written(tmp_path) == assets.written(tmp_path)
