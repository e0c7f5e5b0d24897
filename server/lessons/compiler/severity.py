"""How the faults of a file become diagnostics: severity by rule, in order of place, at most fifty a file."""

from server.lessons.compiler.diagnostic import Diagnostic, Severity
from server.lessons.compiler.faults import Fault
from server.lessons.compiler.markdown.source import Source
from server.lessons.compiler.model import Rules

MOST = 50
"""More faults than this in one file tell an author nothing new."""

WARNINGS = frozenset({"E106", "P021"})
"""Codes that begin with E or P and only warn."""

_SEVERITIES: tuple[Severity, ...] = ("error", "warning")


def diagnostics(source: Source, faults: list[Fault], rules: Rules) -> tuple[Diagnostic, ...]:
    """The faults as diagnostics: without those switched off, in order of place, at most MOST (errors first when there are more)."""
    judged = [(fault, _severity(fault, rules)) for fault in dict.fromkeys(faults)]
    told = [(fault, severity) for fault, severity in judged if severity is not None]
    if len(told) > MOST:
        told = sorted(told, key=lambda one: (one[1] != "error", one[0].line, one[0].column))[:MOST]
    return tuple(_diagnostic(source, fault, severity) for fault, severity in sorted(told, key=_place))


def _severity(fault: Fault, rules: Rules) -> Severity | None:
    """What a fault weighs in this academy; None when the rule is switched off."""
    wanted = rules.rules.get(fault.code)
    if wanted == "off":
        return None
    return next((severity for severity in _SEVERITIES if severity == wanted), _usual(fault))


def _usual(fault: Fault) -> Severity:
    return fault.severity or usual(fault.code)


def usual(code: str) -> Severity:
    """What a fault of this code weighs when neither the academy nor the fault itself says otherwise."""
    return "warning" if code.startswith("W") or code in WARNINGS else "error"


def _place(told: tuple[Fault, Severity]) -> tuple[int, int, str]:
    fault, _ = told
    return fault.line, fault.column, fault.code


def _diagnostic(source: Source, fault: Fault, severity: Severity) -> Diagnostic:
    return Diagnostic(
        path=source.path,
        line=fault.line,
        column=fault.column,
        code=fault.code,
        severity=severity,
        message=fault.message,
        help=fault.help,
        length=fault.length,
        offset=source.offset(fault.line, fault.column),
        end=source.offset(fault.line, fault.column + fault.length),
    )
