"""Events about how files arrive: columns that changed, lists of what belongs together. Streams of batch and source."""

from __future__ import annotations

from typing import Literal

import attrs

from ledger.names import Sha256

DriftKind = Literal["new", "missing", "renamed", "reordered", "changed-type"]


@attrs.frozen
class SchemaDrifted:
    """The columns of a file are not those of the files before it; stands beside the event of its batch.

    Attributes:
        source: name of the source.
        batch_id: in whose file it was found, landed or refused.
        kind: what happened to the columns.
        policy: what the source says is done then (``keep``, ``refuse`` and so on).
        columns: headers, as they stand in the file; of missing columns, as they stood before. At most 50.
        count: of the columns, those that are not named as well.
        former: of a renamed column, its header before; of a changed type, what the values looked like before, for each
            column.
        found: of a changed type, what they look like now.
        share: of a renamed column, which part of its values the other had as well, from 0 to 1; else None.
    """

    source: str
    batch_id: str
    kind: DriftKind
    policy: str
    columns: tuple[str, ...]
    count: int
    former: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    share: str | None = None


@attrs.frozen
class DeliveryAnnounced:
    """A list came of the files that form one delivery; it takes the place of an earlier one.

    Attributes:
        source: name of the source.
        delivery: what the files of the delivery share, such as their period.
        source_file: name of the list.
        file_sha256: hash of its bytes (vault).
        files: how many it names.
    """

    source: str
    delivery: str
    source_file: str
    file_sha256: Sha256
    files: int
