"""Adopt models: compile those whose text changed, or whose inputs changed their columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from jobforge_es.commands.agreeing import waits
from jobforge_es.commands.order import in_order
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.promote import contracts, parents
from jobforge_es.commands.proving import followed, proof_at_adoption, said_of_proof
from jobforge_es.commands.schemas import table_schema
from jobforge_es.errors import DefinitionRefused
from jobforge_es.session import Author, Session
from ledger.definitions import Contract, Model
from ledger.events import ModelAdopted
from ledger.names import Sha256
from projections.catalog import definitions
from projections.catalog.definitions import ContractRow, ModelRow
from projections.lineage.schema import schema_hash

if TYPE_CHECKING:
    from jobforge_es.definitions.models import ModelText
    from jobforge_es.definitions.project import Loaded


NOBODY: Final[Mapping[str, Author]] = {}


def adopt_models(
    session: Session,
    found: Mapping[str, Loaded[ModelText]],
    promised: Collection[str],
    by: Mapping[str, Author] = NOBODY,
) -> Iterator[Outcome]:
    """Compile and record models, each after those that it reads.

    A model that is as it was, over inputs whose columns are as they were, costs nothing.

    Args:
        session: of the command.
        found: the files of models, by table.
        promised: tables of which there is a contract, adopted or waiting for a second person.
        by: who wrote a file, by its path; they are asked about as authors where a second person has to agree.

    Raises:
        ModelRefused: the SQL is not deterministic, cannot be followed row by row, or is wrong; what was adopted before
            it stays adopted.
        TablesInCircle: models read each other, or a table whose rows refer to theirs.
    """
    known = {row.table_name: row for row in definitions.models(session.db)}
    inputs = {table: _inputs(table, loaded, known.get(table)) for table, loaded in found.items()}
    needs = {table: parents(contract) for table, (_, contract) in contracts(session).items()}
    for table in (each for each in in_order({**needs, **inputs}) if each in inputs):
        _refuse_undeclared(session, found[table].path, inputs[table], {*found, *promised})
        outcome = _adopt(session, table, found[table], known.get(table), inputs[table], by.get(found[table].path))
        if outcome is not None:
            yield outcome


def _refuse_undeclared(session: Session, path: str, inputs: tuple[str, ...], found: Collection[str]) -> None:
    """Refuse a model that reads a table which no source, contract or model makes: it would wait for ever.

    Raises:
        DefinitionRefused: naming the nearest tables.
    """
    contracts = [*found, *(row.table_name for row in definitions.contracts(session.db))]
    made = {*contracts, *(f"bronze.{t.partition('.')[2]}" for t in contracts)}
    made |= {f"staged.{row.name}" for row in definitions.sources(session.db)}
    for table in inputs:
        if table not in made:
            raise DefinitionRefused("table", table, path, made)


def _inputs(table: str, loaded: Loaded[ModelText], row: ModelRow | None) -> tuple[str, ...]:
    if loaded.value is None:
        return row.input_tables if row else ()
    from projections.engines.refused import ModelRefused  # loads the SQL parser
    from projections.lineage.compiling import referenced_tables

    try:
        return referenced_tables(loaded.value.sql)
    except ModelRefused as refused:
        raise refused.of(table)  # noqa: B904 - it is the same error


def _adopt(
    session: Session,
    table: str,
    loaded: Loaded[ModelText],
    row: ModelRow | None,
    inputs: tuple[str, ...],
    by: Author | None,
) -> Outcome | None:
    schemas = {i: table_schema(session, i) for i in inputs}
    waiting = [i for i, schema in schemas.items() if schema is None]
    if waiting:
        return Outcome("apply", loaded.path, "waiting", note=f"the columns of {', '.join(waiting)} are not known yet")
    known = {i: schema for i, schema in schemas.items() if schema is not None}
    promised = definitions.contract(session.db, table)
    draft = promised is None
    if loaded.value is None and row is not None:
        former = session.recall(row.definition, Model)
        if former.schema_of_inputs == schema_hash(known) and bool(row.draft) == draft:
            return None
        text, about = former.sql, former.about
    else:
        assert loaded.value is not None, "a file that is not known has been read"  # noqa: S101 - for the type checker
        text, about = loaded.value.sql, loaded.value.about
    from projections.lineage.compiling import compile_model  # loads the SQL parser

    model = compile_model(table, text, about, known)
    check_promise(session, model, promised)
    if loaded.value is not None and (second := waits(session, "model", table, loaded.path, loaded.raw, by)) is not None:
        return second
    session.vault.keep_bytes(loaded.raw)
    event = ModelAdopted(
        table=table,
        path=loaded.path,
        file_sha256=Sha256(loaded.sha256),
        definition=session.keep(model),
        inputs=model.inputs,
        coverage="table" if model.context else "row",
        draft=draft,
    )
    proven = proof_at_adoption(session, model, event.definition, promised)
    appended = session.record(f"model-{table}", [event, *proven])
    note = f"{'draft: it has no contract; ' if draft else ''}{followed(model)}; {said_of_proof(proven)}"
    return Outcome("apply", loaded.path, "done", appended.first, note=note, coverage=model.coverage)


def check_promise(session: Session, model: Model, promised: ContractRow | None) -> None:
    """Refuse a model whose output lacks what its contract promises.

    Raises:
        ModelRefused: a promised column is missing.
    """
    from projections.lineage.output import final_select  # only a changed model needs it

    final_select(model, session.recall(promised.definition, Contract) if promised else None)
