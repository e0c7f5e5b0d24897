"""Numbers as Prometheus reads them: its text format, version 0.0.4."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Family(Struct, frozen=True, kw_only=True):
    """One metric: `kind` is counter, gauge or histogram; `samples` are (labels, value), or (suffix, labels, value) of a histogram."""

    name: str
    kind: str
    help: str
    samples: tuple[tuple[str, Mapping[str, str], float], ...]


def one(name: str, kind: str, about: str, *samples: tuple[Mapping[str, str], float | None]) -> Family:
    """A metric of these samples; those without a value are left out."""
    told = tuple(("", labels, value) for labels, value in samples if value is not None)
    return Family(name=name, kind=kind, help=about, samples=told)


def text(families: Iterable[Family]) -> str:
    """All of them, each with its help and its type; one without samples is left out."""
    return "".join(_family(family) for family in families if family.samples)


def _family(family: Family) -> str:
    head = f"# HELP {family.name} {_escaped(family.help)}\n# TYPE {family.name} {family.kind}\n"
    return head + "".join(
        f"{family.name}{suffix}{_labels(labels)} {_number(value)}\n" for suffix, labels, value in family.samples
    )


def _labels(labels: Mapping[str, str]) -> str:
    inside = ",".join(f'{name}="{_escaped(value, quote=True)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str, *, quote: bool = False) -> str:
    plain = value.replace("\\", r"\\").replace("\n", r"\n")
    return plain.replace('"', r"\"") if quote else plain


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
