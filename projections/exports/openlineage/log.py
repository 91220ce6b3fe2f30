"""The log of events, oldest first; one JSON object a line, as the client writes it to a file."""

from __future__ import annotations

from collections.abc import Sequence

from openlineage.client.event_v2 import DatasetEvent, JobEvent, RunEvent
from openlineage.client.serde import Serde

from ledger.event import RecordedEvent
from ledger.events import ExportPublished
from projections.exports.openlineage.runs import done, leaving
from projections.exports.openlineage.standing import standing
from projections.exports.openlineage.steps import steps
from projections.exports.openlineage.words import namespace
from projections.exports.told import CatalogTold


def emitted(told: CatalogTold, recorded: Sequence[RecordedEvent]) -> list[RunEvent | DatasetEvent | JobEvent]:
    """Give what was done, then how the catalog stands at the moment when it last changed.

    Args:
        told: the catalog.
        recorded: all events up to its position; that something was exported is no change of it.
    """
    space = namespace(told.project)
    found: list[RunEvent | DatasetEvent | JobEvent] = []
    for each in done(recorded):
        if step := leaving(each, told):
            found += steps(space, step)
    changes = [each.recorded_at for each in recorded if not isinstance(each.data, ExportPublished)]
    return [*found, *standing(space, told, changes[-1])] if changes else []


def events(told: CatalogTold, recorded: Sequence[RecordedEvent]) -> dict[str, bytes]:
    """Give the one file of the log."""
    lines = "".join(f"{Serde.to_json(each)}\n" for each in emitted(told, recorded))
    return {"openlineage.ndjson": lines.encode()}
