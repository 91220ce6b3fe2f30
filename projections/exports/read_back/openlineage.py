"""Columns of events of OpenLineage: the facets ``schema`` and ``tags`` of datasets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from projections.exports.read_back.column import ColumnRead


def columns(files: Mapping[str, bytes]) -> dict[str, ColumnRead]:
    """Read the columns of all datasets; of several events about one the last counts."""
    found: dict[str, ColumnRead] = {}
    for path, data in files.items():
        for line in data.splitlines() if path.endswith(".ndjson") else ():
            for dataset in _datasets(json.loads(line)):
                found |= _columns(dataset)
    return found


def _datasets(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (event[part] for part in ("dataset",) if part in event)
    yield from (each for part in ("inputs", "outputs") for each in event.get(part) or ())


def _columns(dataset: dict[str, Any]) -> dict[str, ColumnRead]:
    facets = dataset.get("facets") or {}
    tags = {
        (each["field"], each["key"]): each["value"]
        for each in facets.get("tags", {}).get("tags", ())
        if each.get("field")
    }
    return {
        f"{dataset['name']}.{each['name']}": ColumnRead(
            each["type"],
            each.get("description") or "",
            tags.get((each["name"], "security"), ""),
            (each["name"], "key") in tags,
        )
        for each in facets.get("schema", {}).get("fields", ())
    }
