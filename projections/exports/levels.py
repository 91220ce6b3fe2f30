"""What may leave: tables and columns up to a security category."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from projections.catalog.vocabulary.governed import SECURITY
from projections.exports.tables import Said, TableTold
from projections.exports.told import CatalogTold
from projections.lineage.column_edges import ColumnAt

OF_PERSONAL = "Protected A"
"""The lowest category of what may show personal values."""
NOBODY_SAID = "nobody said its security category"

RETIRED = "nothing makes it any more, and nobody answers for its category"
NAMING = ("code_list", "powerbi.sort_by")
"""Properties of a column that name another, or a table."""


def within(told: CatalogTold, level: str | None) -> CatalogTold:
    """Leave out all above a level; with None nothing is.

    A column without a category has that of its table. What has none is left out, for nobody said that it may leave; so
    is a table without a column that may, and what leads to any of them. A table above the level is left out whole,
    whatever its columns are.

    Returns:
        The catalog with ``left_out``: a table that is left out stands there without its columns.
    """
    if level is None:
        return told
    left: dict[str, str] = {}
    tables = tuple(found for each in told.tables if (found := _table(each, level, left)) is not None)
    return attrs.evolve(
        told,
        tables=tuple(_without(each, left) for each in tables),
        edges=tuple(each for each in told.edges if left.keys().isdisjoint({each.upstream, each.downstream})),
        columns=tuple(
            each for each in told.columns if not _is_out(each.upstream, left) | _is_out(each.downstream, left)
        ),
        retired=(),
        level=level,
        left_out=left | dict.fromkeys(told.retired, RETIRED),
    )


def _table(table: TableTold, level: str, left: dict[str, str]) -> TableTold | None:
    name, category = table.row.table_name, _category(table.said)
    found = {f"{name}.{column.name}": _why(table, column.name, category, level) for column in table.columns}
    why = {subject: reason for subject, reason in found.items() if reason}
    kept = tuple(column for column in table.columns if f"{name}.{column.name}" not in why)
    if category is not None and _is_above(category, level):
        left[name] = f"{category} is above {level}"
        return None
    if not kept:
        left[name] = next(iter(why.values()), "") if len({*why.values()}) == 1 else "none of its columns may leave"
        return None
    left |= why
    return attrs.evolve(
        table, columns=kept, of_columns={each.name: table.of_columns.get(each.name, {}) for each in kept}
    )


def _why(table: TableTold, column: str, of_table: str | None, level: str) -> str:
    """Tell why a column may not leave; empty where it may."""
    category = _category(table.of_columns.get(column, {})) or of_table
    if column in table.personal and _is_above(OF_PERSONAL, level):
        return "it may show personal values"
    if category is None:
        return NOBODY_SAID
    return f"{category} is above {level}" if _is_above(category, level) else ""


def _category(said: Said) -> str | None:
    return next(iter(said.get(("security", None), ())), None)


def _is_above(category: str, level: str) -> bool:
    return category not in SECURITY or SECURITY.index(category) > SECURITY.index(level)


def _is_out(column: ColumnAt, left: dict[str, str]) -> bool:
    return column.table in left or f"{column.table}.{column.column}" in left


def _without(table: TableTold, left: dict[str, str]) -> TableTold:
    """Let a table say nothing that names what is left out."""
    name = table.row.table_name
    related = ("powerbi.relationships", None)
    kept = tuple(each for each in table.said.get(related, ()) if left.keys().isdisjoint(_ends(name, each)))
    said = {key: values for key, values in table.said.items() if key != related} | ({related: kept} if kept else {})
    of_columns = {
        column: {
            key: values
            for key, values in about.items()
            if key[0] not in NAMING or left.keys().isdisjoint({*values, *(f"{name}.{value}" for value in values)})
        }
        for column, about in table.of_columns.items()
    }
    return attrs.evolve(table, said=said, of_columns=of_columns)


def _ends(table: str, relationship: str) -> Iterator[str]:
    """Give the columns and tables that a relationship names."""
    start, _, end = (part.strip() for part in relationship.partition("->"))
    yield from (f"{table}.{start}", end, end.rpartition(".")[0])
