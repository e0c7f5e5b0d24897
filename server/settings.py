"""Settings, read once from the environment, typed and loud. README.md lists them for people; a test keeps the two lists equal."""

import base64
import os
import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from server.errors import Setup
from server.variables import VARIABLES


class Settings(Struct, frozen=True, kw_only=True):
    """How this installation runs. Every field names its variable and what it means in `VARIABLES`."""

    database_url: str
    database_replicas: tuple[str, ...]
    synchronous: str
    url: str
    scim_url: str
    host: str
    port: int
    proxies: int
    workers: int
    lessons: Path
    lessons_repository: str
    lessons_branch: str
    lessons_path: str
    lessons_token: str
    lessons_every: int
    mail: str
    mail_from: str
    inbox: str
    inbox_address: str
    watch: bool
    log: str
    log_format: str
    metrics: str
    private_networks: bool
    months: Mapping[str, int]
    key: str

    @property
    def secure(self) -> bool:
        """Whether the public address is https, which decides the cookie."""
        return self.url.startswith("https://")

    @property
    def sends(self) -> bool:
        """Whether mail leaves this machine. Otherwise it is printed or put into a folder, and somebody has to look there."""
        return self.mail.startswith(("smtp://", "smtps://"))

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the public address: then a demonstration may list its cast."""
        return (urlsplit(self.url).hostname or "") in LOOPBACK and self.host in LOOPBACK

    @property
    def key_file(self) -> Path:
        """Where the key for secrets is kept unless it is set: beside the database when that is a file."""
        return self._data / "key"

    @property
    def fetched(self) -> Path:
        """Where what is fetched from the repository of the lessons is kept: beside the database, as the key."""
        return self._data / "lessons"

    @property
    def database_file(self) -> Path | None:
        """The file of SQLite, None with PostgreSQL."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.database_url.startswith("sqlite:///") else None

    @property
    def _data(self) -> Path:
        return self.database_file.parent if self.database_file else ROOT / "data"


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

