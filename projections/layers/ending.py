"""Rows that count no more: which rows of earlier batches a batch supersedes, or until when they count."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import attrs
import pyarrow as pa

from ledger.definitions import ModelColumn
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.layers.standing import ROW

UNTIL: Final = "_until"
"""Until when a row counts, itself excluded: UTC, naive."""

SUPERSEDED: Final = ROW
"""The columns of a file that names superseded rows, ordered by both."""

CLOSED: Final = (*ROW, ModelColumn(UNTIL, "TIMESTAMP"))
"""The columns of a file that says until when rows count, ordered by batch and row."""

COLUMNS: Final = {"superseded": SUPERSEDED, "closed": CLOSED}


@attrs.frozen
class Ending:
    """What a batch does to rows that stand.

    Attributes:
        rows: whose place is taken, by batch and number.
        until: when they end, where the table keeps the time of its rows; None where they are just superseded.
        lacking: rows whose key a full delivery lacks, in the same form.
        lacking_until: when they end.
        updated: how many rows of the batch take the place of another.
        unchanged: how many say what stands already; they are not written.
    """

    rows: pa.Table
    until: datetime | None
    lacking: pa.Table
    lacking_until: datetime | None
    updated: int
    unchanged: int

    @property
    def kind(self) -> Literal["superseded", "closed"]:
        """The kind of the file that says so."""
        return "superseded" if self.until is None else "closed"

    @property
    def table(self) -> pa.Table:
        """The rows of that file."""
        if self.until is None:
            return self.rows.sort_by([(BATCH_ID, "ascending"), (SOURCE_ROW, "ascending")])
        both = [_until(self.rows, self.until), _until(self.lacking, self.lacking_until or self.until)]
        return pa.concat_tables(both).sort_by([(BATCH_ID, "ascending"), (SOURCE_ROW, "ascending")])


def _until(rows: pa.Table, moment: datetime) -> pa.Table:
    return rows.append_column(UNTIL, pa.repeat(pa.scalar(moment, pa.timestamp("us")), rows.num_rows))
