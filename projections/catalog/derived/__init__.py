"""Properties of tables and columns for Purview and Power BI where nobody said otherwise; pure functions."""

from __future__ import annotations

from projections.catalog.derived.subject import Derived, Subject
from projections.catalog.derived.table import derived_properties

__all__ = ["Derived", "Subject", "derived_properties"]
