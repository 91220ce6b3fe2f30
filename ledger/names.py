"""Names and small value types that every package shares."""

from __future__ import annotations

import re
from typing import Literal, NewType

Position = NewType("Position", int)
"""Place in the whole ledger, from 1 without gaps; 0 is the time before the first event."""

Version = NewType("Version", int)
"""Place in one stream, from 1; 0 is a stream without events."""

Sha256 = NewType("Sha256", str)
"""A SHA-256 as 64 lower-case hexadecimal digits."""

Layer = Literal["staged", "bronze", "silver", "gold"]
LAYERS: tuple[Layer, ...] = ("staged", "bronze", "silver", "gold")

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
"""A table, column or source name. A leading underscore is ours."""

GOLD_PREFIXES = ("dim_", "fact_", "agg_", "bridge_")

BATCH_ID = "_batch_id"
SOURCE_FILE = "_source_file"
SOURCE_ROW = "_source_row"
INGESTED_AT = "_ingested_at"
SOURCE_ROWS = "_source_rows"
PROVENANCE = (BATCH_ID, SOURCE_FILE, SOURCE_ROW, INGESTED_AT)
"""The columns that every row of every layer carries, in this order, after its own columns."""

VALID_FROM = "valid_from"
VALID_TO = "valid_to"
"""The columns of a table that keeps every version of a key: from when until before when the row held."""

GOLD_PROVENANCE = (*PROVENANCE, SOURCE_ROWS)
"""Gold adds the count of source rows that made the row."""


def is_name(text: str) -> bool:
    """Tell whether the text may name a table, column or source."""
    return NAME.fullmatch(text) is not None


def split_table(table: str) -> tuple[str, str]:
    """Split ``silver.noc`` into its layer and its name.

    Raises:
        ValueError: there is no layer, the layer is unknown, or the name breaks the rule.
    """
    layer, dot, name = table.partition(".")
    if not dot or layer not in LAYERS or not is_name(name):
        msg = f"{table!r} is not layer.table with a layer of {', '.join(LAYERS)} and a name like [a-z][a-z0-9_]*"
        raise ValueError(msg)
    return layer, name
