"""Build: run a model whose input, SQL or contract changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from jobforge_es.commands.failure import fail
from jobforge_es.commands.outcome import Outcome, seconds_since
from jobforge_es.commands.proving import proven_by, said_of_proof
from jobforge_es.commands.referring import outdated_by_change
from jobforge_es.commands.trying import policy_of, trying
from jobforge_es.libraries import libraries
from jobforge_es.session import Session
from ledger.definitions import Contract, Model
from ledger.errors import JobForgeError
from ledger.events import TableBuilt
from ledger.events.parts import Built, FileRecord, TableAt
from ledger.names import Position, Sha256
from projections.catalog import builds, definitions
from projections.catalog.builds import BuildRow
from projections.catalog.definitions import ModelRow

if TYPE_CHECKING:
    from projections.layers.models import Made


def build_one(session: Session, row: ModelRow, broken: set[str]) -> Iterator[Outcome]:
    """Run a model where it is due.

    Args:
        session: of the command.
        row: the model.
        broken: tables that could not be built; what reads them waits, and this one is added where it cannot be either.
    """
    outcome = _build_one(session, row, broken)
    if outcome is not None:
        if outcome.status in ("failed", "waiting"):
            broken.add(row.table_name)
        yield outcome


def inputs_of(session: Session, row: ModelRow) -> tuple[str, ...]:
    """Name the tables that a build depends on; see ``reads``."""
    promised = definitions.contract(session.db, row.table_name)
    return reads(row, session.recall(promised.definition, Contract) if promised else None)


def with_inputs(rows: Mapping[str, ModelRow], tables: tuple[str, ...]) -> set[str]:
    """Name those of some tables that models make, and all models that these read."""
    wanted, front = set(), [t for t in tables if t in rows]
    while front:
        table = front.pop()
        if table not in wanted:
            wanted.add(table)
            front.extend(i for i in rows[table].input_tables if i in rows)
    return wanted


def _build_one(session: Session, row: ModelRow, broken: set[str]) -> Outcome | None:
    promised = definitions.contract(session.db, row.table_name)
    contract = session.recall(promised.definition, Contract) if promised else None
    read = reads(row, contract)
    lacking = [i for i in read if i in broken or session.manifest.position(i) == 0]
    if lacking:
        return Outcome("build", row.table_name, "waiting", note=f"waits for {', '.join(lacking)}")
    inputs = tuple(TableAt(i, session.manifest.position(i), session.manifest.rows(i)) for i in read)
    last = builds.builds(session.db).get(row.table_name)
    sha256 = Sha256(promised.definition) if promised else None
    if last is not None and not _is_due(last, row, sha256, inputs):
        return None
    return _run(session, row, contract, sha256, inputs)


def reads(row: ModelRow, contract: Contract | None) -> tuple[str, ...]:
    """Name the tables that a build depends on: those of the SQL, and those that the contract's references name."""
    referred = {rule.reference for rule in contract.rules if rule.reference} if contract else set()
    return tuple(sorted({*row.input_tables, *referred} - {row.table_name, None}))


def _is_due(last: BuildRow, row: ModelRow, promised: Sha256 | None, inputs: tuple[TableAt, ...]) -> bool:
    return (last.model, last.contract, last.input_tables) != (row.definition, promised, inputs)


def _run(
    session: Session, row: ModelRow, contract: Contract | None, promised: Sha256 | None, inputs: tuple[TableAt, ...]
) -> Outcome:
    from projections.layers.models import build_model  # loads the data libraries

    table = row.table_name
    version = session.store.version(f"table-{table}")
    model = session.recall(row.definition, Model)
    version_id = session.new_id("t")
    started = time.perf_counter()
    session.progress.step(table, None)
    former, proving = _former(session, table), row.proven is None
    arguments = (model, contract, inputs, version_id, former)
    again = trying(session, "build", table, policy_of(session, "build"))
    try:
        made = again(lambda: build_model(session.workshop, *arguments, proving=proving))
        outdates = again(lambda: _outdates(session, table, made))
    except JobForgeError as error:
        tried = (row.definition, promised or "", str(inputs))
        return fail(session, "build", table, error, tried, attempts=again.number)
    finally:
        session.progress.done()
    event = TableBuilt(
        table=table,
        version_id=version_id,
        model=Sha256(row.definition),
        contract=promised,
        inputs=inputs,
        rows=made.rows,
        changed=made.changed,
        rules=made.rules,
        files=made.files,
        built=Built(libraries(), seconds_since(started)),
        outdates=outdates,
    )
    appended = session.record(f"table-{table}", [event], expected=version, caused_by=row.position)
    proven = _proven(session, row, event, made)
    note = "; ".join(filter(None, ("draft: it has no contract" if contract is None else "", proven)))
    return Outcome(
        "build", table, "done", appended.last, rows=made.rows, rules=made.rules, seconds=event.built.seconds, note=note
    )


def _outdates(session: Session, table: str, made: Made) -> tuple[Position, ...]:
    """Tell which promotions into tables that refer to this one, as those of silver may, are made again."""
    if not made.changed or not table.startswith("silver."):
        return ()
    return outdated_by_change(session, table, made.files, session.manifest.in_effect(table))


def _proven(session: Session, row: ModelRow, built: TableBuilt, made: Made) -> str:
    """Record that a model gave the same rows when it was run again, where it was; tell people so."""
    if made.proof is None:
        return ""
    event = proven_by(made.proof, row.table_name, built.model, built.contract, built.inputs)
    session.record(f"model-{row.table_name}", [event], caused_by=row.position)
    return said_of_proof([event])


def _former(session: Session, table: str) -> FileRecord | None:
    files = session.manifest.in_effect(table)
    return files[-1].file if files else None
