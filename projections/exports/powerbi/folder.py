"""The files of a Power BI project."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import attrs

from ledger.names import GOLD_PROVENANCE, split_table
from projections.exports.powerbi.french import CULTURE, culture
from projections.exports.powerbi.model import ROOT, named, table, tag
from projections.exports.powerbi.relations import relationships
from projections.exports.powerbi.tmdl import Node, written
from projections.exports.tables import TableTold

LAKE: Final = "C:\\jobforge\\lake"
"""Where the lake is until the reader of the report says otherwise: a parameter of the model."""
SCHEMAS: Final = "https://developer.microsoft.com/json-schemas/fabric"


def project(name: str, tables: Iterable[TableTold]) -> dict[str, bytes]:
    """Give path and bytes of every file; ``mapping.json`` tells what could not be carried over as it is said.

    Args:
        name: of the project.
        tables: of the catalog; only gold is read by reports.
    """
    gold = [told for told in tables if told.row.layer == "gold" and told.columns]
    known = named(gold, GOLD_PROVENANCE)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    file = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-") or "jobforge"
    model, report = f"{file}.SemanticModel", f"{file}.Report"
    found = {
        f"{model}/definition/tables/{split_table(told.row.table_name)[1]}.tmdl": written(
            [table(known, told, GOLD_PROVENANCE)]
        )
        for told in gold
    }
    order = [Node("ref table", called) for called in known.of_tables.values()]
    related = list(relationships(known))
    lake = f'"{LAKE}" meta [IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]'
    parts = {
        "database": [Node("database", properties=(("compatibilityLevel", "1567"),))],
        "model": [_model(), *order, Node("ref cultureInfo", CULTURE)],
        "expressions": [Node("expression", ROOT, lake, properties=(("lineageTag", tag(name, ROOT)),))],
        "relationships": related,
        f"cultures/{CULTURE}": [culture(known)],
    }
    found |= {f"{model}/definition/{path}.tmdl": written(nodes) for path, nodes in parts.items() if nodes}
    found |= {
        f"{file}.pbip": _json({"version": "1.0", "artifacts": [{"report": {"path": report}}]}),
        f"{model}/definition.pbism": _json({"version": "4.2", "settings": {}}),
        f"{model}/.platform": _platform("SemanticModel", name),
        f"{report}/.platform": _platform("Report", name),
        f"{report}/definition.pbir": _json({"version": "4.0", "datasetReference": {"byPath": {"path": f"../{model}"}}}),
        f"{report}/report.json": _json(_empty_report()),
        "mapping.json": _json(
            {
                "format": "jobforge/powerbi-mapping/1",
                "tables": known.of_tables,
                "columns": {each: called for columns in known.of_columns.values() for each, called in columns.items()},
                "changed": [attrs.asdict(each) for each in known.changed],
            }
        ),
    }
    return found


def _model() -> Node:
    return Node(
        "model",
        "Model",
        properties=(
            ("culture", "en-CA"),
            ("defaultPowerBIDataSourceVersion", "powerBI_V3"),
            ("sourceQueryCulture", "en-CA"),
        ),
    )


def _platform(kind: str, name: str) -> bytes:
    return _json(
        {
            "$schema": f"{SCHEMAS}/gitIntegration/platformProperties/2.0.0/schema.json",
            "metadata": {"type": kind, "displayName": name},
            "config": {"version": "2.0", "logicalId": tag(name, kind)},
        }
    )


def _empty_report() -> dict[str, object]:
    """Give a report of one empty page: a project is opened by its report."""
    page = {"name": "page1", "displayName": "Page 1", "width": 1280, "height": 720, "displayOption": 1}
    return {
        "config": json.dumps({"version": "5.43", "activeSectionIndex": 0}),
        "layoutOptimization": 0,
        "sections": [page | {"config": "{}", "filters": "[]", "visualContainers": []}],
    }


def _json(document: object) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"
