"""``jobforge catalog properties``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from jobforge_es.commands.properties import PropertyShown


@click.command()
@click.argument("table", shell_complete=TABLE)
@click.option("--for", "target", type=click.Choice(["powerbi", "purview"]), help="Only what is for one of them.")
@as_of
@common
@pass_asked
def properties(asked: Asked, table: str, target: str | None, as_of: str | None) -> None:
    """List everything that holds of a table and its columns, and what follows from it where nobody said otherwise.

    catalog describe says otherwise.
    """
    found = asked.workspace().properties(table, as_of)
    shown = [each for each in found.properties if target is None or each.statement.name.startswith(f"{target}.")]
    fields = {"table": table, "position": found.position, "properties": list(map(_fields, shown))}
    asked.screen.object("catalog-properties", fields)
    asked.screen.table(("of", "property", "value", "said by"), [_row(each, table) for each in shown])
    derived = sum(bool(each.derived) for each in shown)
    asked.screen.line(f"{len(shown)} properties, {derived} of them derived, as of position {found.position}")
    asked.screen.hint(f'jobforge catalog describe {table} --set PROPERTY=VALUE --reason "..."')


def _row(each: PropertyShown, table: str) -> tuple[str, ...]:
    said = each.statement
    of = said.subject.removeprefix(f"{table}.") if said.kind == "column" else "the table"
    name = f"{said.name}{f'.{said.language}' if said.language else ''}"
    by = f"derived: {each.derived}" if each.derived else each.origin or "a command"
    return of, name, plain("; ".join(said.values)), plain(by)


def _fields(each: PropertyShown) -> dict[str, Any]:
    said = each.statement
    return {
        "subject": said.subject,
        "kind": said.kind,
        "property": said.name,
        "language": said.language,
        "values": said.values,
        "derived": each.derived or None,
        "origin": each.origin or None,
    }
