"""The one document of limits, fields, keys, connections and logs says what the code does."""

import importlib
import re
from datetime import timedelta
from pathlib import Path

import msgspec

from server.api import pace
from server.forms import MAX_FORM, MEGABYTE
from server.forms.fields import LONGEST
from server.forms.read import MOST_FIELDS
from server.ids import token
from server.inspections import forms as evidence
from server.integrations.directory.pages import people_files
from server.integrations.identity.actions import journey, leaving, passkeys
from server.integrations.mail import outside as mail
from server.notices.pages import feed
from server.people import lifetimes, limits
from server.people.limits import Limit
from server.web.door import slow_body
from server.web.pages import setup_deals
from tests import tree

DOCUMENT = Path("docs/limits.md")
FORM_IS_READ = r"forms\.read\(\s*request,\s*([A-Z]\w+)"
CRYPTOGRAPHY = r"^\s*(?:import|from) (?:hashlib|hmac|secrets|cryptography|joserfc|webauthn)\b"
NETWORK = (
    r"^\s*(?:import|from) (?:httpx|http\.client|asyncpg|aiosmtplib|imaplib|smtplib|socket|ssl|dulwich|urllib3|urllib\.request|subprocess)\b"
    r"|asyncio\.(?:create_subprocess|open_connection)"
)
SLOW = r"(?<!sync_)\bto_thread\b|\bcreate_subprocess_exec\b|\bkept\.keep\("
COUNTS = r'^\w+(?:: Final)? = Limit\("([^"]+)"'
LOGGERS = r'getLogger\("(plumbline[a-z.]*)"\)'


def told(limit: Limit) -> str:
    return f"{limit.most} in {words(limit.window)}"


def words(span: timedelta) -> str:
    """In the largest unit that is whole."""
    seconds = int(span.total_seconds())
    unit, size = next((unit, size) for unit, size in UNITS.items() if seconds % size == 0)
    return f"{seconds // size} {unit}{'' if seconds == size else 's'}"


UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}

TRIES = {
    "asking for a link and a code, an account": limits.ASKS_PER_ACCOUNT,
    "asking for a link and a code, an address": limits.ASKS_PER_ADDRESS,
    "typing codes, an account": limits.CODES_PER_ACCOUNT,
    "typing codes, an address": limits.CODES_PER_ADDRESS,
    "a question for a passkey, an address": passkeys.QUESTIONS,
    "setting out for the company’s account, an address": journey.DEPARTURES,
    "telling that somebody signed out at the company’s account, an address": leaving.TOLD,
    "signing out by one token of the company’s account": leaving.ONCE,
    "looking at a calendar, a feed": feed.OFTEN,
    "reading by a program, a token": pace.READING,
    "changing by a program, a token": pace.CHANGING,
}

LIMITS = {row: told(limit) for row, limit in TRIES.items()} | {
    "wrong codes of one request": str(lifetimes.CODE_TRIES),
    "a link and its code": words(lifetimes.SIGN_IN),
    "a session that is remembered": words(lifetimes.REMEMBERED),
    "a session that is not, at the longest": words(lifetimes.LONGEST),
    "a session that is not, unused": words(lifetimes.IDLE),
    "setup after a sign-in": words(lifetimes.CONFIRMED),
    "a secret of ours": f"{len(token()) * 6 // 8 * 8} bits",
    "a form without its files": f"{MAX_FORM // 1024} kB",
    "a body that stands still": f"{slow_body.PATIENCE:.0f} seconds",
    "fields of a form": str(MOST_FIELDS),
    "a field that says nothing less": f"{LONGEST} characters",
    "a file of evidence": f"{evidence.LARGEST_FILE // MEGABYTE} MB",
    "a file of deals": f"{setup_deals.LARGEST // MEGABYTE} MB",
    "a file of people": f"{people_files.LARGEST // MEGABYTE} MB",
    "a mail that is forwarded": f"{mail.LARGEST // MEGABYTE} MB",
    "the words of evidence": f"{evidence.LONGEST_QUOTE} characters",
    "the address of evidence": f"{evidence.LONGEST_LINK} characters",
}


def test_every_limit_is_told_as_it_is():
    assert dict(rows("Limits")) == LIMITS


def test_whatever_counts_tries_is_told():
    counting = {what for path in tree.below("server", ".py") for what in re.findall(COUNTS, tree.read(path), re.MULTILINE)}
    assert {limit.what for limit in TRIES.values()} == counting


