from __future__ import annotations

import json

import attrs
import pytest

from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.catalog.vocabulary.governed import SECURITY
from projections.exports.levels import within
from projections.exports.odcs import contracts
from projections.exports.powerbi import project
from projections.exports.purview import bundle
from projections.exports.tables import TableTold
from projections.exports.told import CatalogTold
from projections.lineage.column_edges import ColumnAt, ColumnEdge
from projections.lineage.graph import Edge


def table(name, categories, of_table=None, personal=(), said=None, more=None):
    row = DatasetRow(name, name.partition(".")[0], "model", "", "", "", "", "1.0.0", False, 1)
    rows = tuple(
        ColumnRow(name, at, each, "varchar", "", False, "", "", "", "") for at, each in enumerate(categories, 1)
    )
    of_columns = {
        column: ({("security", None): (category,)} if category else {}) | (more or {}).get(column, {})
        for column, category in categories.items()
    }
    own = {("security", None): (of_table,)} if of_table else {}
    return TableTold(row, rows, own | (said or {}), of_columns, personal=frozenset(personal))


PAY = table(
    "gold.pay",
    {"noc": "Unclassified", "wage": "Protected B", "person": None, "city": None},
    of_table="Unclassified",
    personal={"person"},
    said={("powerbi.relationships", None): ("wage -> gold.grade.wage", "noc -> gold.noc.code")},
    more={"noc": {("powerbi.sort_by", None): ("wage",), ("title", "en"): ("wage",)}},
)
TOLD = CatalogTold(
    "levels",
    (
        PAY,
        table("gold.noc", {"code": None}, of_table="Unclassified"),
        table("gold.grade", {"wage": "Unclassified"}, of_table="Secret"),
        table("silver.unsaid", {"a": None}),
    ),
    edges=(Edge("gold.grade", "gold.pay", "model", 1), Edge("gold.noc", "gold.pay", "model", 1)),
    columns=(
        ColumnEdge(ColumnAt("gold.noc", "code"), ColumnAt("gold.pay", "noc"), "identity", "", 1),
        ColumnEdge(ColumnAt("gold.noc", "code"), ColumnAt("gold.pay", "wage"), "identity", "", 1),
        ColumnEdge(ColumnAt("gold.grade", "wage"), ColumnAt("gold.pay", "city"), "identity", "", 1),
    ),
)


def names(told):
    return {each.row.table_name: [column.name for column in each.columns] for each in told.tables}


def test_without_a_level_everything_leaves():
    assert within(TOLD, None) is TOLD


def test_what_is_above_the_level_is_left_out_with_its_reason():
    found = within(TOLD, "Unclassified")
    assert names(found) == {"gold.pay": ["noc", "city"], "gold.noc": ["code"]}
    assert found.left_out == {
        "gold.pay.wage": "Protected B is above Unclassified",
        "gold.pay.person": "it may show personal values",
        "gold.grade": "Secret is above Unclassified",
        "silver.unsaid": "nobody said its security category",
    }
    assert [(each.upstream, each.downstream) for each in found.edges] == [("gold.noc", "gold.pay")]
    assert [str(each.downstream) for each in found.columns] == ["gold.pay.noc"]
    (pay, _) = found.tables
    assert pay.said["powerbi.relationships", None] == ("noc -> gold.noc.code",)
    assert ("powerbi.sort_by", None) not in pay.of_columns["noc"]
    assert pay.of_columns["noc"]["title", "en"] == ("wage",)


@pytest.mark.parametrize("level", SECURITY)
def test_a_higher_level_never_leaves_out_more(level):
    higher = SECURITY[SECURITY.index(level) :]
    here = {(table, column) for table, columns in names(within(TOLD, level)).items() for column in columns}
    for each in higher:
        assert here <= {(t, column) for t, columns in names(within(TOLD, each)).items() for column in columns}
    assert "silver.unsaid" in within(TOLD, level).left_out


def test_a_category_that_nobody_knows_is_above_all():
    odd = attrs.evolve(TOLD, tables=(table("gold.odd", {"a": "Cosmic"}, of_table="Unclassified"),))
    assert names(within(odd, "Top Secret")) == {}


def test_no_file_of_any_target_names_what_is_left_out():
    told = within(TOLD, "Unclassified")
    plain = [attrs.evolve(each, of_columns={c: {} for c in each.of_columns}) for each in told.tables]  # no title `wage`
    told = attrs.evolve(told, tables=tuple(plain))
    for files in (bundle(told), project(told.project, told.tables), dict(contracts(told.tables))):
        text = json.dumps({path: data.decode() for path, data in files.items()})
        assert not [word for word in ("wage", "person", "grade", "unsaid") if word in text.replace("personal", "")]
