"""How rows that were set aside stand: whether somebody has to do something about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from projections.catalog import batches
from projections.catalog.decisions import CORRECTION, REJECTION, DecisionRow, decisions

if TYPE_CHECKING:
    from sqlite3 import Connection

State = Literal["open", "waiting", "decided", "rejected", "mended"]
STATES: tuple[State, ...] = ("open", "waiting", "decided", "rejected", "mended")
"""Open: nobody has mended it. Waiting: for a second person. Decided: will be tried again. Rejected: refused for good.
Mended: it could not be read, and a person said what it says."""

OPEN: tuple[State, ...] = ("open", "waiting", "decided")
"""Those about which something is still to be done."""


@attrs.frozen
class States:
    """Tells how rows stand.

    Attributes:
        by_row: what was decided and has not ended, by batch and record, oldest first.
        tried: since when the rows of a batch stand in bronze, or were refused for it, by batch.
    """

    by_row: dict[tuple[str, int], list[DecisionRow]]
    tried: dict[str, int]

    def of(self, batch_id: str, record: int, layer: str) -> State:
        """Tell how a row that was set aside on the way into a layer stands."""
        found = self.by_row.get((batch_id, record), [])
        if any(row.kind == REJECTION and row.position is not None for row in found):
            return "rejected"
        if any(row.position is None for row in found):
            return "waiting"
        since = self.tried.get(batch_id, 0)
        if any((row.position or 0) > since for row in found):
            return "decided"
        if layer == "staged" and any(row.kind == CORRECTION and row.layer == "staged" for row in found):
            return "mended"
        return "open"


def states(db: Connection) -> States:
    """Gather what tells how rows stand."""
    by_row: dict[tuple[str, int], list[DecisionRow]] = {}
    for row in decisions(db, "ended IS NULL"):
        by_row.setdefault((row.batch_id, row.record), []).append(row)
    tried: dict[str, int] = {}
    for promotion in batches.all_promotions(db) if by_row else ():  # where nothing was decided, nobody asks
        if promotion.table_name.startswith("bronze."):
            tried[promotion.batch_id] = min(promotion.position, tried.get(promotion.batch_id, promotion.position))
    return States(by_row, tried)
