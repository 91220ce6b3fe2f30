"""Rows of keys and values put into columns of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import EllipsisType
from typing import Final

import pyarrow as pa

from projections.readers.keyed.refusals import TooManyKeys

Row = Mapping[str, str | bool | None]
"""Key to text; JSON's true, false and null as Python's."""

Put = Callable[[Sequence[Row]], pa.Table]
"""Takes rows, and gives their columns."""

ABSENT: Final = ...
"""Stands for a value whose key a record lacks."""

WORDS: Final[dict[bool | EllipsisType | None, str | None]] = {True: "true", False: "false", None: "null", ABSENT: None}

MOST_KEYS = 10_000
MOST_VALUES = 2**21
"""Values in a piece of a chunk, about: a short record may leave thousands of columns without one."""

NOTHING: Final = pa.table({})


class Keys:
    """The keys of all rows, in the order first seen.

    Attributes:
        rows: that were looked at.
    """

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self.rows = 0

    @property
    def header(self) -> tuple[str, ...]:
        """Those seen so far."""
        return tuple(self._seen)

    def put(self, rows: Sequence[Row]) -> pa.Table:
        """Look at rows; their values are not kept.

        Raises:
            TooManyKeys: there are more than a table can have.
        """
        seen = self._seen
        self.rows += len(rows)
        for row in rows:
            if not row.keys() <= seen.keys():
                seen.update(dict.fromkeys(row))
                if len(seen) > MOST_KEYS:
                    raise TooManyKeys(MOST_KEYS)
        return NOTHING


class Kept(Keys):
    """The keys of all rows, and the rows as tables of the keys seen so far.

    Attributes:
        is_whole: whether every row is in the tables; one before the first key has no column that could hold it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_whole = True

    def put(self, rows: Sequence[Row]) -> pa.Table:
        """Give the columns of rows that have been seen so far, under their keys."""
        super().put(rows)
        header = self.header
        self.is_whole = self.is_whole and (bool(header) or not rows) and len(rows) * len(header) <= MOST_VALUES
        return Columns(header, header).put(rows) if self.is_whole else NOTHING


class Columns:
    """Gives rows as a table.

    Args:
        header: keys of the columns.
        names: of the columns.
    """

    def __init__(self, header: Sequence[str], names: Sequence[str]) -> None:
        self._header = tuple(header)
        self._names = list(names)

    @property
    def empty(self) -> pa.Table:
        """A table without rows."""
        return self.put(())

    @property
    def most(self) -> int:
        """Rows that are put at once, about."""
        return max(1, MOST_VALUES // max(1, len(self._header)))

    def fitted(self, table: pa.Table) -> pa.Table:
        """Give a table whose columns are keys, those of the header or some of them, as one with all columns."""
        had = set(table.column_names)
        empty = pa.nulls(table.num_rows, pa.string())
        return pa.table([table.column(key) if key in had else empty for key in self._header], self._names)

    def put(self, rows: Sequence[Row]) -> pa.Table:
        """Give the columns of rows, none of which has a key that is not in the header."""
        full = all(len(row) == len(self._header) for row in rows)
        return pa.table([_column(rows, key, full=full) for key in self._header], self._names)


def _column(rows: Sequence[Row], key: str, *, full: bool) -> pa.Array:
    """Give the texts of a column; null where the key is absent.

    Args:
        rows: of the table.
        key: of the column.
        full: whether every row has every key.
    """
    values = [*map(itemgetter(key), rows)] if full else [row.get(key, ABSENT) for row in rows]
    if set(map(type, values)) - {str}:
        values = [value if isinstance(value, str) else WORDS[value] for value in values]
    return pa.array(values, pa.string())
