"""The types that the entities are of; they are to be there before them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from projections.catalog.vocabulary.governed import SECURITY
from projections.exports.purview.words import (
    COLUMN,
    OF_ASSETS,
    PERSONAL,
    PROCESS,
    SOURCE,
    TABLE,
    TEMPLATE,
    asked,
    attribute,
    security,
)

COUNTED: Final = {
    TABLE: {"layer": "string", "madeBy": "string", "contractVersion": "string", "isDraft": "boolean"},
    COLUMN: {"type": "string", "ordinal": "int", "isKey": "boolean", "header": "string"},
    SOURCE: {},
    TEMPLATE: {},
}
"""Attributes that are no texts of the catalog, and their types."""
LONGEST: Final = 4000
"""Characters of a managed attribute."""

Json = dict[str, Any]


def definitions(managed: Mapping[str, set[str]], types: set[str]) -> Json:
    """Give all types.

    Args:
        managed: names of the managed attributes, by group.
        types: of the entities that have them.
    """
    return {
        "classificationDefs": [_classification(security(each), each) for each in SECURITY]
        + [_classification(PERSONAL, "Personal information")],
        "entityDefs": [_entity(kind, "DataSet", _asset(kind)) for kind in (SOURCE, TABLE, COLUMN)]
        + [_entity(PROCESS, "Process", [_attribute("columnMapping"), _attribute("how")])],
        "relationshipDefs": [_of_table()],
        "businessMetadataDefs": [_group(name, managed[name], types) for name in sorted(managed)],
        "termTemplateDefs": [
            _struct("TERM_TEMPLATE", TEMPLATE, [_attribute(attribute(*each)) for each in asked(TEMPLATE)])
        ],
    }


def _asset(kind: str) -> list[Json]:
    own = [attribute(*each) for each in asked(kind) if each not in OF_ASSETS]
    return [*(_attribute(name, of) for name, of in COUNTED[kind].items()), *(_attribute(name) for name in own)]


def _attribute(name: str, of: str = "string") -> Json:
    return {
        "cardinality": "SINGLE",
        "includeInNotification": False,
        "isIndexable": False,
        "isOptional": True,
        "isUnique": False,
        "name": name,
        "typeName": of,
        "valuesMaxCount": 1,
        "valuesMinCount": 0,
    }


def _struct(category: str, name: str, attributes: list[Json]) -> Json:
    return {"category": category, "name": name, "attributeDefs": attributes}


def _entity(name: str, above: str, attributes: list[Json]) -> Json:
    return {**_struct("ENTITY", name, attributes), "relationshipAttributeDefs": [], "superTypes": [above]}


def _classification(name: str, description: str) -> Json:
    plain = {"description": description, "entityTypes": [], "subTypes": [], "superTypes": []}
    return {**_struct("CLASSIFICATION", name, []), **plain}


def _group(name: str, attributes: set[str], types: set[str]) -> Json:
    options = {"applicableEntityTypes": json.dumps(sorted(types)), "maxStrLength": str(LONGEST)}
    return _struct("BUSINESS_METADATA", name, [{**_attribute(each), "options": options} for each in sorted(attributes)])


def _of_table() -> Json:
    """Let a table hold its columns: what deletes it deletes them."""
    ends = (("columns", TABLE, "SET", True), ("table", COLUMN, "SINGLE", False))
    first, second = (
        {"cardinality": many, "isContainer": holds, "isLegacyAttribute": False, "name": name, "type": kind}
        for name, kind, many, holds in ends
    )
    return {
        "category": "RELATIONSHIP",
        "name": f"{TABLE}_columns",
        "endDef1": first,
        "endDef2": second,
        "relationshipCategory": "COMPOSITION",
    }
