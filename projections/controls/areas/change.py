"""Whether what comes is as it was: columns of files, rows of deliveries, values of columns (DMBOK2 chapter 13)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

import attrs

from ledger.names import BATCH_ID
from projections.catalog import batches, definitions
from projections.catalog.drifts import DriftRow
from projections.catalog.profiles import SHIFT
from projections.catalog.rows import rows_of
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, judged
from projections.controls.rows import quoted

BEFORE: Final = 2
"""Deliveries that have to be there before another can be compared with them."""
FACTOR: Final = 2
"""How much more or less than usual a delivery may bring."""


@attrs.define
class Delivery:
    """What one delivery brought.

    Attributes:
        batch: the last of its batches.
        rows: how many were accepted.
        filled: how many of them have a value, by column.
        varied: columns with several values.
    """

    batch: str
    rows: int = 0
    filled: dict[str, int] = attrs.field(factory=dict)
    varied: set[str] = attrs.field(factory=set)

    def share(self, column: str) -> float:
        """Give the share of rows with a value; 1 where there are no rows."""
        return self.filled[column] / self.rows if self.rows else 1.0


def acknowledged(at: Evidence) -> Iterator[Item]:
    """Look at every change of the columns of files that is still to be told, and at what each delivery brought."""
    for row in rows_of(at.db, DriftRow, "drifts", "1 ORDER BY position"):
        what = "" if row.until is not None else "the columns of its files changed, and nobody has looked at it"
        yield judged(f"source:{row.source}", what, "jobforge", "source", "show", row.source)
    for source in definitions.sources(at.db):
        yield from _as_many_as_before(_deliveries(batches.in_effect(at.db, source.name)))
    for contract in definitions.contracts(at.db):
        if contract.source is not None:
            yield from _filled_as_before(at, f"bronze.{contract.table_name.partition('.')[2]}", contract.source)


def _deliveries(landed: Sequence[batches.BatchRow]) -> list[Delivery]:
    found: dict[str, Delivery] = {}
    for batch in landed:
        each = found.setdefault(batch.delivery or batch.batch_id, Delivery(batch.batch_id))
        each.batch = batch.batch_id
        each.rows += batch.accepted
    return list(found.values())


def _as_many_as_before(came: Sequence[Delivery]) -> Iterator[Item]:
    """Compare how many rows each delivery brought with the median of those before it, where there are enough."""
    for place, each in enumerate(came[BEFORE:], BEFORE):
        usual = int(median(one.rows for one in came[:place]))
        odd = each.rows > usual * FACTOR or each.rows * FACTOR < usual
        what = "{n} rows came, where {usual} were usual" if odd else ""
        yield judged(f"batch:{each.batch}", what, *_looked_at(each), n=each.rows, usual=usual)


def _filled_as_before(at: Evidence, table: str, source: str) -> Iterator[Item]:
    """Compare what stands in each column with the deliveries before: the share of values, and whether they differ."""
    landed = batches.in_effect(at.db, source)
    if len(landed) <= BEFORE or table not in {row.table_name for row in at.with_rows}:
        return
    there = at.rows.columns(table)
    columns = [each.name for each in at.own_columns(table) if each.name in there]
    came = _counted(at, table, landed, columns)
    for column in columns:
        shares: list[float] = []  # of those before, sorted
        several = True
        for each in came:
            share = each.share(column)
            if len(shares) >= BEFORE:
                usual = median(shares)
                what = _changed(each, column, share - usual, several=several)
                told: dict[str, int | str] = {"now": round(100 * share), "usual": round(100 * usual), "column": column}
                yield judged(f"batch:{each.batch}", what, *_looked_at(each), **told)
            insort(shares, share)
            several = several and column in each.varied


def _changed(each: Delivery, column: str, change: float, *, several: bool) -> str:
    """Say what is odd about a column of a delivery, of which all before had several values or not."""
    if abs(change) > SHIFT:
        return SHARES
    return CONSTANT if several and column not in each.varied and each.filled[column] > 1 else ""


SHARES: Final = "{now} % of its rows have a value in {column}, where {usual} % were usual"
CONSTANT: Final = "all its rows have the same value in {column}, where several were usual"


def _counted(at: Evidence, table: str, landed: Sequence[batches.BatchRow], columns: Sequence[str]) -> list[Delivery]:
    """Count the values of each column by delivery, those with rows alone, in the order in which they came."""
    from projections.engines.quoting import identifier

    of = {batch.batch_id: batch.delivery or batch.batch_id for batch in landed}
    found = {name: Delivery(batch, filled=dict.fromkeys(columns, 0)) for batch, name in of.items()}
    counts = ", ".join(
        f"count({c}) AS filled_{n}, coalesce(min({c}) < max({c}), false) AS varied_{n}"
        for n, c in enumerate(map(identifier, columns))
    )
    sql = f"SELECT {BATCH_ID} AS batch, count(*) AS n, {counts} FROM {quoted(table)} GROUP BY {BATCH_ID}"
    for row in (each for each in at.rows.query(sql) if each["batch"] in of):  # of others I02 tells
        each = found[of[row["batch"]]]
        each.rows += row["n"]
        for n, column in enumerate(columns):
            each.filled[column] += row[f"filled_{n}"]
            each.varied |= {column} if row[f"varied_{n}"] else set()
    return [each for each in found.values() if each.rows]


def _looked_at(each: Delivery) -> tuple[str, ...]:
    return (
        "jobforge", "controls", "waive", "Q05", "--for", f"batch:{each.batch}", "--until", "...", "--reason", "..."
    )  # fmt: skip


CONTROLS = (
    Control(
        "Q05",
        "Each change of the columns of files, of how many rows come, or of how they are filled, was looked at.",
        "Chaque changement des colonnes des fichiers, du nombre de lignes reçues ou de leur contenu a été examiné.",
        acknowledged,
        version=2,
    ),
)
