"""What Microsoft Purview takes of the catalog, in the shapes of its data map (Atlas v2)."""

from __future__ import annotations

from projections.exports.purview.bundle import bundle

__all__ = ["bundle"]
