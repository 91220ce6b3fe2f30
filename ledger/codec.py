"""Events, metadata and compiled definitions as canonical JSON, and back.

Whatever is written is read back before it is given out: what cannot be read again is refused while it can still be
mended, not found years later.
"""

from __future__ import annotations

import functools
from typing import Any, Final, TypeVar, cast

import attrs

from ledger.canonical import canonical, parse
from ledger.converter import structure, unstructure
from ledger.definitions import Contract, Corrections, Layout, Model, Source, Statements
from ledger.entry import Stored
from ledger.errors import InvalidEvent, UnknownEvent
from ledger.event import Metadata, RecordedEvent
from ledger.events import STORED_NAMES, Event
from ledger.moment import moment
from ledger.names import Position, Version
from ledger.upcasters import upcast

T = TypeVar("T")

DEFINITIONS: Final[dict[type, tuple[str, int]]] = {
    Source: ("source", 2),
    Layout: ("layout", 1),
    Contract: ("contract", 1),
    Model: ("model", 1),
    Corrections: ("corrections", 1),
    Statements: ("statements", 1),
}
"""Stored name and schema number of every compiled definition; both stand in its bytes."""

_EVENTS: Final = {name: (cls, schema) for cls, (name, schema) in STORED_NAMES.items()}


@attrs.frozen
class Encoded:
    """An event as it is stored: name, schema number and canonical payload."""

    type: str
    schema: int
    payload: bytes


def encode_event(event: Event) -> Encoded:
    """Write an event.

    Raises:
        UnknownEvent: its class is not in the table of events.
        InvalidEvent: a value may not stand in an event.
    """
    known = STORED_NAMES.get(type(event))
    if known is None:
        raise UnknownEvent(f"{type(event).__name__} has no stored name", why="ledger.events.STORED_NAMES lists them")
    return Encoded(*known, _write(event))


def decode_event(name: str, schema: int, payload: bytes) -> Event:
    """Read an event in today's form, whatever schema it was stored with.

    Raises:
        UnknownEvent: the name or the schema is not known.
        InvalidEvent: the payload is not what the schema says.
    """
    known = _EVENTS.get(name)
    if known is None:
        raise UnknownEvent(
            f"{name!r} is no event that this program knows",
            why="a newer version of JobForge recorded it, or the ledger is damaged",
            mend=("upgrade jobforge-es", "jobforge verify"),
        )
    cls, current = known
    return cast("Event", structure(upcast(name, schema, current, parse(payload)), cls))


def encode_metadata(metadata: Metadata) -> bytes:
    """Write what stands beside the payload.

    Raises:
        InvalidEvent: a value may not stand in an event.
    """
    return _write(metadata)


def decode_metadata(data: bytes) -> Metadata:
    """Read what stands beside the payload.

    Raises:
        InvalidEvent: the bytes are not canonical, or not metadata.
    """
    return structure(parse(data), Metadata)


def recorded(stored: Stored) -> RecordedEvent:
    """Give a stored entry as readers see it; the hash is not checked here.

    Raises:
        UnknownEvent, InvalidEvent: as for ``decode_event``.
    """
    entry = stored.entry
    return RecordedEvent(
        position=Position(entry.position),
        stream=entry.stream,
        version=Version(entry.version),
        type=entry.type,
        schema=entry.schema,
        recorded_at=moment(entry.recorded_at),
        actor=entry.actor,
        key=entry.key,
        data=decode_event(entry.type, entry.schema, entry.payload),
        metadata=decode_metadata(entry.metadata),
        hash=stored.hash,
    )


def to_json(value: object) -> bytes:
    """Write an attrs object; a compiled definition gets its stored name and schema number around it.

    Raises:
        InvalidEvent: a value has no canonical form, or would not come back equal.
    """
    known = DEFINITIONS.get(type(value))
    if known is None:
        return _write(value)
    _write(value)
    name, schema = known
    return canonical({"definition": name, "schema": schema, "value": unstructure(value)})


def from_json(data: bytes, cls: type[T]) -> T:
    """Read what ``to_json`` wrote.

    Raises:
        UnknownEvent: the definition has a schema that this program does not know.
        InvalidEvent: the bytes are not canonical, or hold something else.
    """
    stored: type = cls
    return cast(T, _definition(data, stored)) if cls in DEFINITIONS else structure(parse(data), cls)


@functools.lru_cache(maxsize=2)
def _definition(data: bytes, cls: type) -> object:
    """Read a compiled definition; every projection asks for that of the event at hand, one after the other."""
    return structure(_unwrap(parse(data), *DEFINITIONS[cls]), cls)


def _unwrap(value: Any, name: str, current: int) -> Any:
    if not isinstance(value, dict) or set(value) != {"definition", "schema", "value"} or value["definition"] != name:
        raise InvalidEvent(f"the stored bytes are not a compiled {name}")
    if type(value["schema"]) is not int or not isinstance(value["value"], dict):
        raise InvalidEvent(f"the stored bytes are not a compiled {name}")
    return upcast(name, value["schema"], current, value["value"])


def _write(value: object) -> bytes:
    data = canonical(unstructure(value))
    if structure(parse(data), type(value)) != value:
        raise InvalidEvent(
            f"a {type(value).__name__} would not come back as it was",
            why="a field holds a value of another type, such as a list where a tuple is declared",
        )
    return data