ROOT = Path(__file__).resolve().parent.parent


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment. Raises Setup with one sentence for the first value that cannot be meant."""
    given = os.environ if environ is None else environ
    host = _host(given)
    port = _number(given, "PLUMBLINE_PORT", 1, 65535)
    return Settings(
        database_url=_database(given),
        database_replicas=_replicas(given),
        synchronous=_one_of(given, "DB_SYNCHRONOUS", ("NORMAL", "FULL")),
        url=_url(given, host, port),
        scim_url=_scim_url(given, host, port),
        host=host,
        port=port,
        proxies=_number(given, "PLUMBLINE_PROXIES", 0, 9),
        workers=_workers(given),
        lessons=_below_root(_value(given, "PLUMBLINE_LESSONS")),
        lessons_repository=_repository(given),
        lessons_branch=_branch(given),
        lessons_path=_folder(given),
        lessons_token=_value(given, "PLUMBLINE_LESSONS_TOKEN"),
        lessons_every=_number(given, "PLUMBLINE_LESSONS_EVERY", 0, 1440),
        mail=_mail(given),
        mail_from=_sender(given),
        inbox=_inbox(given),
        inbox_address=_inbox_address(given),
        watch=_one_of(given, "PLUMBLINE_WATCH", ("on", "off")) == "on",
        log=_one_of(given, "PLUMBLINE_LOG", ("debug", "info", "warning", "error")),
        log_format=_one_of(given, "PLUMBLINE_LOG_FORMAT", ("text", "json")),
        metrics=_value(given, "PLUMBLINE_METRICS"),
        private_networks=_one_of(given, "PLUMBLINE_PRIVATE_NETWORKS", ("refuse", "allow")) == "allow",
        months={words: _number(given, f"PLUMBLINE_KEEP_{words.upper()}", 0, 600) for words in ("evidence", "answers", "notes")},
        key=_keys(given),
    )


def _value(environ: Mapping[str, str], name: str) -> str:
    file = environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8-sig").strip()
        except OSError as error:
            raise Setup(f"{name}_FILE names {file}, which cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise Setup(f"{name}_FILE names {file}, which is no text.") from error
    return environ.get(name, "").strip() or VARIABLES[name][0]


def _number(environ: Mapping[str, str], name: str, low: int, high: int) -> int:
    value = _value(environ, name)
    # Of a number that is thousands of digits long Python does not say what it is.
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise Setup(f"{name} must be a whole number from {low} to {high}, and it is {value!r}.")
    return int(value)


def _one_of(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = _value(environ, name)
    if value not in allowed:
        raise Setup(f"{name} must be one of {', '.join(allowed)}, and it is {value!r}.")
    return value


def _database(environ: Mapping[str, str]) -> str:
    value = _value(environ, "DATABASE_URL")
    if value.startswith("sqlite:///"):
        path = value.removeprefix("sqlite:///")
        if path in {"", ":memory:"}:
            raise Setup("DATABASE_URL names no file. Write sqlite:///data/plumbline.sqlite, or postgresql://USER@HOST/NAME.")
        return f"sqlite:///{_below_root(path)}"
    if _is_postgresql(value):
        return value
    hint = (
        " In a password write a sign that is no letter and no digit as its number: %40 for @, %2F for /." if "@" in value else ""
    )
    raise Setup(f"DATABASE_URL must be sqlite:///PATH or postgresql://USER@HOST/NAME.{hint}")


def _replicas(environ: Mapping[str, str]) -> tuple[str, ...]:
    # One address may name several hosts, parted by commas too.
    given = tuple(one.strip(" ,") for one in re.split(r",\s*(?=postgres)", _value(environ, "DATABASE_REPLICAS")) if one)
    if not all(map(_is_postgresql, given)):
        raise Setup("DATABASE_REPLICAS must be addresses such as postgresql://USER@HOST/NAME, parted by commas.")
    if given and _value(environ, "DATABASE_URL").startswith("sqlite"):
        raise Setup("DATABASE_REPLICAS is for PostgreSQL, and DATABASE_URL names a file of SQLite. Leave one of them out.")
    return given


def _is_postgresql(value: str) -> bool:
    parts = _parts(value)
    if not parts or parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        return False
    return bool(HOSTS.fullmatch(parts.netloc) and QUERY.fullmatch(parts.query))


HOSTS = re.compile(r"(?:[^@]*+@)?(?:(?:\[[0-9a-fA-F:.]++\]|[^\[\]:@,]++)(?::\d{1,5})?+,?)*+")
"""Who and where in an address: PostgreSQL may be reached at one of several places, each with its port. No part gives back what it took, so that an
address that is none costs its length.
"""


QUERY = re.compile(r"(?:[^&=]+=[^&]*(?:&|$))*")
"""What else an address says: names with their values."""


def _parts(address: str) -> SplitResult | None:
    """The parts of an address, None when it cannot be one."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _says_more(parts: SplitResult) -> bool:
    """Whether it says more than how to reach a host, a path aside."""
    return bool(parts.query or parts.fragment or parts.username)


