"""Explains one figure: the rows that it was made of with what each gives to it, and whether they add up to it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ledger.definitions import Model, ModelColumn
from ledger.events import TableBuilt
from projections.engines.gate import parse_query
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.lineage.schema import COUNTED_TYPES
from projections.lineage.witnesses.figure import Wanted
from projections.lineage.witnesses.matching import Stored
from projections.tracing.built import inputs_of
from projections.tracing.calculation import Calculation, Part
from projections.tracing.rows import Row


@attrs.frozen
class Explained:
    """A figure and its calculation.

    Attributes:
        parts: steps of the calculation, that of the figure itself first.
        rows: values of the rows that are named, by id.
    """

    parts: tuple[Part, ...]
    rows: dict[str, Row]


def explain(workshop: Workshop, built: TableBuilt, row: Row, column: str, most: int | None) -> Explained:
    """Explain a figure of a table that a model makes.

    Args:
        workshop: files and limits.
        built: the build that gave the row.
        row: of the table.
        column: of the row.
        most: how many contributions are given of each step; None for all.
    """
    model = workshop.recall(built.model, Model)
    inputs = inputs_of(workshop, built, model)
    with Sandbox({name: table.relation for name, table in inputs.items()}, workshop.limits) as sandbox:
        rows: dict[str, Row] = {}

        def named(table: str, numbers: Sequence[int]) -> tuple[str, ...]:
            read = list(inputs[table].rows(workshop, numbers).values())
            rows.update({row.id: row for row in read})
            return tuple(row.id for row in read)

        place = [c.name for c in model.columns].index(column)
        calculation = Calculation(sandbox, model, named, most)
        parts = tuple(calculation.parts(parse_query(model.executed), place, _wanted(model, row)))
    return Explained(parts, rows)


def _wanted(model: Model, row: Row) -> Wanted:
    """Put the values of a row into the order in which its model gives them."""
    made = (*model.columns, *COUNTED_TYPES)
    types = {column.name: column.type for column in row.columns}
    columns = tuple(ModelColumn(c.name, types[c.name]) for c in made)
    return Wanted(tuple(c.type for c in made), Stored(columns, [tuple(row[c.name] for c in made)]))
