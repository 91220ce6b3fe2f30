"""The deletion oracle: what a row is claimed to be made of is compared with what deleting rows does to the answer.

It runs the SQL as its author wrote it, over tables without any of our columns, so that nothing in it knows of the
rewriting. ``K``: with only the claimed rows left, the row is there. ``D``: without them it is not. ``S``: without any one
row that is not claimed it stays. ``N``: without any one claimed row, the row or what is told of its origin changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from ledger.definitions import Model, ModelColumn
from projections.lineage.schema import COUNTED_TYPES
from projections.lineage.witnesses.matching import Stored
from tests.projections.lineage.witnesses.databases import Database, Tables

Behind = Callable[[Model, Stored, int | None], str]
Whole = tuple[str, ...]
"""Tables that are claimed as a whole."""
Claims = dict[tuple[Any, ...], dict[str, set[int]]]


def violations(model: Model, rows: Database, behind: Behind, *, needed: bool, tested: bool = False) -> Iterator[str]:
    """Give what is wrong with the claims for every row that a model gives.

    Args:
        model: compiled.
        rows: of its inputs.
        behind: asks for the rows behind rows.
        needed: whether each claimed row must be needed.
        tested: whether rows that others are tested against are claimed one by one as well.
    """
    whole = () if tested else tuple(model.context)
    tables = Tables(rows)
    try:
        tables.without({}, told=True)
        if any(tables.answer(check.sql) != Counter({(0,): 1}) for check in model.ties):
            return  # such a build is refused
        claims = _claims(tables, model, behind)
        tables.without({}, told=False)
        answer = _answer(tables, model.sql)
        yield from _kept_and_deleted(tables, model, claims, answer, whole)
        yield from _one_by_one(tables, model, claims, answer, whole, needed=needed)
    finally:
        tables.close()


def _claims(tables: Tables, model: Model, behind: Behind) -> Claims:
    """Ask what each row is made of; by its values, rows that are equal together."""
    found = list(tables.answer(model.executed))
    columns = tuple(ModelColumn(c.name, c.type) for c in (*model.columns, *COUNTED_TYPES))
    claims: Claims = {_even(row[: len(model.columns)]): defaultdict(set) for row in found}
    if not found:
        return claims
    for n, place, total, numbers in tables.db.sql(behind(model, Stored(columns, found), None)).fetchall():
        assert total == len(numbers) == len(set(numbers))
        claims[_even(found[n][: len(model.columns)])][model.inputs[place]] |= set(numbers)
    return claims


def _kept_and_deleted(
    tables: Tables, model: Model, claims: Claims, answer: Counter[tuple[Any, ...]], whole: Whole
) -> Iterator[str]:
    if answer.keys() != claims.keys():
        yield f"the rows {answer.keys() ^ claims.keys()} are claimed or given, not both"
    for row, claimed in claims.items():
        others = {
            table: set(range(len(tables.rows[table]))) - claimed[table] for table in model.inputs if table not in whole
        }
        tables.without(others, told=False)
        if _answer(tables, model.sql)[row] < answer[row]:
            yield f"K {row} is not made of {dict(claimed)} alone"
        if any(claimed.values()):
            tables.without(claimed, told=False)
            if _answer(tables, model.sql)[row] >= answer[row]:
                yield f"D {row} is there without {dict(claimed)}"


def _one_by_one(
    tables: Tables, model: Model, claims: Claims, answer: Counter[tuple[Any, ...]], whole: Whole, *, needed: bool
) -> Iterator[str]:
    tables.without({}, told=True)
    told = _answer(tables, model.executed)
    for table in model.inputs:
        for number in range(len(tables.rows[table])):
            tables.without({table: {number}}, told=False)
            left = _answer(tables, model.sql)
            tables.without({table: {number}}, told=True)
            left_told = _answer(tables, model.executed)
            for row, claimed in claims.items():
                if number not in claimed[table] and table not in whole and left[row] < answer[row]:
                    yield f"S {row} changes without row {number} of {table}, which is not claimed"
                same = [whole for whole in told if whole[: len(row)] == row]
                if number in claimed[table] and needed and all(left_told[w] >= told[w] for w in same):
                    yield f"N {row} does not need row {number} of {table}, which is claimed"


def _answer(tables: Tables, sql: str) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row, times in tables.answer(sql).items():
        found[_even(row)] += times
    return found


def _even(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Even out the last digits of numbers: the engine works out an average of decimals in two ways, as it plans."""
    return tuple(round(value, 12) if isinstance(value, float) else value for value in row)
