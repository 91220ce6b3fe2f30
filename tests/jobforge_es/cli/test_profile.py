from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import call, only


def columns(project, table, *args):
    told = only(call(project, "catalog", "profile", table, "--json", *args))
    return {each["column"]: each for each in told["columns"]}, told


@pytest.mark.parametrize("table", ["staged.offices", "bronze.offices", "silver.offices", "gold.dim_office"])
def test_a_table_of_every_layer_has_a_profile_over_all_its_rows(ran, table):
    found, told = columns(ran, table)
    rows = {each["rows"] for each in found.values()}
    assert len(rows) == 1
    assert rows != {0}
    assert bool(told["batches"]) == (table != "gold.dim_office")
    assert call(ran, "catalog", "profile", table, "--batches").exit_code == 0


def test_personal_values_are_masked_and_counts_are_not(project):
    words = ("--set", "personal=true", "--reason", "it names people")
    assert call(project, "catalog", "describe", "silver.offices.name", *words).exit_code == 0
    found, told = columns(project, "silver.offices")
    assert set(found["name"]["top"][0]) == {"***", 1}
    assert (found["name"]["lowest"], found["name"]["distinct"]) == ("***", 3)
    assert "silver.offices.name" in told["masked"]
    assert found["code"]["lowest"] == "A01"
    assert "North" not in call(project, "catalog", "profile", "gold.dim_office").output


def test_what_is_not_there_has_no_profile(ran):
    assert call(ran, "catalog", "profile", "gold.nothing").exit_code == 2


def test_a_profile_is_of_the_moment_that_is_asked_for(ran):
    landed = str(only(call(ran, "log", "--type", "batch-ingested", "--json"))["events"][0]["position"])
    found, told = columns(ran, "staged.offices", "--as-of", landed)
    assert (str(told["position"]), bool(found)) == (landed, True)
    assert columns(ran, "silver.offices", "--as-of", landed)[0] == {}
