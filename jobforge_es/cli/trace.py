"""``jobforge trace``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.names import TABLE


@click.command()
@click.argument("table", shell_complete=TABLE)
@click.option("--where", metavar="COND", help="Which rows: a condition on the columns of the table; default: any.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Rows followed; 0 for all.")
@click.option("--forward", is_flag=True, help="What the rows reached, in place of where they came from.")
@as_of
@common
@pass_asked
def trace(asked: Asked, table: str, where: str | None, limit: int, forward: bool, as_of: str | None) -> None:
    """Tell where rows came from, down to the record in the source file.

    At most --limit rows are followed of those that COND means, and from each of them to each table below.
    """
    from jobforge_es.cli.screen import value_of
    from jobforge_es.cli.traced import told
    from jobforge_es.commands.trace import trace as find

    if forward:
        _forward(asked, table, where, limit, as_of)
        return
    with asked.workspace().reading(as_of) as session:
        found = find(session, table, where, limit or None)
        zone = session.config.time_zone
    asked.screen.object("trace", value_of(found))
    for line in told(found, zone):
        asked.screen.line(line)
    asked.screen.hint(f"jobforge lineage {table}" if found.rows else f'jobforge query "SELECT * FROM {table}"')


def _forward(asked: Asked, table: str, where: str | None, limit: int, as_of: str | None) -> None:
    from jobforge_es.cli.screen import value_of
    from jobforge_es.cli.traced import reached

    found = asked.workspace().trace_forward(table, where, limit=limit or None, as_of=as_of)
    asked.screen.object("trace-forward", value_of(found))
    for line in reached(found):
        asked.screen.line(line)
    asked.screen.hint(f"jobforge lineage {table} --down")
