"""Show: rows that were set aside with everything that is told of them. All values that a person is shown pass here."""

from __future__ import annotations

from itertools import islice

import attrs

from jobforge_es.commands.deciding.as_it_came import AsItCame, as_it_came
from jobforge_es.commands.deciding.finding import batch_of
from jobforge_es.commands.deciding.history import Moment, history
from jobforge_es.commands.quarantine import RowAside, quarantined
from jobforge_es.session import Session
from ledger.names import Position
from projections.read_models import checkpoint


@attrs.frozen
class ShownRow:
    """A row that was set aside.

    Attributes:
        found: as it lies in quarantine.
        came: as it stands in the delivered file, with what offends; None in formats without lines.
    """

    found: RowAside
    came: AsItCame | None


@attrs.frozen
class Shown:
    """Rows that were set aside.

    Attributes:
        position: of the state that is told.
        rows: in the order of their table, batch and record.
        left_out: how many more there are.
        history: what happened to the row, where it is one; else empty.
    """

    position: Position
    rows: tuple[ShownRow, ...]
    left_out: int
    history: tuple[Moment, ...]


def shown(session: Session, wanted: str, limit: int = 0) -> Shown:
    """Tell of one row by its id, or of those of a batch.

    Args:
        session: to read.
        wanted: the id of a row, or a batch, of which the beginning is enough.
        limit: the most rows that are told of; 0 for all.

    Raises:
        UnknownName: nothing of that name is set aside.
    """
    found = list(quarantined(session, wanted))
    some = list(islice(found, limit)) if limit else found
    told: tuple[Moment, ...] = ()
    if len(found) == 1:
        told = history(session, batch_of(session, found[0].row.batch_id), found[0].row.source_row)
    rows = tuple(ShownRow(each, as_it_came(session, each)) for each in some)
    return Shown(checkpoint(session.db), rows, len(found) - len(some), told)
