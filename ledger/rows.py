"""Rows of the events table: one order of columns, for writing, reading and verifying."""

from __future__ import annotations

from typing import Any, Final

from ledger.entry import HASH_SIZE, Entry, Stored
from ledger.errors import IntegrityError

COLUMNS: Final = (
    "seq, stream, version, type, schema_version, recorded_at, actor, idem, payload, metadata, prev_hash, hash"
)
INSERT: Final = f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TYPES: Final = (int, str, int, str, int, int, str, str, bytes, bytes, bytes, bytes)
_TYPES_WITHOUT_KEY: Final = (*_TYPES[:7], type(None), *_TYPES[8:])


def to_row(stored: Stored) -> tuple[Any, ...]:
    """Give the values of a row."""
    e = stored.entry
    texts = (e.actor, e.key, e.payload, e.metadata, e.previous, stored.hash)
    return (e.position, e.stream, e.version, e.type, e.schema, e.recorded_at, *texts)


def from_row(row: tuple[Any, ...]) -> Stored:
    """Read the values of COLUMNS; the hash is not checked here.

    Raises:
        IntegrityError: a column has another type than was ever written, or a hash another length.
    """
    *fields, found = row
    fits = tuple(map(type, row)) in (_TYPES, _TYPES_WITHOUT_KEY)
    if not fits or len(found) != HASH_SIZE or len(fields[-1]) != HASH_SIZE:
        position = row[0]
        raise IntegrityError(
            f"event {position} cannot be read back: a column has another type or length than was recorded",
            position=position,
            mend=("jobforge verify", "keep the file as evidence and restore the ledger from a backup"),
        )
    return Stored(Entry(*fields), found)
