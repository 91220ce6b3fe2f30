"""Correct accepted rows: what stands in a table and is wrong says something else from bronze on."""

from __future__ import annotations

from collections.abc import Mapping

from jobforge_es.commands.deciding.condition import checked_condition
from jobforge_es.commands.deciding.correct import named, record_texts
from jobforge_es.commands.deciding.errors import UNCHANGED, NothingToDecide
from jobforge_es.commands.deciding.finding import origins_of
from jobforge_es.commands.deciding.fitting import broken_rules, unfit
from jobforge_es.commands.deciding.recording import About, Decided, Texts, check_reason
from jobforge_es.commands.pending import bronze_of
from jobforge_es.commands.query import query
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.events.decision import Basis
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.catalog import definitions


def correct_table(
    session: Session,
    table: str,
    where: str,
    texts: Mapping[str, str | None],
    *,
    ticket: str | None = None,
    basis: Basis = "steward",
) -> Decided:
    """Record what accepted rows say instead.

    Args:
        session: of the command; it has a reason.
        table: a table of bronze or silver that a source feeds.
        where: a condition (SQL) that selects its rows.
        texts: column to text, as it would stand in the source file; None for no value.
        ticket: where it is written about.
        basis: who says that the new values are right.

    Raises:
        ReasonMissing: nobody said why.
        UnknownName: there is no such table or column.
        NothingToDecide: the table is made by a model, or no row is selected.
        CorrectionRefused: the condition is none, or a row would be refused with the new values.
    """
    check_reason(session, f"correct {table} --where ... --set COLUMN=VALUE")
    _check_table(session, table)
    condition = checked_condition(where)
    found = query(session, f"SELECT DISTINCT {BATCH_ID}, {SOURCE_ROW} FROM {table} WHERE {condition}").to_pylist()
    if not found:
        raise NothingToDecide(
            f"no row of {table} is selected",
            where=where,
            written=UNCHANGED,
            mend=(f'jobforge query "SELECT * FROM {table} LIMIT 10"',),
        )
    records: dict[str, list[int]] = {}
    for row in found:
        records.setdefault(row[BATCH_ID], []).append(row[SOURCE_ROW])
    changes: dict[About, dict[int, Texts]] = {}
    for batch_id, numbers in sorted(records.items()):
        batch = session.workshop.batch(batch_id)
        said = named(origins_of(session, batch, table), texts)
        rows: dict[int, Texts] = dict.fromkeys(numbers, said)
        changes[About(batch_id, table, None)] = rows
        for record, rule, contract in broken_rules(session, batch, rows):
            raise unfit(f"record {record} of {batch.source_file}", rule, contract)
    return record_texts(session, changes, ticket, basis)


def _check_table(session: Session, table: str) -> None:
    fed = {row.table_name for row in definitions.contracts(session.db) if row.source is not None}
    known = fed | {bronze_of(each) for each in fed}
    if table in known:
        return
    made = next((row for row in definitions.models(session.db) if row.table_name == table), None)
    if made is not None:
        inputs = ", ".join(made.input_tables)
        raise NothingToDecide(
            f"{table} is made by {made.path}: nothing can be corrected there",
            why="a value is corrected where it came in, so that whatever is made of it says the same",
            written=UNCHANGED,
            mend=(f"jobforge lineage {table} --up", f"correct the rows of what it reads: {inputs}"),
        )
    raise UnknownName("table that a source feeds", table, known, ("jobforge catalog show",))
