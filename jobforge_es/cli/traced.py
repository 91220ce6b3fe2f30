"""How the way of rows is told to people: as a tree, down to the record, then what it went through and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jobforge_es.cli.language import counted, named, spoken
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time
from jobforge_es.cli.traced_decisions import absent, decisions
from jobforge_es.cli.traced_meaning import meanings

if TYPE_CHECKING:
    from projections.tracing.aside import SetAside
    from projections.tracing.forward import Forward
    from projections.tracing.records import Record
    from projections.tracing.steps import Step
    from projections.tracing.way import Reach, Trace, Traced

LONGEST = 200
"""Characters of a record or of a value that are shown."""


def told(found: Trace, where: str | None, zone: str) -> Iterator[str]:
    """Give the lines that tell of a trace; ``where`` is the condition that was asked."""
    asked = found.table if found.column is None else f"{found.table}.{found.column}"
    where_at = spoken("as of position {position}", position=found.position)
    yield f"{asked}: {_rows(found.total)}{_followed(found)}, {where_at}"
    yield from _Tree(found).lines()
    for gone in found.gone:
        yield from absent(gone, found.table, where, zone)
    if found.aside:
        yield spoken("set aside before")
        yield from (f"  {line}" for aside in found.aside for line in _aside(aside))
    yield from decisions(found, zone)
    if found.steps:
        yield spoken("steps")
        yield from (line for step in found.steps for line in _step(step, zone))
    yield from meanings(found, zone)


def _followed(found: Trace) -> str:
    if found.limit is None or found.total <= found.limit:
        return ""
    return spoken(", the first {n:,} are followed", n=found.limit)


def reached(found: Forward) -> Iterator[str]:
    """Give the lines that tell what rows reached."""
    where_at = spoken("as of position {position}", position=found.position)
    yield f"{found.table}: {_rows(found.total)}, {where_at}"
    rows = {each.row.id: each for each in found.rows}
    first = set(rows) - {id_ for each in found.rows for id_ in each.reached}
    told: set[str] = set()

    def branch(id_: str, depth: int) -> Iterator[str]:
        row = rows[id_].row
        again = spoken(" (above)") if id_ in told else ""
        yield f"{'  ' * depth}{row.table}  {row.id}  {values(row.values)}{again}"
        if not again:
            told.add(id_)
            for other in rows[id_].reached:
                yield from branch(other, depth + 1)

    for id_ in rows:
        if id_ in first:
            yield from branch(id_, 0)
    for aside in found.aside:
        yield from _aside(aside)


class _Tree:
    def __init__(self, found: Trace) -> None:
        self._found = found
        self._rows = {row.id: row for row in found.rows}
        self._told: set[str] = set()

    def lines(self) -> Iterator[str]:
        """Give the rows that were asked about, each with those below it."""
        below = {id_ for row in self._found.rows for reach in row.made_of for id_ in reach.rows}
        for row in self._found.rows:
            if row.id not in below:
                yield from self._row(row, 0)

    def _row(self, row: Traced, depth: int) -> Iterator[str]:
        space = "  " * depth
        table = f"{row.table}  " if depth else ""
        again = row.id in self._told
        yield f"{space}{table}{row.id}  {values(row.values)}{spoken(' (above)') if again else ''}"
        if again:
            return
        self._told.add(row.id)
        if row.record is not None:
            yield from (f"{space}  {line}" for line in _record(row.record))
        for reach in row.made_of:
            if reach.total != 1 or reach.context is not None or reach.cells == ():
                yield f"{space}  {_reach(reach)}"
            for id_ in reach.rows:
                yield from self._row(self._rows[id_], depth + 1)


def _reach(reach: Reach) -> str:
    known = spoken("made of {rows} of {table}", rows=_rows(reach.total), table=reach.table)
    if reach.cells == ():
        known += counted(reach.total, ", whatever is in it", ", whatever is in them")
    if len(reach.rows) < reach.total:
        known += spoken(", {n:,} of them followed", n=len(reach.rows))
    if reach.context is None:
        return known
    return known + spoken("; the whole table plays a part: {why}", why=reach.context)


def _record(record: Record) -> Iterator[str]:
    place = ""
    if record.line is not None:
        place = spoken(", line {line:,} (byte {byte:,})", line=record.line, byte=record.byte_offset)
    at = spoken("{file}, record {record:,}", file=plain(record.source_file), record=record.record)
    yield f"{at}{place}"
    if not record.fields:
        yield f"  {_short(record.raw)}"
    for field in record.fields:
        yield f"  {plain(field.header)}: {_short(field.raw)}"


def _aside(aside: SetAside) -> Iterator[str]:
    row = aside.row
    rules = ", ".join(f"{broken.rule}: {broken.reason}" for broken in row.broken)
    until = spoken("still") if aside.until is None else spoken("until position {position}", position=aside.until)
    said = {
        "id": row.quarantine_id,
        "table": aside.table,
        "position": aside.position,
        "until": until,
        "rules": plain(rules),
    }
    yield spoken("{id} on the way into {table} at position {position}, {until}: {rules}", **said)


def _step(step: Step, zone: str) -> Iterator[str]:
    by = "" if not step.path else spoken(" by {path}", path=step.path)
    version = "" if step.version is None else spoken(", contract version {version}", version=step.version)
    adopted = "" if step.adopted is None else spoken(" (adopted at position {position})", position=step.adopted)
    batch = "" if step.batch_id is None else f" {step.batch_id}"
    what = f"{named(step.kind)}{batch}{spoken(' into {table}', table=step.table)}{by}{adopted}{version}"
    yield f"  {step.position:>6}  {shown_time(step.at, zone)}  {what}, {plain(step.actor)}"
    if step.reason:
        yield "          " + spoken("because {reason}", reason=plain(step.reason))
    for line in (step.sql or "").rstrip().splitlines():
        yield f"          | {plain(line)}"


def _rows(count: int) -> str:
    return counted(count, "{n:,} row", "{n:,} rows")


def values(row: dict[str, Any]) -> str:
    """Show the values of a row."""
    return ", ".join(f"{name}={value(one)}" for name, one in row.items())


def value(one: Any) -> str:
    """Show a value; a long one is cut."""
    return "NULL" if one is None else _short(one.hex() if isinstance(one, bytes) else str(one))


def _short(text: str) -> str:
    return plain(text if len(text) <= LONGEST else f"{text[:LONGEST]} ...")
