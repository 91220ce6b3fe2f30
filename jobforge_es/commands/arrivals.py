"""What people should know of the files that arrived: columns that changed, facts that are not known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from ledger.names import Position
from projections.catalog.expected import expectations

if TYPE_CHECKING:
    from sqlite3 import Connection


@attrs.frozen
class Drifted:
    """Columns that changed; see ``ledger.events.arrival.SchemaDrifted``."""

    position: Position
    source: str
    batch_id: str
    kind: str
    policy: str
    columns: tuple[str, ...]
    count: int
    former: tuple[str, ...]
    found: tuple[str, ...]
    share: str | None


@attrs.frozen
class Unknown:
    """A fact that a source wants to be known of its files, and of how many in effect it is not."""

    source: str
    fact: str
    batches: int


def drifted(db: Connection) -> Iterator[Drifted]:
    """Give what changed and is still to be told, oldest first."""
    names = "position, source, batch_id, kind, policy, columns, count, former, found, share"
    for row in db.execute(f"SELECT {names} FROM drifts WHERE until IS NULL ORDER BY position"):
        position, source, batch, kind, policy, columns, count, former, found, share = row
        before, now = tuple(json.loads(former)), tuple(json.loads(found))
        yield Drifted(position, source, batch, kind, policy, tuple(json.loads(columns)), count, before, now, share)


def unknown(db: Connection) -> Iterator[Unknown]:
    """Tell of which wanted facts batches know nothing, by source and fact."""
    for expected in expectations(db):
        for fact in expected.wanted_facts:  # one of three words, checked when the source was read
            sql = f"SELECT count(*) FROM batches WHERE source = ? AND status = 'in_effect' AND {fact} IS NULL"
            (count,) = db.execute(sql, (expected.source,)).fetchone()
            if count:
                yield Unknown(expected.source, fact, count)
