"""Silver: one row per key.

Does: deduplicates by key and checks the rules across rows. Never aggregates.

In modes append and replace a row that is not in the table yet is judged in this order: parts of its key and its
parents, the rows that stand in the table, the rows of its own batch. Inside a batch the first row in source order stays
and later ones with its key but other content are set aside, unless the contract lets the first or the last win. How
upsert and history judge stands in ``layers/merging.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import Contract
from ledger.errors import JobForgeError
from ledger.names import SOURCE_ROW
from projections.engines.relation import Columns, Relation
from projections.engines.sandbox import Limits, Sandbox
from projections.layers.ahead import ahead
from projections.layers.arrival import Arrival
from projections.layers.decided import NOTHING, Decided, Tally
from projections.layers.ending import Ending
from projections.layers.judging import Judge, Parents
from projections.layers.keys import KeyFile, KeyMaker, Keys, compared_columns
from projections.layers.merging import Merge, Merger
from projections.layers.output import Output, rows_of
from projections.layers.promotion import Promotion, rule_counts
from projections.layers.silver_query import BATCH, KEYS
from projections.layers.standing import Standing
from projections.layers.telling import Teller
from projections.layers.verdicts import Rows, Verdicts, among
from projections.storage.lake import Lake

PIECE: Final = 131_072
"""Rows that are read at once."""


class PolicyAtOdds(JobForgeError):
    """The load mode of a contract and what else it says contradict each other."""

    code = "S-034"
    exit_code = 2

    def __init__(self, table: str, what: str, why: str, mend: str) -> None:
        super().__init__(f"{table} {what}", why=why, mend=(mend,))


def check_policy(contract: Contract) -> None:
    """Refuse a contract whose mode and policy contradict each other, before it is adopted.

    Raises:
        PolicyAtOdds: what is wrong with it.
    """
    if contract.mode == "append" and contract.on_conflict == "last" and contract.key:
        raise PolicyAtOdds(
            contract.table,
            "appends batches and lets the last row of a key win",
            "appending never replaces a row of an earlier batch",
            "set `jobforge.mode: upsert`, or `jobforge.onConflict: quarantine` or `first`",
        )
    if contract.merges and not contract.key:
        raise PolicyAtOdds(
            contract.table,
            f"is in mode {contract.mode} and has no primary key",
            "a row takes the place of the row with the same key",
            "add primaryKey: true to the columns of the key, or set `jobforge.mode: append`",
        )


@attrs.frozen
class Snapshot:
    """A delivery that is the whole table: keys that it lacks are closed.

    Attributes:
        delivered: the bronze files of its other batches.
        until: from when its content counts, UTC, naive.
    """

    delivered: Relation
    until: datetime


def promote_to_silver(
    bronze: Relation,
    standing: Standing,
    parents: Parents,
    contract: Contract,
    arrival: Arrival,
    lake: Lake,
    domain: str,
    limits: Limits,
    snapshot: Snapshot | None = None,
    decided: Decided = NOTHING,
) -> Promotion:
    """Build the silver files of one batch.

    Args:
        bronze: the one bronze file of the batch.
        standing: the rows of the table that count before the batch; none where they are not compared with.
        parents: the tables that references name; the table itself is not needed.
        contract: what is promised.
        arrival: what is put on every row.
        lake: where the files go.
        domain: the folder of the table.
        limits: of the engine.
        snapshot: where the batch is the last of a delivery that is the whole table; in mode history only.
        decided: what people decided about single rows.

    Raises:
        PolicyAtOdds: see ``check_policy``.
    """
    check_policy(contract)
    keys = Keys(lake, KeyMaker(contract, limits))
    with _draft(bronze, arrival, keys) as draft:
        judge = Judge(contract, bronze, draft, standing, parents, decided)
        verdicts, merge = _judged(judge, arrival, keys.maker, snapshot)
        left_out = verdicts.dropped() if merge is None else np.union1d(verdicts.dropped(), merge.unchanged)
        with Output(lake, contract.table, domain, arrival, contract, decided) as output:
            for file in bronze.files:
                _sort_out(file, verdicts, left_out, judge, output)
            counts = rule_counts(judge.rules, verdicts.rows)
            ending = None if merge is None else _ending(merge, contract, arrival, snapshot)
            tally = _tally(verdicts, left_out, decided)
            promotion = output.finish(rows_of(bronze.files), counts, len(verdicts.left_out), ending, tally)
        if draft is not None and not promotion.is_rejected and _are_kept(contract, lake):
            out = np.union1d(left_out, np.fromiter(verdicts.aside, np.int64, len(verdicts.aside)))
            more = bool(standing.others(draft.content))
            keys.keep(draft, promotion.files[0].path, held(bronze), arrival.batch_id, out, more=more)
    return promotion


def _are_kept(contract: Contract, lake: Lake) -> bool:
    """Tell whether later batches are compared with the rows; a file that is built again aside may get another name."""
    return contract.mode != "replace" and not lake.above


def _judged(
    judge: Judge, arrival: Arrival, maker: KeyMaker, snapshot: Snapshot | None
) -> tuple[Verdicts, Merge | None]:
    if judge.contract.merges:
        delivered = snapshot.delivered if snapshot is not None else None
        parts = (judge.contract, judge.bronze, judge.keys, judge.standing, judge.parents, judge.decided)
        judge = Merger(*parts, arrival.batch_id, delivered)
    later = () if judge.keys is None else (judge.keys.path,)
    with Sandbox(judge.tables, maker.limits, later) as engine:
        if judge.keys is not None:
            more = judge.compared.more_columns(maker.values(held(judge.bronze)))
            maker.write(engine, BATCH, held(judge.bronze), arrival.batch_id, judge.keys.path, more)
            engine.add(KEYS, Relation((judge.keys.path,), ()))
        verdicts = judge.judge(engine)
        return verdicts, judge.merge(engine, verdicts) if isinstance(judge, Merger) else None


def _tally(verdicts: Verdicts, left_out: Rows, decided: Decided) -> Tally:
    """Tell what came of what people decided."""
    accepted = verdicts.spoken_of - verdicts.aside
    tally = Tally(accepted, verdicts.released & accepted, len(verdicts.aside & decided.rejected))
    tally.leave_out(set(left_out.tolist()) if accepted else ())
    return tally


def _ending(merge: Merge, contract: Contract, arrival: Arrival, snapshot: Snapshot | None) -> Ending:
    keeps_time = contract.mode == "history"
    return Ending(
        rows=merge.ended,
        until=arrival.since if keeps_time else None,
        lacking=merge.closed,
        lacking_until=snapshot.until if snapshot is not None else None,
        updated=merge.updated,
        unchanged=len(merge.unchanged),
    )


@contextmanager
def _draft(bronze: Relation, arrival: Arrival, keys: Keys) -> Iterator[KeyFile | None]:
    """Give the place of the keys of the rows that came, for a ``with`` block; None where no rows are compared."""
    maker = keys.maker
    if not compared_columns(maker.contract) or not bronze.files:
        yield None
        return
    draft = keys.draft(arrival.batch_id)
    try:
        yield KeyFile(draft, maker.columns(held(bronze)), tuple(maker.values(held(bronze))))
    finally:
        draft.unlink(missing_ok=True)


def held(bronze: Relation) -> Columns:
    """Give the columns of the one bronze file."""
    return bronze.held[0] if bronze.held else bronze.columns


def _sort_out(file: Path, verdicts: Verdicts, dropped: Rows, judge: Judge, output: Output) -> None:
    """Send each row where it belongs, in order; only a piece with rows that are not accepted pays for it."""
    teller = Teller(judge.contract, verdicts.breaches(), judge.rules)
    with pq.ParquetFile(file) as parquet:
        for batch in ahead(parquet.iter_batches(PIECE, columns=[*teller.names, SOURCE_ROW])):
            piece = pa.Table.from_batches([batch])
            rows = piece[SOURCE_ROW].to_numpy()
            if (refused := among(rows, teller.rows)).any():
                output.set_aside(teller.told(piece.filter(pa.array(refused))))
            if (out := among(rows, dropped) | refused).any():
                piece = piece.filter(pa.array(~out))
            output.accept(piece)
