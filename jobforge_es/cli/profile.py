"""``jobforge catalog profile``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import counted, headings, spoken
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.plain import cut, plain

if TYPE_CHECKING:
    from projections.catalog.profiles import ColumnProfile

WIDEST = 24
"""Characters of a value that are shown."""


@click.command()
@click.argument("table", shell_complete=TABLE)
@click.option("--batches", is_flag=True, help="Each batch by itself too.")
@as_of
@common
@pass_asked
def profile(asked: Asked, table: str, batches: bool, as_of: str | None) -> None:
    """Count what stands in the columns of a table: missing and different values, ranges, the most frequent values.

    What is not in a batch as it was in the one before is told. Personal information is masked.
    """
    found = asked.workspace().profile(table, as_of)
    fields = {
        "table": table,
        "position": found.position,
        "columns": found.whole,
        "batches": found.by_batch,
        "drifts": found.drifts,
        "masked": found.hidden,
    }
    asked.screen.object("catalog-profile", fields)
    header = headings("column", "rows", "filled", "different", "lowest", "highest", "most frequent")
    asked.screen.table(header, [_row(each) for each in found.whole], right=header[1:4])
    if batches:
        rows = [(each.batch, *_row(each)) for each in found.by_batch]
        asked.screen.line()
        asked.screen.table((spoken("batch"), *header), rows, right=header[1:4])
    for drift in found.drifts:
        said = {"column": drift.column, "batch": drift.batch, "what": drift.what}
        asked.screen.line(spoken("changed: {column} in {batch}: {what}", **said))
    count = counted(len(found.whole), "{n:,} column", "{n:,} columns")
    asked.screen.line(f"{count}, {spoken('as of position {position}', position=found.position)}")
    if found.hidden:
        asked.screen.say(spoken("personal information is masked: {names}", names=", ".join(found.hidden)))
    asked.screen.hint(f"jobforge catalog show {table}")


def _row(each: ColumnProfile) -> tuple[str, ...]:
    top = ", ".join(f"{_short(value)} ({count:,})" for value, count in each.top[:3])
    counts = (f"{each.rows:,}", f"{each.filled:.1%}", f"{each.distinct:,}")
    return each.column, *counts, _short(each.lowest), _short(each.highest), top


def _short(value: str | None) -> str:
    return "" if value is None else cut(plain(value), WIDEST)
