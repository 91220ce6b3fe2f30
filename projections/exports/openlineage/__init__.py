"""What was done and how the catalog stands, as events of OpenLineage (spec 2-0-2), with its official client."""

from __future__ import annotations

from projections.exports.openlineage.log import events

__all__ = ["events"]
