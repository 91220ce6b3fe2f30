"""What was done, as the ledger tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import attrs

from ledger.event import RecordedEvent
from ledger.events import (
    BatchIngested,
    BatchPromoted,
    BatchRejected,
    PromotionRejected,
    StepFailed,
    TableBuilt,
)
from ledger.events.parts import Balance, FileRecord, RuleCount, TableAt
from ledger.names import Position
from projections.exports.openlineage.words import job
from projections.exports.told import SOURCE, CatalogTold


@attrs.frozen
class Done:
    """A step that was done, or failed.

    Attributes:
        position: of its event.
        began, ended: when; the same where nobody measured it.
        job: its name.
        inputs: tables or sources; a table with the position at which it was read, where that is known.
        output: the table; empty where there is none.
        rows, size: that were written: rows, and bytes of files with rows; None where it failed.
        balance: of what was read; None where nothing was counted.
        rules: rows per broken rule.
        wrong: code and reason of a failure; empty where it went well.
    """

    position: Position
    began: datetime
    ended: datetime
    job: str
    inputs: tuple[TableAt | str, ...] = ()
    output: str = ""
    rows: int | None = None
    size: int | None = None
    balance: Balance | None = None
    rules: tuple[RuleCount, ...] = ()
    wrong: str = ""


def done(events: Iterable[RecordedEvent]) -> Iterator[Done]:
    """Give all that was done, in its order; decisions and definitions are no runs."""
    for event in events:
        match event.data:
            case BatchIngested() | BatchRejected() as e:
                yield _ingested(event, e)
            case BatchPromoted() | PromotionRejected() as e:
                yield _promoted(event, e)
            case TableBuilt() as e:
                made = Done(event.position, *_times(event, e.built.seconds), job("build", e.table), e.inputs, e.table)
                yield attrs.evolve(made, rows=e.rows, size=_size(e.files), rules=e.rules)
            case StepFailed() as e:
                known = e.subject if e.step in ("promote", "build") else ""
                wrong = f"{e.code} {e.reason}"
                yield Done(event.position, *_times(event), job(e.step, e.subject), output=known, wrong=wrong)
            case _:
                pass


def leaving(step: Done, told: CatalogTold) -> Done | None:
    """Give what may be told of a step where only a level may leave; None where that is nothing.

    Reasons of failures may name columns, and so may rules: only codes, and rules of columns that are told, remain.
    """
    if told.level is None:
        return step
    tables = {table.row.table_name: {column.name for column in table.columns} for table in told.tables}
    columns = tables.get(step.output)
    if columns is None:
        return None
    inputs = tuple(each for each in step.inputs if isinstance(each, str) or each.table in tables)
    rules = tuple(each for each in step.rules if each.rule.rpartition(".")[0] in columns)
    kept = attrs.evolve(step, inputs=inputs, rules=rules, wrong=step.wrong.partition(" ")[0])
    return kept if inputs[:1] == step.inputs[:1] else attrs.evolve(kept, balance=None, rules=())


def _ingested(event: RecordedEvent, e: BatchIngested | BatchRejected) -> Done:
    took = _times(event, e.built.seconds if e.built else 0)
    made = Done(event.position, *took, job("ingest", f"staged.{e.source}"), (f"{SOURCE}{e.source}",), balance=e.balance)
    if isinstance(e, BatchRejected):
        return attrs.evolve(made, output=f"staged.{e.source}", wrong=f"{e.code} {e.reason}")
    return attrs.evolve(made, output=e.table, rows=e.balance.accepted, size=_size(e.files))


def _promoted(event: RecordedEvent, e: BatchPromoted | PromotionRejected) -> Done:
    own, others = TableAt(e.from_table, e.from_position, e.balance.read), (t for t in e.basis if t.table != e.table)
    made = Done(event.position, *_times(event, e.built.seconds), job("promote", e.table), (own, *others), e.table)
    made = attrs.evolve(made, balance=e.balance, rules=e.rules)
    if isinstance(e, PromotionRejected):
        aside = f"{e.balance.quarantined} of {e.balance.read} rows would be set aside; the limit is {e.limit}"
        return attrs.evolve(made, wrong=f"{e.code} {aside}")
    return attrs.evolve(made, rows=e.balance.accepted, size=_size(e.files))


def _times(event: RecordedEvent, seconds: object = 0) -> tuple[datetime, datetime]:
    return event.recorded_at - timedelta(seconds=float(str(seconds))), event.recorded_at


def _size(files: Iterable[FileRecord]) -> int:
    return sum(each.size for each in files if each.kind == "data")
