"""The hop through a model: from rows of its table to the rows of its inputs, by the SQL that ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from ledger.definitions import Model
from ledger.definitions.lineage import ALL
from ledger.events import TableBuilt
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.lineage.rewriting.context import SEPARATOR
from projections.lineage.witnesses.matching import AT_ONCE, Stored, behind
from projections.lineage.witnesses.places import Apart, apart
from projections.lineage.witnesses.surrounding import context_of
from projections.tracing.rows import Cells, Opened, Row, opened


@attrs.frozen
class Behind:
    """Rows of one input that a row is made of.

    Attributes:
        table: the input.
        total: how many of its rows.
        rows: the first of them, in the order of the input.
        context: why rows of it play a part beyond these, with the part of the SQL that says so; None where none does.
        cells: columns of them that are meant; None for whole rows.
    """

    table: str
    total: int
    rows: tuple[Row, ...]
    context: str | None
    cells: Cells = None


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
    found = _found(workshop, model, inputs, rows, most)
    context = _context(model, inputs) if model.context else {}
    return [
        tuple(
            Behind(table, total, numbered, context.get(table))
            for table, (total, numbered) in of_row.items()
            if total or table in context
        )
        for of_row in found
    ]


def _context(model: Model, inputs: Mapping[str, Opened]) -> dict[str, str]:
    """Give why whole inputs play a part, those of all places of one together."""
    parts = _apart(model, inputs)
    found: dict[str, list[str]] = {}
    for place, why in context_of(parts).items():
        found.setdefault(parts.tables[place], []).append(why)
    return {table: SEPARATOR.join(dict.fromkeys(reasons)) for table, reasons in found.items()}


def _apart(model: Model, inputs: Mapping[str, Opened]) -> Apart:
    return apart(model, {table: [c.name for c in input_.relation.columns] for table, input_ in inputs.items()})


def cells_behind(
    workshop: Workshop, built: TableBuilt, rows: Sequence[tuple[Row, Cells]], most: int | None
) -> list[tuple[Behind, ...]]:
    """Give for some columns of each row what these are made of, one entry for each place where an input is read.

    Args:
        workshop: files and limits.
        built: the build that gave the rows.
        rows: of one table, each with the columns that are meant.
        most: as of ``rows_behind``.
    """
    model = workshop.recall(built.model, Model)
    inputs = inputs_of(workshop, built, model)
    parts = _apart(model, inputs)
    context = context_of(parts)
    places = {place: inputs[table] for place, table in parts.tables.items()}
    found = _found(workshop, parts.model, places, [row for row, _ in rows], most)
    return [tuple(_fed(parts, context, cells or (), of_row)) for (_, cells), of_row in zip(rows, found, strict=True)]


def _fed(
    parts: Apart, context: Mapping[str, str], cells: Sequence[str], of_row: Mapping[str, tuple[int, tuple[Row, ...]]]
) -> Iterator[Behind]:
    """Give what feeds some columns, where none are meant every row; places that give the same cells are told as one."""
    told: set[tuple[object, ...]] = set()
    for place, (total, rows) in of_row.items():
        table, fed = parts.tables[place], tuple(name for name in parts.of(cells, place) if name != ALL)
        why = context.get(place)
        same = (table, fed, total, tuple(row.id for row in rows), why)
        if (total or why) and (not cells or parts.feeds(cells, place)) and same not in told:
            told.add(same)
            yield Behind(table, total, rows, why, fed)


def _found(
    workshop: Workshop, model: Model, inputs: Mapping[str, Opened], rows: Sequence[Row], most: int | None
) -> list[dict[str, tuple[int, tuple[Row, ...]]]]:
    """Give for each row of a model's table, by input, how many rows are behind it, and the first of them."""
    found: list[dict[int, tuple[int, list[int]]]] = [{} for _ in rows]
    with Sandbox({table: input_.relation for table, input_ in inputs.items()}, workshop.limits) as sandbox:
        for start, stored in _pieces(rows):
            asked = sandbox.table(behind(model, stored, most))
            for n, place, total, numbers in zip(*(column.to_pylist() for column in asked.columns), strict=True):
                found[start + n][place] = (total, numbers)
    read = _read(workshop, list(inputs.values()), found)
    return [
        {
            table: (total, tuple(read[place][number] for number in numbers))
            for place, table in enumerate(model.inputs)
            for total, numbers in [of_row.get(place, (0, []))]
        }
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
