"""What both parsers give back for a piece of a file, in positions of the window they were given."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa


@attrs.frozen
class Fault:
    """Why a record is refused.

    Attributes:
        code: stable; P for its form, D for its characters.
        reason: for people, without any text of the record.
    """

    code: str
    reason: str


@attrs.frozen
class Flaw:
    """A refused record.

    Attributes:
        index: among the records of the piece, from 0.
        start: where it begins.
        kept: where the bytes that are kept end.
        stop: where it ends, without its line end; unknown, and at least this, when it is unfinished.
        fault: why.
        unfinished: whether its line goes on behind the window.
    """

    index: int
    start: int
    kept: int
    stop: int
    fault: Fault
    unfinished: bool = False


@attrs.frozen
class Part:
    """A piece of a file, read.

    Attributes:
        end: where the next piece begins; the start of this one when the window was too short to read anything.
        first: where its first record begins; the end when it has none.
        records: how many it has, accepted or not.
        accepted: which of them are rows of the table, from 0.
        table: their texts.
        flaws: the others.
        blank, comment: lines that are no records.
        unfinished: whether its last line goes on behind the window and is to be skipped.
    """

    end: int
    first: int
    records: int
    accepted: npt.NDArray[np.int64]
    table: pa.Table
    flaws: tuple[Flaw, ...] = ()
    blank: int = 0
    comment: int = 0
    unfinished: bool = False
