"""The questions that a merge asks beside those of every silver table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.definitions import Rule
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.engines.quoting import identifier
from projections.layers.silver_query import KEYS, STANDING, Compared, equal

DELIVERED: Final = "bronze.delivered"
"""The rows of the other batches of a delivery."""


def places(compared: Compared) -> str:
    """Ask for the rows whose key stands: which row stands, whether it says the same, and whether it is newer."""
    hits = _hits(compared, compared.contract.key, [f"{compared.same} AS same", f"{_is_stale(compared)} AS stale"])
    return (
        f"SELECT {SOURCE_ROW} AS row, same, stale AND NOT same AS stale,"
        f" _standing_batch AS standing_batch, _standing_row AS standing_row FROM ({hits})"
    )


def claims(compared: Compared, rule: Rule) -> str:
    """Ask for the rows whose unique value stands in the row of another key.

    Gives the row, the standing row as text, and the rows of the batch that would take its place. A row that comes too
    late claims nothing, and one that says what stands in its own key takes no place.
    """
    key = compared.contract.key
    names = ", ".join(f"s.{identifier(name)}" for name in key)
    values = _hits(compared, rule.columns, [names, f"NOT ({equal(key)}) AS other"])
    columns = ", ".join(identifier(name) for name in key)
    taking = " AND ".join(f"c.{identifier(name)} = t.{identifier(name)}" for name in key)
    return f"""
WITH places AS MATERIALIZED ({places(compared)}),
claims AS (SELECT * FROM ({values}) WHERE other),
takers AS (SELECT k.{SOURCE_ROW} AS taker, {columns} FROM {KEYS} k
  WHERE {_none_missing(key)} AND k.{SOURCE_ROW} NOT IN (SELECT row FROM places WHERE same OR stale))
SELECT c.{SOURCE_ROW}, c._standing_batch || ', record ' || c._standing_row, list(t.taker ORDER BY t.taker)
  FILTER (WHERE t.taker IS NOT NULL)
FROM claims c LEFT JOIN takers t ON {taking}
WHERE c.{SOURCE_ROW} NOT IN (SELECT row FROM places WHERE stale)
GROUP BY ALL ORDER BY 1, 2"""


def lacking(compared: Compared) -> str:
    """Ask for the standing rows whose key neither the batch nor the rest of its delivery holds."""
    on = equal(compared.contract.key)
    left = f"SELECT s.* FROM {STANDING} s ANTI JOIN {KEYS} b ON {on}"
    left = f"SELECT s.* FROM ({left}) s ANTI JOIN {DELIVERED} b ON {on}"
    rows = f"SELECT s.{BATCH_ID} AS _standing_batch, s.{SOURCE_ROW} AS _standing_row FROM ({left}) s"
    counting = compared.counting(rows)
    return f"SELECT _standing_batch AS {BATCH_ID}, _standing_row AS {SOURCE_ROW} FROM ({counting}) ORDER BY 1, 2"


def _is_stale(compared: Compared) -> str:
    """Give the condition that the declared order puts ``b`` before ``s``; a missing value comes first of all."""
    if compared.contract.order_by is None:
        return "false"
    mine, theirs = (f"{alias}.{identifier(compared.contract.order_by)}" for alias in "bs")
    return f"({theirs} IS NOT NULL AND ({mine} IS NULL OR {mine} < {theirs}))"


def _hits(compared: Compared, columns: Sequence[str], more: Sequence[str]) -> str:
    """Ask for pairs of a row of the batch and a counting standing row with the same values."""
    return compared.hits(columns, f", {', '.join(more)}")


def _none_missing(columns: Sequence[str]) -> str:
    return " AND ".join(f"k.{identifier(name)} IS NOT NULL" for name in columns)
