"""Rows of which a person decided something, on their way into bronze: few, so they go a way of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import ModelColumn, Rule
from ledger.names import SOURCE_ROW
from projections.engines.quoting import identifier
from projections.engines.sandbox import Relation, Sandbox
from projections.layers.bronze_query import BROKEN, TEXTS
from projections.layers.decided import Decided, Tally, Texts

MENDED: Final = "staged.mended"
"""The rows of which something was decided, as they are to be read."""


def others(staged: str) -> str:
    """Write the SELECT of all other rows, in parentheses."""
    return f"(SELECT s.* FROM {staged} s ANTI JOIN {MENDED} m ON s.{SOURCE_ROW} = m.{SOURCE_ROW})"


def add_mended(
    engine: Sandbox,
    staged: str,
    names: Sequence[str],
    records: Sequence[int],
    texts: Mapping[int, Texts],
    admitted: frozenset[int],
    place: Path,
) -> int:
    """Add the table of some rows as they are to be read; tell how many of them staged had refused.

    Args:
        engine: to which the file was announced.
        staged: the table of the rows as they came.
        names: of its columns.
        records: numbers of the rows.
        texts: what they say instead, by number and column.
        admitted: rows that come in although staged lacks them.
        place: of the file that is written.
    """
    listed = ", ".join(map(str, map(int, records)))
    columns = ", ".join(map(identifier, names))
    came = engine.table(f"SELECT {columns}, {SOURCE_ROW} FROM {staged} WHERE {SOURCE_ROW} IN ({listed})")
    rows = {row[SOURCE_ROW]: row for row in came.to_pylist()}
    known = len(rows)
    for record in admitted - rows.keys():
        rows[record] = {**dict.fromkeys(names), SOURCE_ROW: record}
    for record in rows.keys() & texts.keys():
        rows[record].update(texts[record])
    schema = pa.schema([*((name, pa.string()) for name in names), (SOURCE_ROW, pa.int64())])
    place.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist([rows[number] for number in sorted(rows)], schema), place)
    held = (*(ModelColumn(name, "VARCHAR") for name in names), ModelColumn(SOURCE_ROW, "BIGINT"))
    engine.add(MENDED, Relation((place,), held, (held,)))
    return len(rows) - known


def judged(piece: pa.Table, rules: Sequence[Rule], decided: Decided, tally: Tally) -> pa.Table:
    """Heed what was decided where the rules have been asked: waive what is released, set aside what is refused.

    Args:
        piece: rows with the places of the rules that they broke, and all their texts.
        rules: by place; the last is ``REFUSED``. A type is never waived: the value would be lost.
        decided: what was decided.
        tally: of what comes of it.
    """
    waivers, rejected, last = decided.waivers, decided.rejected, len(rules) - 1
    broken, texts = [], []
    for row, places, values in zip(*(piece[name].to_pylist() for name in (SOURCE_ROW, BROKEN, TEXTS)), strict=True):
        found: list[int | None] = [None] * len(rules)
        waived = False
        for place in filter(lambda p: p is not None, places or ()):
            if rules[place].id in waivers.get(row, ()) and rules[place].kind != "type":
                waived = True
            else:
                found[place] = place
        if row in rejected:
            found[last] = last
            tally.rejected += 1
        aside = any(rules[p].severity == "error" or rules[p].kind == "type" for p in found if p is not None)
        if not aside:
            tally.accepted.add(row)
            if waived:
                tally.released.add(row)
        broken.append(found if any(p is not None for p in found) else None)
        texts.append(values if aside else None)
    for name, values in ((BROKEN, broken), (TEXTS, texts)):
        piece = _with(piece, name, values)
    return piece


def _with(piece: pa.Table, name: str, values: list[Any]) -> pa.Table:
    place = piece.schema.get_field_index(name)
    return piece.set_column(place, piece.schema.field(place), pa.chunked_array([pa.array(values, piece[name].type)]))
