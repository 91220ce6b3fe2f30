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
        effective_at: from when the content counts, UTC; None where it makes no difference.
    """

    batch_id: str
    source_file: str
    ingested_at: datetime
    effective_at: datetime | None = None

    @property
    def naive_time(self) -> datetime:
        """``ingested_at`` as it stands on the rows: without a zone, in UTC."""
        return _naive(self.ingested_at)

    @property
    def since(self) -> datetime:
        """From when the content counts, in the same form."""
        return _naive(self.effective_at or self.ingested_at)

    @property
    def constants(self) -> dict[str, pa.Scalar]:
        """The provenance columns that are the same on every row of the batch."""
        return {
            BATCH_ID: pa.scalar(self.batch_id),
            SOURCE_FILE: pa.scalar(self.source_file),
            INGESTED_AT: pa.scalar(self.naive_time, pa.timestamp("us")),
        }


def _naive(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
