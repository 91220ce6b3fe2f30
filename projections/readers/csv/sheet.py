"""What the exact parsers of lines find, put together to a part."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
import pyarrow as pa

from projections.readers.csv.parts import Fault, Flaw, Part

Kind = Literal["blank", "comment", "record"]
Row = list[str | None]


@attrs.frozen
class Line:
    """A record, or a line that is none.

    Attributes:
        kind: which of them.
        stop: where it ends, without its line end.
        after: where the next one begins.
        fields: of a record without a fault; None is an unquoted empty field.
        fault: why a record is refused.
        unfinished: whether a line beyond every limit goes on behind the window.
    """

    kind: Kind
    stop: int
    after: int
    fields: Row = attrs.field(factory=list)
    fault: Fault | None = None
    unfinished: bool = False


class Sheet:
    """What an exact parser has read so far.

    Args:
        names: of the columns.
        limit: bytes that are kept of a refused record.
    """

    def __init__(self, names: tuple[str, ...], limit: int) -> None:
        self._names = names
        self._limit = limit
        self._records = 0
        self._first: int | None = None
        self._accepted: list[int] = []
        self._rows: list[Row] = []
        self._flaws: list[Flaw] = []
        self._skips = {"blank": 0, "comment": 0}
        self._unfinished = False

    def accept(self, at: int, row: Row) -> None:
        """Take a record that is a row, and that begins at a position."""
        if self._first is None:
            self._first = at
        self._accepted.append(self._records)
        self._rows.append(row)
        self._records += 1

    def take(self, at: int, line: Line) -> None:
        """Take what begins at a position."""
        self._unfinished = line.unfinished
        if line.kind != "record":
            self._skips[line.kind] += 1
        elif line.fault is None:
            self.accept(at, line.fields)
        else:
            if self._first is None:
                self._first = at
            kept = min(line.stop, at + self._limit)
            self._flaws.append(Flaw(self._records, at, kept, line.stop, line.fault, line.unfinished))
            self._records += 1

    def part(self, end: int) -> Part:
        """Give what was read up to a position."""
        names = self._names
        columns = list(zip(*self._rows, strict=True)) or [()] * len(names)
        return Part(
            end=end,
            first=end if self._first is None else self._first,
            records=self._records,
            accepted=np.array(self._accepted, np.int64),
            table=pa.table([pa.array(column, pa.string()) for column in columns], names=names),
            flaws=tuple(self._flaws),
            unfinished=self._unfinished,
            **self._skips,
        )
