"""Events of one table. Stream ``table-<layer>.<name>``."""

from __future__ import annotations

from typing import Literal

import attrs

from ledger.events.parts import Applied, Balance, Built, FileRecord, RuleCount, TableAt
from ledger.names import Position, Sha256


@attrs.frozen
class BatchPromoted:
    """The rows of one batch moved up one layer.

    Attributes:
        table: the table they moved into.
        batch_id: the batch.
        from_table: the table they came from.
        from_position: the position at which the batch came to stand there.
        contract: hash of the contract that was applied (vault).
        contract_version: its version as its author wrote it.
        generation: the rebuild generation of the contract; a batch with an older one is due again.
        replaces: what goes out of effect: earlier files of this batch, or the whole table.
        basis: the tables whose rows were compared with, as they were then.
        balance: the books.
        rules: rows per broken rule; errors went to quarantine, warnings stayed.
        files: what was built, data first.
        built: with what.
        outdates: positions of the promotions of later batches that were compared with this table as it was before and
            share a key with what has changed: they are to be made again.
        closes: whether it put an end to the keys that a full delivery lacks.
        applied: what people decided about single rows of the batch, or None where nobody did.
    """

    table: str
    batch_id: str
    from_table: str
    from_position: Position
    contract: Sha256
    contract_version: str
    generation: int
    replaces: Literal["batch", "table"]
    basis: tuple[TableAt, ...]
    balance: Balance
    rules: tuple[RuleCount, ...]
    files: tuple[FileRecord, ...]
    built: Built
    outdates: tuple[Position, ...] = ()
    closes: bool = False
    applied: Applied | None = None


@attrs.frozen
class PromotionRejected:
    """Too many rows of a batch broke the contract: the batch stays where it was, the table as it was.

    Attributes:
        limit: the highest share of quarantined rows that the contract allows, as a decimal.
        code: the error code of the reason.
        files: the quarantine file, so that the rows can be looked at.
        withdraws: whether an earlier promotion of the batch goes out of effect: what it was compared with has changed,
            so that its rows no longer fit into the table.
        outdates, applied: as of a promotion.
    """

    table: str
    batch_id: str
    from_table: str
    from_position: Position
    contract: Sha256
    contract_version: str
    generation: int
    basis: tuple[TableAt, ...]
    code: str
    limit: str
    balance: Balance
    rules: tuple[RuleCount, ...]
    files: tuple[FileRecord, ...]
    built: Built
    withdraws: bool = False
    outdates: tuple[Position, ...] = ()
    applied: Applied | None = None


@attrs.frozen
class TableCompacted:
    """The rows of many files of a table were put into one; the table is as it was.

    Attributes:
        version_id: ``c-`` and a UUIDv7, made before the file.
        contract: hash of the contract whose mode the rows keep (vault).
        at: the table as it was: its rows with those that are left out.
        superseded: rows that are left out, because they count no more.
        files: the one file; it stands for every file that came into effect before it.
        built: with what.
    """

    table: str
    version_id: str
    contract: Sha256
    at: TableAt
    superseded: int
    files: tuple[FileRecord, ...]
    built: Built


@attrs.frozen
class TableBuilt:
    """A SQL model was run and its table has this content from now on.

    Attributes:
        table: the table.
        version_id: ``t-`` and a UUIDv7, made before the build.
        model: hash of the model as it was compiled (vault).
        contract: hash of the contract its output was cast to and checked by, or None while drafting.
        inputs: every table that was read, as it was then, with the rows read.
        rows: rows that came out.
        changed: False when the digest equals that of the version before, whose file then stays.
        files: the files in effect from now on.
        built: with what.
        outdates: positions of the promotions into tables that refer to this one whose rows get or lose their parent.
    """

    table: str
    version_id: str
    model: Sha256
    contract: Sha256 | None
    inputs: tuple[TableAt, ...]
    rows: int
    changed: bool
    rules: tuple[RuleCount, ...]
    files: tuple[FileRecord, ...]
    built: Built
    outdates: tuple[Position, ...] = ()