def test_every_field_of_every_form_is_told_with_its_type_and_its_length():
    assert dict(rows("Fields")) == fields()


def test_what_a_page_reads_from_a_form_stands_in_a_module_of_forms():
    """The table of fields is made from these modules, so a form elsewhere would not be told."""
    read = {name for path in tree.below("server", ".py") for name in re.findall(FORM_IS_READ, tree.read(path))}
    assert {row.partition("` ")[2] for row in fields()} >= read
    assert len(read) > 40


def test_every_module_that_computes_digests_or_keys_is_told():
    assert listed("Keys and digests") == modules(CRYPTOGRAPHY)


def test_no_digest_is_of_a_kind_that_was_broken():
    text = "\n".join(tree.read(path) for path in tree.below("server", ".py"))
    kinds = set(re.findall(r"\bhashlib\.(\w+)", text)) | set(re.findall(r'"(md\d|sha\d\w*|blake\w*|ripemd\d+)"', text))
    # `new` takes its kind, and what it is given stands here as well.
    assert kinds == {"new", "sha256", "sha384", "sha512", "blake2b"}


def test_every_module_that_reaches_out_is_told():
    assert listed("Connections") == modules(NETWORK)


def test_whatever_takes_so_long_that_it_is_done_aside_is_told():
    assert listed("What takes long") == {path for path in modules(SLOW) if not path.startswith("server/cli/")}


def test_logs_go_where_the_document_says_and_nowhere_else():
    assert "Logs go to standard error" in tree.read(DOCUMENT)
    assert modules(r"logging\.\w*Handler\(|\.addHandler|basicConfig|dictConfig|fileConfig|import logging\.") == {"server/logs.py"}
    assert re.findall(r"\w+Handler\(.*\)", tree.read(Path("server/logs.py"))) == ["StreamHandler()", "addHandler(handler)"]


def test_what_belongs_together_is_told_with_a_test_for_each():
    told = rows("What belongs together")
    tests = [tuple(name.split("::")) for _what, rule in told for name in re.findall(r"`(tests/[^`]+)`", rule)]
    assert len(told) > 10
    assert len(tests) >= len(told)
    missing = [f"{path}::{name}" for path, name in tests if f"def {name}(" not in tree.read(Path(path))]
    assert missing == []


def test_every_log_is_told():
    written = {name for path in tree.below("server", ".py") for name in re.findall(LOGGERS, tree.read(path))}
    assert {name.strip("`") for name, _what in rows("Logs")} == written


def fields() -> dict[str, str]:
    """Each form with its fields, by its module and name."""
    found = {}
    for path in tree.below("server", ".py"):
        if path.name == "forms.py" and path != Path("server/forms.py"):
            module = importlib.import_module(".".join(path.with_suffix("").parts))
            for name, form in sorted(vars(module).items()):
                if isinstance(form, type) and issubclass(form, msgspec.Struct) and form.__module__ == module.__name__:
                    found[f"`{path.parent.name}` {name}"] = ", ".join(map(_field, msgspec.structs.fields(form)))
    return found


def _field(field: msgspec.structs.FieldInfo) -> str:
    kind = re.sub(r"typing\.|datetime\.|uuid\.|<class '|'>", "", str(field.type))
    annotated = re.match(r"Annotated\[(.*), msgspec\.Meta\((.*)\)\]", kind)
    shown = f"{annotated[1]} ({annotated[2].replace('_', ' ')})" if annotated else kind
    return f"{field.encode_name}: {shown}".replace("|", "or")


def modules(pattern: str) -> set[str]:
    return {str(path) for path in tree.below("server", ".py") if re.search(pattern, tree.read(path), re.MULTILINE)}


def listed(heading: str) -> set[str]:
    """The modules that stand in a table."""
    return {path for names, _what in rows(heading) for path in re.findall(r"`(server/[\w/]+\.py)`", names)}


def rows(heading: str) -> list[tuple[str, str]]:
    """The first two cells of each row of the table under a heading."""
    part = tree.read(DOCUMENT).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = [tuple(cell.strip() for cell in line.strip("|").split("|")[:2]) for line in part.splitlines() if line.startswith("|")]
    return [(cells[0], cells[1]) for cells in found[2:]]
