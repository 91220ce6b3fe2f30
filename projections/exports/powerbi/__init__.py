"""A Power BI project (PBIP) of the gold tables, its semantic model written in TMDL."""

from __future__ import annotations

from projections.exports.powerbi.folder import project

__all__ = ["project"]
