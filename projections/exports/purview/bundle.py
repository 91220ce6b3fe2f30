"""The files for a Purview account, and in which order they go there."""

from __future__ import annotations

import json
from typing import Final

import attrs

from projections.exports.changed import Changed
from projections.exports.purview.definitions import definitions
from projections.exports.purview.entities import Entities
from projections.exports.purview.glossary import Glossary
from projections.exports.purview.managed import groups
from projections.exports.purview.names import names
from projections.exports.purview.processes import processes
from projections.exports.purview.words import PROCESS
from projections.exports.told import CatalogTold

STEPS: Final = (
    ("typedefs.json", "POST {endpoint}/datamap/api/atlas/v2/types/typedefs"),
    ("entities.json", "POST {endpoint}/datamap/api/atlas/v2/entity/bulk?businessAttributeUpdateBehavior=replace"),
    ("glossary.json", "POST {endpoint}/datamap/api/atlas/v2/glossary, then .../glossary/terms"),
    ("term-links.json", "POST {endpoint}/datamap/api/atlas/v2/glossary/terms/{termGuid}/assignedEntities"),
)
"""Each file and where it goes; a negative guid stands for the one that the account gives."""


def bundle(told: CatalogTold) -> dict[str, bytes]:
    """Give path and bytes of every file; ``mapping.json`` tells what could not be carried over as it is said."""
    changed: list[Changed] = []
    named = names(told, changed)
    entities = [*Entities(told, named, changed).all(), *processes(told, named)]
    glossary = Glossary(told, named, changed)
    types = {name.type for name in named.of.values() if name.type != PROCESS}
    documents = {
        "typedefs.json": definitions(groups(told.tables), types),
        "entities.json": {"entities": sorted(entities, key=lambda each: -int(each["guid"])), "referredEntities": {}},
        "glossary.json": glossary.document(),
        "term-links.json": glossary.links(),
    }
    documents["mapping.json"] = {
        "format": "jobforge/purview-mapping/1",
        "steps": [{"file": file, "request": request} for file, request in STEPS],
        "changed": [attrs.asdict(each) for each in changed],
    }
    return {path: json.dumps(each, indent=2, ensure_ascii=False).encode() + b"\n" for path, each in documents.items()}
