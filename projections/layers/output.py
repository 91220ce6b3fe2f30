"""The files of a promotion while they are written: accepted rows, rows that count no more, and quarantine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import Contract
from ledger.events.parts import Balance, FileKind, FileRecord, RuleCount
from ledger.names import LAYERS, PROVENANCE, VALID_FROM
from projections.layers.arrival import Arrival
from projections.layers.books import check_balance, check_order
from projections.layers.columns import schema_of
from projections.layers.decided import NOTHING, Decided, Tally
from projections.layers.ending import Ending
from projections.layers.promotion import Promotion, within_limit
from projections.layers.quarantine import SCHEMA, SetAside, set_aside_rows
from projections.layers.writer import LayerWriter
from projections.storage.lake import Lake


class Output:
    """The files of one batch in one table. Leaving the block by an exception removes what was written.

    Args:
        lake: where the files go.
        table: ``layer.table``.
        domain: the folder of the table.
        arrival: what is put on every row.
        contract: whose columns the rows have.
        decided: what people decided about single rows.
    """

    def __init__(
        self, lake: Lake, table: str, domain: str, arrival: Arrival, contract: Contract, decided: Decided = NOTHING
    ) -> None:
        self._decided = decided
        self._lake = lake
        self._table = table
        self._domain = domain
        self._arrival = arrival
        self._contract = contract
        constants = arrival.constants
        since: tuple[str, ...] = ()
        if table.startswith("silver.") and contract.mode == "history":
            constants, since = {**constants, VALID_FROM: pa.scalar(arrival.since, pa.timestamp("us"))}, (VALID_FROM,)
        order = [*(column.name for column in contract.columns), *since, *PROVENANCE]
        self._data = LayerWriter(self.draft("data"), schema_of(contract), constants, order)
        self._quarantine: LayerWriter | None = None
        self._accepted = 0
        self._last = 0
        self._quarantined = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._data.abandon()
            if self._quarantine is not None:
                self._quarantine.abandon()
        self.draft("mended").unlink(missing_ok=True)

    def accept(self, rows: pa.Table) -> None:
        """Add accepted rows; they come in the order of the source."""
        self._last = check_order(self._table, rows, self._last)
        self._accepted += rows.num_rows
        self._data.write(rows)

    def set_aside(self, rows: SetAside) -> None:
        """Add rows to the quarantine; they come in the order of the source."""
        layer = next(layer for layer in LAYERS if self._table.startswith(f"{layer}."))
        table = set_aside_rows(rows, layer, self._arrival)
        if self._quarantine is None:
            self._quarantine = LayerWriter(self.draft("quarantine"), SCHEMA)
        self._quarantined += table.num_rows
        self._quarantine.write(table)

    def finish(
        self,
        read: int,
        rules: tuple[RuleCount, ...],
        deduplicated: int = 0,
        ending: Ending | None = None,
        tally: Tally | None = None,
    ) -> Promotion:
        """Close and name the files; over the limit of the contract the data file is removed.

        Args:
            read: rows of the file below, counted apart from what was put out here.
            rules: rows per broken rule.
            deduplicated: rows that are in neither file, being equal to an accepted one.
            ending: what the accepted rows do to rows that stand; None where there are none.
            tally: what came of what people decided; None where nothing was.

        Raises:
            BooksUneven: rows were lost or came twice.
        """
        updated, unchanged = (ending.updated, ending.unchanged) if ending is not None else (0, 0)
        ended = ending.table if ending is not None else None
        balance = Balance(
            read=read,
            accepted=self._accepted + unchanged,
            quarantined=self._quarantined,
            deduplicated=deduplicated,
            inserted=self._accepted - updated,
            updated=updated,
            unchanged=unchanged,
            superseded=0 if ended is None else ended.num_rows,
        )
        check_balance(self._table, balance)
        tally = tally or Tally()
        rejected = not within_limit(balance, self._contract.quarantine_limit, tally.rejected)
        files = []
        if rejected:
            self._data.abandon()
        else:
            files.append(self._settle("data", self._data))
            if ending is not None and ended is not None and ended.num_rows:
                files.append(self._small(ending.kind, ended))
            if (marks := self._decided.marks(tally)).num_rows:
                files.append(self._small("decided", marks))
        if self._quarantine is not None:
            files.append(self._settle("quarantine", self._quarantine))
        return Promotion(balance, rules, tuple(files), rejected, self._decided.applied(tally))

    def _small(self, kind: FileKind, rows: pa.Table) -> FileRecord:
        with LayerWriter(self.draft(kind), rows.schema) as writer:
            writer.write(rows)
            return self._settle(kind, writer)

    def draft(self, kind: FileKind | Literal["mended"]) -> Path:
        """Give the place where a file of the batch is written."""
        return self._lake.draft(self._table, self._domain, self._arrival.batch_id, kind)

    def _settle(self, kind: FileKind, writer: LayerWriter) -> FileRecord:
        batch = self._arrival.batch_id
        return self._lake.settle(writer.path, self._table, self._domain, batch, kind, writer.close())


def rows_of(files: Iterable[Path]) -> int:
    """Count the rows of Parquet files by what their footers say."""
    return sum(pq.read_metadata(file).num_rows for file in files)
