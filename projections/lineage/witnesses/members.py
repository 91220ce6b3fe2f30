"""The rows that a model puts into groups, one by one, each with the key of its group.

Where the keys of the last GROUP BY stand in the answer, they tell the group: nothing has to be put together to ask for
its rows, no list of a million numbers is made, and each number is found where it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
from sqlglot import exp

from projections.engines.gate import parse_query
from projections.lineage.rewriting import scopes
from projections.lineage.witnesses.columns import NOTHING, Side, column_of
from projections.lineage.witnesses.rewriting import Rewriting
from projections.lineage.witnesses.tested import Tested, tested_in

DROPPED: Final = ("group", "having", "qualify", "order", "limit", "offset", "windows")
"""What puts rows together or chooses among groups: the group that is asked for is known to be there."""


@attrs.frozen
class Members:
    """A query for the rows of groups.

    Attributes:
        query: gives the keys under the names of the answer, and the columns below.
        keys: names of the columns that tell a group.
        singles: place of an input to the columns with one row number each; NULL where an outer join found none.
        lists: places of which a column of ``column_of`` gives several row numbers.
        alone: places of which no row number can come twice.
    """

    query: exp.Query
    keys: frozenset[str]
    singles: dict[int, tuple[str, ...]]
    lists: frozenset[int]
    alone: frozenset[int]


def members(executed: str, inputs: Sequence[str]) -> Members | None:
    """Write a query for the rows of the groups of a model; None where its keys do not tell them.

    Args:
        executed: the SQL that a build runs.
        inputs: the tables that it reads.
    """
    select = parse_query(executed)
    keys = _keys(select) if isinstance(select, exp.Select) else None
    if keys is None or not isinstance(select, exp.Select):
        return None
    rewriting, tested = Rewriting(inputs), list(tested_in(select))
    reads = {place: [one for one in tested if _reads(one, table)] for place, table in enumerate(inputs)}
    named = rewriting.named(select, frozenset())
    sides = rewriting.sides(select, named)
    for one in tested:
        rewriting.query(one.body, named)
    select.set("expressions", [column.copy() for column in select.expressions if column.alias_or_name in keys])
    for name in DROPPED:
        select.set(name, None)
    singles = {place: _single(select, sides, place) for place in range(len(inputs))}
    lists = frozenset(place for place in range(len(inputs)) if _listed(select, sides, reads[place], place))
    is_one = len(sides) == 1 and sides[0].place is not None
    alone = frozenset(place for place, columns in singles.items() if is_one and columns and place not in lists)
    return Members(select, keys, singles, lists, alone)


def _keys(select: exp.Select) -> frozenset[str] | None:
    """Name the columns that are the keys of a GROUP BY; None where it has others, or no rows are put together."""
    group = select.args.get("group")
    keys = [] if group is None else group.expressions
    if not scopes.is_aggregating(select) or select.args.get("distinct"):
        return None
    if group is not None and any(group.args.get(name) for name in group.args if name != "expressions"):
        return None  # rows of several groups: ROLLUP, CUBE, GROUPING SETS; or keys that only the engine knows
    if any(isinstance(key, exp.Literal | exp.Rollup | exp.Cube | exp.Tuple) or key.find(exp.Query) for key in keys):
        return None
    if any(isinstance(column, exp.Star) for column in select.expressions):
        return None
    made = {column.alias_or_name: column.unalias() for column in select.expressions}
    if any(key not in made.values() for key in keys):
        return None
    return frozenset(name for name, value in made.items() if value in keys)


def _reads(tested: Tested, table: str) -> bool:
    """Tell whether rows of an input may be among those of a subquery."""
    found = tested.body.find_all(exp.Table)
    return any(not each.text("db") or f"{each.text('db')}.{each.name}".lower() == table for each in found)


def _single(select: exp.Select, sides: Sequence[Side], place: int) -> tuple[str, ...]:
    """Add a column for each side that is the input itself."""
    here = [side for side in sides if side.place == place]
    names = tuple(f"_row{place}_{number}" for number in range(len(here)))
    for name, side in zip(names, here, strict=True):
        select.append("expressions", exp.Var(this=f"{side.row} AS {name}"))
    return names


def _listed(select: exp.Select, sides: Sequence[Side], tested: Sequence[Tested], place: int) -> bool:
    """Add a column for the rows that come in lists; tell whether there are any."""
    parts = [f"COALESCE({side.rows(place)}, {NOTHING})" for side in sides if side.place is None]
    parts += [one.rows(place) for one in tested]
    if parts:
        rows = parts[0] if len(parts) == 1 else f"flatten([{', '.join(parts)}])"
        select.append("expressions", exp.Var(this=f"{rows} AS {column_of(place)}"))
    return bool(parts)
