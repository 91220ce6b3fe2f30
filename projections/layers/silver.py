"""Silver: one row per key.

Does: deduplicates by key and checks the rules across rows. Never aggregates.

A row that is not in the table yet is judged in this order: parts of its key and its parents, the rows that stand in
the table, the rows of its own batch. Inside a batch the first row in source order stays and later ones with its key but
other content are set aside, unless the contract lets the first or the last win.
"""

from __future__ import annotations

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
from projections.layers.ahead import ahead
from projections.layers.arrival import Arrival
from projections.layers.judging import Judge, Parents, table_rules
from projections.layers.output import Output, rows_of
from projections.layers.promotion import Promotion, rule_counts
from projections.layers.quarantine import SetAside, Telling, row_json
from projections.layers.verdicts import Breaches, Rows, Verdicts
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
    teller = _Teller(contract, verdicts.breaches())
    dropped = verdicts.dropped()
    with pq.ParquetFile(file) as parquet:
        for batch in ahead(parquet.iter_batches(PIECE, columns=[*teller.names, SOURCE_ROW])):
            piece = pa.Table.from_batches([batch])
            rows = piece[SOURCE_ROW].to_numpy()
            if (refused := _among(rows, teller.rows)).any():
                output.set_aside(teller.told(piece.filter(pa.array(refused))))
            if (out := _among(rows, dropped) | refused).any():
                piece = piece.filter(pa.array(~out))
            output.accept(piece)


def _among(rows: Rows, some: Rows) -> npt.NDArray[np.bool_]:
    """Tell which rows of a piece are among some others; both are ascending."""
    near = some[slice(*np.searchsorted(some, (rows[0], rows[-1] + 1)))]
    return np.isin(rows, near, kind="sort") if len(near) else np.zeros(len(rows), np.bool_)


class _Teller:
    """Tells of rows that are set aside.

    Attributes:
        names: of the contract's columns.
        rows: those that are set aside, ascending; some several times.
    """

    def __init__(self, contract: Contract, breaches: Breaches) -> None:
        rules = table_rules(contract)
        self.names = [column.name for column in contract.columns]
        self.rows = breaches.rows
        self._breaches = breaches
        self._tellings = [Telling(rule.id, contract.version, rule.columns) for rule in rules]
        self._places = [[self.names.index(name) for name in rule.columns] for rule in rules]

    def told(self, piece: pa.Table) -> SetAside:
        """Tell of the rows of a piece, which are all set aside."""
        texts = list(zip(*(as_texts(piece[name]) for name in self.names), strict=True))
        numbers = piece[SOURCE_ROW].to_numpy()
        some = slice(*np.searchsorted(self.rows, (numbers[0], numbers[-1] + 1)))
        places = np.searchsorted(numbers, self.rows[some])
        told = [""] * len(texts)
        rules = self._breaches.rules[some].tolist()
        for row, rule, reason in zip(places.tolist(), rules, self._breaches.reasons[some], strict=True):
            values = [texts[row][place] for place in self._places[rule]]
            told[row] += f",{self._tellings[rule].json(values, reason)}"
        rows = [row_json(self.names, some) for some in texts]
        return SetAside(numbers.tolist(), rows, [f"[{some[1:]}]" for some in told])


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