def _has_port(parts: SplitResult) -> bool:
    """Whether its port, if it names one, is a number that ports have."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _leads_somewhere(parts: SplitResult) -> bool:
    """Whether a browser can be sent there: by http or https, to a host that can be written in an address."""
    host = parts.netloc.rpartition("@")[2]
    return parts.scheme in {"http", "https"} and bool(HOST.fullmatch(host)) and _has_port(parts)


HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?")


def _below_root(path: str) -> Path:
    try:
        return ROOT / Path(path).expanduser()
    except RuntimeError as error:
        raise Setup(f"There is no such home folder: {path}.") from error


def _host(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_HOST")
    if "%" in value:
        raise Setup(
            f"PLUMBLINE_HOST names one link of this machine, {value!r}, where no browser can be sent. Write :: for all it has."
        )
    if not HOST.fullmatch(_bracketed(value)) or not _parts(f"//{_bracketed(value)}"):
        raise Setup(f"PLUMBLINE_HOST must be an address such as 127.0.0.1, 0.0.0.0 or ::1, and it is {value!r}.")
    return value


def _bracketed(host: str) -> str:
    """An address as it stands in a link, without a port."""
    return f"[{host}]" if ":" in host else host


def _url(environ: Mapping[str, str], host: str, port: int) -> str:
    value = _value(environ, "PLUMBLINE_URL") or f"http://{_bracketed(host)}:{port}"
    parts = _parts(value)
    if not parts or not _leads_somewhere(parts) or not value.isprintable():
        raise Setup(f"PLUMBLINE_URL must look like https://plumbline.example.com, without a path, and it is {value!r}.")
    if parts.path.strip("/"):
        # A browser parts sites by host and not by path: whatever else lives under this host could read our pages as whoever is signed in, and the
        # cookie __Host-plumbline, which no other host can set, belongs to the whole host.
        raise Setup(
            f"PLUMBLINE_URL names a path, {parts.path!r}. Plumbline needs a host name of its own, such as "
            "https://plumbline.example.com. Only SCIM may lie below a path: set PLUMBLINE_SCIM_URL."
        )
    if _says_more(parts):
        raise Setup(f"PLUMBLINE_URL must end with the host or its port, and it is {value!r}.")
    return _as_browsers_write(parts)


def _as_browsers_write(parts: SplitResult) -> str:
    """The address of a site, whatever was typed: what is Secure, and for whom passkeys are, hangs on each sign of it."""
    place = parts.netloc.lower().removesuffix(USUAL_PORTS[parts.scheme])
    if place.isascii():
        return f"{parts.scheme}://{place}"
    name, mark, port = place.partition(":")
    try:
        written = name.encode("idna")
    except UnicodeError as error:
        raise Setup(f"PLUMBLINE_URL names a host that cannot be one, and it is {parts.netloc!r}.") from error
    if written.decode("idna") != name:
        # Browsers keep a few letters, such as ß, that this older way of writing changes.
        raise Setup(f"PLUMBLINE_URL names {parts.netloc!r}. Write that host as it is registered, beginning with xn--.")
    return f"{parts.scheme}://{written.decode()}{mark}{port}"


USUAL_PORTS = {"http": ":80", "https": ":443"}


def _keys(environ: Mapping[str, str]) -> str:
    """The keys in the alphabet that is safe in addresses, parted by spaces."""
    given = _value(environ, "PLUMBLINE_KEY").replace(",", " ").translate(str.maketrans("+/", "-_")).split()
    for key in given:
        try:
            long_enough = len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
        except ValueError:
            long_enough = False
        if not long_enough:
            raise Setup("PLUMBLINE_KEY must be 32 bytes in base64, such as `openssl rand -base64 32` prints.")
    return " ".join(given)


def _scim_url(environ: Mapping[str, str], host: str, port: int) -> str:
    value = _value(environ, "PLUMBLINE_SCIM_URL") or f"{_url(environ, host, port)}/scim/v2"
    parts = _parts(value)
    if not parts or not _leads_somewhere(parts) or not value.isprintable() or " " in value:
        raise Setup(f"PLUMBLINE_SCIM_URL must look like https://gateway.example.com/plumbline/scim/v2, and it is {value!r}.")
    return value.rstrip("/")


def _workers(environ: Mapping[str, str]) -> int:
    workers = _number(environ, "PLUMBLINE_WORKERS", 1, 64)
    if workers > 1 and _value(environ, "DATABASE_URL").startswith("sqlite"):
        raise Setup(
            "PLUMBLINE_WORKERS is more than 1, and SQLite has one writer. Set it to 1, or use PostgreSQL by DATABASE_URL."
        )
    return workers


def _repository(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_LESSONS_REPOSITORY")
    if not value:
        return ""
    if "://" not in value:
        if value.startswith("/") or (COPIED.fullmatch(value) and value.isprintable()):
            return value
        raise Setup(f"{REPOSITORY} A path begins with a slash.")
    parts = _parts(value)
    plain = value.isprintable() and " " not in value and parts and not parts.query and not parts.fragment
    ways = {"https", "ssh"} | ({"http"} if _value(environ, "PLUMBLINE_PRIVATE_NETWORKS") == "allow" else set())
    if (
        not parts
        or not plain
        or parts.scheme not in ways
        or not parts.hostname
        or not _has_port(parts)
        or parts.hostname[0] == "-"
    ):
        raise Setup(f"{REPOSITORY} http alone is for private networks, which PLUMBLINE_PRIVATE_NETWORKS allows.")
    if parts.password is not None:
        raise Setup(
            "PLUMBLINE_LESSONS_REPOSITORY holds a password, which logs and pages would show. Set PLUMBLINE_LESSONS_TOKEN."
        )
    return value


REPOSITORY = "PLUMBLINE_LESSONS_REPOSITORY must be https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH or a path."
COPIED = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^-\s:][^\s:]*")
"""An address of ssh as hosts show it to be copied."""


def _branch(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_LESSONS_BRANCH")
    if value and not BRANCH.fullmatch(value):
        raise Setup(f"PLUMBLINE_LESSONS_BRANCH must be the name of a branch, such as main, and it is {value!r}.")
    return value


BRANCH = re.compile(r"(?!.*(?:\.\.|//|@\{|\.lock(?:/|$)|/\.|[./]$))[A-Za-z0-9_][A-Za-z0-9._/@+=#-]{0,199}")
"""Names of branches, a little narrower than git's own."""


