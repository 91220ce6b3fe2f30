"""A contract that is exported and read again promises the same."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from open_data_contract_standard.model import OpenDataContractStandard

from jobforge_es.definitions.contracts import read_contract
from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.exports.odcs import contracts, logical
from projections.exports.tables import TableTold
from tests.laws.project import FILES

SAMPLE = Path(__file__).parents[3] / "data/contracts"
EVERY = """\
apiVersion: v3.1.0
kind: DataContract
id: every
version: 2.1.0
status: active
customProperties:
  - {property: jobforge.source, value: every}
  - {property: jobforge.mode, value: history}
  - {property: jobforge.orderBy, value: seen}
  - {property: jobforge.quarantineLimit, value: 2.5%}
schema:
  - name: every
    physicalName: silver.every
    relationships:
      - {from: [every.region, every.year], to: [silver.years.region, silver.years.year]}
    quality:
      - {type: custom, engine: jobforge, name: in_order, implementation: high >= low, severity: warning}
      - {type: library, metric: duplicateValues, mustBe: 0, arguments: {properties: [region, low]}}
    properties:
      - {name: year, logicalType: integer, primaryKey: true, primaryKeyPosition: 2, required: true}
      - name: region
        logicalType: string
        primaryKey: true
        primaryKeyPosition: 1
        required: true
        relationships: [{to: silver.regions.region, customProperties: [{property: jobforge.severity, value: warning}]}]
        logicalTypeOptions: {minLength: 2, maxLength: 9, pattern: "[A-Z]+"}
        enum: [{value: QC}, {value: "NO"}]
        customProperties:
          - {property: jobforge.header, value: "Région ?"}
          - {property: jobforge.trim, value: true}
          - {property: jobforge.nullWords, value: [n.d., "-"]}
          - {property: jobforge.severity.pattern, value: warning}
      - name: low
        logicalType: number
        physicalType: decimal(9,2)
        unique: true
        logicalTypeOptions: {exclusiveMinimum: -1.5, maximum: 100}
        customProperties: [{property: jobforge.decimalMark, value: ","}, {property: jobforge.thousands, value: " "}]
      - {name: high, logicalType: number, physicalType: double}
      - name: seen
        logicalType: date
        logicalTypeOptions: {format: dd/MM/yyyy, minimum: 2020-01-01}
      - name: open
        logicalType: boolean
        customProperties: [{property: jobforge.trueWords, value: [oui]}, {property: jobforge.falseWords, value: [non]}]
"""
WRITTEN = {
    "every": EVERY,
    **{path.stem: path.read_text(encoding="utf-8") for path in SAMPLE.glob("*.yaml")},
    **{path: text for path, text in FILES.items() if path.startswith("contracts/")},
}


def kind_of(column):
    return f"decimal({column.precision},{column.scale})" if column.type == "decimal" else column.type


def exported(contract, table):
    layer = table.partition(".")[0]
    texts = ("", "", "", "")
    columns = tuple(
        ColumnRow(table, n, c.name, kind_of(c), c.header or "", c.key is not None, *texts)
        for n, c in enumerate(contract.columns, 1)
    )
    row = DatasetRow(table, layer, "promotion", *texts, contract.version, False, 1)
    ((_, raw),) = contracts([TableTold(row, columns, {}, {}, contract=contract)])
    return raw


def promise(contract):
    """Give what a contract promises; what people call things and who they are is not asked here."""
    rules = {attrs.evolve(rule, id="", description="") for rule in contract.rules}
    columns = tuple(attrs.evolve(c, titles={}, descriptions={}, header=c.header or c.name) for c in contract.columns)
    ways = (contract.mode, contract.on_conflict, contract.order_by, contract.quarantine_limit, contract.source)
    return contract.table, contract.version, columns, rules, ways


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_exported_and_read_again_promises_the_same(name):
    contract = read_contract("contracts/x.yaml", WRITTEN[name].encode())
    raw = exported(contract, contract.table)
    assert OpenDataContractStandard.from_string(raw.decode()).schema_
    again = read_contract("contracts/x.yaml", raw)
    assert promise(again) == promise(contract)


def test_a_bronze_table_promises_what_is_judged_there():
    raw = exported(read_contract("contracts/x.yaml", EVERY.encode()), "bronze.every").decode()
    assert ("pattern: '[A-Z]+'" in raw, "foreignKey" in raw, "jobforge.mode" in raw, "in_order" in raw) == (
        True, False, False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "called"),
    [("INTEGER[]", "array"), ("INTERVAL", "string"), ("bigint", "integer"), ("DECIMAL(9,2)", "number"), ("int64", "integer"),
     ("TIMESTAMP WITH TIME ZONE", "timestamp"), ("TIME", "time"), ("date", "date"), ("STRUCT(a INTEGER)", "object"),
     ("VARCHAR", "string"), ("boolean", "boolean"), ("double", "number")],
)  # fmt: skip
def test_types_are_called_as_the_standard_does(kind, called):
    assert logical(kind) == called
