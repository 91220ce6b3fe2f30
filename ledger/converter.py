"""The one cattrs converter: attrs classes to plain JSON types and back, without any leniency.

cattrs by itself turns ``"5"`` into 5 and a text into a tuple of letters. What is recorded must come back as exactly
what it was, so every simple type is checked here instead of being converted.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args, get_origin

from ledger.canonical import MAX_INTEGER
from ledger.definitions.formats import FORMS, Form
from ledger.errors import InvalidEvent

if TYPE_CHECKING:
    from cattrs.preconf.orjson import OrjsonConverter

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def unstructure(value: object) -> Any:
    """Turn an attrs object into dicts, lists and text.

    Raises:
        InvalidEvent: a decimal is not finite, or a moment has no time zone.
    """
    return _converter().unstructure(value)


def structure(value: Any, cls: type[T]) -> T:
    """Build an attrs object.

    Raises:
        InvalidEvent: a field is missing, unknown, or of another type; the message gives its path, never the value.
    """
    try:
        return _converter().structure(value, cls)
    except Exception as error:  # a union of what cattrs, attrs and the hooks below raise
        from cattrs import transform_error  # only on this path, cattrs takes 80 ms

        raise InvalidEvent(
            f"the stored fields do not make a {cls.__name__}", why="; ".join(transform_error(error))
        ) from error


@functools.cache
def _converter() -> OrjsonConverter:
    from cattrs.preconf.orjson import make_converter  # commands that read no event do without its 80 ms
    from cattrs.strategies import configure_tagged_union

    made = make_converter(forbid_extra_keys=True)
    for kind in (str, int, bool):
        made.register_structure_hook(kind, _only(kind))
    made.register_structure_hook(datetime, _read_moment)
    made.register_structure_hook(Decimal, _read_decimal)
    made.register_unstructure_hook(datetime, _write_moment)
    made.register_unstructure_hook(Decimal, _write_decimal)
    made.register_structure_hook_factory(lambda cls: _made_of(cls, tuple), functools.partial(_tuple, made))
    made.register_structure_hook_factory(lambda cls: _made_of(cls, dict), functools.partial(_dict, made))
    configure_tagged_union(Form, made, tag_generator=FORMS.__getitem__, tag_name="format")
    return made


def _made_of(cls: Any, collection: type) -> bool:
    return get_origin(cls) is collection


def _tuple(made: OrjsonConverter, cls: Any) -> Hook:
    kind = get_args(cls)[0]
    hook = made.get_structure_hook(kind)

    def read(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise TypeError("a list")
        return tuple([hook(item, kind) for item in value])

    return read


def _dict(made: OrjsonConverter, cls: Any) -> Hook:
    kind = get_args(cls)[1]
    hook = made.get_structure_hook(kind)

    def read(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise TypeError("an object")
        return {key: hook(item, kind) for key, item in value.items()}

    return read


def _only(kind: type) -> Hook:
    def read(value: Any, _: Any) -> Any:
        if type(value) is not kind or (type(value) is int and abs(value) > MAX_INTEGER):
            raise TypeError(kind.__name__)
        return value

    return read


def _read_moment(value: Any, _: Any) -> datetime:
    if type(value) is not str or not _MOMENT.fullmatch(value):
        raise TypeError("datetime")
    return datetime.fromisoformat(value)


def _write_moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise InvalidEvent("a moment has no time zone", why="moments are recorded in UTC")
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _read_decimal(value: Any, _: Any) -> Decimal:
    if type(value) is not str or not _DECIMAL.fullmatch(value):
        raise TypeError("Decimal")
    return Decimal(value)


def _write_decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise InvalidEvent("a decimal is not a finite number", why="NaN and infinity have no canonical text")
    return format(value, "f")
