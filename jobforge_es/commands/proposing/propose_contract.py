"""Propose a contract: measure what was landed of a source, prove the draft by promoting with it where nothing lasts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs

from jobforge_es.commands.apply import adopt_contract
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.promote import promote
from jobforge_es.commands.proposing.answering import Answers
from jobforge_es.commands.proposing.contract_text import DraftOf, contract_text
from jobforge_es.commands.proposing.refused import AlreadyThere, NothingLanded
from jobforge_es.definitions.contracts import read_contract
from jobforge_es.definitions.project import Loaded
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Contract, Csv, Layout, Source
from ledger.events.parts import TableAt
from ledger.names import Sha256
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow
from projections.engines.sandbox import Sandbox
from projections.proposing.asking import Choice, Question
from projections.proposing.keys import Keys, find_keys
from projections.proposing.measuring import BLOCK, Measured, Measuring
from projections.proposing.shapes import Shape

ROWS = "staged.rows"


@attrs.frozen
class ProposedContract:
    """A drafted contract.

    Attributes:
        table: that it is of.
        contract: as the project's own reader compiles ``text``.
        path: below the project, where it goes.
        text: of the file.
        columns: what was measured.
        keys: which columns tell rows apart.
        outcomes: of promoting all landed files by it, where nothing lasts.
        answered: the questions with their answers.
        open: those to which nobody gave one, so that what was proposed stands.
    """

    table: str
    contract: Contract
    path: str
    text: str
    columns: tuple[Measured, ...]
    keys: Keys
    outcomes: tuple[Outcome, ...]
    answered: tuple[tuple[Question, str], ...]
    open: tuple[Question, ...]

    @property
    def set_aside(self) -> int:
        """How many rows of the landed files would be set aside."""
        return sum(outcome.balance.quarantined for outcome in self.outcomes if outcome.balance is not None)


def propose_contract(session: Session, wanted: str, answers: Answers) -> ProposedContract:
    """Draft the contract of a source from all its landed files; nothing is written.

    Args:
        session: in which nothing lasts.
        wanted: the source, or its table in staged or silver.
        answers: to what only a person can tell.

    Raises:
        UnknownName: there is no such source.
        NothingLanded: it has no file yet.
        AlreadyThere: its table has a contract, or a model makes it.
    """
    source, landed = _landed(session, wanted)
    table, path = f"silver.{source.name}", f"contracts/{source.name}.yaml"
    _check_free(session, table, path)
    columns, keys = _measured(session, source, landed)
    chosen = tuple(_chosen(column, source, answers) for column in columns)
    text = contract_text(DraftOf(source, chosen, keys, len(landed)))
    contract = read_contract(path, text.encode())
    outcomes = _rehearse(session, table, path, text, contract)
    return ProposedContract(
        table, contract, path, text, chosen, keys, outcomes, tuple(answers.answered), tuple(answers.open)
    )


def write_contract(root: Path, proposed: ProposedContract) -> None:
    """Write the file of a contract."""
    place = root / proposed.path
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("x", encoding="utf-8") as file:
        file.write(proposed.text)


def _landed(session: Session, wanted: str) -> tuple[Source, list[BatchRow]]:
    name = wanted.partition(".")[2] if wanted.partition(".")[0] in ("staged", "bronze", "silver") else wanted
    row = definitions.source(session.db, name)
    if row is None:
        known = [known.name for known in definitions.sources(session.db)]
        raise UnknownName("source", wanted, known, ("jobforge source show", "jobforge apply"))
    landed = batches.in_effect(session.db, name)
    if not landed:
        raise NothingLanded(
            f"no file of the source {name!r} has been landed",
            why="a contract is drafted from what files hold",
            mend=(f"jobforge ingest FILE --source {name}", f"jobforge contract propose {name}"),
        )
    return session.recall(row.definition, Source), landed


def _check_free(session: Session, table: str, path: str) -> None:
    contract = definitions.contract(session.db, table)
    model = next((row for row in definitions.models(session.db) if row.table_name == table), None)
    there = contract or model
    if there is None and not (session.config.root / path).exists():
        return
    where = path if there is None else there.path
    raise AlreadyThere(
        f"{table} has a {'model' if contract is None and model is not None else 'contract'} already",
        where=where,
        why="what is written there is not thrown away",
        mend=("jobforge plan", f"or move {where} away, then jobforge apply"),
    )


def _measured(session: Session, source: Source, landed: list[BatchRow]) -> tuple[tuple[Measured, ...], Keys]:
    table = f"staged.{source.name}"
    layout = session.recall(landed[-1].layout, Layout)
    relation = session.workshop.relation(TableAt(table, session.manifest.position(table), session.manifest.rows(table)))
    starts = range(0, len(layout.columns), BLOCK)
    blocks = {f"{ROWS}_{start}": layout.columns[start : start + BLOCK] for start in starts}
    narrow = {name: relation.only({known.name for known in some}) for name, some in blocks.items()}
    columns: list[Measured] = []
    session.progress.step(f"measure {table}", len(layout.columns), counted=True)
    try:
        with Sandbox({ROWS: relation} | narrow, session.workshop.limits) as engine:
            for name, some in blocks.items():
                named = {known.name: known.header for known in some}
                columns += Measuring(engine, name, named, source.null_words).measure()
                session.progress.advance(len(some))
            keys = find_keys(engine, ROWS, columns)
    finally:
        session.progress.done()
    return tuple(columns), keys


def _chosen(measured: Measured, source: Source, answers: Answers) -> Measured:
    """Let a person choose among the readings of a column."""
    shapes = measured.shapes
    if len(shapes) == 1:
        return measured
    if isinstance(source.form, Csv) and source.form.delimiter == ",":  # then a decimal comma is the rarer one
        shapes = tuple(sorted(shapes, key=lambda shape: shape.meaning == "decimal-comma"))
    dated = shapes[0].column.format is not None
    choices = tuple(Choice(_word(shape), f"{shape.example} is {_in_words(shape)}") for shape in shapes)
    question = Question(
        f"{measured.name}.{'format' if dated else 'number'}",
        f"How are the {'dates' if dated else 'numbers'} of {measured.header or measured.name} written?",
        "all values can be read in several ways",
        choices,
    )
    answer = answers(question)
    return attrs.evolve(measured, shapes=tuple(shape for shape in shapes if _word(shape) == answer)[:1])


def _word(shape: Shape) -> str:
    return shape.column.format or shape.meaning


def _in_words(shape: Shape) -> str:
    if shape.column.format is None:
        return shape.why
    names = {"y": "year", "M": "month", "d": "day"}
    return ", ".join(names[part] for part in shape.meaning) + " in this order"


def _rehearse(session: Session, table: str, path: str, text: str, contract: Contract) -> tuple[Outcome, ...]:
    """Promote all landed files by the draft, as a run would."""
    raw = text.encode()
    adopt_contract(session, table, Loaded(path, raw, Sha256(hashlib.sha256(raw).hexdigest()), contract))
    return tuple(promote(session, (table,)))
