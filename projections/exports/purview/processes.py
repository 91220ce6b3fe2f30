"""What makes each table, as processes with the lineage of columns."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from ledger.definitions.lineage import ALL
from projections.exports.purview.names import Names, process
from projections.exports.told import CatalogTold
from projections.lineage.column_edges import ColumnEdge


def processes(told: CatalogTold, names: Names) -> Iterator[dict[str, Any]]:
    """Give one for every table that is made from others; those that it only compares with are among its inputs."""
    upstream: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for edge in told.edges:
        if {edge.upstream, edge.downstream} <= names.of.keys():
            upstream[edge.downstream][edge.upstream].add(edge.kind)
    seen: dict[str, list[ColumnEdge]] = defaultdict(list)
    for column in told.columns:
        if column.direct and column.downstream.column != ALL:
            seen[column.downstream.table].append(column)
    for table in sorted(upstream):
        inputs, name = upstream[table], names.of[process(table)]
        own = {
            "qualifiedName": name.qualified,
            "name": f"makes {table}",
            "how": ", ".join(sorted({kind for kinds in inputs.values() for kind in kinds})),
            "inputs": [names.reference(each) for each in sorted(inputs)],
            "outputs": [names.reference(table)],
            "columnMapping": json.dumps(_mapping(seen[table], table, names), ensure_ascii=False),
        }
        yield {"typeName": name.type, "guid": names.guids[process(table)], "attributes": own}


def _mapping(columns: Sequence[ColumnEdge], table: str, names: Names) -> list[dict[str, Any]]:
    """Tell which columns can be seen in which; a star stands for any column of the input."""
    pairs: dict[str, list[dict[str, str]]] = defaultdict(list)
    for edge in columns:
        pair = {"Source": edge.upstream.column, "Sink": edge.downstream.column}
        if edge.upstream.table in names.of and pair not in pairs[edge.upstream.table]:
            pairs[edge.upstream.table].append(pair)
    sink = names.of[table].qualified
    return [
        {"DatasetMapping": {"Source": names.of[source].qualified, "Sink": sink}, "ColumnMapping": pairs[source]}
        for source in sorted(pairs)
        if pairs[source]
    ]
