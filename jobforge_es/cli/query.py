"""``jobforge query``."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.asked import Asked, as_of, pass_asked, showing_rows

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 100
EXACT = 2**53
"""Integers from here on are no exact numbers in JSON."""


@click.command()
@click.argument("sql", metavar="SQL")
@click.option(
    "--limit", type=click.IntRange(min=0), default=ROWS, show_default=True, help="Rows that are shown; 0 for all."
)
@as_of
@showing_rows
@pass_asked
def query(asked: Asked, sql: str, limit: int, as_of: str | None, *, reveal: bool) -> None:
    """Answer one SELECT (DuckDB) over the tables of all layers, such as gold.dim_occupation.

    What was set aside on the way into silver.noc is quarantine.silver_noc. Nothing else can be read,
    and nothing written.
    With --json, every row is an object on a line of its own, and all rows are given.
    """
    from jobforge_es.cli.masked import tell_masked

    workspace = asked.workspace()
    with workspace.answering(sql, as_of, reveal=reveal) as (answer, position):
        if asked.json:
            _objects(asked, answer.rows, position)
        else:
            shown, more = _first(answer.rows, limit)
            asked.screen.table(answer.rows.schema.names, shown, right=_numbers(answer.rows.schema), empty=True)
            words = f"the first {limit} rows" if more else f"{len(shown):,} row{'' if len(shown) == 1 else 's'}"
            asked.screen.say(f"{words}, as of position {position}{'; --limit 0 shows all' if more else ''}")
    tell_masked(asked.screen, workspace.masked)


def _objects(asked: Asked, reader: pa.RecordBatchReader, position: int) -> None:
    names = unique(reader.schema.names)
    for batch in reader:
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row = {name: jsonable(value) for name, value in zip(names, values, strict=True)}
            asked.screen.record("query", {"position": position, "row": row})


def _first(reader: pa.RecordBatchReader, limit: int) -> tuple[list[tuple[Any, ...]], bool]:
    """Give the rows to be shown, and tell whether there are more."""
    shown: list[tuple[Any, ...]] = []
    for batch in reader:
        rows = batch if not limit else batch.slice(0, limit + 1 - len(shown))
        shown += zip(*([in_words(value) for value in column.to_pylist()] for column in rows.columns), strict=True)
        if limit and len(shown) > limit:
            return shown[:limit], True
    return shown, False


def _numbers(schema: pa.Schema) -> list[str]:
    from pyarrow import types

    kinds = (types.is_integer, types.is_floating, types.is_decimal)
    return [field.name for field in schema if any(kind(field.type) for kind in kinds)]


def unique(names: list[str]) -> list[str]:
    """Give each column a name of its own, as a JSON object needs."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def in_words(value: Any) -> str:
    """Show a value in a table: NULL by its name, so that it is not taken for an empty text."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        from jobforge_es.cli.plain import plain_bytes

        return plain_bytes(value)
    return str(value)


def jsonable(value: Any) -> Any:
    """Give a value as JSON: decimals, dates and times as text, numbers that JSON cannot hold exactly as text too."""
    found: Any
    match value:
        case None | bool() | str():
            found = value
        case int():
            found = value if abs(value) < EXACT else str(value)
        case float():
            found = value if isfinite(value) else str(value)
        case list() | tuple():
            found = [jsonable(each) for each in value]
        case dict():
            found = {str(key): jsonable(each) for key, each in value.items()}
        case bytes():
            found = value.hex()
        case _:
            found = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return found
