"""What the values of staged columns look like: how like two columns are, and of which simple class each is.

Looks at the first records only: it is a hint to people, and has to cost the same for each batch. No value leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.definitions import Source
from projections.layers.staged import as_found
from projections.readers.drift import Likeness, share_of
from projections.readers.opening import opened
from projections.readers.parts import Part

RECORDS: Final = 10_000
"""That are looked at for values that a column has in common with another."""

SAMPLE: Final = 1_000
"""Records that are looked at for the class of a column: this is done for each batch."""

FORMER: Final = 100_000
"""Records of the file before, in which the values of a new column are looked for."""

COLUMNS: Final = 30
"""New and missing columns that are compared, each with each."""

ENOUGH: Final = 10
"""Values below which a column tells nothing of what it holds."""

NEARLY: Final = 0.9

SPACES: Final = " \u00a0\u202f'"
CLASSES: Final = {
    "integer": rf"^[+-]?[0-9]{{1,3}}([{SPACES}]?[0-9]{{3}})*$|^[+-]?[0-9]+$",
    "decimal": rf"^[+-]?[0-9]*([{SPACES}][0-9]{{3}})*[.,]?[0-9]+([eE][+-]?[0-9]+)?$",
    "date": r"^([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})([T ][0-9:.]+Z?)?$",
}
"""What texts of each class look like, the narrowest first; all else is text."""


def alike(
    raw: Path, source: Source, part: Part, folder: Path, new: Sequence[str], former: Path, missing: Mapping[str, str]
) -> dict[tuple[str, str], Likeness]:
    """Compare the values of the new columns of a file with those that missing ones had.

    Args:
        raw: the bytes of the file.
        source: how it is read.
        part: of the file.
        folder: takes what has to be unpacked meanwhile.
        new: headers of the new columns.
        former: the staged file before.
        missing: header to column name in that file.
    """
    fresh = _first_records(raw, source, part, folder, new[:COLUMNS])
    names = dict(list(missing.items())[:COLUMNS])
    stale = _head(former, list(names.values()), FORMER)
    had = {header: pc.unique(stale.column(name).combine_chunks()) for header, name in names.items()}
    return {(n, m): _likeness(values, had[m]) for n, values in fresh.items() for m in had}


def classes(staged: Path, columns: Sequence[str], null_words: Sequence[str]) -> dict[str, str]:
    """Tell of which class the values of columns are: integer, decimal, date or text; "" where too few tell.

    Args:
        staged: the file.
        columns: their names.
        null_words: texts that mean a missing value.
    """
    table = _head(staged, list(columns), SAMPLE)
    nothing = pa.array([*null_words, ""], pa.string())
    found = {}
    for name in columns:
        texts = pc.utf8_trim_whitespace(table.column(name).combine_chunks().drop_null())
        found[name] = _class(texts.filter(pc.invert(pc.is_in(texts, nothing))))
    return found


def _class(texts: pa.Array) -> str:
    """Give the narrowest class that nearly all values are of: a few that are wrong do not make a column another."""
    if len(texts) < ENOUGH:
        return ""
    return next((name for name, form in CLASSES.items() if _hits(texts, form) >= NEARLY * len(texts)), "text")


def _hits(texts: pa.Array, form: str) -> int:
    return pc.sum(pc.match_substring_regex(texts, form)).as_py() or 0


def _likeness(values: pa.Array, former: pa.Array) -> Likeness:
    return share_of(pc.sum(pc.is_in(values, former)).as_py() or 0, len(values))


def _first_records(raw: Path, source: Source, part: Part, folder: Path, headers: Sequence[str]) -> dict[str, pa.Array]:
    """Give the different values of some columns, as far as is looked."""
    chunks, rows = [], 0
    with opened(raw, as_found(source), part, folder) as reading:
        at = [reading.header.index(header) for header in headers]
        for chunk in reading.chunks():
            chunks.append(chunk.table.select(at).rename_columns([str(i) for i in at]))
            rows += chunk.table.num_rows
            if rows >= RECORDS:
                break
    if not chunks:
        return {header: pa.array([], pa.string()) for header in headers}
    table = pa.concat_tables(chunks).slice(0, RECORDS)
    return {h: _values(table.column(i)) for i, h in enumerate(headers)}


def _values(column: pa.ChunkedArray) -> pa.Array:
    found = pc.unique(column.combine_chunks()).drop_null()
    return found.filter(pc.not_equal(found, ""))


def _head(path: Path, columns: list[str], rows: int) -> pa.Table:
    """Read the first rows of a file."""
    with pq.ParquetFile(path) as file:
        schema = pa.schema([(name, pa.string()) for name in columns])
        first = next(iter(file.iter_batches(rows, columns=columns)), None) if columns else None
        return schema.empty_table() if first is None else pa.Table.from_batches([first]).select(columns)
