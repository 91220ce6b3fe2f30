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


def newest_delivery(db: Connection, source: str, standing: Sequence[B], refused: Collection[str]) -> list[B]:
    """Give the batches of the newest delivery that is complete; what of a newer one is there waits for the rest.

    One that the table has refused whole is passed over: it goes on showing the one before.

    Args:
        db: the read models.
        source: of the batches.
        standing: batches in the order in which they count.
        refused: ids of batches that the table has refused and is not asked again.
    """
    passed: set[str] = set()
    for batch in reversed(standing):
        name = batch.delivery or batch.batch_id
        if name in passed:
            continue
        passed.add(name)
        found = [b for b in standing if (b.delivery or b.batch_id) == name]
        if delivery_complete(db, source, batch.delivery) and any(b.batch_id not in refused for b in found):
            return found
    return []


def closing(
    db: Connection,
    source: str,
    landed: Sequence[B],
    snapshots: Mapping[str, bool],
    closed: Mapping[str, int],
) -> frozenset[str]:
    """Name the batches that end the keys that their delivery lacks: the last of each that is whole and the whole table.

    One that bronze has refused is still the last, so that nothing is ended for what it may have held.

    Args:
        db: the read models.
        source: of the batches.
        landed: batches in the order in which they count.
        snapshots: by batch whether its source said that a delivery is the whole table.
        closed: batches that have done so, and the position at which; of them it is not asked again whether the delivery
            is complete, unless a part of it was withdrawn since.
    """
    last = {b.delivery or b.batch_id: b for b in landed if snapshots[b.batch_id]}
    lost = _withdrawn(db, source)
    return frozenset(
        b.batch_id
        for b in last.values()
        if closed.get(b.batch_id, -1) > lost.get(b.delivery, 0) or delivery_complete(db, source, b.delivery)
    )


def _withdrawn(db: Connection, source: str) -> dict[str | None, int]:
    """Give the position at which a batch of a delivery was last withdrawn; those that are back are left out."""
    sql = "SELECT delivery, max(withdrawn) FROM batches WHERE source = ? AND delivery IS NOT NULL AND withdrawn > 0"
    return dict(db.execute(f"{sql} GROUP BY delivery", (source,)))
