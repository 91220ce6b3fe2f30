"""Columns of entities of Microsoft Purview (Atlas v2, ``entity/bulk``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from projections.exports.read_back.column import ColumnRead

SECURITY: Final = "JOBFORGE_SECURITY_"
"""How the name of a classification begins that is a security category."""


def columns(files: Mapping[str, bytes]) -> dict[str, ColumnRead]:
    """Read the columns of all bundles of entities."""
    found: dict[str, ColumnRead] = {}
    for path, data in files.items():
        if path.endswith("entities.json"):
            entities = {each["guid"]: each for each in json.loads(data)["entities"]}
            for each in entities.values():
                if table := each.get("relationshipAttributes", {}).get("table"):
                    of = entities[table["guid"]]["attributes"]
                    own = each["attributes"]
                    found[f"{of['layer']}.{of['name']}.{own['name']}"] = _column(each, own)
    return found


def _column(entity: dict[str, Any], own: dict[str, Any]) -> ColumnRead:
    names = [each["typeName"] for each in entity.get("classifications", ())]
    category = next((name.removeprefix(SECURITY) for name in names if name.startswith(SECURITY)), "")
    return ColumnRead(own["type"], own.get("description", ""), category.replace("_", " ").title(), bool(own["isKey"]))
