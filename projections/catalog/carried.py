"""What is carried down: what is said of a silver table and its columns holds of the bronze ones below it too.

A contract makes both, with the same columns. What is said of the bronze one itself counts before that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from projections.catalog import statements

if TYPE_CHECKING:
    from sqlite3 import Connection

    from projections.catalog.statements import StatementRow

OWN: Final = ("powerbi.", "purview.")
"""How properties begin that place a table in another catalog: they are of the one table alone."""


def above(kind: str, subject: str) -> str | None:
    """Name the silver table or column of which what is said holds of a bronze one too; None for any other subject."""
    layer, _, rest = subject.partition(".")
    return f"silver.{rest}" if layer == "bronze" and kind in ("table", "column") else None


def is_carried(name: str) -> bool:
    """Tell whether a property of a silver subject holds of the bronze one below it."""
    return not name.startswith(OWN)


def carried(db: Connection, kind: str, subject: str) -> list[StatementRow]:
    """Give what holds of a subject because it is said of the one above it, whatever is said of itself."""
    said = above(kind, subject)
    return [] if said is None else [row for row in statements.about(db, kind, said) if is_carried(row.name)]


def holding(db: Connection, kind: str, subject: str) -> dict[tuple[str, str], StatementRow]:
    """Give what holds of a subject, by property and language, carried down or said of itself."""
    rows = carried(db, kind, subject) + statements.about(db, kind, subject)
    return {(row.name, row.language): row for row in rows}
