"""The provenance columns as SQL: how those of a row are made from those of the rows that it is made of.

A row made of one source row carries its four columns. A row made of several carries each where all agree, else NULL,
the latest ``_ingested_at``, and their count. A row without source rows (constants, a count over nothing) has NULLs and
a count of 0. So ``_ingested_at`` is NULL exactly where there are no source rows, which is how the side of an outer join
that found no partner is told from a side whose source rows disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from ledger.names import BATCH_ID, GOLD_PROVENANCE, INGESTED_AT, SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS
from projections.engines.quoting import identifier

_TYPES: Final = {BATCH_ID: "VARCHAR", SOURCE_FILE: "VARCHAR", SOURCE_ROW: "BIGINT"}
"""The columns that stand for one source row, and on which several must agree."""


@attrs.frozen
class Origin:
    """What is known of the provenance columns of a table or of the rows of a SELECT; it makes their SQL shorter.

    Attributes:
        exact: each row with source rows names its batch, file and row: none is NULL by disagreement.
        sure: each row has source rows.
        counted: there is a column with their count; where there is none, each row is one source row.
    """

    exact: bool
    sure: bool
    counted: bool = True


PROMOTED: Final = Origin(exact=True, sure=True, counted=False)
"""Of a table whose rows were promoted one by one."""

MADE: Final = Origin(exact=False, sure=False)
"""Of a table that a model made, and of rows that were joined or put together: nothing is taken for granted."""

NONE: Final = Origin(exact=True, sure=False)
"""Of rows that come from no table."""


@attrs.frozen
class Side:
    """A table as it stands in a FROM.

    Attributes:
        name: by which its columns are called there.
        origin: of its rows, as they come out of the joins.
    """

    name: str
    origin: Origin

    def column(self, name: str) -> str:
        """Give one of its columns as SQL."""
        return f"{identifier(self.name)}.{identifier(name)}"

    @property
    def present(self) -> str:
        """The column that is NULL exactly where it adds no source row."""
        return self.column(INGESTED_AT)


def carried(sides: Sequence[Side]) -> dict[str, str]:
    """Give the SQL of the provenance columns of a row that joins one row of each side."""
    if not sides:
        return _nothing()
    if len(sides) == 1:
        found = {name: sides[0].column(name) for name in (*_TYPES, INGESTED_AT)}
    else:
        found = {name: _agreed(name, sides) for name in _TYPES}
        found[INGESTED_AT] = _call("greatest", [side.present for side in sides])
    counts = [_count_of_row(side) for side in sides]
    found[SOURCE_ROWS] = f"CAST({' + '.join(counts)} AS BIGINT)"
    return found


def gathered(sides: Sequence[Side]) -> dict[str, str]:
    """Give the SQL of the provenance columns of a group of such rows, as aggregates."""
    if not sides:
        return _nothing()
    found = {name: _agreed_in_group(name, sides) for name in _TYPES}
    found[INGESTED_AT] = _call("greatest", [f"max({side.present})" for side in sides])
    counts = [_count_of_group(side) for side in sides]
    found[SOURCE_ROWS] = f"CAST({' + '.join(counts)} AS BIGINT)"
    return found


def joined(sides: Sequence[Side]) -> Origin:
    """Tell what is known of rows that join one row of each side."""
    if not sides:
        return NONE
    return attrs.evolve(sides[0].origin, counted=True) if len(sides) == 1 else MADE


def _nothing() -> dict[str, str]:
    found = {name: f"CAST(NULL AS {kind})" for name, kind in _TYPES.items()}
    return found | {INGESTED_AT: "CAST(NULL AS TIMESTAMP)", SOURCE_ROWS: "CAST(0 AS BIGINT)"}


def _agreed(name: str, sides: Sequence[Side]) -> str:
    columns = [side.column(name) for side in sides]
    if len(sides) == 2 and all(side.origin.exact and side.origin.sure for side in sides):
        return f"CASE WHEN {columns[0]} = {columns[1]} THEN {columns[0]} END"
    known = [f"({side.present} IS NULL OR {side.column(name)} IS NOT NULL)" for side in sides if not side.origin.exact]
    least, most = _call("least", columns), _call("greatest", columns)
    return f"CASE WHEN {' AND '.join([*known, f'{least} = {most}'])} THEN {least} END"


def _agreed_in_group(name: str, sides: Sequence[Side]) -> str:
    columns = [side.column(name) for side in sides]
    known = [f"count({side.column(name)}) = count({side.present})" for side in sides if not side.origin.exact]
    compared = [_fingerprint(side, name) for side in sides] if _TYPES[name] == "VARCHAR" else columns
    least = _call("least", [f"min({value})" for value in compared])
    most = _call("greatest", [f"max({value})" for value in compared])
    agreed = _call("COALESCE", [f"any_value({column})" for column in columns])
    return f"CASE WHEN {' AND '.join([*known, f'{least} = {most}'])} THEN {agreed} END"


def _fingerprint(side: Side, name: str) -> str:
    """Give what stands for a text where groups compare it; NULL stands for itself.

    To keep the least and the greatest text of each group takes up to eight times as long, a digest of the text three
    times. The engine's own 64 bits are enough for equality within one query, and nothing of them is stored.
    """
    column = side.column(name)
    hashed = f"hash({column})"
    return hashed if side.origin.exact and side.origin.sure else f"CASE WHEN {column} IS NOT NULL THEN {hashed} END"


def _call(function: str, values: Sequence[str]) -> str:
    """Call a function of several values, which passes over NULLs."""
    return values[0] if len(values) == 1 else f"{function}({', '.join(values)})"


def _count_of_row(side: Side) -> str:
    if side.origin.counted:
        return f"COALESCE({side.column(SOURCE_ROWS)}, 0)"
    return "1" if side.origin.sure else f"CASE WHEN {side.present} IS NULL THEN 0 ELSE 1 END"


def _count_of_group(side: Side) -> str:
    if side.origin.counted:
        return f"COALESCE(sum({side.column(SOURCE_ROWS)}), 0)"
    return "count(*)" if side.origin.sure else f"count({side.present})"


assert (*_TYPES, INGESTED_AT, SOURCE_ROWS) == GOLD_PROVENANCE, "the columns come in this order everywhere"  # noqa: S101 - for the type checker
