"""``jobforge trace``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.names import TABLE


@click.command()
@click.argument("table", shell_complete=TABLE)
@click.option("--where", metavar="COND", help="Which rows: a condition on the columns of the table; default: any.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Rows followed; 0 for all.")
@as_of
@common
@pass_asked
def trace(asked: Asked, table: str, where: str | None, limit: int, as_of: str | None) -> None:
    """Tell where rows came from, down to the record in the source file.

    At most --limit rows are followed of those that COND means, and from each of them to each table below.
    """
    from jobforge_es.cli.screen import value_of
    from jobforge_es.cli.traced import told
    from jobforge_es.commands.trace import trace as find

    with asked.workspace().reading(as_of) as session:
        found = find(session, table, where, limit or None)
        zone = session.config.time_zone
    asked.screen.object("trace", value_of(found))
    for line in told(found, zone):
        asked.screen.line(line)
    asked.screen.hint(f"jobforge lineage {table}" if found.rows else f'jobforge query "SELECT * FROM {table}"')
