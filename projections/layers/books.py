"""The books of a step: what does not balance is never recorded as done (DESIGN law 2)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ledger.errors import JobForgeError
from ledger.events.parts import Balance
from ledger.names import SOURCE_ROW


class BooksUneven(JobForgeError):
    """Rows were lost or came twice between what was read and what was put out: a fault of JobForge or its engine."""

    code = "B-001"

    def __init__(self, table: str, balance: Balance) -> None:
        out = balance.accepted + balance.quarantined + balance.deduplicated + balance.filtered
        super().__init__(
            f"the books of {table} do not balance: {balance.read} read, {out + balance.skipped.total} accounted for",
            why="every record is accepted, set aside, deduplicated, filtered or a declared skip, and only one of them",
            written=f"{table} is as it was",
            mend=(
                "run it again",
                "if it happens again, report it with `jobforge doctor --json`: your data is not at fault",
            ),
        )


class OutOfOrder(JobForgeError):
    """The engine gave rows in another order than that of the source."""

    code = "B-002"

    def __init__(self, table: str, after: int) -> None:
        super().__init__(
            f"the rows of {table} came out of order after record {after}",
            why="files keep the order of the source; the engine was asked for it and did not keep it",
            written=f"{table} is as it was",
            mend=("run it again", "if it happens again, report it with `jobforge doctor --json`"),
        )


def check_balance(table: str, balance: Balance) -> Balance:
    """Give the books back.

    Raises:
        BooksUneven: they do not balance.
    """
    if not balance.is_balanced:
        raise BooksUneven(table, balance)
    return balance


def in_source_order(rows: pa.Table) -> pa.Table:
    """Give rows sorted by ``_source_row``; free where they are.

    The engine keeps the order of a scan only while its plan has no join, and DuckDB 2.0 plans an ``IN`` of five values
    or more as one.
    """
    numbers = rows[SOURCE_ROW].to_numpy()
    return rows if (np.diff(numbers) > 0).all() else rows.take(pa.array(np.argsort(numbers, kind="stable")))


def check_order(table: str, rows: pa.Table, last: int) -> int:
    """Give the last record number of some rows.

    Args:
        table: that is written.
        rows: with ``_source_row``.
        last: of the rows before; 0 at first.

    Raises:
        OutOfOrder: a record number is not above the one before it.
    """
    numbers = rows[SOURCE_ROW].to_numpy()
    if not len(numbers):
        return last
    steps = np.diff(numbers, prepend=last)
    if (steps <= 0).any():
        raise OutOfOrder(table, int(numbers[max(int(np.argmax(steps <= 0)) - 1, 0)]))
    return int(numbers[-1])
