"""Which batches of a source make one delivery, as far as load modes ask: the newest whole one, and the last of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from jobforge_es.commands.deliveries import delivery_complete

if TYPE_CHECKING:
    from sqlite3 import Connection


class Delivered(Protocol):
    """A batch that may be one of several of a delivery."""

    @property
    def batch_id(self) -> str:
        """Its id."""
        ...

    @property
    def delivery(self) -> str | None:
        """What the files of its delivery share; None: it is one by itself."""
        ...


B = TypeVar("B", bound=Delivered)


def newest_delivery(db: Connection, source: str, standing: Sequence[B]) -> list[B]:
    """Give the batches of the newest delivery that is complete; what of a newer one is there waits for the rest.

    Args:
        db: the read models.
        source: of the batches.
        standing: batches in the order in which they count.
    """
    waiting: set[str] = set()
    for batch in reversed(standing):
        if batch.delivery is None:
            return [batch]
        if batch.delivery in waiting:
            continue
        if delivery_complete(db, source, batch.delivery):
            return [b for b in standing if b.delivery == batch.delivery]
        waiting.add(batch.delivery)
    return []


def closing(
    db: Connection,
    source: str,
    landed: Sequence[B],
    snapshots: Mapping[str, bool],
    closed: Collection[str],
) -> frozenset[str]:
    """Name the batches that end the keys that their delivery lacks: the last of each that is whole and the whole table.

    One that bronze has refused is still the last, so that nothing is ended for what it may have held.

    Args:
        db: the read models.
        source: of the batches.
        landed: batches in the order in which they count.
        snapshots: by batch whether its source said that a delivery is the whole table.
        closed: batches that have done so; of them it is not asked again whether the delivery is complete.
    """
    last = {b.delivery or b.batch_id: b for b in landed if snapshots[b.batch_id]}
    return frozenset(
        b.batch_id for b in last.values() if b.batch_id in closed or delivery_complete(db, source, b.delivery)
    )
