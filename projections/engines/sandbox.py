"""A sandbox: SQL over exactly the files that were pinned, with no way to anything else.

The settings and their order were tried out on DuckDB 2.0: files must be allowed before access from outside is closed,
and nothing can be set once the configuration is locked. What the engine itself still answers inside (its settings,
its clock) is refused before, by ``projections.engines.gate``; SQL of a user passes that gate first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import pyarrow as pa

from ledger.definitions import ModelColumn
from projections.engines.failures import failure
from projections.engines.limits import EngineFailed, EngineLimit, Limits
from projections.engines.relation import Relation
from projections.engines.running import Running
from projections.engines.views import readable, view
from projections.own_folder import spill_folder

__all__ = ["EngineFailed", "EngineLimit", "Limits", "Relation", "Sandbox"]

BATCH: Final = 131_072
"""Rows of a record batch."""

PINNED: Final = (
    "SET TimeZone = 'UTC'",
    "SET Calendar = 'gregorian'",
    "SET default_order = 'ASCENDING'",
    "SET default_null_order = 'NULLS_LAST'",
    "SET default_collation = ''",
    "SET preserve_insertion_order = true",
    "SET integer_division = false",
    "SET ieee_floating_point_ops = true",
    "SET error_on_division_by_zero = true",
    "SET scalar_subquery_error_on_multiple_rows = true",
    "SET regex_match_operator_semantics = 'partial'",
    "SET dialect_compatibility_mode = 'NONE'",
    "SET arrow_output_version = '1.0'",
    "SET arrow_large_buffer_size = false",
    "SET arrow_lossless_conversion = false",
    "SET enable_progress_bar = false",
    "SET python_enable_replacements = false",
)
"""Whatever changes an answer, set to what it is by default, lest a new version has other defaults."""

CLOSED: Final = ("SET enable_external_access = false", "SET lock_configuration = true")

AT_START: Final = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
    "allow_persistent_secrets": False,
}


class Sandbox:
    """Answers queries over tables while its block runs; one query at a time.

    Args:
        tables: by ``layer.name``, which is how a query writes it.
        limits: for each query.
        later: files that are still to be written, of tables that will be added.
    """

    def __init__(self, tables: Mapping[str, Relation], limits: Limits, later: Sequence[Path] = ()) -> None:
        self._tables = tables
        self._limits = limits
        self._later = later
        self._unread: pa.RecordBatchReader | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            folder = stack.enter_context(spill_folder(self._limits.spill)) if self._may_spill else None
            self._db = duckdb.connect(":memory:", config=self._config())
            stack.callback(self._db.close)
            self._worker = stack.enter_context(ThreadPoolExecutor(1, "sandbox"))
            stack.callback(self._db.interrupt)
            self._close_off(folder)
            self._open = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, name: str, table: Relation) -> None:
        """Add a table, all of whose files were announced."""
        self._run()
        self._db.execute(view(self._db, name, table, self._paths))

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """Run one SELECT and give its rows as they come.

        Reading them may raise the same errors. The next query ends this one, read to its end or not.

        Raises:
            EngineLimit: it used more time or memory than it may.
            EngineFailed: the SQL is wrong, or a value could not be worked with.
        """
        running = self._run()
        reader = running.wait(lambda: self._query(sql).to_arrow_reader(BATCH))
        self._unread = reader
        return pa.RecordBatchReader.from_batches(reader.schema, _batches(reader, running))

    def table(self, sql: str) -> pa.Table:
        """Run one SELECT and give all its rows; errors as in ``stream``."""
        return self.stream(sql).read_all()

    def one(self, sql: str) -> tuple[Any, ...]:
        """Run a SELECT that gives one row, and give its values.

        Raises:
            ValueError: it gives no row, or several.
        """
        (row,) = zip(*(column.to_pylist() for column in self.table(sql).columns), strict=True)
        return row

    def stop(self) -> None:
        """Make the query that runs end with an error; from any thread, and nothing happens when none runs."""
        self._db.interrupt()

    def describe(self, sql: str) -> tuple[ModelColumn, ...]:
        """Name the columns that a SELECT gives, and the engine's types for them, without running it."""
        found = self._run().wait(lambda: self._query(sql))
        return tuple(ModelColumn(name, str(kind)) for name, kind in zip(found.columns, found.types, strict=True))

    def _run(self) -> Running:
        if self._unread is not None:  # the engine refuses a second query while the rows of one are waiting
            self._worker.submit(self._unread.close).result()
            self._unread = None
        return Running(self._db, self._worker, self._limits)

    def _query(self, sql: str) -> duckdb.DuckDBPyRelation:
        statements = self._db.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise EngineFailed("only a single SELECT can be run here")
        return self._db.sql(statements[0])

    def _config(self) -> dict[str, str | bool | int | float | list[str]]:
        config: dict[str, str | bool | int | float | list[str]] = dict(AT_START)
        if self._limits.memory is not None:
            config["memory_limit"] = self._limits.memory
        if self._limits.threads is not None:
            config["threads"] = self._limits.threads
        return config

    @property
    def _may_spill(self) -> bool:
        """Tell whether there are rows: to describe a query needs no folder."""
        return self._limits.spill is not None or any(table.files for table in self._tables.values())

    def _close_off(self, folder: Path | None) -> None:
        files = (path for table in self._tables.values() for path in table.every_file)
        self._paths = paths = readable([*files, *self._later], folder)
        for setting in PINNED:
            self._db.execute(setting)
        self._db.execute("SET temp_directory = $1", [os.fspath(folder / "spill") if folder else ""])
        self._db.execute("SET allowed_paths = $1", [sorted(set(paths.values()))])
        self._db.execute(CLOSED[0])
        try:
            for name, table in self._tables.items():
                self._db.execute(view(self._db, name, table, paths))
        except duckdb.Error as error:
            raise failure(error, self._limits.memory) from error
        self._db.execute(CLOSED[1])


def _batches(reader: pa.RecordBatchReader, running: Running) -> Iterator[pa.RecordBatch]:
    while (batch := running.wait(lambda: next(reader, None))) is not None:
        yield batch
