"""Models over the tables of ``shapes``; each is compiled once in a run, however many tests ask for it."""

from __future__ import annotations

from functools import cache

from ledger.definitions import Model, ModelColumn
from projections.lineage.compiling import compile_model
from projections.lineage.schema import TableSchema


def _schema(counted: bool, **columns: str) -> TableSchema:
    return TableSchema(tuple(ModelColumn(name, kind) for name, kind in columns.items()), counted)


SCHEMAS = {
    "silver.t": _schema(False, k="BIGINT", a="BIGINT", b="VARCHAR", c="BIGINT", d="DECIMAL(10,2)"),
    "silver.u": _schema(False, a="BIGINT", x="VARCHAR"),
    "gold.dim_g": _schema(True, a="BIGINT", y="VARCHAR"),
}


@cache
def compiled(sql: str) -> Model:
    """Compile a model."""
    return compile_model("gold.agg_x", sql, {}, SCHEMAS)
