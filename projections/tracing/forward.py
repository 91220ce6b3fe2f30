"""Follows rows up: to every row that they reached, in every table that was made from theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from ledger.definitions import Model, ModelColumn
from ledger.events import TableBuilt
from ledger.names import BATCH_ID, SOURCE_ROW, Position
from projections.catalog import batches, builds
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.lineage.witnesses.matching import AT_ONCE, Stored
from projections.lineage.witnesses.reaching import keys_reached, reached, rows_with_keys, values_reached
from projections.runner import recorded
from projections.tracing.aside import SetAside, set_aside
from projections.tracing.built import inputs_of
from projections.tracing.findings import Seen, seen
from projections.tracing.rows import FILE_BITS, Opened, Row, by_records, opened


@attrs.frozen
class Reached:
    """A row, and those that were made of it.

    Attributes:
        row: it.
        reached: ids of the rows of other tables that were made of it.
    """

    row: Seen
    reached: tuple[str, ...]


@attrs.frozen
class Forward:
    """Everything that rows reached.

    Attributes:
        table: that was asked about.
        position: of the state that is told.
        total: rows of it that were meant.
        rows: a table at a time, those that were asked about first.
        aside: where the same records are set aside on their way.
    """

    table: str
    position: Position
    total: int
    rows: tuple[Reached, ...]
    aside: tuple[SetAside, ...]


def forward(workshop: Workshop, table: Opened, rows: Sequence[Row], total: int) -> Forward:
    """Follow rows of a table up to everything that they reached.

    Args:
        workshop: files and limits; its read models stand at the position that is asked about.
        table: of the rows, as of that position.
        rows: to follow.
        total: how many rows were meant.
    """
    found: dict[str, Reached] = {}
    waiting = list(rows)
    while waiting:
        row = waiting.pop(0)
        if row.id not in found:
            above = list({other.id: other for other in _above(workshop, row, table.at)}.values())
            found[row.id] = Reached(seen(row), tuple(other.id for other in above))
            waiting += above
    records: dict[str, list[int]] = {}
    for row in rows:
        batch_id, _, number = row.source
        if batch_id is not None and number is not None:
            records.setdefault(batch_id, []).append(number)
    aside = tuple(one for one in set_aside(workshop, records) if one.until is None)
    return Forward(table.table, table.at, total, tuple(found.values()), aside)


def _above(workshop: Workshop, row: Row, at: Position) -> Iterator[Row]:
    """Give the rows of the tables next above that are made of a row."""
    if row.file.batch_id is not None:
        yield from _promoted(workshop, row, at)
    for build in builds.builds(workshop.db).values():
        if any(read.table == row.table for read in build.input_tables):
            built = recorded(workshop.store, build.position).data
            if isinstance(built, TableBuilt):
                yield from _made(workshop, built, row, at)


def _promoted(workshop: Workshop, row: Row, at: Position) -> Iterator[Row]:
    for promotion in batches.all_promotions(workshop.db):
        if promotion.from_table == row.table and promotion.batch_id == row.file.batch_id:
            for file in workshop.manifest.in_effect(promotion.table_name, at=at):
                if file.batch_id == promotion.batch_id:
                    yield from by_records(workshop, promotion.table_name, file, [row[SOURCE_ROW]], at).values()


def _made(workshop: Workshop, built: TableBuilt, row: Row, at: Position) -> Iterator[Row]:
    """Give the rows of a model's table that are made of a row of one of its inputs."""
    model = workshop.recall(built.model, Model)
    if row.table not in model.inputs:
        return
    inputs = inputs_of(workshop, built, model)
    number = _number(inputs[row.table], row)
    target = opened(workshop, built.table, at)
    if number is None:
        return
    place = model.inputs.index(row.table)
    tables = {name: input_.relation for name, input_ in inputs.items()} | {target.table: target.relation}
    with Sandbox(tables, workshop.limits) as sandbox:
        may = list(target.rows(workshop, _candidates(sandbox, model, target, row, number)).values())
        for start in range(0, len(may), AT_ONCE):
            piece = may[start : start + AT_ONCE]
            stored = Stored(piece[0].columns, [other.values for other in piece])
            hits = sandbox.table(reached(model, stored, place, [number]))["_n"].to_pylist()
            yield from (piece[hit] for hit in hits)


def _number(input_: Opened, row: Row) -> int | None:
    """Give the number of a row in the input as a build read it; None where the build did not read its file."""
    paths = [file.file.path for file in input_.files]
    if row.file.file.path not in paths:
        return None
    return paths.index(row.file.file.path) << FILE_BITS | row.place


def _candidates(sandbox: Sandbox, model: Model, target: Opened, row: Row, number: int) -> list[int]:
    """Give the numbers of the rows of a model's table that may be made of a row."""
    keys = keys_reached(model, row.table, number, {BATCH_ID: row.source[0], SOURCE_ROW: row.source[2]})
    columns = keys.columns if keys is not None else tuple(column.name for column in model.columns)
    queries = keys.queries if keys is not None else (values_reached(model, model.inputs.index(row.table), [number]),)
    found: set[int] = set()
    for query in queries:
        values = sandbox.table(query)
        kinds = tuple(
            ModelColumn(name, column.type) for name, column in zip(columns, sandbox.describe(query), strict=True)
        )
        led = list(zip(*(column.to_pylist() for column in values.columns), strict=True))
        for start in range(0, len(led), AT_ONCE):
            stored = Stored(kinds, led[start : start + AT_ONCE])
            asked = sandbox.table(rows_with_keys(columns, target.table, stored))
            found.update(asked.column(0).to_pylist())
    return sorted(found)
