"""What people decided about single rows of a batch, as a builder is given it, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

import attrs
import pyarrow as pa

from ledger.definitions import Corrections, Rule
from ledger.events.parts import Applied
from ledger.names import SOURCE_ROW, Layer, Position, Sha256
from projections.catalog.decisions import CORRECTION, REJECTION, RELEASE, DecisionRow, fingerprint, holding

if TYPE_CHECKING:
    from projections.layers.workshop import Workshop

REFUSED: Final = Rule("rejected", "row", ())
"""What a row breaks that a person refused for good."""

REFUSED_REASON: Final = "refused for good by a person"

MARKS: Final = pa.schema(
    [(SOURCE_ROW, pa.int64()), ("decision", pa.string()), ("kind", pa.string()), ("concerns", pa.string())]
)
"""The columns of a file that marks rows: which decision, of which kind, which columns it changed or rules it waived.

Ordered by row and then by when the decision began to hold.
"""

Texts = dict[str, str | None]


@attrs.frozen
class Decided:
    """What was decided about rows of a batch.

    Attributes:
        rows: the decisions that hold, oldest first.
        layer: that is built.
        texts: number of the record to what it says instead, by staged column.
    """

    rows: tuple[DecisionRow, ...] = ()
    layer: Layer = "bronze"
    texts: dict[int, Texts] = attrs.field(factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def records(self) -> list[int]:
        """The rows of which something was decided, ascending."""
        return sorted({row.record for row in self.rows})

    @property
    def corrected(self) -> frozenset[int]:
        """The rows that say something else than what came."""
        return frozenset(self.texts)

    @property
    def admitted(self) -> frozenset[int]:
        """The rows that could not be read and come in by what a person said."""
        return frozenset(r.record for r in self.rows if r.kind == CORRECTION and r.layer == "staged")

    @property
    def rejected(self) -> frozenset[int]:
        """The rows that are refused for good on the way into this layer."""
        return frozenset(r.record for r in self.rows if r.kind == REJECTION and r.layer == self.layer)

    @property
    def waivers(self) -> dict[int, frozenset[str]]:
        """Row to the rules that are waived for it."""
        found: dict[int, frozenset[str]] = {}
        for row in self.rows:
            if row.kind == RELEASE:
                found[row.record] = found.get(row.record, frozenset()) | row.waived
        return found

    def applied(self, tally: Tally) -> Applied | None:
        """Tell what came of it, as an event says it; None where nothing was decided."""
        sha256 = fingerprint(self.rows)
        if sha256 is None:
            return None
        corrected, released = len(tally.accepted & self.corrected), len(tally.released)
        return Applied(Sha256(sha256), corrected, released, tally.rejected, tally.admitted)

    def marks(self, tally: Tally) -> pa.Table:
        """Give the marks of accepted rows that are not what came, or not what was promised."""
        marked = [
            row
            for row in self.rows
            if (row.kind == CORRECTION and row.record in tally.accepted)
            or (row.kind == RELEASE and row.record in tally.released)
        ]
        marked.sort(key=lambda row: row.record)
        concerns = [", ".join(json.loads(row.columns) + json.loads(row.rules)) for row in marked]
        columns = [[r.record for r in marked], [r.decision for r in marked], [r.kind for r in marked], concerns]
        arrays = [pa.array(values, field.type) for values, field in zip(columns, MARKS, strict=True)]
        return pa.Table.from_arrays(arrays, schema=MARKS)


@attrs.define
class Tally:
    """What came of decisions while a batch was built.

    Attributes:
        accepted: rows of which something was decided and that stand in the data file.
        released: those among them that break a rule which is waived.
        rejected: how many were set aside because they are refused for good.
        admitted: how many rows were read that staged had refused.
    """

    accepted: set[int] = attrs.field(factory=set)
    released: set[int] = attrs.field(factory=set)
    rejected: int = 0
    admitted: int = 0

    def leave_out(self, rows: Collection[int]) -> None:
        """Note rows that are accepted and do not stand in the data file."""
        self.accepted.difference_update(rows)
        self.released.difference_update(rows)


NOTHING: Final = Decided()


def decided(workshop: Workshop, batch_id: str, layer: Layer, at: Position | None = None) -> Decided:
    """Gather what was decided about rows of a batch.

    Args:
        workshop: read models and vault.
        batch_id: of the batch.
        layer: that is built.
        at: the position of the event that says what was built; None while it is built first.

    Raises:
        NotInVault: the corrected values are gone.
    """
    rows = holding(workshop.db, batch_id, at)
    return Decided(rows, layer, _texts(workshop, rows)) if rows else NOTHING


def _texts(workshop: Workshop, rows: Iterable[DecisionRow]) -> dict[int, Texts]:
    """Give what rows say instead; of two decisions about one value the later counts."""
    texts: dict[int, Texts] = {}
    read: dict[str, dict[str, Texts]] = {}
    for row in rows:
        if row.kind == CORRECTION:
            if row.content not in read:
                read[row.content] = workshop.recall(row.content, Corrections).rows
            texts.setdefault(row.record, {}).update(read[row.content][str(row.record)])
    return texts
