"""A trace: the rows on the way from a row of any table down to the records of the source files."""

from __future__ import annotations

from typing import Any

import attrs

from ledger.names import Position
from projections.tracing.aside import SetAside
from projections.tracing.decided import Decided, Said
from projections.tracing.meaning import Meaning, Told
from projections.tracing.records import Record
from projections.tracing.rows import Cells
from projections.tracing.steps import Step


@attrs.frozen
class Reach:
    """What a row is made of in one table below.

    Attributes:
        table: below.
        total: how many of its rows.
        rows: ids of those that are followed.
        context: why rows of it play a part beyond these; None where they do not.
        cells: columns of them that are meant; None for whole rows, empty where it counts only that they are there.
    """

    table: str
    total: int
    rows: tuple[str, ...]
    context: str | None = None
    cells: Cells = None


@attrs.frozen
class Traced:
    """A row on the way.

    Attributes:
        id: ``batch/layer.table/record``, or ``version#row`` of a row that a model made.
        table: that it lies in.
        step: position of the event that made it.
        batch_id, source_file, source_row: that it came from; None where its source rows differ.
        source_rows: of how many source rows it is made.
        values: its own; of the columns that are meant, where not all are.
        made_of: its rows in the tables below; empty in staged, and where the record could not be read and a person
            said what it holds.
        record: that it was read from; in staged only.
        cells: its columns that are meant; None for all of it.
    """

    id: str
    table: str
    step: Position
    batch_id: str | None
    source_file: str | None
    source_row: int | None
    source_rows: int
    values: dict[str, Any]
    made_of: tuple[Reach, ...] = ()
    record: Record | None = None
    cells: Cells = None


@attrs.frozen
class Gone:
    """Rows that were meant and went out of effect with their batch.

    Attributes:
        batch_id, source_file: of the batch.
        rows: how many; None where that cannot be told.
        withdrawn: by which event.
        as_of: the last position at which they stood in the table.
        unknown: why it cannot be told how many; empty where it can.
    """

    batch_id: str
    source_file: str
    rows: int | None
    withdrawn: Said
    as_of: Position
    unknown: str = ""


@attrs.frozen
class Trace:
    """Where rows came from.

    Attributes:
        table: that was asked about.
        position: of the state that is told.
        total: rows of it that were meant.
        rows: on the way, a table at a time, those that were asked about first.
        steps: recorded ones that they went through, oldest first.
        aside: when the same records were set aside before, oldest first.
        meanings: what the files mean at the end of the way.
        told: what the tables on it mean, and who answers for them.
        limit: how many rows are followed from one to each table below; None for all.
        column: of which alone the way is told; None for whole rows.
        decided: what people decided about the same records, oldest first; of corrections those of cells that are meant.
        gone: rows that were meant and were withdrawn; looked for only where no other was found.
    """

    table: str
    position: Position
    total: int
    rows: tuple[Traced, ...]
    steps: tuple[Step, ...]
    aside: tuple[SetAside, ...]
    meanings: tuple[Meaning, ...]
    told: Told
    limit: int | None
    column: str | None = None
    decided: tuple[Decided, ...] = ()
    gone: tuple[Gone, ...] = ()
