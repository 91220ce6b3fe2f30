"""Data contracts of every table, as the Open Data Contract Standard (Bitol, v3.2.0) writes them.

English stands where the standard has a place for a text; French stands beside it as a custom property.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

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

from ledger.definitions import Column
from projections.catalog.datasets import ColumnRow
from projections.exports.promised import across, of_column, of_contract, quality
from projections.exports.tables import Said, TableTold, is_set, text

VERSION = "v3.2.0"
UNPROMISED = "0.0.0"
"""The version of a table that no contract promises."""

LOGICAL = (
    (re.compile(r".*\[\d*\]|list.*", re.IGNORECASE), "array"),
    (re.compile(r"(struct|map).*", re.IGNORECASE), "object"),
    (re.compile(r"(tiny|small|big|huge|u\w*)?int(eger)?\d*", re.IGNORECASE), "integer"),
    (re.compile(r"(decimal|numeric|number)\b.*|double|float\d*|real", re.IGNORECASE), "number"),
    (re.compile(r"timestamp.*", re.IGNORECASE), "timestamp"),
    (re.compile(r"date", re.IGNORECASE), "date"),
    (re.compile(r"time\b.*", re.IGNORECASE), "time"),
    (re.compile(r"bool(ean)?", re.IGNORECASE), "boolean"),
)
"""Types to what the standard calls them, the first that fits; anything else is a string."""
DURATION = re.compile(r"(\d+(?:\.\d+)?) (\w+)")


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
        customProperties=_custom({"layer": row.layer, "madeBy": row.made_by, **_of_contract(table)}),
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
    span = DURATION.fullmatch(kept)
    value, unit = span.groups() if span else (kept, None)
    return [ServiceLevelAgreementProperty(property="retention", value=value, unit=unit)]


def _of_contract(table: TableTold) -> dict[str, str]:
    return {} if table.contract is None else of_contract(table.contract, table.row.layer)


def _object(table: TableTold) -> SchemaObject:
    said = table.said
    rules = () if table.contract is None or table.row.layer == "bronze" else table.contract.rules
    promised = {} if table.contract is None else {column.name: column for column in table.contract.columns}
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
        quality=quality(rules),
        relationships=across(rules, table.row.table_name.partition(".")[2]),
        properties=[_property(table, column, promised.get(column.name)) for column in table.columns],
    )


def _property(table: TableTold, column: ColumnRow, promised: Column | None) -> SchemaProperty:
    said = table.of_columns.get(column.name, {})
    custom = _french(said, ("title", "description"))
    custom |= _code_list(said)
    custom |= {name: found for name in ("role", "unit") if (found := text(said, name))}
    if is_set(said, "personal"):
        custom["jobforge.personal"] = "true"
    fields: dict[str, Any] = {"required": True} if column.in_key else {}
    if promised is not None and table.contract is not None:
        more, own = of_column(promised, table.contract.rules, table.row.layer)
        fields, custom = fields | more, custom | own
    return SchemaProperty(
        name=column.name,
        physicalType=column.type,
        logicalType=logical(column.type),
        primaryKey=True if column.in_key else None,
        primaryKeyPosition=promised.key if promised is not None and column.in_key else None,
        **fields,
        businessName=text(said, "title", "en"),
        description=text(said, "description", "en"),
        classification=text(said, "security"),
        criticalDataElement=True if is_set(said, "critical") else None,
        authoritativeDefinitions=_terms(said),
        customProperties=_custom(custom),
    )


def _code_list(said: Said) -> dict[str, str]:
    found = {"jobforge.codeList": text(said, "code_list"), "jobforge.codeListEdition": text(said, "code_list_edition")}
    return {name: value.removeprefix("table:") for name, value in found.items() if value and found["jobforge.codeList"]}


def logical(kind: str) -> str:
    """Give what the standard calls a type of a contract or of the engine."""
    return next((name for begins, name in LOGICAL if begins.fullmatch(kind)), "string")


def _terms(said: Said) -> list[AuthoritativeDefinition] | None:
    found = [AuthoritativeDefinition(type="glossary", url=f"urn:term:{term}") for term in said.get(("terms", None), ())]
    return found or None


def _french(said: Said, names: Iterable[str]) -> dict[str, Any]:
    """Give the French texts; a title and a description are named as in a contract of a project."""
    ours = ("title", "description")
    named = {name: f"jobforge.{name}.fr" if name in ours else f"{name}.fr" for name in names}
    return {named[name]: found for name in names if (found := text(said, name, "fr"))}


def _custom(found: dict[str, Any]) -> list[CustomProperty] | None:
    return [CustomProperty(property=name, value=value) for name, value in found.items()] or None
