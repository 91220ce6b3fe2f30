"""``jobforge explain-value``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, pass_asked, showing_rows
from jobforge_es.cli.language import counted, spoken
from jobforge_es.cli.names import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobforge_es.commands.explain_value import ValueExplained
    from projections.tracing.calculation import Contribution, Part


@click.command("explain-value")
@click.argument("column", metavar="TABLE.COLUMN", shell_complete=TABLE)
@click.option("--where", metavar="COND", help="Which row: a condition on the columns of the table.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Rows shown; 0 for all.")
@as_of
@showing_rows
@pass_asked
def explain_value(asked: Asked, column: str, where: str | None, limit: int, as_of: str | None, *, reveal: bool) -> None:
    """Tell which rows a figure was made of, what each gives to it, and whether they add up to it."""
    from jobforge_es.cli.masked import tell_masked
    from jobforge_es.cli.screen import value_of

    workspace = asked.workspace()
    found = workspace.explain_value(column, where, limit=limit or None, as_of=as_of, reveal=reveal)
    asked.screen.object("explain-value", value_of(found) | {"masked": workspace.masked})
    for line in _told(found):
        asked.screen.line(line)
    tell_masked(asked.screen, workspace.masked)
    asked.screen.hint(f'jobforge trace {found.table} --where "..."')


def _told(found: ValueExplained) -> Iterator[str]:
    from jobforge_es.cli.traced import value, values

    where = spoken("as of position {position}", position=found.position)
    yield f"{found.table}.{found.column} = {value(found.figure)}, {where}"
    yield f"{spoken('in {table}', table=found.row)}  {values(found.values)}"
    for part in found.parts:
        yield f"{part.how} = {value(part.figure)}"
        yield from (f"  {line}" for contribution in part.contributions for line in _given(part, contribution, found))
        if len(part.contributions) < part.total:
            yield "  ..." + spoken(" and {n:,} more", n=part.total - len(part.contributions))
        yield f"  {_sum(part)}"


def _given(part: Part, contribution: Contribution, found: ValueExplained) -> Iterator[str]:
    from jobforge_es.cli.traced import value, values

    yield (
        ", ".join(f"{term} = {value(v)}" for term, v in zip(part.terms, contribution.values, strict=True))
        or spoken("one row")
    )
    for table, ids in contribution.rows.items():
        for id_ in ids:
            yield f"  {table}  {id_}  {values(found.rows[id_])}"


def _sum(part: Part) -> str:
    rows = counted(part.total, "{n:,} row", "{n:,} rows")
    if part.adds_up is None:
        return spoken("{rows}; not worked out again: {why}", rows=rows, why=part.why_not)
    if part.adds_up:
        return spoken("{rows}, worked out again: it is the same", rows=rows)
    return spoken("{rows}, worked out again: IT DIFFERS", rows=rows)
