"""What is put on every row of a batch."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pyarrow as pa

from ledger.names import BATCH_ID, INGESTED_AT, SOURCE_FILE


@attrs.frozen
class Arrival:
    """What is put on every row of a batch.

    Attributes:
        batch_id: made before staging.
        source_file: name of the file as delivered.
        ingested_at: UTC.
    """

    batch_id: str
    source_file: str
    ingested_at: datetime

    @property
    def naive_time(self) -> datetime:
        """``ingested_at`` as it stands on the rows: without a zone, in UTC."""
        if self.ingested_at.tzinfo is None:
            return self.ingested_at
        return self.ingested_at.astimezone(UTC).replace(tzinfo=None)

    @property
    def constants(self) -> dict[str, pa.Scalar]:
        """The provenance columns that are the same on every row of the batch."""
        return {
            BATCH_ID: pa.scalar(self.batch_id),
            SOURCE_FILE: pa.scalar(self.source_file),
            INGESTED_AT: pa.scalar(self.naive_time, pa.timestamp("us")),
        }
