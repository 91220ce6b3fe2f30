"""The columns that carry row numbers: one list for each input of a model, whatever the model does with it.

A list names rows of one input, by ``_row``; it may name one twice, and is empty where the input adds nothing. Because
there is one for each input and not for each place where it is read, UNION needs no padding and a self join no names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from projections.engines.quoting import identifier
from projections.engines.relation import ROW

NOTHING: Final = "CAST([] AS BIGINT[])"


def column_of(place: int) -> str:
    """Name the column of an input, by its place among the inputs of the model."""
    return f"_rows{place}"


@attrs.frozen
class Side:
    """A table as it stands in a FROM.

    Attributes:
        name: by which its columns are called there.
        place: which input it is; None for the rows of a SELECT, which carry lists already.
    """

    name: str
    place: int | None

    @property
    def row(self) -> str:
        """The number of its row; NULL where an outer join found none."""
        return f"{identifier(self.name)}.{ROW}"

    def rows(self, place: int) -> str:
        """Its list of an input; NULL where an outer join found no row."""
        return f"{identifier(self.name)}.{column_of(place)}"


def carried(sides: Sequence[Side], place: int) -> str:
    """Give the rows of an input behind a row that joins one row of each side."""
    parts = []
    for side in sides:
        if side.place is None:
            parts.append(f"COALESCE({side.rows(place)}, {NOTHING})")
        elif side.place == place:
            parts.append(f"CASE WHEN {side.row} IS NULL THEN {NOTHING} ELSE [{side.row}] END")
    return _together(parts)


def gathered(sides: Sequence[Side], place: int) -> str:
    """Give the rows of an input behind a group of such rows, as an aggregate."""
    parts = []
    for side in sides:
        if side.place is None:
            rows = side.rows(place)
            parts.append(f"COALESCE(flatten(list({rows}) FILTER (WHERE {rows} IS NOT NULL)), {NOTHING})")
        elif side.place == place:
            parts.append(f"COALESCE(list({side.row}) FILTER (WHERE {side.row} IS NOT NULL), {NOTHING})")
    return _together(parts)


def _together(parts: Sequence[str]) -> str:
    found = NOTHING
    for number, part in enumerate(parts):
        found = part if not number else f"list_concat({found}, {part})"
    return found
