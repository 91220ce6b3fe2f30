"""What depends on a batch: which tables lose how many rows without it, what is made again, who relies on that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.withdraw import above, held_by, landed_batch, withdraw
from jobforge_es.session import Session
from ledger.definitions import Model
from ledger.names import split_table
from projections.catalog import definitions
from projections.catalog.questions.required import requirements, saying_so

if TYPE_CHECKING:
    from collections.abc import Callable


@attrs.frozen
class TableWithout:
    """A table with a batch and without it.

    Attributes:
        own: rows that came from the batch, as they are; 0 where a model mixes them with others.
        before, after: rows of the table.
        again: how many other batches are promoted into it again, or 1 where its model is run again.
        published: the folder below the project where others read it, or None.
        question: which question its model answers, or None.
        needed_by: the questions and consumers that need one of its columns, such as ``consumer:board``.
    """

    table: str
    own: int
    before: int
    after: int
    again: int
    published: str | None
    question: str | None
    needed_by: tuple[str, ...] = ()

    @property
    def is_touched(self) -> bool:
        """Tell whether anything of it would change or be made again."""
        return bool(self.own or self.again or self.before != self.after)


@attrs.frozen
class Blast:
    """What taking a batch out of effect would do.

    Attributes:
        batch_id, source_file: which batch.
        tables: that hold its rows, are compared with them or are made from them; by layer and name.
        outcomes: of each step, as ``withdraw`` would tell them.
    """

    batch_id: str
    source_file: str
    tables: tuple[TableWithout, ...]
    outcomes: tuple[Outcome, ...]


def blast(session: Session, batch_id: str, tell: Callable[[Outcome], None] | None = None) -> Blast:
    """Withdraw a batch in a session where nothing lasts, and tell what became of every table above it.

    Raises:
        UnknownName: there is no such batch.
        NeverLanded: it was refused when it came.
    """
    batch = landed_batch(session, batch_id)
    tables = sorted(above(session, batch), key=_place)
    own = {held.table: held.rows for held in held_by(session, batch)}
    before = {table: session.manifest.rows(table) for table in tables}
    outcomes = []
    for outcome in withdraw(session, batch_id):
        outcomes.append(outcome)
        if tell is not None:
            tell(outcome)
    needed = _needed(session)
    found = (
        TableWithout(
            table,
            own.get(table, 0),
            before[table],
            session.manifest.rows(table),
            sum(o.subject == table for o in outcomes),
            _published(session, table),
            _question(session, table),
            needed.get(table, ()),
        )
        for table in tables
    )
    return Blast(batch_id, batch.source_file, tuple(found), tuple(outcomes))


def _place(table: str) -> tuple[int, str]:
    return ("staged", "bronze", "silver", "gold").index(split_table(table)[0]), table


def _needed(session: Session) -> dict[str, tuple[str, ...]]:
    """Give the questions and consumers that need columns of a table, by table."""
    found: dict[str, dict[str, None]] = {}
    for each in requirements(saying_so(session.db)):
        found.setdefault(each.table, {})[each.name] = None
    return {table: tuple(names) for table, names in found.items()}


def _published(session: Session, table: str) -> str | None:
    folder = session.config.lake_path.joinpath("published", *split_table(table))
    return str(folder.relative_to(session.config.root)) if folder.is_dir() else None


def _question(session: Session, table: str) -> str | None:
    row = next((m for m in definitions.models(session.db) if m.table_name == table), None)
    return None if row is None else session.recall(row.definition, Model).about.get("question")
