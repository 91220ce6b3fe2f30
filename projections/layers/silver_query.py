"""The questions that silver asks across rows. Each answer is small where few rows clash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ledger.definitions import Column, Contract, ModelColumn, Rule
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.engines.quoting import identifier
from projections.layers.columns import sql_type

Held = Mapping[str, str]
"""SQL of the standing table's value by the name of a promised column."""

BATCH: Final = "bronze.rows"
"""The accepted rows of the batch."""

STANDING: Final = "silver.rows"
"""The rows of the table that are in effect; empty where they are not compared with."""

PARTNER: Final = f"min(s.{BATCH_ID} || ', record ' || s.{SOURCE_ROW})"
"""Which standing row a row clashes with, as text; the same at any number of threads."""


def without_key(key: Sequence[str]) -> str:
    """Ask for the rows that lack a part of their key."""
    return f"SELECT {SOURCE_ROW} FROM {BATCH} b WHERE {_any_missing('b', key)}"


def without_parent(rule: Rule, columns: dict[str, Column], parents: Sequence[str]) -> str:
    """Ask for the rows whose values occur in no row of the parent tables; a missing value needs none.

    Args:
        rule: a reference.
        columns: those of the contract by name.
        parents: SQL names of the tables whose rows count together.
    """
    pairs = list(zip(rule.columns, rule.reference_columns, strict=True))
    casts = ", ".join(f"TRY_CAST({identifier(p)} AS {sql_type(columns[c])}) AS p{i}" for i, (c, p) in enumerate(pairs))
    union = " UNION ALL ".join(f"SELECT {casts} FROM {parent}" for parent in parents)
    equal = " AND ".join(f"b.{identifier(name)} = p.p{i}" for i, (name, _) in enumerate(pairs))
    present = _none_missing("b", rule.columns)
    return f"SELECT b.{SOURCE_ROW} FROM {BATCH} b ANTI JOIN ({union}) p ON {equal} WHERE {present}"


def held_columns(contract: Contract, standing: Sequence[ModelColumn]) -> Held:
    """Give each promised column as the standing rows hold it, in today's type; NULL where they are older than it."""
    types = {column.name: column.type for column in standing}
    held: dict[str, str] = {}
    for column in contract.columns:
        name, wanted = f"s.{identifier(column.name)}", sql_type(column)
        if column.name not in types:
            name = f"CAST(NULL AS {wanted})"
        elif types[column.name] != wanted:
            name = f"TRY_CAST({name} AS {wanted})"
        held[column.name] = name
    return held


def key_stands(contract: Contract, held: Held) -> str:
    """Ask for the rows whose key stands in the table: whether with the same content, and in which row with other."""
    same = " AND ".join(f"b.{identifier(name)} IS NOT DISTINCT FROM {value}" for name, value in held.items())
    equal = _equal(contract.key, held)
    return f"""
WITH hits AS MATERIALIZED (SELECT b.* FROM {BATCH} b SEMI JOIN {STANDING} s ON {equal})
SELECT b.{SOURCE_ROW}, bool_or({same}), {PARTNER} FILTER (WHERE NOT ({same}))
FROM hits b JOIN {STANDING} s ON {equal} GROUP BY b.{SOURCE_ROW}"""


def value_stands(rule: Rule, held: Held) -> str:
    """Ask for the rows whose unique values stand in the table, and in which row."""
    equal = _equal(rule.columns, held)
    return f"SELECT b.{SOURCE_ROW}, {PARTNER} FROM {BATCH} b JOIN {STANDING} s ON {equal} GROUP BY b.{SOURCE_ROW}"


def sharing_rows(contract: Contract, unique: Sequence[Rule]) -> str:
    """Ask for the rows that share their key or unique values inside the batch.

    Gives ``_source_row``, then what is equal for rows with the same key, the same content and the same values of each
    unique rule: the first row of theirs, or NULL where a value is missing.
    """
    groups = [columns for columns in (contract.key, *(rule.columns for rule in unique)) if columns]
    hits = " UNION ".join(_hits(place, columns) for place, columns in enumerate(groups))
    everything = [column.name for column in contract.columns]
    ids = [_group(contract.key), f"min({SOURCE_ROW}) OVER (PARTITION BY {', '.join(_names(everything))})"]
    ids += [_group(rule.columns) for rule in unique]
    shared = ", ".join(f"{_shared(place, columns)}" for place, columns in enumerate(groups))
    return f"""
WITH {shared}, hits AS ({hits})
SELECT {SOURCE_ROW}, {", ".join(ids)} FROM {BATCH} b SEMI JOIN hits h ON b.{SOURCE_ROW} = h.{SOURCE_ROW}"""


def _shared(place: int, columns: Sequence[str]) -> str:
    """Name the values that occur more than once; grouping alone, no window over all rows."""
    names = ", ".join(_names(columns))
    present = _none_missing("b", columns)
    return f"shared{place} AS (SELECT {names} FROM {BATCH} b WHERE {present} GROUP BY {names} HAVING count(*) > 1)"


def _hits(place: int, columns: Sequence[str]) -> str:
    return f"SELECT b.{SOURCE_ROW} FROM {BATCH} b SEMI JOIN shared{place} s ON {_equal(columns)}"


def _group(columns: Sequence[str]) -> str:
    if not columns:
        return "CAST(NULL AS BIGINT)"
    first = f"min({SOURCE_ROW}) OVER (PARTITION BY {', '.join(_names(columns))})"
    return f"CASE WHEN {_none_missing('b', columns)} THEN {first} END"


def _equal(columns: Sequence[str], held: Held | None = None) -> str:
    values = held or {name: f"s.{identifier(name)}" for name in columns}
    return " AND ".join(f"b.{identifier(name)} = {values[name]}" for name in columns)


def _any_missing(alias: str, columns: Sequence[str]) -> str:
    return "(" + " OR ".join(f"{alias}.{name} IS NULL" for name in _names(columns)) + ")"


def _none_missing(alias: str, columns: Sequence[str]) -> str:
    return " AND ".join(f"{alias}.{name} IS NOT NULL" for name in _names(columns))


def _names(columns: Iterable[str]) -> list[str]:
    return [identifier(name) for name in columns]
