"""``jobforge correct``."""

from __future__ import annotations

from typing import Any

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.deciding import about, decided, set_values, taken_back
from jobforge_es.cli.names import TABLE


@click.command()
@click.argument("table", required=False, shell_complete=TABLE)
@click.option("--where", metavar="COND", help="Which rows: a condition in SQL over the columns of the table.")
@set_values
@click.option("--undo", metavar="DECISION", help="Take a correction (d-...) back.")
@about
@dry_run
@writing
@pass_asked
def correct(
    asked: Asked,
    table: str | None,
    where: str | None,
    given: dict[str, str],
    basis: Any,
    undo: str | None,
    ticket: str | None,
    dry_run: bool,
) -> int:
    """Mend a value that was accepted and is wrong, in a table of bronze or silver.

    What came is kept; the correction is applied at bronze, now and whenever the table is built again. --dry-run tells
    what would become of the rows.
    """
    from jobforge_es.commands.deciding.correct_table import correct_table

    if undo is not None:
        return taken_back(asked, "correction", undo, dry=dry_run)
    if table is None or where is None or not given:
        raise click.UsageError("name a table, --where COND and --set COLUMN=VALUE; or --undo DECISION")
    texts: dict[str, str | None] = {name: text or None for name, text in given.items()}
    asked_for = {"ticket": ticket, "basis": basis}
    return decided(asked, lambda session: correct_table(session, table, where, texts, **asked_for), dry=dry_run)
