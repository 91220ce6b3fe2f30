"""The newest export of each kind, and its bytes as far as they can be had."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import attrs

from ledger.events import ExportPublished
from projections.controls.evidence import Evidence


@attrs.frozen
class Exported:
    """An export.

    Attributes:
        event: that recorded it.
        now: its files as they would be written now; none of a kind that is not written any more.
        files: its files as they lie in their folder; what does not lie there is taken from ``now``, where that is the
            same.
    """

    event: ExportPublished
    now: Mapping[str, bytes]
    files: Mapping[str, bytes]

    @property
    def recorded(self) -> dict[str, str]:
        """Hashes by path, as they were recorded."""
        return {each.path: each.sha256 for each in self.event.files}


def newest(at: Evidence) -> dict[str, Exported]:
    """Give the newest export of each kind up to the position."""
    events = {e.data.target: e.data for e in at.events(ExportPublished) if isinstance(e.data, ExportPublished)}
    return {target: _exported(at, event) for target, event in events.items()}


def _exported(at: Evidence, event: ExportPublished) -> Exported:
    now = at.exported(event)
    same = {each.path: now[each.path] for each in event.files if hashed(now.get(each.path)) == each.sha256}
    return Exported(event, now, {**same, **at.lying(event)})


def hashed(data: bytes | None) -> str:
    """Give the hash of a file; empty where there is none."""
    return "" if data is None else hashlib.sha256(data).hexdigest()
