"""Compares two states of a table row by row: by a key where one tells the rows apart, else as bags of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import attrs

from projections.engines.comparing.by_sql import d1
from projections.engines.quoting import identifier
from projections.engines.sandbox import Relation, Sandbox

BEFORE: Final = "gold.before"
AFTER: Final = "gold.after"
"""What the states are called while they are compared."""


@attrs.frozen
class RowChange:
    """One row that differs.

    Attributes:
        kind: of the change.
        key: values of its key; empty where rows have none.
        before, after: its other values; of a changed row those that differ. Empty where there was no such row.
    """

    kind: Literal["added", "removed", "changed"]
    key: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]


@attrs.frozen
class Differences:
    """What differs.

    Attributes:
        key: that tells the rows apart; empty where none does, and no row counts as changed.
        rows_before, rows_after: of the two states.
        added, removed, changed: rows.
        columns: how many rows have another value in a column, for those of which any has.
        sample: the first of the rows that differ, by key.
    """

    key: tuple[str, ...]
    rows_before: int
    rows_after: int
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: dict[str, int] = attrs.field(factory=dict)
    sample: tuple[RowChange, ...] = ()


def differences(
    sandbox: Sandbox, own: Mapping[str, tuple[str, str]], keys: Iterable[Sequence[str]], most: int | None
) -> Differences:
    """Compare the two states in a sandbox.

    Args:
        sandbox: with ``gold.before`` and ``gold.after``.
        own: columns that are compared: name to the types before and after, empty where a state lacks it.
        keys: columns that may tell the rows apart, the best first; the first columns of the table are tried after them.
        most: rows in the sample; None for all.
    """
    before, after = (int(sandbox.one(f"SELECT count(*) FROM {side}")[0]) for side in (BEFORE, AFTER))
    if _is_same(sandbox, own):
        return Differences((), before, after)
    key = next((k for k in (*keys, *_beginnings(own)) if k and _tells_apart(sandbox, k, before, after)), ())
    found = Differences(tuple(key), before, after)
    return _by_key(sandbox, own, found, most) if key else _as_bags(sandbox, own, found, most)


def _is_same(sandbox: Sandbox, own: Mapping[str, tuple[str, str]]) -> bool:
    """Tell by the digest without order whether the rows are the same; of a type without one it cannot be told."""
    if any(before != after for before, after in own.values()):
        return False
    names = ", ".join(map(identifier, own))
    try:
        sums = [sandbox.one(d1(sandbox.stream(f"SELECT {names} FROM {s} LIMIT 0").schema, s)) for s in (BEFORE, AFTER)]
    except TypeError:
        return False
    return sums[0] == sums[1]


def _beginnings(own: Mapping[str, tuple[str, str]]) -> list[tuple[str, ...]]:
    """Give the first column, the first two, and so on, of those that can be a key."""
    names = [name for name, kinds in own.items() if not {*kinds} & {"DOUBLE", "FLOAT", ""}]
    return [tuple(names[:count]) for count in range(1, min(len(names), 6) + 1)]


def _tells_apart(sandbox: Sandbox, key: Sequence[str], before: int, after: int) -> bool:
    names = ", ".join(map(identifier, key))
    sql = f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM {{}} WHERE {_none_missing(key)})"
    return all(sandbox.one(sql.format(side)) == (rows,) for side, rows in ((BEFORE, before), (AFTER, after)))


def _none_missing(key: Sequence[str]) -> str:
    return " AND ".join(f"{identifier(name)} IS NOT NULL" for name in key)


def _by_key(sandbox: Sandbox, own: Mapping[str, tuple[str, str]], found: Differences, most: int | None) -> Differences:
    others = {name: kinds for name, kinds in own.items() if name not in found.key}
    differs = {name: _differs(name, *kinds) for name, kinds in others.items()}
    on = " AND ".join(f"b.{identifier(k)} = a.{identifier(k)}" for k in found.key)
    first = identifier(found.key[0])
    gone, new, both = f"a.{first} IS NULL", f"b.{first} IS NULL", f"a.{first} IS NOT NULL AND b.{first} IS NOT NULL"
    any_differs = " OR ".join(differs.values()) or "false"
    joined = f"FROM {BEFORE} b FULL JOIN {AFTER} a ON {on}"
    counts = ", ".join(f"count(*) FILTER ({both} AND ({sql}))" for sql in (any_differs, *differs.values()))
    removed, added, changed, *columns = sandbox.one(
        f"SELECT count(*) FILTER ({gone}), count(*) FILTER ({new}), {counts} {joined}"
    )
    keys = ", ".join(f"coalesce(a.{identifier(k)}, b.{identifier(k)}) AS {identifier(f'k{n}')}"
                     for n, k in enumerate(found.key))  # fmt: skip
    cells = "".join(f", {_cell('b', name, kinds[0], f'b{n}')}, {_cell('a', name, kinds[1], f'a{n}')}"
                    f", {differs[name]} AS d{n}" for n, (name, kinds) in enumerate(others.items()))  # fmt: skip
    sql = (
        f"SELECT CASE WHEN {gone} THEN 'removed' WHEN {new} THEN 'added' ELSE 'changed' END AS kind, {keys}{cells}"
        f" {joined} WHERE {gone} OR {new} OR ({any_differs})"
        f" ORDER BY {', '.join(f'k{n}' for n in range(len(found.key)))}"
    )
    rows = sandbox.table(sql + _limit(most)).to_pylist()
    counted = {name: count for name, count in zip(differs, columns, strict=True) if count}
    sample = tuple(_change(row, found.key, tuple(others)) for row in rows)
    return attrs.evolve(found, added=added, removed=removed, changed=changed, columns=counted, sample=sample)


def _differs(name: str, before: str, after: str) -> str:
    column = identifier(name)
    if not before or not after:
        return f"{'b' if before else 'a'}.{column} IS NOT NULL"
    if before == after:
        return f"b.{column} IS DISTINCT FROM a.{column}"
    return f"CAST(b.{column} AS VARCHAR) IS DISTINCT FROM CAST(a.{column} AS VARCHAR)"


def _cell(side: str, name: str, kind: str, alias: str) -> str:
    return f"{f'{side}.{identifier(name)}' if kind else 'NULL'} AS {alias}"


def _limit(most: int | None) -> str:
    return "" if most is None else f" LIMIT {int(most)}"


def _change(row: Mapping[str, Any], key: Sequence[str], others: Sequence[str]) -> RowChange:
    before = {name: row[f"b{n}"] for n, name in enumerate(others)}
    after = {name: row[f"a{n}"] for n, name in enumerate(others)}
    named = {name: row[f"k{n}"] for n, name in enumerate(key)}
    match row["kind"]:
        case "added":
            return RowChange("added", named, {}, after)
        case "removed":
            return RowChange("removed", named, before, {})
        case _:
            other = [name for n, name in enumerate(others) if row[f"d{n}"]]
            return RowChange("changed", named, {n: before[n] for n in other}, {n: after[n] for n in other})


def _as_bags(sandbox: Sandbox, own: Mapping[str, tuple[str, str]], found: Differences, most: int | None) -> Differences:
    sides = [
        ", ".join(f"{identifier(n) if kinds[place] else 'NULL'} AS {identifier(n)}" for n, kinds in own.items())
        for place in (0, 1)
    ]
    before, after = f"SELECT {sides[0]} FROM {BEFORE}", f"SELECT {sides[1]} FROM {AFTER}"
    gone, new = f"{before} EXCEPT ALL {after}", f"{after} EXCEPT ALL {before}"
    removed, added = (int(sandbox.one(f"SELECT count(*) FROM ({sql})")[0]) for sql in (gone, new))
    first = sandbox.table(f"SELECT * FROM ({gone}) ORDER BY ALL{_limit(most)}").to_pylist()
    left = None if most is None else max(0, most - len(first))
    then = sandbox.table(f"SELECT * FROM ({new}) ORDER BY ALL{_limit(left)}").to_pylist()
    sample = (*(RowChange("removed", {}, row, {}) for row in first), *(RowChange("added", {}, {}, row) for row in then))
    return attrs.evolve(found, added=added, removed=removed, sample=sample)


def states(before: Relation, after: Relation) -> dict[str, Relation]:
    """Give two states of a table under the names by which they are compared."""
    return {BEFORE: before, AFTER: after}
