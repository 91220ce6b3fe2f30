"""Quarantine: rows set aside, with their origin and every rule they broke, in source order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import attrs
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.names import BATCH_ID, INGESTED_AT, SOURCE_FILE, SOURCE_ROW, Layer
from projections.layers.arrival import Arrival
from projections.readers.chunk import Refused

QUARANTINE_ID: Final = "quarantine_id"

SCHEMA: Final = pa.schema(
    [
        (QUARANTINE_ID, pa.string()),
        (BATCH_ID, pa.string()),
        (SOURCE_FILE, pa.string()),
        (SOURCE_ROW, pa.int64()),
        (INGESTED_AT, pa.timestamp("us")),
        ("byte_offset", pa.int64()),
        ("raw", pa.binary()),
        ("row", pa.string()),
        ("broken", pa.string()),
    ]
)
"""The columns of every quarantine file, ordered by ``_source_row``."""

READ_ROWS: Final = 10_000


@attrs.frozen
class Broken:
    """One rule that a row broke.

    Attributes:
        rule: its id.
        version: of the contract or the source that it stands in.
        column: what it looked at; several are separated by a comma; None for the whole record.
        value: the text that broke it, as it came; None when it was missing.
        reason: a sentence that holds no value of the row.
    """

    rule: str
    version: str
    column: str | None
    value: str | None
    reason: str


@attrs.frozen
class Quarantined:
    """One row in quarantine.

    Attributes:
        quarantine_id: batch, layer and record number, stable over versions of the contract.
        ingested_at: UTC, naive.
        byte_offset, raw: place and bytes of a record that could not be read; None above staged.
        row: the row as text, missing values as None; None where the record could not be read.
        broken: at least one, in the order of the contract's rules.
    """

    quarantine_id: str
    batch_id: str
    source_file: str
    source_row: int
    ingested_at: datetime
    byte_offset: int | None
    raw: bytes | None
    row: dict[str, str | None] | None
    broken: tuple[Broken, ...]


@attrs.frozen
class SetAside:
    """Rows on their way into quarantine, in source order, by column and as JSON: there can be a million of them.

    Attributes:
        source_rows: the rows.
        rows: an object of each row's texts by column; see ``row_json``.
        broken: an array of the rules that each broke; see ``Telling``.
    """

    source_rows: list[int]
    rows: list[str]
    broken: list[str]


class Telling:
    """Writes what one rule has to say of the rows that broke it.

    Args:
        rule: its id.
        version: of the contract.
        columns: what it looks at.
    """

    def __init__(self, rule: str, version: str, columns: Sequence[str]) -> None:
        known = {"rule": rule, "version": version, "column": named(columns)}
        self._head = _json(known)[:-1]

    def json(self, values: Sequence[str | None], reason: str) -> str:
        """Give the JSON object of one broken rule.

        Args:
            values: the texts of the columns that it looks at.
            reason: a sentence that holds no value of the row.
        """
        return f'{self._head},"value":{_json(named(values))},"reason":{_json(reason)}}}'


def row_json(names: Sequence[str], texts: Sequence[str | None]) -> str:
    """Give the JSON object of a row."""
    return _json(dict(zip(names, texts, strict=True)))


def named(parts: Sequence[str | None]) -> str | None:
    """Join what a rule looked at into one text; what is missing leaves its place empty, alone it is None."""
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return ", ".join("" if part is None else part for part in parts)


def quarantine_id(batch_id: str, layer: Layer, source_row: int) -> str:
    """Name a row in quarantine."""
    return f"{batch_id}/{layer}/{source_row}"


def set_aside_rows(aside: SetAside, layer: Layer, arrival: Arrival) -> pa.Table:
    """Give the quarantine table of rows that broke rules of a contract."""
    return _table(layer, arrival, aside.source_rows, texts=aside.rows, broken=aside.broken)


def refused_records(
    refused: Iterable[Refused], batch_id: str, source_file: str, ingested_at: datetime, version: str = ""
) -> pa.Table:
    """Give the quarantine table of records that could not be read.

    Args:
        refused: in source order.
        batch_id: of their batch.
        source_file: of their batch.
        ingested_at: of their batch, UTC.
        version: of the source that says how records are read.
    """
    found = list(refused)
    return _table(
        "staged",
        Arrival(batch_id, source_file, ingested_at),
        [record.record for record in found],
        offsets=[record.offset for record in found],
        raws=[record.raw for record in found],
        broken=[_json([attrs.asdict(Broken(record.code, version, None, None, _cut(record)))]) for record in found],
    )


def read_quarantine(path: Path) -> Iterator[Quarantined]:
    """Give the rows of a quarantine file in its order."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(READ_ROWS):
            for row in batch.to_pylist():
                yield _read(row)


def from_table(table: pa.Table) -> list[Quarantined]:
    """Read rows that have the columns of a quarantine file."""
    return [_read(row) for row in table.to_pylist()]


def _table(
    layer: Layer,
    arrival: Arrival,
    numbers: list[int],
    *,
    broken: list[str],
    offsets: list[int] | None = None,
    raws: list[bytes] | None = None,
    texts: list[str] | None = None,
) -> pa.Table:
    count = len(numbers)
    missing = [None] * count
    columns = [
        [quarantine_id(arrival.batch_id, layer, number) for number in numbers],
        [arrival.batch_id] * count,
        [arrival.source_file] * count,
        numbers,
        [arrival.naive_time] * count,
        offsets or missing,
        raws or missing,
        texts or missing,
        broken,
    ]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _cut(record: Refused) -> str:
    """Give the reason, and say so where not all bytes of the record are kept."""
    if record.length == len(record.raw):
        return record.reason
    return f"{record.reason}; {len(record.raw)} of its {record.length} bytes are kept here"


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _read(row: dict[str, object]) -> Quarantined:
    text, broken = row.pop("row"), row.pop("broken")
    values = {name.removeprefix("_"): value for name, value in row.items()}
    return Quarantined(
        **values,  # type: ignore[arg-type]  # the schema of the file gives each its type
        row=None if text is None else orjson.loads(str(text)),
        broken=tuple(Broken(**rule) for rule in orjson.loads(str(broken))),
    )
