"""The proof of a proposed source: the whole file is read with it, by the reader that will read it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import attrs

from ledger.definitions import Source
from ledger.events.parts import Balance, Skips
from projections.readers.chunk import Chunk
from projections.readers.opening import opened, parts_of

SHOWN = 5
"""Records that are shown."""


@attrs.frozen
class Proof:
    """What a source reads in a file.

    Attributes:
        parts: names of what was read of the file, one without members and sheets.
        header: of the first part.
        rows: its first records.
        balance: of all parts together.
        refused: how many records of each code, by code.
    """

    parts: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    balance: Balance
    refused: dict[str, int]


def prove(path: Path, source: Source, progress: Callable[[int], None] | None = None) -> Proof:
    """Read a file to its end with a source.

    Args:
        path: of the file.
        source: as proposed.
        progress: is told how many bytes more were read.

    Raises:
        FileRefused: the source cannot read it.
    """
    count = _Count()
    with tempfile.TemporaryDirectory(prefix="jobforge-") as folder:
        parts = parts_of(path, source, Path(folder))
        for part in parts:
            with opened(path, source, part, Path(folder)) as reading:
                count.begin(reading.header)
                done = 0
                for chunk in reading.chunks():
                    count.take(chunk)
                    if progress is not None:
                        progress(chunk.offset - done)
                    done = chunk.offset
                count.end(reading.records, reading.skips)
    return Proof(
        tuple(part.name_in(path.name) for part in parts), count.header, tuple(count.rows), count.balance, count.refused
    )


class _Count:
    """What was read so far."""

    def __init__(self) -> None:
        self.header: tuple[str, ...] = ()
        self.rows: list[tuple[str | None, ...]] = []
        self.refused: dict[str, int] = {}
        self._accepted = self._records = 0
        self._skips = Skips()

    def begin(self, header: tuple[str, ...]) -> None:
        self.header = self.header or header

    def take(self, chunk: Chunk) -> None:
        """Count the rows and the refused records of a chunk."""
        self._accepted += chunk.table.num_rows
        if len(self.rows) < SHOWN:
            some = chunk.table.slice(0, SHOWN - len(self.rows)).columns
            self.rows += zip(*(column.to_pylist() for column in some), strict=True)
        for each in chunk.refused:
            self.refused[each.code] = self.refused.get(each.code, 0) + 1

    def end(self, records: int, skips: Skips) -> None:
        self._records += records
        ours, theirs = attrs.astuple(self._skips), attrs.astuple(skips)
        self._skips = Skips(*(a + b for a, b in zip(ours, theirs, strict=True)))

    @property
    def balance(self) -> Balance:
        return Balance(
            read=self._records + self._skips.total,
            accepted=self._accepted,
            quarantined=sum(self.refused.values()),
            skipped=self._skips,
            inserted=self._accepted,
        )
