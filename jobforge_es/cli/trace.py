"""``jobforge trace``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, as_of, pass_asked, showing_rows
from jobforge_es.cli.names import TABLE


@click.command()
@click.argument("table", shell_complete=TABLE)
@click.option("--where", metavar="COND", help="Which rows: a condition on the columns of the table; default: any.")
@click.option("--column", metavar="C", help="Only what went into this column: the fields of the source files.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Rows followed; 0 for all.")
@click.option("--forward", is_flag=True, help="What the rows reached, in place of where they came from.")
@as_of
@showing_rows
@pass_asked
def trace(
    asked: Asked,
    table: str,
    where: str | None,
    column: str | None,
    limit: int,
    *,
    forward: bool,
    as_of: str | None,
    reveal: bool,
) -> None:
    """Tell where rows came from, down to the record in the source file.

    At most --limit rows are followed of those that COND means, and from each of them to each table below.
    """
    from jobforge_es.cli.masked import tell_masked
    from jobforge_es.cli.screen import value_of
    from jobforge_es.cli.traced import told

    if forward and column is not None:
        raise click.UsageError(
            "--column is told of where a value came from; `jobforge lineage TABLE.COLUMN --down` of the rest"
        )
    if forward:
        _forward(asked, table, where, limit, as_of, reveal=reveal)
        return
    workspace = asked.workspace()
    found = workspace.trace(table, where, column=column, limit=limit or None, as_of=as_of, reveal=reveal)
    asked.screen.object("trace", value_of(found) | {"masked": workspace.masked})
    for line in told(found, where, workspace.config.time_zone):
        asked.screen.line(line)
    tell_masked(asked.screen, workspace.masked)
    asked.screen.hint(f"jobforge lineage {table}" if found.rows else f'jobforge query "SELECT * FROM {table}"')


def _forward(asked: Asked, table: str, where: str | None, limit: int, as_of: str | None, *, reveal: bool) -> None:
    from jobforge_es.cli.masked import tell_masked
    from jobforge_es.cli.screen import value_of
    from jobforge_es.cli.traced import reached

    workspace = asked.workspace()
    found = workspace.trace_forward(table, where, limit=limit or None, as_of=as_of, reveal=reveal)
    asked.screen.object("trace-forward", value_of(found) | {"masked": workspace.masked})
    for line in reached(found):
        asked.screen.line(line)
    tell_masked(asked.screen, workspace.masked)
    asked.screen.hint(f"jobforge lineage {table} --down")
