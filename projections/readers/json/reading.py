"""One JSON file, read once for the keys of its records and once for their values."""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from ledger.definitions.formats import Json
from ledger.events.parts import Skips
from projections.readers.chunk import Chunk
from projections.readers.csv.encoding import HEAD, recognise
from projections.readers.csv.taking import CHUNK
from projections.readers.json.scan import Scan
from projections.readers.keyed import NOTHING, Columns, Keys, NoRecords
from projections.readers.naming import name_columns
from projections.readers.refusals import UnusableDialect

DEEPEST = 500
"""What the parser reads, whoever calls it."""


class JsonReading:
    """A file that was found readable, and whose records can be read once.

    Every byte of it belongs to the byte-order mark, a record, a blank line, or to the document around the records.

    Attributes:
        header: the keys of all rows, in the order first seen; those that the source declares where there is no row.
        skips: blank lines; complete when all chunks were taken.
        records: accepted and refused; complete when all chunks were taken.
    """

    def __init__(self, file: BinaryIO, settings: Json, *, chunk_bytes: int = CHUNK) -> None:
        """Read the file for its keys.

        Args:
            file: open for reading; it must be able to seek.
            settings: how it is written.
            chunk_bytes: of a chunk, about; what is read does not depend on it.

        Raises:
            FileRefused: it is not what the settings declare.
            UnusableDialect: the settings contradict each other.
        """
        check_settings(settings)
        self._file = file
        size = file.seek(0, SEEK_END)
        file.seek(0)
        text = recognise(file.read(HEAD), size, settings.encoding)
        keys = Keys()
        first = Scan(file, text, size, settings, keys.put, NOTHING, chunk_bytes=chunk_bytes)
        for _ in first.chunks():
            pass
        self.header = keys.header or settings.columns
        if not self.header and (keys.rows or not first.records):
            raise NoRecords
        columns = Columns(self.header, [column.name for column in name_columns(self.header)])
        self.records = 0
        self.skips = Skips()
        self._scan = Scan(file, text, size, settings, columns.put, columns.empty, columns.most, chunk_bytes)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            FileChanged: the file became shorter meanwhile.
        """
        for chunk in self._scan.chunks():
            self._count()
            yield chunk
        self._count()

    def _count(self) -> None:
        self.records = self._scan.records
        self.skips = Skips(blank=self._scan.blank)


def open_json(path: Path, settings: Json, *, chunk_bytes: int = CHUNK) -> JsonReading:
    """Open a file for reading its records; close it.

    Raises:
        FileRefused: it is not what the settings declare; no record was read.
        UnusableDialect: the settings contradict each other.
    """
    file = path.open("rb")
    try:
        return JsonReading(file, settings, chunk_bytes=chunk_bytes)
    except BaseException:
        file.close()
        raise


def check_settings(settings: Json) -> None:
    """Refuse settings that no file can be read with.

    Raises:
        UnusableDialect: with the setting at fault.
    """
    if settings.kind == "ndjson" and settings.records:
        raise UnusableDialect("a file of lines has no path to its records", "leave out `records`, or `format: json`")
    if not 1 <= settings.max_depth <= DEEPEST or settings.max_record_bytes < 1:
        raise UnusableDialect("a limit of the source is out of bounds", f"`max_depth` is 1 to {DEEPEST}")
