"""Which columns a model may read from a table, as the definitions that hold say."""

from __future__ import annotations

from jobforge_es.session import Session
from ledger.definitions import Contract, Layout, Model, ModelColumn, Source
from ledger.names import VALID_FROM, VALID_TO, split_table
from projections.catalog import batches, definitions
from projections.catalog.rows import one_of
from projections.layers.columns import sql_type
from projections.lineage.schema import TableSchema


def table_schema(session: Session, table: str) -> TableSchema | None:
    """Give the columns of a table without provenance; None while nothing tells them.

    Args:
        session: whose definitions.
        table: ``layer.name``; it need not have rows yet.
    """
    layer, name = split_table(table)
    if layer == "staged":
        columns = _staged(session, name)
        return None if columns is None else TableSchema(columns, counted=False)
    promised = definitions.contract(session.db, f"silver.{name}" if layer == "bronze" else table)
    if promised is not None and (layer != "bronze" or promised.source):
        return contract_schema(session.recall(promised.definition, Contract), layer)
    drafted = one_of(session.db, definitions.ModelRow, "models", "NOT retired AND table_name = ?", (table,))
    if drafted is None:
        return None
    return TableSchema(session.recall(drafted.definition, Model).columns, counted=True)


def contract_schema(contract: Contract, layer: str) -> TableSchema:
    """Give the columns that a contract promises of its table, or of the bronze table below it."""
    columns = tuple(ModelColumn(c.name, sql_type(c)) for c in contract.columns)
    if layer == "silver" and contract.mode == "history":
        columns += (ModelColumn(VALID_FROM, "TIMESTAMP"), ModelColumn(VALID_TO, "TIMESTAMP"))
    return TableSchema(columns, counted=contract.source is None)


def _staged(session: Session, name: str) -> tuple[ModelColumn, ...] | None:
    landed = batches.in_effect(session.db, name) or batches.landed(session.db, name)
    if landed:
        layouts = dict.fromkeys(b.layout for b in reversed(landed))  # the newest first; a column may be in some only
        names = dict.fromkeys(c.name for each in layouts for c in session.recall(each, Layout).columns)
        return tuple(ModelColumn(each, "VARCHAR") for each in names)
    row = definitions.source(session.db, name)
    declared = session.recall(row.definition, Source).form.columns if row else ()
    if not declared:
        return None
    from projections.readers.naming import name_columns  # only for a source without a batch

    return tuple(ModelColumn(c.name, "VARCHAR") for c in name_columns(declared))