def _folder(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_LESSONS_PATH").strip("/")
    parts = value.split("/") if value else []
    if any(part in {"", ".", "..", ".git"} for part in parts) or ":" in value or not value.isprintable():
        raise Setup(f"PLUMBLINE_LESSONS_PATH must be a folder within the repository, such as academy, and it is {value!r}.")
    return value


def _mail(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_MAIL")
    if value == "console" or (value.startswith("file:") and len(value) > len("file:")):
        return value
    parts = _parts(value)
    if parts and parts.scheme in {"smtp", "smtps"} and parts.hostname and _has_port(parts):
        return value
    raise Setup("PLUMBLINE_MAIL must be console, file:FOLDER, smtp://HOST:PORT or smtps://HOST:PORT.")


def _sender(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_MAIL_FROM")
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise Setup(f"PLUMBLINE_MAIL_FROM must be an address such as plumbline@example.com, and it is {value!r}.")
    return value


def _inbox(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_INBOX")
    parts = _parts(value)
    if value == "off" or (parts and parts.scheme in {"imap", "imaps"} and parts.hostname and parts.username and _has_port(parts)):
        return value
    if value == "hook" or (value.startswith("hook:") and len(value) >= len("hook:") + LEAST_SECRET):
        return value
    raise Setup(
        "PLUMBLINE_INBOX must be off, imaps://USER:PASSWORD@HOST/FOLDER, hook, or hook:SECRET "
        f"with a secret of at least {LEAST_SECRET} characters."
    )


LEAST_SECRET = 24


def _inbox_address(environ: Mapping[str, str]) -> str:
    value = _value(environ, "PLUMBLINE_INBOX_ADDRESS").lower()
    if not value and _value(environ, "PLUMBLINE_INBOX") == "off":
        return ""
    if not re.fullmatch(r"[a-z0-9._-]{1,40}@[a-z0-9.-]{1,190}", value):
        raise Setup("PLUMBLINE_INBOX_ADDRESS must be an address such as deals@in.example.com when PLUMBLINE_INBOX is set.")
    return value
