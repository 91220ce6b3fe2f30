"""Lines that all have the same number of bytes are cut by columns of bytes, many at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from projections.readers.csv.ends import CR, LF
from projections.readers.csv.parts import Part
from projections.readers.fixed_width.ruler import Ruler

FEWEST = 16
"""Lines from which this way is worth its while."""

SPACE = 0x20

Lines = npt.NDArray[np.uint8]


def parse(data: bytes, start: int, stop: int, ruler: Ruler, *, final: bool) -> Part | None:  # noqa: ARG001 - as others
    """Read the regular beginning of a piece; None when that is short.

    Regular is a line of as many bytes as the first, each of them one character, with spaces where no field is.

    Args:
        data: the window.
        start: where the piece begins, at a line start.
        stop: where it ends.
        ruler: how lines are cut.
        final: whether nothing follows the piece.
    """
    end = data.find(b"\n", start, stop) + 1
    span = end - start
    if end == 0 or not ruler.width < span <= ruler.limit:
        return None
    tail = 2 if data[end - 2] == CR else 1
    lines = np.frombuffer(data, np.uint8, (stop - start) // span * span, start).reshape(-1, span)
    good = _regular(lines, span - tail, ruler)
    if good < FEWEST:
        return None
    columns = [_column(lines[:good, first:last], ruler.codec) for first, last in ruler.fields]
    if any(column is None for column in columns):
        return None
    return Part(
        end=start + good * span,
        first=start,
        records=good,
        accepted=np.arange(good),
        table=pa.table(columns, names=ruler.names),
    )


def _regular(lines: Lines, width: int, ruler: Ruler) -> int:
    """Count the lines before the first that is not regular.

    Args:
        lines: pieces of the same length, of which the first is a line.
        width: of that line without its line end.
        ruler: how lines are cut.
    """
    if width < ruler.width:
        return 0
    text = lines[:, :width]
    wrong = ((text == LF) | (text == CR) | (text == 0)).any(axis=1) | (lines[:, width:] != lines[0, width:]).any(axis=1)
    if ruler.codec == "utf-8":
        wrong |= (text >= 0x80).any(axis=1)
    for start, stop in (*ruler.gaps, (ruler.width, width)):
        wrong |= (text[:, start:stop] != SPACE).any(axis=1)
    if ruler.comment is not None:
        head = np.frombuffer(ruler.comment, np.uint8)
        wrong |= (lines[:, : head.size] == head[: lines.shape[1]]).all(axis=1)
    return int(wrong.argmax()) if wrong.any() else len(lines)


def _column(cells: Lines, codec: str) -> pa.Array | None:
    """Make the texts of a column; None when its bytes are not of the codec."""
    rows, width = cells.shape
    raw = np.ascontiguousarray(cells)
    if (raw < 0x80).all():
        offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
        return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(raw))
    try:
        text = raw.tobytes().decode(codec)
    except UnicodeDecodeError:
        return None
    return pa.array([text[at : at + width] for at in range(0, rows * width, width)], pa.string())
