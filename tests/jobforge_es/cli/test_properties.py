from __future__ import annotations

from tests.jobforge_es.cli.offices import call, only

TABLE = "gold.dim_office"


def properties(project, *args):
    told = only(call(project, "catalog", "properties", TABLE, "--json", *args))["properties"]
    return {(p["subject"], p["property"]): p for p in told}


def test_what_is_said_takes_the_place_of_what_is_derived_as_of_any_position(project):
    before = properties(project)
    assert before[f"{TABLE}.budget", "powerbi.summarize_by"]["derived"]
    words = ("--set", "powerbi.summarize_by=sum", "--reason", "added up every month")
    said = only(call(project, "catalog", "describe", f"{TABLE}.budget", *words, "--json"))["outcomes"][0]["position"]
    after = properties(project, "--for", "powerbi")[f"{TABLE}.budget", "powerbi.summarize_by"]
    assert (after["values"], after["derived"]) == (["sum"], None)
    assert properties(project, "--as-of", str(said - 1)) == before


def test_the_list_tells_people_why(ran):
    told = call(ran, "catalog", "properties", TABLE, "--for", "purview").output
    assert "jobforge://offices/gold/dim_office#code" in told
    assert "derived: that of its table, and its name" in told
    assert call(ran, "catalog", "properties", "gold.nothing").exit_code == 2


def test_what_is_said_of_a_silver_column_protects_the_bronze_one_below_it_too(project, tmp_path):
    why = ("--reason", "decided by the desk")
    for word in ("security=Protected B", "purview.qualified_name=hive://offices/code"):
        assert call(project, "catalog", "describe", "silver.offices.code", "--set", word, *why).exit_code == 0
    told = only(call(project, "catalog", "properties", "bronze.offices", "--json"))["properties"]
    found = {p["property"]: p for p in told if p["subject"] == "bronze.offices.code"}
    assert (found["security"]["values"], found["security"]["derived"]) == (
        ["Protected B"],
        "said of silver.offices.code",
    )
    assert found["purview.attributes"]["values"] == ["jobforge.security=Protected B"]
    assert "hive" not in found["purview.qualified_name"]["values"][0]
    assert call(project, "export", "odcs", "--into", str(tmp_path / "o")).exit_code == 0
    assert "Protected B" in (tmp_path / "o/bronze.offices.odcs.yaml").read_text(encoding="utf-8")
    own = ("catalog", "describe", "bronze.offices.code", "--set", "security=Secret", *why)
    assert call(project, *own).exit_code == 0
    told = only(call(project, "catalog", "properties", "bronze.offices", "--json"))["properties"]
    found = {p["property"]: p for p in told if p["subject"] == "bronze.offices.code"}
    assert (found["security"]["values"], found["security"]["derived"]) == (["Secret"], None)
