"""The arbiter: reads any bytes line by line, and accepts or refuses each."""

from __future__ import annotations

from projections.readers.csv.ends import ANY, physical_line
from projections.readers.csv.parts import Fault, Part
from projections.readers.csv.sheet import Line, Row, Sheet
from projections.readers.fixed_width.ruler import Ruler


def parse(data: bytes, start: int, until: int, ruler: Ruler, *, final: bool) -> Part:
    """Read all lines that begin before ``until``, or fewer when the window ends within one.

    Args:
        data: the window.
        start: where a line begins.
        until: where to stop.
        ruler: how lines are cut.
        final: whether nothing follows the window.
    """
    sheet = Sheet(ruler.names, ruler.limit)
    at = start
    while at < min(until, len(data)):
        line = read_line(data, at, ruler, final=final)
        if line is None:
            break
        sheet.take(at, line)
        at = line.after
    return sheet.part(at)


def read_line(data: bytes, at: int, ruler: Ruler, *, final: bool) -> Line | None:
    """Read the line that begins at a position; None when the window must be longer to tell."""
    longest = max(ruler.limit, len(ruler.comment or b""))
    line = physical_line(data, at, ANY, longest, final=final)
    if line is None:
        return None
    if line.stop == at:
        return Line("blank", line.stop, line.after)
    if ruler.comment is not None and data.startswith(ruler.comment, at, line.stop):
        return Line("comment", line.stop, line.after, unfinished=line.unfinished)
    if line.stop - at > ruler.limit:
        fault = Fault("P-007", f"a record longer than {ruler.limit} bytes")
        return Line("record", line.stop, line.after, fault=fault, unfinished=line.unfinished)
    row, fault_found = _cut(data[at : line.stop], ruler)
    return Line("record", line.stop, line.after, row, fault_found)


def _cut(line: bytes, ruler: Ruler) -> tuple[Row, Fault | None]:
    """Cut a line into its fields, or tell why it cannot be."""
    if b"\0" in line:
        return [], Fault("D-003", "a NUL character")
    try:
        text = line.decode(ruler.codec)
    except UnicodeDecodeError:
        return [], Fault("D-002", f"bytes that are not {ruler.codec}")
    if len(text) < ruler.width:
        return [], Fault("P-040", f"{len(text)} characters, the fields reach to {ruler.width}")
    if text[ruler.width :].strip(" "):
        return [], Fault("P-041", f"text after character {ruler.width}, where the last field ends")
    for start, stop in ruler.gaps:
        if text[start:stop].strip(" "):
            return [], Fault("P-041", f"text in characters {start + 1} to {stop}, which belong to no field")
    return [text[start:stop] for start, stop in ruler.fields], None
