"""One XML file, from its path to its records."""

from __future__ import annotations

from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from ledger.definitions.formats import Xml
from projections.readers.csv.taking import CHUNK
from projections.readers.keyed import SMALL, KeyedReading, Put
from projections.readers.reading import from_path
from projections.readers.refusals import UnusableDialect
from projections.readers.xml.encoding import HEAD, text_of
from projections.readers.xml.scan import Scan


def read_xml(file: BinaryIO, settings: Xml, *, chunk_bytes: int = CHUNK, small: int = SMALL) -> KeyedReading:
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
    text = text_of(file.read(HEAD), size)

    def begin(put: Put, empty: pa.Table, most: int) -> Scan:
        return Scan(file, text, size, settings, put, empty, most, chunk_bytes)

    return KeyedReading(file, begin, settings.columns, small)


def open_xml(path: Path, settings: Xml, *, chunk_bytes: int = CHUNK) -> KeyedReading:
    """Open a file for reading its records; close it.

    Raises:
        FileRefused: it is not what the settings declare; no record was read.
        UnusableDialect: the settings contradict each other.
    """
    return from_path(path, lambda file: read_xml(file, settings, chunk_bytes=chunk_bytes))


def check_settings(settings: Xml) -> None:
    """Refuse settings that no file can be read with.

    Raises:
        UnusableDialect: with the setting at fault.
    """
    if not settings.records or not all(settings.records):
        raise UnusableDialect("a file of XML needs the path to its records", "records: root/row")
    if settings.max_depth < 1 or settings.max_record_bytes < 1:
        raise UnusableDialect("a limit of the source is out of bounds", "`max_depth` is at least 1")
