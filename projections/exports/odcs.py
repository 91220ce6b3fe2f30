"""Data contracts of every table, as the Open Data Contract Standard (Bitol, v3.1.0) writes them.

English stands where the standard has a place for a text; French stands beside it as a custom property.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import yaml
from open_data_contract_standard.model import (
    AuthoritativeDefinition,
    CustomProperty,
    Description,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
    ServiceLevelAgreementProperty,
    TeamMember,
)

from projections.catalog.datasets import ColumnRow
from projections.exports.tables import Said, TableTold, is_set, text

VERSION = "v3.1.0"
UNPROMISED = "0.0.0"
"""The version of a table that no contract promises."""

LOGICAL = (
    (re.compile(r"(tiny|small|big|huge|u\w*)?int(eger)?\d*", re.IGNORECASE), "integer"),
    (re.compile(r"decimal|numeric|double|float|real|number", re.IGNORECASE), "number"),
    (re.compile(r"timestamp", re.IGNORECASE), "timestamp"),
    (re.compile(r"date", re.IGNORECASE), "date"),
    (re.compile(r"time", re.IGNORECASE), "time"),
    (re.compile(r"bool", re.IGNORECASE), "boolean"),
    (re.compile(r".*\[\]|list", re.IGNORECASE), "array"),
    (re.compile(r"struct|map", re.IGNORECASE), "object"),
)
"""Beginnings of the names of types, to what the standard calls them; anything else is a string."""


def contracts(tables: Iterable[TableTold]) -> Iterator[tuple[str, bytes]]:
    """Give the name of each file and its bytes."""
    for table in tables:
        document = contract(table).model_dump(exclude_defaults=True, exclude_none=True, by_alias=True)
        written = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
        yield f"{table.row.table_name}.odcs.yaml", written.encode()


def contract(table: TableTold) -> OpenDataContractStandard:
    """Give the contract of a table."""
    row, said = table.row, table.said
    return OpenDataContractStandard(
        version=row.contract_version or UNPROMISED,
        kind="DataContract",
        apiVersion=VERSION,
        id=row.table_name,
        name=row.table_name,
        status="retired" if row.retired else "draft" if row.draft else "active",
        description=_description(said),
        schema=[_object(table)],
        team=[
            TeamMember(username=each.party, name=each.name(), role=each.role, dateIn=each.since, dateOut=each.until)
            for each in table.holders
            if not each.is_vacant
        ]
        or None,
        slaProperties=_service(said),
        customProperties=_custom({"jobforge.layer": row.layer, "jobforge.madeBy": row.made_by}),
    )


def _description(said: Said) -> Description | None:
    purpose, usage, limits = (text(said, name, "en") for name in ("purpose", "usage", "limits"))
    if not (purpose or usage or limits):
        return None
    return Description(purpose=purpose, usage=usage, limitations=limits)


def _service(said: Said) -> list[ServiceLevelAgreementProperty] | None:
    kept = text(said, "retention")
    if kept is None:
        return None
    value, _, unit = kept.partition(" ")
    return [ServiceLevelAgreementProperty(property="retention", value=value, unit=unit or None)]


def _object(table: TableTold) -> SchemaObject:
    said = table.said
    return SchemaObject(
        name=table.row.table_name.partition(".")[2],
        physicalName=table.row.table_name,
        physicalType="table",
        logicalType="object",
        businessName=text(said, "title", "en"),
        description=text(said, "description", "en"),
        dataGranularityDescription=text(said, "grain", "en"),
        tags=list(said.get(("tags", None), ())) or None,
        authoritativeDefinitions=_terms(said),
        customProperties=_custom(_french(said, ("title", "description", "grain", "purpose", "usage", "limits"))),
        properties=[_property(column, table.of_columns.get(column.name, {})) for column in table.columns],
    )


def _property(column: ColumnRow, said: Said) -> SchemaProperty:
    custom = _french(said, ("title", "description"))
    custom |= {f"jobforge.{name}": found for name in ("role", "unit") if (found := text(said, name))}
    if is_set(said, "personal"):
        custom["jobforge.personal"] = "true"
    return SchemaProperty(
        name=column.name,
        physicalType=column.type,
        logicalType=logical(column.type),
        primaryKey=True if column.in_key else None,
        required=True if column.in_key else None,
        businessName=text(said, "title", "en"),
        description=text(said, "description", "en"),
        classification=text(said, "security"),
        criticalDataElement=True if is_set(said, "critical") else None,
        authoritativeDefinitions=_terms(said),
        customProperties=_custom(custom),
    )


def logical(kind: str) -> str:
    """Give what the standard calls a type of a contract or of the engine."""
    return next((name for begins, name in LOGICAL if begins.match(kind)), "string")


def _terms(said: Said) -> list[AuthoritativeDefinition] | None:
    found = [AuthoritativeDefinition(type="glossary", url=f"urn:term:{term}") for term in said.get(("terms", None), ())]
    return found or None


def _french(said: Said, names: Iterable[str]) -> dict[str, str]:
    return {f"jobforge.{name}.fr": found for name in names if (found := text(said, name, "fr"))}


def _custom(found: dict[str, str]) -> list[CustomProperty] | None:
    return [CustomProperty(property=name, value=value) for name, value in found.items()] or None
