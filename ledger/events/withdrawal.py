"""Events of batches that are taken out of effect and back. Stream ``batch-<batch id>``; who and why is metadata."""

from __future__ import annotations

import attrs

from ledger.names import Position


@attrs.frozen
class RowsOf:
    """How many rows of a batch a table held."""

    table: str
    rows: int


@attrs.frozen
class BatchWithdrawn:
    """A batch went out of effect in every layer at once; its bytes and its history stay.

    Attributes:
        source: whose file it is.
        held: the tables that held rows of it.
        outdates: positions of the promotions of other batches, into its tables or others, that were compared with its
            rows and share a key with them or refer to them: they are to be made again.
    """

    batch_id: str
    source: str
    held: tuple[RowsOf, ...]
    outdates: tuple[Position, ...] = ()


@attrs.frozen
class BatchReinstated:
    """A withdrawn batch stands in staged again; it moves up from there as a batch that was just landed.

    Attributes:
        source: whose file it is.
        withdrawn: position of the withdrawal that this ends.
        outdates: positions of the promotions into other tables that were compared with its table while it was away:
            they are to be made again.
    """

    batch_id: str
    source: str
    withdrawn: Position
    outdates: tuple[Position, ...] = ()
