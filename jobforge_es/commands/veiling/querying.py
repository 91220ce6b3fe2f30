"""Masks the columns of a query's answer that may show personal values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from jobforge_es.commands.veiling.veil import MASK, Veil

if TYPE_CHECKING:
    import pyarrow as pa


def hidden_places(veil: Veil, sql: str, tables: Mapping[str, Sequence[str]], names: Sequence[str]) -> frozenset[int]:
    """Tell which columns of an answer are masked, by their places.

    Args:
        veil: what is masked.
        sql: the query.
        tables: that it can read, with their columns.
        names: of the columns of its answer.
    """
    from projections.lineage.columns.finding import direct_inputs  # loads the SQL parser

    if not any(veil.personal.holds(table, column) for table, columns in tables.items() for column in columns):
        return frozenset()
    found = direct_inputs(sql, tables, names)
    hidden = [{use for use in uses if veil.hides(*use)} for uses in found]
    return frozenset(place for place, uses in enumerate(hidden) if uses)


def masked(reader: pa.RecordBatchReader, places: frozenset[int]) -> pa.RecordBatchReader:
    """Give the rows of an answer with some of their columns masked."""
    import pyarrow as pa  # loads the data libraries

    if not places:
        return reader
    fields = [pa.field(f.name, pa.string()) if n in places else f for n, f in enumerate(reader.schema)]
    schema = pa.schema(fields)

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            blank = pa.repeat(pa.scalar(MASK), batch.num_rows)
            columns = [blank if n in places else column for n, column in enumerate(batch.columns)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())
