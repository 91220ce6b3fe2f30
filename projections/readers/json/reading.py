"""One JSON file, from its path to its records."""

from __future__ import annotations

from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from ledger.definitions.formats import Json
from projections.readers.csv.encoding import HEAD, recognise
from projections.readers.csv.taking import CHUNK
from projections.readers.json.scan import Scan
from projections.readers.keyed import SMALL, KeyedReading, Put
from projections.readers.reading import from_path
from projections.readers.refusals import UnusableDialect

DEEPEST = 500
"""What the parser reads, whoever calls it."""


def read_json(file: BinaryIO, settings: Json, *, chunk_bytes: int = CHUNK, small: int = SMALL) -> KeyedReading:
    """Begin to read a file; it is closed with the reading.

    Args:
        file: open for reading; it must be able to seek.
        settings: how it is written.
        chunk_bytes: of a chunk, about; what is read does not depend on it.
        small: bytes of a file that is read once, not twice; nor does it depend on that.

    Raises:
        FileRefused: it is not what the settings declare; no record was read.
        UnusableDialect: the settings contradict each other.
    """
    check_settings(settings)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    text = recognise(file.read(HEAD), size, settings.encoding)

    def begin(put: Put, empty: pa.Table, most: int) -> Scan:
        return Scan(file, text, size, settings, put, empty, most, chunk_bytes)

    return KeyedReading(file, begin, settings.columns, small)


def open_json(path: Path, settings: Json, *, chunk_bytes: int = CHUNK) -> KeyedReading:
    """Open a file for reading its records; close it.

    Raises:
        FileRefused: it is not what the settings declare; no record was read.
        UnusableDialect: the settings contradict each other.
    """
    return from_path(path, lambda file: read_json(file, settings, chunk_bytes=chunk_bytes))


def check_settings(settings: Json) -> None:
    """Refuse settings that no file can be read with.

    Raises:
        UnusableDialect: with the setting at fault.
    """
    if settings.kind == "ndjson" and settings.records:
        raise UnusableDialect("a file of lines has no path to its records", "leave out `records`, or `format: json`")
    if not 1 <= settings.max_depth <= DEEPEST or settings.max_record_bytes < 1:
        raise UnusableDialect("a limit of the source is out of bounds", f"`max_depth` is 1 to {DEEPEST}")
