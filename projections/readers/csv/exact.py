"""The arbiter: reads any bytes record by record, accepts or refuses each one, and never loses its place.

A quoting fault refuses only the first physical line of its record, and reading goes on with the next line: an open
quote swallows nothing. What a record is depends on the bytes alone, never on where a window ends.
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
import pyarrow as pa

from projections.readers.csv.dialect import CR, LF, LINE_END, Dialect
from projections.readers.csv.parts import Fault, Flaw, Part

Kind = Literal["blank", "comment", "record"]
Row = list[str | None]

NOT_CLOSED = "P-006"


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


def parse(data: bytes, start: int, until: int, dialect: Dialect, *, final: bool) -> Part:
    """Read all records that begin before ``until``, or fewer when the window ends within one.

    Args:
        data: the window.
        start: where a line begins.
        until: where to stop.
        dialect: how the records are written, with the names of the columns.
        final: whether nothing follows the window.
    """
    sheet = _Sheet(dialect)
    at = start
    while at < min(until, len(data)):
        found = LINE_END.search(data, at)
        after = None if found is None else _after(data, found.start(), final=final)
        row = None if found is None or after is None else _plain_row(data[at : found.start()], dialect)
        if row is not None and after is not None:
            sheet.accept(at, row)
            at = after
            continue
        line = read_line(data, at, dialect, final=final)
        if line is None:
            break
        sheet.take(at, line)
        at = line.after
    return sheet.part(at)


def read_line(data: bytes, at: int, dialect: Dialect, *, final: bool) -> Line | None:
    """Read the record or other line that begins at a position; None when the window must be longer to tell."""
    if data[at] in (LF, CR):
        return _physical_line(data, at, dialect, "blank", None, final=final)
    if dialect.comment is not None:
        if data.startswith(dialect.comment, at):
            return _physical_line(data, at, dialect, "comment", None, final=final)
        if not final and dialect.comment.startswith(data[at:]):
            return None
    return _record(data, at, dialect, final=final)


def _record(data: bytes, at: int, dialect: Dialect, *, final: bool) -> Line | None:
    stop = min(len(data), at + dialect.limit + 1)
    fields, end, fault = _split(data, at, stop, dialect)
    if end < stop and fault is None:
        after = _after(data, end, final=final)
        return None if after is None else _judge(data[at:end], end, after, fields, dialect)
    is_open = fault is None or fault.code == NOT_CLOSED
    too_long = stop - at > dialect.limit
    if is_open and not too_long and not final:
        return None
    if fault is None and too_long:
        fault = Fault("P-007", f"a record longer than {dialect.limit} bytes")
    if fault is None:
        return _judge(data[at:end], end, end, fields, dialect)
    return _physical_line(data, at, dialect, "record", fault, final=final)


def _split(data: bytes, at: int, stop: int, dialect: Dialect) -> tuple[list[tuple[bytes, bool]], int, Fault | None]:
    """Take fields, each with whether it was quoted, up to a line end, the stop or a fault."""
    fields: list[tuple[bytes, bool]] = []
    delimiter = dialect.delimiter[0]
    match = dialect.field.match
    while (found := match(data, at, stop)) is not None:
        group = found.lastindex or 0
        fields.append((found.group(group), group == 1))
        at = found.end()
        if at == stop or data[at] != delimiter:
            return fields, at, None
        at += 1
    return fields, at, _quoting_fault(data, at, stop, len(fields) + 1, dialect)


def _quoting_fault(data: bytes, at: int, stop: int, field: int, dialect: Dialect) -> Fault:
    if dialect.body is None or dialect.quote is None or not data.startswith(dialect.quote, at):
        return Fault("P-005", f"a quote inside field {field}, which does not begin with one")
    if dialect.body.match(data, at + 1, stop) is None:
        return Fault(NOT_CLOSED, f"the quote that opens field {field} is not closed")
    return Fault("P-004", f"text after the closing quote of field {field}")


def _judge(record: bytes, end: int, after: int, fields: list[tuple[bytes, bool]], dialect: Dialect) -> Line:
    """Decode a record that is well formed, or tell what is wrong with its characters or the number of its fields."""
    fault, row = None, []
    found, expected = len(fields), len(dialect.names) or len(fields)
    try:
        row = [_text(raw, dialect, quoted=quoted) for raw, quoted in fields]
    except UnicodeDecodeError:
        fault = Fault("D-002", f"bytes that are not {dialect.codec}")
    if b"\0" in record:
        fault = Fault("D-003", "a NUL character")
    elif fault is None and found != expected:
        fault = Fault("P-002" if found < expected else "P-003", f"{found} fields, {expected} are expected")
    return Line("record", end, after, row, fault)


def _text(raw: bytes, dialect: Dialect, *, quoted: bool) -> str | None:
    if not quoted:
        return raw.decode(dialect.codec) or None
    if dialect.escaped is not None:
        raw = dialect.escaped.sub(rb"\1", raw)
    elif dialect.quote is not None:
        raw = raw.replace(dialect.quote * 2, dialect.quote)
    return raw.decode(dialect.codec)


def _physical_line(
    data: bytes, at: int, dialect: Dialect, kind: Kind, fault: Fault | None, *, final: bool
) -> Line | None:
    """Take everything up to the next line end, inside quotes or not."""
    found = LINE_END.search(data, at)
    if found is not None:
        after = _after(data, found.start(), final=final)
        return None if after is None else Line(kind, found.start(), after, fault=fault)
    if final or len(data) - at > dialect.limit:
        return Line(kind, len(data), len(data), fault=fault, unfinished=not final)
    return None


def _after(data: bytes, end: int, *, final: bool) -> int | None:
    """Step over the line end at a position; None when a CR is the last byte and LF may follow."""
    if data[end] == LF:
        return end + 1
    if end + 1 < len(data):
        return end + 2 if data[end + 1] == LF else end + 1
    return end + 1 if final else None


def _plain_row(line: bytes, dialect: Dialect) -> Row | None:
    """Split a line that holds nothing special, which most do; None leaves it to ``read_line``."""
    if (
        not line
        or len(line) > dialect.limit
        or (dialect.quote is not None and dialect.quote in line)
        or b"\0" in line
        or (dialect.comment is not None and line.startswith(dialect.comment))
    ):
        return None
    try:
        fields: Row = [*line.decode(dialect.codec).split(dialect.delimiter.decode())]
    except UnicodeDecodeError:
        return None
    if len(fields) != len(dialect.names):
        return None
    return [field or None for field in fields] if "" in fields else fields


class _Sheet:
    """What has been read so far."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._records = 0
        self._first: int | None = None
        self._accepted: list[int] = []
        self._rows: list[Row] = []
        self._flaws: list[Flaw] = []
        self._skips = {"blank": 0, "comment": 0}
        self._unfinished = False

    def accept(self, at: int, row: Row) -> None:
        if self._first is None:
            self._first = at
        self._accepted.append(self._records)
        self._rows.append(row)
        self._records += 1

    def take(self, at: int, line: Line) -> None:
        self._unfinished = line.unfinished
        if line.kind != "record":
            self._skips[line.kind] += 1
        elif line.fault is None:
            self.accept(at, line.fields)
        else:
            if self._first is None:
                self._first = at
            kept = min(line.stop, at + self._dialect.limit)
            self._flaws.append(Flaw(self._records, at, kept, line.stop, line.fault, line.unfinished))
            self._records += 1

    def part(self, end: int) -> Part:
        names = self._dialect.names
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
