"""What was read of a window so far."""

from __future__ import annotations

import numpy as np

from projections.readers.csv.parts import Fault, Flaw, Part
from projections.readers.json.piece import Piece
from projections.readers.keyed import Put, Row


class Gathered:
    """Records, accepted and refused, put together to a part.

    Args:
        limit: bytes that are kept of a refused record.

    Attributes:
        count: of the records.
        blank: lines that are none.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._first: int | None = None
        self._rows: list[Row] = []
        self._accepted: list[int] = []
        self._flaws: list[Flaw] = []
        self.count = self.blank = 0

    def accept(self, row: Row, at: int, piece: Piece) -> None:
        """Take a record that is a row, and that begins at a character."""
        if self._first is None:
            self._first = piece.byte(at)
        self._rows.append(row)
        self._accepted.append(self.count)
        self.count += 1

    def refuse(self, start: int, stop: int, fault: Fault, *, unfinished: bool = False) -> None:
        """Take a record that is none.

        Args:
            start: where it begins.
            stop: where it ends; at least that, when it is unfinished.
            fault: why.
            unfinished: whether it goes on behind the window.
        """
        if self._first is None:
            self._first = start
        kept = min(stop, start + self._limit)
        self._flaws.append(Flaw(self.count, start, kept, stop, fault, unfinished))
        self.count += 1

    def part(self, end: int, put: Put) -> Part:
        """Give what was read up to a position."""
        return Part(
            end=end,
            first=end if self._first is None else self._first,
            records=self.count,
            accepted=np.array(self._accepted, np.int64),
            table=put(self._rows),
            flaws=tuple(self._flaws),
            blank=self.blank,
            unfinished=bool(self._flaws) and self._flaws[-1].unfinished,
        )
