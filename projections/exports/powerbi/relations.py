"""References between gold tables, as relationships of a model."""

from __future__ import annotations

from collections.abc import Iterator

from projections.exports.changed import Changed
from projections.exports.powerbi.model import Named, tag
from projections.exports.powerbi.tmdl import Node, Value, quoted


def relationships(known: Named) -> Iterator[Node]:
    """Give one for every reference from a column to a column; of two between the same tables one is active."""
    between: set[frozenset[str]] = set()
    for told in known.tables:
        table = told.row.table_name
        for said in told.said.get(("powerbi.relationships", None), ()):
            start, _, end = (part.strip() for part in said.partition("->"))
            other = end.rpartition(".")[0]
            many, one = (
                known.of_columns.get(at, {}).get(name) for at, name in ((table, f"{table}.{start}"), (other, end))
            )
            if many is None or one is None:
                known.changed.append(Changed(table, said, "", "both of its ends must be columns of gold tables"))
                continue
            properties: list[tuple[str, Value]] = []
            if frozenset((table, other)) in between:
                properties.append(("isActive", False))
            between.add(frozenset((table, other)))
            properties.append(("fromColumn", f"{quoted(known.of_tables[table])}.{quoted(many)}"))
            properties.append(("toColumn", f"{quoted(known.of_tables[other])}.{quoted(one)}"))
            yield Node("relationship", tag(table, start, end), properties=tuple(properties))
