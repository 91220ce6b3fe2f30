"""Key files: what silver compares rows by, beside each data file, so that no standing data file is read.

A key file holds of each row the columns of the key and of unique rules, its ``_source_row``, and two 64-bit hashes
that stand for its content. It is derived from its data file by the engine, lies in ``keys/`` of the lake, is recorded
nowhere and is made again when it is missing. Its name ends in a fingerprint of all that decides what stands in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import attrs
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import Contract, ModelColumn
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.engines.quoting import identifier
from projections.engines.relation import Columns, Relation
from projections.engines.sandbox import Limits, Sandbox
from projections.layers.columns import sql_type
from projections.layers.key_rows import HASHES, as_table, settle, without, write
from projections.layers.verdicts import Rows
from projections.storage.lake import PART, Lake

SOURCE: Final = "data.rows"

WHOLE, ALL, OUT = ".parquet", ".all.parquet", ".out.parquet"
"""Endings: the keys of the rows of a data file; those of all rows that came, and which of them are not in it."""

ROWS: Final = pa.schema([(SOURCE_ROW, pa.int64())])


@attrs.frozen
class KeyFile:
    """A key file.

    Attributes:
        path: where it lies.
        columns: names and types, in the types of today's contract.
        content: the promised columns that its hashes stand for.
        out: a file that names rows which are in this one and not in the data file, or None.
    """

    path: Path
    columns: Columns
    content: tuple[str, ...]
    out: Path | None = None


def compared_columns(contract: Contract) -> tuple[str, ...]:
    """Name the columns by which rows of different batches are compared, in the order of the contract."""
    wanted = set(contract.key)
    for rule in contract.rules:
        if rule.kind == "unique":
            wanted |= set(rule.columns)
        elif rule.kind == "reference" and rule.reference == contract.table:
            wanted |= set(rule.reference_columns)
    if contract.merges and contract.order_by is not None:
        wanted.add(contract.order_by)
    return tuple(column.name for column in contract.columns if column.name in wanted)


def hash_columns(names: Sequence[str], values: Sequence[str], called: Sequence[str] = HASHES) -> list[str]:
    """Write the hashes of some columns of a row as SQL; both together stand for names and values.

    Args:
        names: of the columns.
        values: of the columns as SQL, in the same order.
        called: what the two hashes are called.
    """
    which = int.from_bytes(hashlib.sha256("\n".join(names).encode()).digest()[:7])
    forth, back = ", ".join([str(which), *values]), ", ".join([str(which + 1), *reversed(values)])
    return [f"hash({forth}) AS {called[0]}", f"hash({back}) AS {called[1]}"]


@attrs.frozen
class KeyMaker:
    """Makes the key files of one table.

    Attributes:
        contract: by which rows are compared.
        limits: of the engine.
    """

    contract: Contract
    limits: Limits

    def values(self, held: Columns) -> dict[str, str]:
        """Give each promised column that a file holds as SQL, in the type of the contract."""
        types = {column.name: column.type for column in held}
        values = {}
        for column in self.contract.columns:
            name, wanted = identifier(column.name), sql_type(column)
            if column.name in types:
                values[column.name] = name if types[column.name] == wanted else f"TRY_CAST({name} AS {wanted})"
        return values

    def columns(self, held: Columns) -> Columns:
        """Give the columns of the key file of a data file."""
        types = {column.name: sql_type(column) for column in self.contract.columns}
        values = self.values(held)
        own = [ModelColumn(name, types[name]) for name in compared_columns(self.contract) if name in values]
        hashes = [ModelColumn(name, "UBIGINT") for name in HASHES]
        origin = (ModelColumn(BATCH_ID, "VARCHAR"), ModelColumn(SOURCE_ROW, "BIGINT"))
        return (*own, *origin, *hashes)

    def fingerprint(self, held: Columns) -> str:
        """Give 12 hexadecimal digits of all that decides what stands in the key file of a data file."""
        told = [duckdb.__version__, [attrs.astuple(c) for c in self.columns(held)], list(self.values(held).items())]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]

    def make(self, file: Path, held: Columns, batch_id: str, target: Path) -> KeyFile:
        """Write the key file of one data file.

        Args:
            file: the data file, in source order.
            held: its columns.
            batch_id: of its rows.
            target: the key file.
        """
        with Sandbox({SOURCE: Relation((file,), held, (held,))}, self.limits) as engine:
            return self.write(engine, SOURCE, held, batch_id, target)

    def write(
        self, engine: Sandbox, table: str, held: Columns, batch_id: str, target: Path, more: Sequence[str] = ()
    ) -> KeyFile:
        """Write the keys of the rows of one batch.

        Args:
            engine: that knows the rows.
            table: by which name.
            held: its columns.
            batch_id: of the rows.
            target: the key file.
            more: further columns as SQL.
        """
        values = self.values(held)
        own = [f"{values[name]} AS {identifier(name)}" for name in compared_columns(self.contract) if name in values]
        select = ", ".join([*own, SOURCE_ROW, *hash_columns(list(values), list(values.values())), *more])
        reader = engine.stream(f"SELECT {select} FROM {table}")
        write(target, reader.schema, map(as_table, reader), batch_id)
        return KeyFile(target, self.columns(held), tuple(values))


@attrs.frozen
class Keys:
    """The key files of one table, in a lake.

    Attributes:
        lake: where they lie.
        maker: of those that are missing.
        known: what was found out, by the columns of data files.
    """

    lake: Lake
    maker: KeyMaker
    known: dict[Columns, tuple[str, Columns, tuple[str, ...]]] = attrs.field(factory=dict, eq=False, repr=False)

    def of(self, path: str, held: Columns, batch_id: str, data: Callable[[], Path]) -> KeyFile:
        """Give the key file of a data file, made where it is missing.

        Args:
            path: of the data file, below the lake.
            held: its columns.
            batch_id: of its rows.
            data: gives the data file; asked only where the key file is missing.
        """
        lake, name = self.lake.lasting, self._name(path, held)
        whole, _, columns, content = f"{name}{WHOLE}", *self._known(held)
        if not lake.has(whole):
            if lake.has(f"{name}{ALL}") and lake.has(f"{name}{OUT}"):
                return KeyFile(lake.find(f"{name}{ALL}"), columns, content, lake.find(f"{name}{OUT}"))
            draft = self.draft(Path(path).stem)
            self.maker.make(data(), held, batch_id, draft)
            settle(draft, lake.place_of(whole))
        return KeyFile(lake.find(whole), columns, content)

    def _known(self, held: Columns) -> tuple[str, Columns, tuple[str, ...]]:
        """Give fingerprint, columns and content of the key files of data files with the same columns."""
        if held not in self.known:
            self.known[held] = self.maker.fingerprint(held), self.maker.columns(held), tuple(self.maker.values(held))
        return self.known[held]

    def draft(self, name: str) -> Path:
        """Give the place where a key file is written."""
        self.lake.work.mkdir(parents=True, exist_ok=True)
        return self.lake.work / f"{name}.keys{PART}"

    def keep(self, draft: KeyFile, path: str, held: Columns, batch_id: str, left_out: Rows, *, more: bool) -> None:
        """Keep the keys of a batch beside the data file that was made of it.

        Args:
            draft: the keys of all rows that came.
            path: of the data file, below the lake.
            held: columns of the rows that came.
            batch_id: of the rows.
            left_out: rows that came and are not in the data file, ascending. To name them costs a third of writing the
                others once more.
            more: whether there are more columns in the draft than a key file has.
        """
        name = self._name(path, held)
        if more:
            rest = draft.path.with_name(f"{draft.path.name}.rest{PART}")
            with pq.ParquetFile(draft.path) as file:
                names = [column.name for column in draft.columns if column.name != BATCH_ID]
                schema = pa.schema([file.schema_arrow.field(each) for each in names])
                write(rest, schema, without(file, names, left_out), batch_id)
            settle(rest, self.lake.place_of(f"{name}{WHOLE}"))
        elif len(left_out):
            out = draft.path.with_name(f"{draft.path.name}.out{PART}")
            write(out, ROWS, [pa.table({SOURCE_ROW: pa.array(left_out)})], batch_id)
            self.lake.place_of(f"{name}{ALL}").unlink(missing_ok=True)  # never beside what is left out of another
            settle(out, self.lake.place_of(f"{name}{OUT}"))
            settle(draft.path, self.lake.place_of(f"{name}{ALL}"))
        else:
            settle(draft.path, self.lake.place_of(f"{name}{WHOLE}"))

    def _name(self, path: str, held: Columns) -> str:
        below = path.removeprefix("layers/").removesuffix(".parquet")
        return f"keys/{below}-{self._known(held)[0]}"
