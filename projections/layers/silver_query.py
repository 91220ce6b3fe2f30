"""The questions that silver asks across rows. Each answer is small where few rows clash.

Rows are compared by their keys (``layers/keys.py``); what they hold beside is asked of the rows of the batch alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from ledger.definitions import Column, Contract, Rule
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.engines.quoting import identifier
from projections.layers.columns import sql_type
from projections.layers.key_rows import HASHES
from projections.layers.keys import hash_columns

BATCH: Final = "bronze.rows"
"""The accepted rows of the batch."""

KEYS: Final = "bronze.keys"
"""The keys of these rows."""

STANDING: Final = "silver.keys"
"""The keys of the rows of the table that count before the batch, whether superseded or not."""

ENDED: Final = "silver.ended"
"""Batch and number of those among them that are superseded or closed."""


@attrs.frozen
class Compared:
    """How the rows of a batch are compared with the rows that stand.

    Attributes:
        contract: what is promised.
        content: the promised columns that the rows of the batch hold.
        others: what standing rows of other contracts hold instead.
        ended: whether there are rows among the standing ones that count no more.
    """

    contract: Contract
    content: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    ended: bool = False

    def more_columns(self, values: dict[str, str]) -> list[str]:
        """Write what the keys of the batch need beside, to be compared with rows that lack columns.

        Args:
            values: each promised column of the batch as SQL.
        """
        columns = []
        for place, names in enumerate(self.others):
            columns += hash_columns(names, [values.get(name, "NULL") for name in names], _hashes(place))
            missing = [f"{values[name]} IS NULL" for name in values if name not in names]
            columns.append(f"({' AND '.join(missing) or 'true'}) AS _bare{place}")
        return columns

    @property
    def same(self) -> str:
        """Give the condition that a row ``b`` of the batch holds what a standing row ``s`` holds."""
        others = range(len(self.others))
        ways = (f"{_equal_hashes(_hashes(place))} AND b._bare{place}" for place in others)
        return f"({' OR '.join([_equal_hashes(HASHES), *ways])})"

    def counting(self, hits: str) -> str:
        """Leave out those of some pairs whose standing row counts no more."""
        if not self.ended:
            return hits
        return (
            f"SELECT h.* FROM ({hits}) h ANTI JOIN {ENDED} e"
            f" ON h._standing_batch = e.{BATCH_ID} AND h._standing_row = e.{SOURCE_ROW}"
        )

    def standing_rows(self) -> str:
        """Give the standing rows that count, as a SELECT in parentheses."""
        if not self.ended:
            return STANDING
        row = f"s.{BATCH_ID} = e.{BATCH_ID} AND s.{SOURCE_ROW} = e.{SOURCE_ROW}"
        return f"(SELECT s.* FROM {STANDING} s ANTI JOIN {ENDED} e ON {row})"

    def hits(self, columns: Sequence[str], more: str = "") -> str:
        """Ask for pairs of a row of the batch and a standing row with the same values."""
        select = f"b.{SOURCE_ROW}, s.{BATCH_ID} AS _standing_batch, s.{SOURCE_ROW} AS _standing_row{more}"
        return self.counting(f"SELECT {select} FROM {KEYS} b JOIN {STANDING} s ON {equal(columns)}")

    def key_stands(self) -> str:
        """Ask for the rows whose key stands: whether with the same content, and in which row with other."""
        hits = self.hits(self.contract.key, f", {self.same} AS _same")
        return (
            f"SELECT {SOURCE_ROW}, bool_or(_same), {_PARTNER} FILTER (WHERE NOT _same)"
            f" FROM ({hits}) GROUP BY {SOURCE_ROW}"
        )

    def value_stands(self, rule: Rule) -> str:
        """Ask for the rows whose unique values stand in the table, and in which row."""
        return f"SELECT {SOURCE_ROW}, {_PARTNER} FROM ({self.hits(rule.columns)}) GROUP BY {SOURCE_ROW}"


_PARTNER: Final = "min(_standing_batch || ', record ' || _standing_row)"


def _hashes(place: int) -> tuple[str, str]:
    return f"{HASHES[0]}{place}", f"{HASHES[1]}{place}"


def _equal_hashes(names: Sequence[str]) -> str:
    return " AND ".join(f"b.{mine} = s.{theirs}" for mine, theirs in zip(names, HASHES, strict=True))


def rows_among(records: Iterable[int]) -> str:
    """Ask which of some records are rows of the batch."""
    return f"SELECT {SOURCE_ROW} FROM {BATCH} WHERE {SOURCE_ROW} IN ({', '.join(str(int(r)) for r in records)})"


def without_key(key: Sequence[str]) -> str:
    """Ask for the rows that lack a part of their key."""
    return f"SELECT {SOURCE_ROW} FROM {KEYS} b WHERE {_any_missing('b', key)}"


def without_parent(rule: Rule, columns: dict[str, Column], parents: Sequence[str]) -> str:
    """Ask for the rows whose values occur in no row of the parent tables; a missing value needs none.

    Args:
        rule: a reference.
        columns: those of the contract by name.
        parents: SQL names of the tables whose rows count together, or SELECTs in parentheses.
    """
    pairs = list(zip(rule.columns, rule.reference_columns, strict=True))
    casts = ", ".join(f"TRY_CAST({identifier(p)} AS {sql_type(columns[c])}) AS p{i}" for i, (c, p) in enumerate(pairs))
    union = " UNION ALL ".join(f"SELECT {casts} FROM {parent}" for parent in parents)
    on = " AND ".join(f"b.{identifier(name)} = p.p{i}" for i, (name, _) in enumerate(pairs))
    present = _none_missing("b", rule.columns)
    return f"SELECT b.{SOURCE_ROW} FROM {BATCH} b ANTI JOIN ({union}) p ON {on} WHERE {present}"


def sharing_rows(contract: Contract, unique: Sequence[Rule]) -> str:
    """Ask for the rows that share their key or unique values inside the batch.

    Gives ``_source_row``, then what is equal for rows with the same key, the same content and the same values of each
    unique rule: the first row of theirs, or NULL where a value is missing. Last comes the place of the row among all
    these in the order of the contract.
    """
    groups = [columns for columns in (contract.key, *(rule.columns for rule in unique)) if columns]
    ids = [_group(contract.key), f"min({SOURCE_ROW}) OVER (PARTITION BY {', '.join(HASHES)})"]
    ids += [_group(rule.columns) for rule in unique]
    shared = ", ".join(f"{_shared(place, columns)}" for place, columns in enumerate(groups))
    hits = f"SELECT b.* FROM {KEYS} b SEMI JOIN shared0 s ON {equal(groups[0])}"
    if len(groups) > 1:
        rows = " UNION ".join(_hits(place, columns) for place, columns in enumerate(groups))
        hits = f"SELECT b.* FROM {KEYS} b SEMI JOIN ({rows}) h ON b.{SOURCE_ROW} = h.{SOURCE_ROW}"
    return f"WITH {shared} SELECT {SOURCE_ROW}, {', '.join(ids)}, {_place(contract)} FROM ({hits}) b"


def _place(contract: Contract) -> str:
    if not contract.merges or contract.order_by is None:
        return SOURCE_ROW
    return f"row_number() OVER (ORDER BY {identifier(contract.order_by)} ASC NULLS FIRST, {SOURCE_ROW})"


def _shared(place: int, columns: Sequence[str]) -> str:
    """Name the values that occur more than once; grouping alone, no window over all rows.

    Missing values may be among them: nothing is equal to them, and to leave them out before costs a quarter of it.
    """
    names = ", ".join(_names(columns))
    return f"shared{place} AS (SELECT {names} FROM {KEYS} GROUP BY {names} HAVING count(*) > 1)"


def _hits(place: int, columns: Sequence[str]) -> str:
    return f"SELECT b.{SOURCE_ROW} FROM {KEYS} b SEMI JOIN shared{place} s ON {equal(columns)}"


def _group(columns: Sequence[str]) -> str:
    if not columns:
        return "CAST(NULL AS BIGINT)"
    first = f"min({SOURCE_ROW}) OVER (PARTITION BY {', '.join(_names(columns))})"
    return f"CASE WHEN {_none_missing('b', columns)} THEN {first} END"


def equal(columns: Sequence[str]) -> str:
    """Give the condition that rows ``b`` and ``s`` have the same values, none of them missing."""
    return " AND ".join(f"b.{name} = s.{name}" for name in _names(columns))


def _any_missing(alias: str, columns: Sequence[str]) -> str:
    return "(" + " OR ".join(f"{alias}.{name} IS NULL" for name in _names(columns)) + ")"


def _none_missing(alias: str, columns: Sequence[str]) -> str:
    return " AND ".join(f"{alias}.{name} IS NOT NULL" for name in _names(columns))


def _names(columns: Iterable[str]) -> list[str]:
    return [identifier(name) for name in columns]
