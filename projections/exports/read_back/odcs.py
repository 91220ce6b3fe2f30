"""Columns of data contracts (Open Data Contract Standard, v3: ``schema``, ``properties``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from projections.exports.read_back.column import ColumnRead, Unreadable


def columns(files: Mapping[str, bytes]) -> dict[str, ColumnRead]:
    """Read the columns of all contracts."""
    return {
        f"{table['physicalName']}.{column['name']}": ColumnRead(
            column["physicalType"],
            column.get("description", ""),
            column.get("classification", ""),
            bool(column.get("primaryKey")),
        )
        for path, data in files.items()
        if path.endswith(".odcs.yaml")
        for table in _loaded(data)["schema"]
        for column in table["properties"]
    }


def _loaded(data: bytes) -> Any:
    try:
        return yaml.safe_load(data)
    except yaml.YAMLError as error:
        raise Unreadable(str(error)) from error
