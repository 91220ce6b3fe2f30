"""The hop through a model: from rows of its table to the rows of its inputs, by the SQL that ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from ledger.definitions import Model
from ledger.events import TableBuilt
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.lineage.witnesses.matching import AT_ONCE, Stored, behind
from projections.tracing.rows import Opened, Row, opened


@attrs.frozen
class Behind:
    """Rows of one input that a row is made of.

    Attributes:
        table: the input.
        total: how many of its rows.
        rows: the first of them, in the order of the input.
        context: why rows of it play a part beyond these, as far as the model says so; None where it does not.
    """

    table: str
    total: int
    rows: tuple[Row, ...]
    context: str | None


def inputs_of(workshop: Workshop, built: TableBuilt, model: Model) -> dict[str, Opened]:
    """Open what a build read, as it was then."""
    pinned = {at.table: at.position for at in built.inputs}
    return {table: opened(workshop, table, pinned[table]) for table in model.inputs}


def rows_behind(
    workshop: Workshop, built: TableBuilt, rows: Sequence[Row], most: int | None
) -> list[tuple[Behind, ...]]:
    """Give for each row of a model's table what it is made of, one entry for each input.

    Args:
        workshop: files and limits.
        built: the build that gave the rows.
        rows: of one table.
        most: how many rows of each input are read; None for all.
    """
    model = workshop.recall(built.model, Model)
    inputs = inputs_of(workshop, built, model)
    found: list[dict[int, tuple[int, list[int]]]] = [{} for _ in rows]
    with Sandbox({table: input_.relation for table, input_ in inputs.items()}, workshop.limits) as sandbox:
        for start, stored in _pieces(rows):
            asked = sandbox.table(behind(model, stored, most))
            for n, place, total, numbers in zip(*(column.to_pylist() for column in asked.columns), strict=True):
                found[start + n][place] = (total, numbers)
    read = _read(workshop, list(inputs.values()), found)
    return [
        tuple(
            Behind(table, total, tuple(read[place][number] for number in numbers), model.context.get(table))
            for place, table in enumerate(model.inputs)
            for total, numbers in [of_row.get(place, (0, []))]
            if total or table in model.context
        )
        for of_row in found
    ]


def _pieces(rows: Sequence[Row]) -> Iterator[tuple[int, Stored]]:
    for start in range(0, len(rows), AT_ONCE):
        piece = rows[start : start + AT_ONCE]
        yield start, Stored(piece[0].columns, [row.values for row in piece])


def _read(
    workshop: Workshop, inputs: Sequence[Opened], found: Sequence[dict[int, tuple[int, list[int]]]]
) -> list[dict[int, Row]]:
    read = []
    for place, input_ in enumerate(inputs):
        numbers = {number for of_row in found for number in of_row.get(place, (0, []))[1]}
        read.append(input_.rows(workshop, numbers))
    return read
