"""The arbiter: reads any bytes record by record, accepts or refuses each one, and never loses its place.

A quoting fault refuses only the first physical line of its record, and reading goes on with the next line: an open
quote swallows nothing. What a record is depends on the bytes alone, never on where a window ends.
"""

from __future__ import annotations

from projections.readers.csv.dialect import Dialect
from projections.readers.csv.ends import physical_line
from projections.readers.csv.parts import Fault, Part
from projections.readers.csv.sheet import Kind, Line, Row, Sheet

NOT_CLOSED, NOT_ENDED = "P-006", "P-004"


def parse(data: bytes, start: int, until: int, dialect: Dialect, *, final: bool) -> Part:
    """Read all records that begin before ``until``, or fewer when the window ends within one.

    Args:
        data: the window.
        start: where a line begins.
        until: where to stop.
        dialect: how the records are written, with the names of the columns.
        final: whether nothing follows the window.
    """
    sheet = Sheet(dialect.names, dialect.limit)
    at, ends = start, dialect.ends
    while at < min(until, len(data)):
        stop = ends.find(data, at)
        after = None if stop is None else ends.after(data, stop, final=final)
        row = None if after is None else _plain_row(data[at:stop], dialect)
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
    if dialect.ends.begins(data, at):
        return _line(data, at, dialect, "blank", None, final=final)
    if dialect.comment is not None:
        if data.startswith(dialect.comment, at):
            return _line(data, at, dialect, "comment", None, final=final)
        if not final and dialect.comment.startswith(data[at:]):
            return None
    return _record(data, at, dialect, final=final)


def _record(data: bytes, at: int, dialect: Dialect, *, final: bool) -> Line | None:
    """Read a record, looking no further than the longest one with its end would go."""
    stop = min(len(data), at + dialect.limit + dialect.width)
    is_cut = stop - at == dialect.limit + dialect.width
    fields, end, fault = _split(data, at, stop, dialect)
    is_whole = fault is None and end < stop
    if not (is_whole or is_cut or final) and _may_go_on(data[end : end + dialect.width], fault, dialect):
        return None
    if fault is None and (end - at > dialect.limit or (is_cut and not is_whole)):
        fault = Fault("P-007", f"a record longer than {dialect.limit} bytes")
    if fault is not None:
        return _line(data, at, dialect, "record", fault, final=final)
    after = dialect.ends.after(data, end, final=final) if is_whole else end
    return None if after is None else _judge(data[at:end], end, after, fields, dialect)


def _may_go_on(rest: bytes, fault: Fault | None, dialect: Dialect) -> bool:
    """Tell whether more of the file could complete what the end of the window cuts."""
    if fault is None or fault.code == NOT_CLOSED:
        return True
    return fault.code == NOT_ENDED and dialect.may_begin_end(rest)


def _split(data: bytes, at: int, stop: int, dialect: Dialect) -> tuple[list[tuple[bytes, bool]], int, Fault | None]:
    """Take fields, each with whether it was quoted, up to a line end, the stop or a fault."""
    fields: list[tuple[bytes, bool]] = []
    delimiter, width = dialect.delimiter, len(dialect.delimiter)
    match = dialect.field.match
    while (found := match(data, at, stop)) is not None:
        group = found.lastindex or 0
        fields.append((found.group(group), group == 1))
        at = found.end()
        if not data.startswith(delimiter, at, stop):
            return fields, at, None
        at += width
    return fields, *_quoting_fault(data, at, stop, len(fields) + 1, dialect)


def _quoting_fault(data: bytes, at: int, stop: int, field: int, dialect: Dialect) -> tuple[int, Fault]:
    """Tell where a field goes wrong, and how."""
    if dialect.body is None or dialect.quote is None or not data.startswith(dialect.quote, at):
        return at, Fault("P-005", f"a quote inside field {field}, which does not begin with one")
    closed = dialect.body.match(data, at + 1, stop)
    if closed is None:
        return stop, Fault(NOT_CLOSED, f"the quote that opens field {field} is not closed")
    return closed.end(), Fault(NOT_ENDED, f"text after the closing quote of field {field}")


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
    elif fault is None and found != expected and not _fit(row, expected, dialect):
        fault = Fault("P-002" if found < expected else "P-003", f"{found} fields, {expected} are expected")
    return Line("record", end, after, row, fault)


def _fit(row: Row, expected: int, dialect: Dialect) -> bool:
    """Give a row the expected number of fields where the source says so; tell whether it has them now."""
    if len(row) < expected and dialect.fills:
        row.extend([None] * (expected - len(row)))
    elif dialect.trims and not any(row[expected:]):
        del row[expected:]
    return len(row) == expected


def _text(raw: bytes, dialect: Dialect, *, quoted: bool) -> str | None:
    if not quoted:
        return raw.decode(dialect.codec) or None
    if dialect.escaped is not None:
        raw = dialect.escaped.sub(rb"\1", raw)
    elif dialect.quote is not None:
        raw = raw.replace(dialect.quote * 2, dialect.quote)
    return raw.decode(dialect.codec)


def _line(data: bytes, at: int, dialect: Dialect, kind: Kind, fault: Fault | None, *, final: bool) -> Line | None:
    """Take everything up to the next line end, inside quotes or not."""
    line = physical_line(data, at, dialect.ends, dialect.limit, final=final)
    return None if line is None else Line(kind, line.stop, line.after, fault=fault, unfinished=line.unfinished)


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
