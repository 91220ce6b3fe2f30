"""What people decide about single rows. Stream ``decision-<decision id>``; a decision over many rows is several events.

No value of a row stands here: the corrected values lie in the vault, salted, under the hash in ``content``.
"""

from __future__ import annotations

from typing import Literal

import attrs

from ledger.names import Position, Sha256

Basis = Literal["steward", "publisher", "privacy"]


@attrs.frozen
class RowsCorrected:
    """Rows of one batch say something else from bronze on; what came stays in staged and in the vault.

    Attributes:
        decision: ``d-`` and a UUIDv7; the same on all events of one decision.
        batch_id: whose rows.
        table: on the way into which they were set aside, or in which they stood when they were found wrong.
        records: their numbers in the source file, ascending.
        columns: staged columns that get other values.
        content: hash of the values (``Corrections``, in the vault).
        set_aside_at: the event that set them aside; None where they had been accepted.
        basis: who says that the new values are right.
        ticket: where it is written about, or None.
    """

    decision: str
    batch_id: str
    table: str
    records: tuple[int, ...]
    columns: tuple[str, ...]
    content: Sha256
    set_aside_at: Position | None
    basis: Basis
    ticket: str | None = None


@attrs.frozen
class RowsReleased:
    """Rows that were set aside are accepted as they are, until a day.

    Attributes:
        rules: that are waived for them, by id.
        until: the last day (ISO 8601) on which it holds.
        others: as of a correction.
    """

    decision: str
    batch_id: str
    table: str
    records: tuple[int, ...]
    rules: tuple[str, ...]
    until: str
    set_aside_at: Position | None
    ticket: str | None = None


@attrs.frozen
class RowsRejected:
    """Rows that were set aside are refused for good, whatever their contract says later; their bytes are kept."""

    decision: str
    batch_id: str
    table: str
    records: tuple[int, ...]
    set_aside_at: Position | None
    ticket: str | None = None


@attrs.frozen
class DecisionEnded:
    """A decision holds no more, for all of its rows or for some.

    Attributes:
        why: a person took it back, or the day passed until which it was to hold.
        batch_id, records: which rows; all of them where there is no batch.
    """

    decision: str
    why: Literal["undone", "lapsed"]
    batch_id: str | None = None
    records: tuple[int, ...] = ()
