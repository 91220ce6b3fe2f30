from __future__ import annotations

import attrs
import pytest

from ledger.definitions import Column, Contract, Rule, Statement
from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.catalog.derived import Subject, derived_properties
from projections.catalog.vocabulary import KINDS
from projections.catalog.vocabulary.values import wrong_value

TABLE = "gold.fact_jobs"
TYPES = {
    "code": "string", "year": "integer", "jobs": "decimal(12,1)", "rate": "double", "day": "date",
    "month": "bigint", "month_name": "string", "level": "varchar", "level_order": "integer", "home_country": "string",
}  # fmt: skip
COLUMNS = [ColumnRow(TABLE, n, name, kind, "", False, "", "", "", "") for n, (name, kind) in enumerate(TYPES.items())]
DATASET = DatasetRow(TABLE, "gold", "model", "", "", "", "", "1.0.0", False, 1)


def said(*statements):
    found = [Statement(kind, subject, name, language, (value,)) for kind, subject, name, language, value in statements]
    return {each.key: each for each in found}


def of_column(column, name, value):
    return "column", f"{TABLE}.{column}", name, None, value


def derived(statements=None, contract=None, **changed):
    about = Subject("jobs", attrs.evolve(DATASET, **changed), COLUMNS, statements or {}, contract)
    return {(d.statement.subject, d.statement.name): d.statement.values for d in derived_properties(about)}


@pytest.mark.parametrize(
    ("subject", "name", "values"),
    [
        (TABLE, "purview.qualified_name", ("jobforge://jobs/gold/fact_jobs",)),
        (TABLE, "purview.type", ("jobforge_table",)),
        (TABLE, "purview.attributes", ("jobforge.layer=gold",)),
        (TABLE, "powerbi.name", ("Jobs",)),
        (f"{TABLE}.jobs", "purview.qualified_name", ("jobforge://jobs/gold/fact_jobs#jobs",)),
        (f"{TABLE}.code", "powerbi.name", ("Code",)),
        (f"{TABLE}.year", "powerbi.format", ("0",)),
        (f"{TABLE}.jobs", "powerbi.format", ("0.0",)),
        (f"{TABLE}.day", "powerbi.format", ("yyyy-mm-dd",)),
        (f"{TABLE}.jobs", "powerbi.summarize_by", ("none",)),
        (f"{TABLE}.month_name", "powerbi.sort_by", ("month",)),
        (f"{TABLE}.level", "powerbi.sort_by", ("level_order",)),
        (f"{TABLE}.home_country", "powerbi.category", ("Country",)),
        (f"{TABLE}._batch_id", "powerbi.hidden", ("true",)),
        (f"{TABLE}._source_rows", "powerbi.hidden", ("true",)),
    ],
)
def test_where_nobody_said_otherwise_a_property_follows(subject, name, values):
    assert derived()[subject, name] == values


def test_only_a_measure_that_may_be_added_up_is_summed():
    measure = said(of_column("jobs", "role", "measure"))
    assert derived(measure)[f"{TABLE}.jobs", "powerbi.summarize_by"] == ("none",)
    both = measure | said(of_column("jobs", "additive", "true"))
    assert derived(both)[f"{TABLE}.jobs", "powerbi.summarize_by"] == ("sum",)
    assert derived(both)[f"{TABLE}.jobs", "powerbi.format"] == ("#,0.0",)
    assert derived(said(of_column("year", "additive", "true")))[f"{TABLE}.year", "powerbi.summarize_by"] == ("none",)


def test_what_is_said_is_not_derived():
    found = derived(said(of_column("jobs", "powerbi.summarize_by", "average"), ("table", TABLE, "title", "en", "Work")))
    assert (f"{TABLE}.jobs", "powerbi.summarize_by") not in found
    assert found[TABLE, "powerbi.name"] == ("Work",)


def test_protection_is_carried_to_purview():
    found = derived(said(of_column("code", "personal", "true"), ("table", TABLE, "security", None, "Protected B")))
    assert found[f"{TABLE}.code", "purview.attributes"] == ("jobforge.personal=true",)
    assert found[TABLE, "purview.attributes"] == ("jobforge.layer=gold", "jobforge.security=Protected B")


def test_references_of_one_column_to_the_same_layer_are_relationships():
    rules = (
        Rule("code.reference", "reference", ("code",), reference="gold.dim_code", reference_columns=("code",)),
        Rule("low.reference", "reference", ("code",), reference="silver.codes", reference_columns=("code",)),
        Rule("two", "reference", ("code", "year"), reference="gold.dim_two", reference_columns=("code", "year")),
        Rule("code.required", "required", ("code",)),
    )
    contract = Contract(TABLE, "1.0.0", (Column("code", "string"),), rules)
    assert derived(contract=contract)[TABLE, "powerbi.relationships"] == ("code -> gold.dim_code.code",)


def test_tables_below_gold_are_hidden_and_gold_is_not():
    assert (TABLE, "powerbi.hidden") not in derived()
    assert derived(table_name="silver.jobs", layer="silver")["silver.jobs", "powerbi.hidden"] == ("true",)


def test_two_columns_of_one_title_are_told_apart():
    titles = [("column", f"{TABLE}.{c}", "title", "en", t) for c, t in (("code", "Code"), ("level", "CODE"))]
    found = derived(said(*titles))
    assert found[f"{TABLE}.code", "powerbi.name"] == ("Code",)
    assert found[f"{TABLE}.level", "powerbi.name"] == ("level",)


def test_everything_that_is_derived_could_have_been_said():
    for found in derived_properties(Subject("jobs", DATASET, COLUMNS, {})):
        what = KINDS[found.statement.kind].properties[found.statement.name]
        assert found.why
        assert [wrong_value(what, value) for value in found.statement.values] == [""] * len(found.statement.values)
