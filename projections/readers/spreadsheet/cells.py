"""The cells of a sheet, and their canonical text.

A number is the binary number that is stored, as in ``projections.readers.numbers``; dates and times are ISO 8601, with
thousandths of a second where there are any (a workbook stores a date and the midnight that begins it alike: both are
the date); durations are ``PT30H5M``; booleans ``true`` and ``false``; formulas their stored result; errors as shown;
text is left as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from projections.readers.numbers import number_text, number_texts


class Text(Enum):
    """A text that must be told apart from a missing one."""

    EMPTY = "a text without characters"


EMPTY: Final = Text.EMPTY
Cell: TypeAlias = str | Text | bool | int | float | dt.datetime | dt.date | dt.time | dt.timedelta
"""The value of a cell; ``""`` where there is none."""

Row: TypeAlias = list[Cell]


def column_texts(cells: Sequence[Cell]) -> pa.Array:
    """Give the texts of a column of at least one cell; null where a cell is missing."""
    with suppress(pa.ArrowInvalid, pa.ArrowTypeError):  # cells of several kinds
        if isinstance(cells[0], str):
            return _without_missing(cells)
    kinds = set(map(type, cells))
    make = ALIKE.get((kinds - {str}).pop()) if len(kinds - {str}) == 1 else None
    if make is not None:
        with suppress(pa.ArrowInvalid, pa.ArrowTypeError):  # texts among them
            return make([None if cell == "" else cell for cell in cells] if str in kinds else list(cells))
    return pa.array([cell_text(cell) for cell in cells], pa.string())


def cell_text(cell: Cell) -> str | None:
    """Give the text of a cell; None where it is missing."""
    if isinstance(cell, str):
        return cell or None
    return "" if cell is EMPTY else _value_text(cell)


def _value_text(cell: Cell) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return number_text(cell)
        case dt.datetime() | dt.time():
            return cell.isoformat(timespec="auto" if cell.microsecond % 1000 else _timespec(cell))
        case dt.timedelta():
            return duration_text(cell)
        case _:
            return str(cell)


def duration_text(span: dt.timedelta) -> str:
    """Give an ISO 8601 duration in hours, minutes and seconds: ``PT30H5M``, ``PT0S``, ``-PT1.5S``."""
    micros = abs(span) // dt.timedelta(microseconds=1)
    minutes, micros = divmod(micros, 60_000_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{micros // 1_000_000}.{micros % 1_000_000:06}".rstrip("0").rstrip(".")
    parts = ((str(hours), "H"), (str(minutes), "M"), (seconds, "S"))
    text = "".join(f"{count}{unit}" for count, unit in parts if count != "0")
    return f"{'-' if span < dt.timedelta() else ''}PT{text or '0S'}"


def _timespec(moment: dt.datetime | dt.time) -> str:
    return "milliseconds" if moment.microsecond else "seconds"


def _without_missing(cells: Sequence[Cell]) -> pa.Array:
    texts = pa.array(cells, pa.string())
    return pc.if_else(pc.equal(texts, ""), None, texts) if "" in cells else texts


def _floats(cells: list[Cell | None]) -> pa.Array:
    return number_texts(pa.array(cells, pa.float64()))


def _alike(cells: list[Cell | None]) -> pa.Array:
    return pa.array(cells).cast(pa.string())


ALIKE: Final[dict[type, Callable[[list[Cell | None]], pa.Array]]] = {float: _floats, bool: _alike, dt.date: _alike}
"""Who writes a whole column of one kind at once."""
