"""What changed contracts would do, as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from jobforge_es.cli.failing import parts
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from jobforge_es.commands.impact import Impact, Rows

SCOPES = {
    "rebuild": "all that was promoted before is promoted again",
    "from_now": "for files from now on; rows that stand stay as they are",
}


def lines_of(found: Impact) -> Iterator[str]:
    """Give the lines that tell what a changed contract would do."""
    yield f"contract of {found.table}: {plain(found.former)} -> {plain(found.version)}, {SCOPES[found.scope]}"
    yield f"  would refuse {_counted(found.refused)} that stand now"
    yield from _groups(found.refused)
    yield f"  would take {_counted(found.taken)} that are set aside now"
    yield from _groups(found.taken)
    for error in found.errors:
        yield f"  {error.code}  {plain(error.what)}"


def _counted(groups: Sequence[Rows]) -> str:
    rows = sum(group.rows for group in groups)
    return f"{rows:,} {'row' if rows == 1 else 'rows'}"


def _groups(groups: Sequence[Rows]) -> Iterator[str]:
    for group in groups:
        yield f"    {group.rows:,} by {plain(group.rule)} on the way into {group.table}, such as {group.example}"


def fields_of(found: Impact) -> dict[str, Any]:
    """Give it as a program reads it."""
    return {
        "table": found.table,
        "path": found.path,
        "former": found.former,
        "version": found.version,
        "scope": found.scope,
        "refused": found.refused,
        "taken": found.taken,
        "errors": [parts(error) for error in found.errors],
    }
