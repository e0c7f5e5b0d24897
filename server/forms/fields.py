"""The fields of a form as they were typed, made into a typed value; whatever is wrong in any of them is told at once."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import msgspec
import msgspec.inspect
from msgspec import UNSET, Struct
from msgspec.structs import FieldInfo

from server.errors import Invalid
from server.sentences import gettext as _

T = TypeVar("T", bound=Struct)

LONGEST: Final = 5_000
"""Characters of any one field, unless its struct says less."""


def filled(model: type[T], typed: Mapping[str, list[str]], checks: Callable[[T], Mapping[str, str]] | None = None) -> T:
    """The form as a `model`. Raises Invalid with a sentence for each field that is missing, malformed or too long, or that `checks` names."""
    fields = msgspec.structs.fields(model)
    raw = {field.encode_name: typed_in for field in fields if (typed_in := _raw(field, typed)) is not UNSET}
    wrong = _too_long(typed, _limits(model))
    value: T | None
    try:
        value = msgspec.convert(raw, model, strict=False)
    except msgspec.ValidationError:
        wrong = {**_malformed(fields, raw), **wrong}
        value = _with_stand_ins(model, raw, wrong)
    found = {**(checks(value) if checks and value is not None else {}), **wrong}
    if found or value is None:
        raise Invalid(_in_order(found, typed), typed)
    return value


def _raw(field: FieldInfo, typed: Mapping[str, list[str]]) -> Any:  # noqa: ANN401  # what msgspec converts
    values = typed.get(field.encode_name)
    if get_origin(field.type) in (list, tuple):
        return [value for value in values or () if value != ""]
    if not values or values[0].strip() == "":
        return False if field.type is bool else UNSET
    if field.type is bool:
        return values[0].lower() in {"on", "true", "1", "yes"}
    return values[0].strip()


def _malformed(fields: tuple[FieldInfo, ...], raw: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for field in fields:
        if field.encode_name not in raw:
            if field.required:
                found[field.encode_name] = _("This is needed.")
            continue
        try:
            msgspec.convert(raw[field.encode_name], field.type, strict=False)
        except msgspec.ValidationError as error:
            found[field.encode_name] = _sentence(str(error))
    return found


@cache
def _limits(model: type[Struct]) -> Mapping[str, int]:
    """The most characters of each field."""
    info = msgspec.inspect.type_info(model)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101  # a form is a struct
    return {field.encode_name: getattr(field.type, "max_length", None) or LONGEST for field in info.fields}


def _too_long(typed: Mapping[str, list[str]], limits: Mapping[str, int]) -> dict[str, str]:
    return {
        name: _("This is longer than %(most)d characters. Shorten it; nothing was lost.") % {"most": most}
        for name, most in limits.items()
        if any(len(value.strip()) > most for value in typed.get(name, ()))
    }


def _with_stand_ins(model: type[T], raw: Mapping[str, Any], wrong: Mapping[str, str]) -> T | None:
    """The form, with something harmless in each field that is wrong, so that its other fields can be checked; None where there is no such thing."""
    known = {name: value for name, value in raw.items() if name not in wrong}
    for field in msgspec.structs.fields(model):
        if field.required and field.encode_name in wrong:
            known[field.encode_name] = _stand_in(field.type)
    try:
        return msgspec.convert(known, model, strict=False)
    except msgspec.ValidationError:
        return None


def _stand_in(type_: Any) -> Any:  # noqa: ANN401  # whatever type a field has
    if get_origin(type_) is Literal:
        return get_args(type_)[0]
    return date.max if type_ is date else ""


def _in_order(found: Mapping[str, str], typed: Mapping[str, list[str]]) -> dict[str, str]:
    """In the order of the page, as a browser sends its fields; what was not sent stands last."""
    return {name: found[name] for name in dict.fromkeys([*typed, *found]) if name in found}


def _sentence(message: str) -> str:
    if "length <=" in message:
        return _("This is too long. Shorten it; nothing was lost.")
    return _("This does not look right. Check it and send it again.")
