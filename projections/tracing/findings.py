"""What is found when a row is looked for that is not there."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from ledger.names import Position
from projections.tracing.rows import Row

Kind = Literal[
    "present",
    "filtered",
    "no_partner",
    "other_values",
    "quarantined",
    "deduplicated",
    "superseded",
    "replaced",
    "withdrawn",
    "not_promoted",
    "not_built",
    "refused",
    "never_received",
    "not_together",
]
"""Why a row is absent; ``present`` where it is not."""


@attrs.frozen
class Seen:
    """A row that is evidence.

    Attributes:
        id: ``batch/layer.table/record`` or ``version#row``; of a row that is set aside ``batch/layer/record``.
        table: that it lies in, or did not come into.
        values: of the row; of a record that could not be read its text.
    """

    id: str
    table: str
    values: dict[str, Any]


@attrs.frozen
class Finding:
    """One reason.

    Attributes:
        kind: of it.
        table: where the row ended, or was looked for.
        said: in one sentence.
        rule: the predicate of the model or the rules of the contract; empty where none speaks.
        position: of the event that did it; None where none did.
        evidence: rows that show it.
        looked_for: what was asked of the rows of the table, as SQL.
    """

    kind: Kind
    table: str
    said: str
    rule: str = ""
    position: Position | None = None
    evidence: tuple[Seen, ...] = ()
    looked_for: str = ""


def seen(row: Row) -> Seen:
    """Give a row as evidence."""
    return Seen(row.id, row.table, row.own)
