"""Catalog: tables and their columns, what they mean, who promised them, and how much is in them."""

from __future__ import annotations

import attrs

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Model
from ledger.names import Position
from projections.catalog import batches, datasets, definitions
from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.read_models import checkpoint


@attrs.frozen
class Dataset:
    """A table of the catalog.

    Attributes:
        about: names and texts in both languages.
        rows: in effect.
        from_tables: what it is made from, or its source.
        path: of the file that promises or makes it; None for a staged table.
        changed_by, changed_at: who last changed that file's record, and when; None for a staged table.
        columns: in their order; empty in a list of tables.
        newest: of a staged table, what is known of its newest file, by fact; empty where nothing is.
        coverage: of a table that a model makes, each input and why its rows are known only as a whole table; empty
            where each of them is followed to the output. None for other tables: their rows are those of their source.
        proven: of a table that a model makes, the event that showed that it gives the same rows twice; None while it
            has given none.
    """

    about: DatasetRow
    rows: int
    from_tables: tuple[str, ...]
    path: str | None
    changed_by: str | None
    changed_at: str | None
    columns: tuple[ColumnRow, ...] = ()
    newest: dict[str, str] = attrs.field(factory=dict)
    coverage: dict[str, str] | None = None
    proven: Position | None = None


@attrs.frozen
class Catalog:
    """The catalog at a position."""

    position: Position
    datasets: tuple[Dataset, ...]


def catalog(session: Session, table: str | None = None) -> Catalog:
    """Give all tables, or one with its columns.

    Raises:
        UnknownName: there is no such table.
    """
    found = datasets.datasets(session.db)
    if table is None:
        return Catalog(checkpoint(session.db), tuple(_dataset(session, row) for row in found))
    one = next((row for row in found if row.table_name == table), None)
    if one is None:
        raise UnknownName("table", table, (row.table_name for row in found), ("jobforge catalog show",))
    columns = tuple(datasets.columns(session.db, table))
    return Catalog(checkpoint(session.db), (attrs.evolve(_dataset(session, one), columns=columns),))


def _dataset(session: Session, row: DatasetRow) -> Dataset:
    made = _made_by(session, row.table_name)
    sql = "SELECT upstream FROM edges WHERE downstream = ? AND kind != 'reference' AND until IS NULL"
    inputs = tuple(sorted(name for (name,) in session.db.execute(sql, (row.table_name,))))
    rows = session.manifest.rows(row.table_name)
    if made is None:
        return Dataset(row, rows, inputs, None, None, None, newest=_newest(session, row.table_name))
    found = Dataset(row, rows, inputs, made.path, made.actor, made.recorded_at)
    model = definitions.model(session.db, row.table_name)
    if model is None:
        return found
    coverage = session.recall(model.definition, Model).coverage
    return attrs.evolve(found, coverage=coverage, proven=None if model.proven is None else Position(model.proven))


def _newest(session: Session, table: str) -> dict[str, str]:
    """Tell when, as which edition and about which period the newest file of a staged table was published."""
    landed = batches.in_effect(session.db, table.partition(".")[2]) if table.startswith("staged.") else []
    known = {fact: getattr(landed[-1], fact) for fact in ("published", "edition", "period")} if landed else {}
    return {fact: text for fact, text in known.items() if text is not None}


def _made_by(session: Session, table: str) -> definitions.ContractRow | definitions.ModelRow | None:
    layer, _, name = table.partition(".")
    promised = definitions.contract(session.db, f"silver.{name}" if layer == "bronze" else table)
    if promised is not None:
        return promised
    return definitions.model(session.db, table)
