"""The story of one row of gold: which model made it, from which rows of which file, recorded where, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from jobforge_es.session import Session
from ledger.definitions import Model
from ledger.names import BATCH_ID, GOLD_PROVENANCE, INGESTED_AT, SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS, Position
from projections.catalog import batches, builds, definitions
from projections.storage.manifest import FileInEffect

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Origin:
    """The record in a source file that a row came from.

    Attributes:
        source_file: its name as delivered.
        record: its number, from 1 after the header.
        values: column to text as it stood in the file; None for nothing.
    """

    source_file: str
    record: int
    values: dict[str, str | None]


@attrs.frozen
class Step:
    """A recorded step on the way of a row.

    Attributes:
        table: that it filled.
        position: of its event.
        what: in a few words.
        by: who.
        at: when (ISO 8601, UTC).
    """

    table: str
    position: Position
    what: str
    by: str
    at: str


@attrs.frozen
class Story:
    """The story of one row.

    Attributes:
        table: in gold.
        question: that the model answers, as its author wrote it; empty when it says none.
        row: column to text, without provenance.
        model_path: of the SQL.
        inputs: the tables that the SQL reads.
        source_rows: how many source rows made the row.
        batches: of which batches these are, by name of file.
        origin: the record, where it is one.
        steps: recorded ones, oldest first.
        position: of the state that was told.
    """

    table: str
    question: str
    row: dict[str, str]
    model_path: str
    inputs: tuple[str, ...]
    source_rows: int
    batches: tuple[str, ...]
    origin: Origin | None
    steps: tuple[Step, ...]
    position: Position


def story(session: Session, table: str) -> Story | None:
    """Tell the story of one row of a gold table: one that came from a single source row, where there is such a row.

    Args:
        session: to read.
        table: a table that a model makes.

    Returns:
        The story, or None when the table has no row.
    """
    row = _row(session, table)
    if row is None:
        return None
    model = next(m for m in definitions.models(session.db) if m.table_name == table)
    about = session.recall(model.definition, Model).about
    one = row[BATCH_ID] is not None and row[SOURCE_ROW] is not None
    files = _files_behind(session, table, row)
    return Story(
        table=table,
        question=about.get("question", ""),
        row={name: _text(value) for name, value in row.items() if name not in GOLD_PROVENANCE},
        model_path=model.path,
        inputs=model.input_tables,
        source_rows=row.get(SOURCE_ROWS) or 1,
        batches=tuple(sorted({b.source_file for b in files})),
        origin=_origin(session, row) if one else None,
        steps=tuple(sorted(_steps(session, table, files), key=lambda step: step.position)),
        position=builds.builds(session.db)[table].position,
    )


def _text(value: Any) -> str:
    return "NULL" if value is None else str(value)


def _row(session: Session, table: str) -> dict[str, Any] | None:
    """Give the first row that came from one source row; else the first."""
    first: dict[str, Any] | None = None
    for file in session.manifest.in_effect(table):
        for row in _read(session, file).to_pylist():
            first = first or row
            if row.get(SOURCE_ROW) is not None and (row.get(SOURCE_ROWS) or 1) == 1:
                return dict(row)
    return first


def _read(session: Session, file: FileInEffect) -> pa.Table:
    import pyarrow.parquet as pq  # only the story reads files by itself

    return pq.read_table(session.workshop.path(file.file))


def _origin(session: Session, row: dict[str, Any]) -> Origin | None:
    """Find the record in staged, where every value is as it stood in the file."""
    batch = batches.batch(session.db, row[BATCH_ID])
    if batch is None:
        return None
    file = session.manifest.of_batch(batch.table_name, batch.batch_id)
    table = _read(session, file)
    found = [r for r in table.to_pylist() if r[SOURCE_ROW] == row[SOURCE_ROW]]
    hidden = {BATCH_ID, SOURCE_FILE, SOURCE_ROW, INGESTED_AT}
    values = {name: value for name, value in found[0].items() if name not in hidden} if found else {}
    return Origin(batch.source_file, row[SOURCE_ROW], values)


def _files_behind(session: Session, table: str, row: dict[str, Any]) -> list[batches.BatchRow]:
    """Give the batches that the row came from; those of all inputs where the row is made of several."""
    if row[BATCH_ID] is not None:
        found = batches.batch(session.db, row[BATCH_ID])
        return [found] if found else []
    sql = "SELECT upstream FROM edges WHERE downstream = ? AND kind != 'reference'"
    front, sources = [table], set()
    while front:
        for (upstream,) in session.db.execute(sql, (front.pop(),)):
            if upstream.startswith("source:"):
                sources.add(upstream.removeprefix("source:"))
            else:
                front.append(upstream)
    return [b for source in sorted(sources) for b in batches.in_effect(session.db, source)]


def _steps(session: Session, table: str, files: list[batches.BatchRow]) -> list[Step]:
    """Give the recorded steps of these batches, and the build of the table."""
    ids = {b.batch_id for b in files}
    found = [Step(b.table_name, b.position, f"landed {b.source_file}", b.actor, b.ingested_at) for b in files]
    for promotion in batches.all_promotions(session.db):
        if promotion.batch_id in ids and promotion.outcome == "promoted":
            actor = _actor(session, promotion.position)
            what = (
                f"promoted {promotion.accepted:,} of {promotion.read:,} rows by contract {promotion.contract_version}"
            )
            found.append(Step(promotion.table_name, promotion.position, what, actor, promotion.recorded_at))
    build = builds.builds(session.db)[table]
    actor = _actor(session, build.position)
    return [*found, Step(table, build.position, f"built, {build.rows:,} rows", actor, build.recorded_at)]


def _actor(session: Session, position: Position) -> str:
    event = next(iter(session.store.after(Position(position - 1), position)), None)
    return "" if event is None else event.actor
