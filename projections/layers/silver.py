"""Silver: one row per key.

Does: deduplicates by key and checks the rules across rows. Never aggregates.

A row that is not in the table yet is judged in this order: parts of its key and its parents, the rows that stand in
the table, the rows of its own batch. Inside a batch the first row in source order stays and later ones with its key but
other content are set aside, unless the contract lets the first or the last win.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import Contract
from ledger.errors import JobForgeError
from ledger.names import SOURCE_ROW
from projections.engines.sandbox import Limits, Relation, Sandbox
from projections.layers.arrival import Arrival
from projections.layers.judging import Judge, Parents, table_rules
from projections.layers.output import Output, rows_of
from projections.layers.promotion import Promotion, rule_counts
from projections.layers.quarantine import Broken, SetAside, named
from projections.layers.verdicts import Breach, Verdicts
from projections.storage.lake import Lake

PIECE: Final = 131_072
"""Rows that are read at once."""


class LastNeedsReplace(JobForgeError):
    """A contract lets the last row win against rows of earlier batches."""

    code = "S-034"
    exit_code = 2

    def __init__(self, table: str) -> None:
        super().__init__(
            f"{table} appends batches and lets the last row of a key win",
            why="appending never replaces a row of an earlier batch; that is the upsert mode, which is not built yet",
            mend=("set `jobforge.mode: replace` or `jobforge.onConflict: quarantine` or `first`",),
        )


def check_policy(contract: Contract) -> None:
    """Refuse a contract whose mode and policy contradict each other, before it is adopted.

    Raises:
        LastNeedsReplace: it appends and lets the last row win.
    """
    if contract.mode == "append" and contract.on_conflict == "last" and contract.key:
        raise LastNeedsReplace(contract.table)


def promote_to_silver(
    bronze: Relation,
    standing: Relation,
    parents: Parents,
    contract: Contract,
    arrival: Arrival,
    lake: Lake,
    domain: str,
    limits: Limits,
) -> Promotion:
    """Build the silver files of one batch.

    Args:
        bronze: the one bronze file of the batch.
        standing: the rows of the table that are in effect and are not of this batch; looked at in append mode only.
        parents: the tables that references name; the table itself is not needed.
        contract: what is promised.
        arrival: what is put on every row.
        lake: where the files go.
        domain: the folder of the table.
        limits: of the engine.

    Raises:
        LastNeedsReplace: see ``check_policy``.
    """
    check_policy(contract)
    judge = Judge(contract, bronze, standing if contract.mode == "append" else None, parents)
    with Sandbox(judge.tables, limits) as engine:
        verdicts = judge.judge(engine)
    with Output(lake, contract.table, domain, arrival, contract) as output:
        for file in bronze.files:
            _sort_out(file, verdicts, contract, output)
        counts = rule_counts(table_rules(contract), verdicts.rows)
        return output.finish(rows_of(bronze.files), counts, len(verdicts.left_out))


def _sort_out(file: Path, verdicts: Verdicts, contract: Contract, output: Output) -> None:
    """Send each row where it belongs, in order; only a piece with rows that are not accepted pays for it."""
    names = [*(column.name for column in contract.columns), SOURCE_ROW]
    aside, left_out = verdicts.ascending()
    with pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches(PIECE, columns=names):
            piece = pa.Table.from_batches([batch])
            rows = piece[SOURCE_ROW].to_numpy()
            if (refused := _among(rows, aside)).any():
                output.set_aside(_told(piece.filter(pa.array(refused)), verdicts, contract))
            if (out := _among(rows, left_out) | refused).any():
                piece = piece.filter(pa.array(~out))
            output.accept(piece)


def _among(rows: npt.NDArray[np.int64], some: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell which rows of a piece are among some others; both are ascending."""
    near = some[slice(*np.searchsorted(some, (rows[0], rows[-1] + 1)))]
    return np.isin(rows, near, assume_unique=True, kind="sort") if len(near) else np.zeros(len(rows), np.bool_)


def _told(piece: pa.Table, verdicts: Verdicts, contract: Contract) -> Iterator[SetAside]:
    names = [column.name for column in contract.columns]
    rows = zip(*(as_texts(piece[name]) for name in names), strict=True)
    for number, values in zip(piece[SOURCE_ROW].to_pylist(), rows, strict=True):
        texts = dict(zip(names, values, strict=True))
        yield SetAside(number, texts, tuple(_broken(breach, texts, contract) for breach in verdicts.aside[number]))


def _broken(breach: Breach, texts: Mapping[str, str | None], contract: Contract) -> Broken:
    columns = breach.rule.columns
    value = named([texts[name] for name in columns])
    return Broken(breach.rule.id, contract.version, named(columns), value, breach.reason)


def as_texts(column: pa.ChunkedArray) -> list[str | None]:
    """Give the canonical texts of typed values: decimals at their scale, dates as ISO 8601, doubles that round-trip."""
    if pa.types.is_string(column.type) or pa.types.is_integer(column.type):
        texts: list[str | None] = column.cast(pa.string()).to_pylist()
        return texts
    return [None if value is None else _as_text(value) for value in column.to_pylist()]


def _as_text(value: float | Decimal | date | datetime) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return repr(value)
