"""Events of one batch: a source file that arrived. Stream ``batch-<batch id>``."""

from __future__ import annotations

from datetime import datetime

import attrs

from ledger.events.parts import Balance, Built, FileRecord
from ledger.names import Sha256


@attrs.frozen
class BatchIngested:
    """A source file was landed in staged.

    Attributes:
        batch_id: ``b-`` and a UUIDv7, made before staging.
        source: name of the source.
        table: the staged table.
        source_file: name of the file as delivered, with member and sheet (``a.zip!b.xlsx#Data``); undecodable bytes
            percent-encoded.
        file_sha256: hash of the source bytes, which is their name in the vault.
        file_size: bytes of the source file.
        ingested_at: UTC, set once here and carried on every row.
        effective_at: from when the content counts; orders batches.
        period: the declared period, or None.
        generation: rises when the same bytes come again after a withdrawal.
        definition: hash of the source settings that were used (vault).
        layout: hash of the list of source headers and column names (vault).
        balance: the books of the file.
        files: what was built, data first.
        built: with what.
        member: which part of an archive was read, or None.
        sheet: which sheet of a workbook was read, or None.
        published: day on which its publisher published it (ISO 8601), or None when that is not known.
        edition: what its publisher calls this edition, or None.
        delivery: what the files of one delivery share, such as their period; None: the file is a delivery by itself.
        sidecar: hash of the file beside it that told these (vault), or None.
    """

    batch_id: str
    source: str
    table: str
    source_file: str
    file_sha256: Sha256
    file_size: int
    ingested_at: datetime
    effective_at: datetime
    period: str | None
    generation: int
    definition: Sha256
    layout: Sha256
    balance: Balance
    files: tuple[FileRecord, ...]
    built: Built
    member: str | None = None
    sheet: str | None = None
    published: str | None = None
    edition: str | None = None
    delivery: str | None = None
    sidecar: Sha256 | None = None


@attrs.frozen
class BatchRejected:
    """A source file was refused whole; its bytes are kept in the vault, nothing was landed.

    Attributes:
        code: the error code of the reason.
        reason: the reason without any value of a data row.
        balance: the books as far as they were counted, or None when the file could not be read.
        files: the quarantine file where rows were counted, else empty.
        member, sheet: which part of the file was refused; None when it was the whole.
        published, edition, delivery, sidecar: as of a batch that was landed.
    """

    batch_id: str
    source: str
    source_file: str
    file_sha256: Sha256
    file_size: int
    ingested_at: datetime
    period: str | None
    definition: Sha256
    code: str
    reason: str
    balance: Balance | None = None
    files: tuple[FileRecord, ...] = ()
    built: Built | None = None
    member: str | None = None
    sheet: str | None = None
    published: str | None = None
    edition: str | None = None
    delivery: str | None = None
    sidecar: Sha256 | None = None


@attrs.frozen
class DeliveryRepeated:
    """The bytes of a batch that is in effect were delivered again; nothing was landed."""

    batch_id: str
    source: str
    source_file: str
    file_sha256: Sha256
    delivered_at: datetime
