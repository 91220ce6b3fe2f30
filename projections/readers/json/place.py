"""The line and the column of a byte."""

from __future__ import annotations

from typing import BinaryIO, Final

import numpy as np

from projections.readers.csv.encoding import Text
from projections.readers.csv.ends import LF

BLOCK: Final = 1_048_576


def line_and_column(file: BinaryIO, text: Text, offset: int) -> tuple[int, int]:
    """Count lines up to a byte, and characters since the last line end, both from 1.

    Args:
        file: that is read from its beginning.
        text: its encoding.
        offset: of the byte.
    """
    lines, start = 0, text.bom
    for at in range(text.bom, offset, BLOCK):
        file.seek(at)
        units = np.frombuffer(file.read(min(BLOCK, offset - at)), text.unit)
        ends = np.flatnonzero(units == LF)
        if ends.size:
            lines += ends.size
            start = at + (int(ends[-1]) + 1) * text.unit.itemsize
    file.seek(start)
    before = file.read(offset - start).decode(text.wide or text.codec, "replace")
    return lines + 1, len(before) + 1
