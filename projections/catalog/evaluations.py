"""Evaluations of the controls that were recorded: what was said of them, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from ledger.events import ControlsEvaluated
from ledger.names import Position
from projections.catalog.rows import columns_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class CountRow:
    """What a control came to; see ``ledger.events.control.ControlCount``."""

    control: str
    version: int
    status: str
    population: int
    failing: int


@attrs.frozen
class EvaluationRow:
    """An evaluation; ``at`` is the position that was looked at, ``results`` a JSON list."""

    position: Position
    at: Position
    day: str
    rebuilt: bool
    results: str
    actor: str
    recorded_at: str

    @property
    def counts(self) -> tuple[CountRow, ...]:
        """What each control came to."""
        return tuple(CountRow(*each) for each in json.loads(self.results))


class EvaluationsProjection:
    """Keeps ``evaluations``."""

    name = "evaluations"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.table("evaluations").create(columns_of(EvaluationRow), pk="position", strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Keep an evaluation."""
        match event.data:
            case ControlsEvaluated() as e:
                results = json.dumps([attrs.astuple(each) for each in e.results])
                by = (event.actor, event.recorded_at.isoformat())
                put(db, "evaluations", EvaluationRow(event.position, e.at, e.day, e.rebuilt, results, *by))
            case _:
                pass


def evaluations(db: Connection) -> list[EvaluationRow]:
    """Give all of them, oldest first."""
    return rows_of(db, EvaluationRow, "evaluations", "1 ORDER BY position")


def last_rebuild(db: Connection) -> EvaluationRow | None:
    """Give the newest for which every file was built again; None where that was never done."""
    return next((each for each in reversed(evaluations(db)) if each.rebuilt), None)
