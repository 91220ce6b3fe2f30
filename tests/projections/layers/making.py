"""Small tables, contracts and promotions for tests of the layers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import Column, Contract, HeaderName, Layout, ModelColumn
from projections.engines.sandbox import Limits, Relation
from projections.layers.arrival import Arrival
from projections.layers.bronze import promote_to_bronze
from projections.layers.columns import schema_of, sql_type
from projections.layers.keys import KeyMaker, Keys
from projections.layers.promotion import Promotion
from projections.layers.quarantine import Quarantined, read_quarantine
from projections.layers.silver import promote_to_silver
from projections.layers.standing import Standing
from projections.layers.writer import LayerWriter
from projections.storage.lake import Lake

PROVENANCE = tuple(
    ModelColumn(*pair)
    for pair in (
        ("_batch_id", "VARCHAR"),
        ("_source_file", "VARCHAR"),
        ("_source_row", "BIGINT"),
        ("_ingested_at", "TIMESTAMP"),
    )
)


def arrival(batch: str = "b-1") -> Arrival:
    return Arrival(batch, "f.csv", datetime(2026, 3, 31, 12, tzinfo=UTC))


def layout(*names: str, headers: dict[str, str] | None = None) -> Layout:
    return Layout(tuple(HeaderName((headers or {}).get(name, name), name) for name in names))


def staged(folder: Path, texts: dict[str, list[str | None]], rows: list[int] | None = None) -> Relation:
    """Write a staged file; its rows are numbered from 1 unless said otherwise."""
    count = len(next(iter(texts.values())))
    table = pa.table(
        {name: pa.array(values, pa.string()) for name, values in texts.items()}
        | {"_source_row": pa.array(rows or range(1, count + 1), pa.int64())}
    )
    path = folder / "staged.parquet"
    path.unlink(missing_ok=True)
    with LayerWriter(path, table.schema, arrival().constants) as writer:
        writer.write(table)
        writer.close()
    return Relation((path,), (*(ModelColumn(name, "VARCHAR") for name in texts), *PROVENANCE))


def typed(folder: Path, contract: Contract, rows: list[tuple[object, ...]], batch: str = "b-1") -> Relation:
    """Write a bronze or silver file of rows that hold the contract's columns and, last, ``_source_row``."""
    schema = schema_of(contract)
    columns = zip(*rows, strict=True) if rows else [[] for _ in schema]
    table = pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
    path = folder / f"typed-{batch}.parquet"
    path.unlink(missing_ok=True)
    with LayerWriter(path, schema, arrival(batch).constants) as writer:
        writer.write(table)
        writer.close()
    return Relation((path,), columns_of(contract))


def nothing(contract: Contract) -> Relation:
    """Give a table of the contract without rows."""
    return Relation((), columns_of(contract))


def columns_of(contract: Contract) -> tuple[ModelColumn, ...]:
    return (*(ModelColumn(c.name, sql_type(c)) for c in contract.columns), *PROVENANCE)


def to_bronze(
    folder: Path, contract: Contract, texts: dict[str, list[str | None]], null_words: tuple[str, ...] = (), **parts
) -> Promotion:
    found = staged(folder, texts, parts.get("rows"))
    shape = layout(*texts, headers=parts.get("headers"))
    return promote_to_bronze(found, shape, contract, null_words, arrival(), Lake(folder), "main", Limits())


def to_silver(
    folder: Path,
    contract: Contract,
    rows: list[tuple[object, ...]],
    standing: Relation | None = None,
    parents: dict[str, Relation] | None = None,
    limits: Limits | None = None,
) -> Promotion:
    before = stands(folder, contract, standing) if contract.mode != "replace" else Standing()
    batch = typed(folder, contract, rows)
    return promote_to_silver(
        batch, before, parents or {}, contract, arrival(), Lake(folder), "main", limits or Limits()
    )


def stands(folder: Path, contract: Contract, table: Relation | None) -> Standing:
    """Give the rows of typed files as what stands; their batch is told by the name."""
    keys = Keys(Lake(folder), KeyMaker(contract, Limits()))
    found = []
    for file in table.files if table else ():
        batch = file.stem.removeprefix("typed-")
        found.append(keys.of(f"layers/silver/main/t/{file.stem}.parquet", table.columns, batch, lambda file=file: file))
    return Standing(tuple(found))


def accepted(folder: Path, promotion: Promotion) -> list[dict[str, object]]:
    """Give the rows of the data file without the provenance that is the same on all."""
    table = pq.read_table(folder / promotion.files[0].path)
    assert table.column_names[-4:] == ["_batch_id", "_source_file", "_source_row", "_ingested_at"]
    return table.drop_columns(["_batch_id", "_source_file", "_ingested_at"]).to_pylist()


def quarantined(folder: Path, promotion: Promotion) -> list[Quarantined]:
    files = [file for file in promotion.files if file.kind == "quarantine"]
    return [row for file in files for row in read_quarantine(folder / file.path)]


def contract(*columns: Column, rules: tuple = (), **parts) -> Contract:
    return Contract("silver.t", "1.2.0", columns, tuple(rules), **{"quarantine_limit": None, **parts})
