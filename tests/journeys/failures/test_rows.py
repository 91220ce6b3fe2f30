"""Rows that break rules, have no parent, or stand twice: one row of the failure table each."""

from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import call, objects, only
from tests.laws.project import deliver, jobs, make

pytestmark = pytest.mark.journey

REGIONS = "region,title\nQC,Québec\nON,Ontario\nBC,Colombie-Britannique\n"


def ran(root, expected=0):
    result = call(root, "run", "--json")
    assert result.exit_code == expected, result.output
    return [o for o in only(result)["outcomes"] if o["status"] not in ("unchanged", "nothing")]


def aside(root):
    found = only(call(root, "quarantine", "list", "--json"))
    return {(row["table"], row["rule"]): row["rows"] for row in found["groups"]}


def of(root, table, columns):
    result = call(root, "query", "--json", f"SELECT {columns} FROM {table} ORDER BY ALL")
    return [list(found["row"].values()) for found in objects(result)]


def types(root):
    return [e["type"] for e in only(call(root, "log", "--json", "--limit", "0"))["events"]]


def test_a_row_without_a_parent_comes_in_by_itself_when_the_parent_does(tmp_path):
    root = make(tmp_path / "p", jobs_0_csv=jobs("1;QC;1,00", "2;BC;2,00", "3;ZZ;3,00"))
    ran(root)
    assert aside(root) == {("silver.jobs", "region.reference"): 2}
    deliver(root, "regions2.csv", REGIONS)
    assert "silver.jobs" in [o["subject"] for o in ran(root)]
    assert aside(root) == {("silver.jobs", "region.reference"): 1}
    assert of(root, "gold.agg_region", "region, jobs") == [["BC", 1], ["QC", 1]]
    assert ran(root) == []
    deliver(root, "regions3.csv", f"{REGIONS}AB,Alberta\n")
    assert "silver.jobs" not in [o["subject"] for o in ran(root)]
    assert call(root, "replay", "--check").exit_code == 0


def test_a_file_that_came_before_its_parents_comes_in_with_them(tmp_path):
    root = make(tmp_path / "p", jobs_0_csv=jobs("1;BC;1,00", "2;BC;2,00"))
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("quarantineLimit, value: none", "quarantineLimit, value: 0%"))
    assert [o["error"]["code"] for o in ran(root, 3) if o["error"]] == ["K-001"]
    deliver(root, "regions2.csv", REGIONS)
    ran(root)
    assert aside(root) == {}
    assert of(root, "silver.jobs", "job_id") == [[1], [2]]


def test_rows_that_break_rules_are_set_aside_while_they_are_few_and_the_batch_when_they_are_many(tmp_path):
    root = make(tmp_path / "p", jobs_0_csv=jobs("1;QC;1,00", "2;QC;x", "3;ON;2,00"))
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("quarantineLimit, value: none", "quarantineLimit, value: 40%"))
    ran(root)
    assert (aside(root), of(root, "silver.jobs", "job_id")) == ({("bronze.jobs", "wage.type"): 1}, [[1], [3]])
    deliver(root, "jobs_1.csv", jobs("4;QC;x", "5;QC;y", "6;ON;2,00"))
    assert [o["error"]["code"] for o in ran(root, 3) if o["error"]] == ["K-001"]
    assert (types(root)[-1], of(root, "silver.jobs", "job_id")) == ("promotion-rejected", [[1], [3]])


def test_an_equal_row_is_left_out_and_another_with_its_key_is_set_aside(tmp_path):
    root = make(tmp_path / "p", jobs_0_csv=jobs("1;QC;1,00", "2;QC;2,00"))
    ran(root)
    deliver(root, "jobs_1.csv", jobs("1;QC;1,00", "2;QC;2,50", "3;ON;3,00"))
    (silver,) = (o for o in ran(root) if o["subject"] == "silver.jobs")
    assert [silver["balance"][name] for name in ("read", "accepted", "quarantined", "deduplicated")] == [3, 1, 1, 1]
    assert aside(root) == {("silver.jobs", "key"): 1}


def test_the_same_period_with_other_bytes_is_another_batch_that_takes_its_place_where_the_contract_replaces(tmp_path):
    root = make(tmp_path / "p", jobs_0_csv=jobs("1;QC;1,00"))
    for edition in ({}, {"regions": REGIONS.encode(), "jobs_0": jobs("1;QC;9,00")}):
        for name in ("regions", "jobs_0"):
            file = root / f"inbox/{name}.csv"
            file.write_bytes(edition.get(name, file.read_bytes()))
            assert (
                call(root, "ingest", str(file), "-s", name[: len(name.rstrip("_0"))], "--period", "2026-01").exit_code
                == 0
            )
        ran(root)
    assert [row[0] for row in of(root, "silver.regions", "region")] == ["BC", "ON", "QC"]
    assert (of(root, "silver.jobs", "wage"), aside(root)) == ([["1.00"]], {("silver.jobs", "key"): 1})


def test_a_record_with_bytes_that_are_no_text_is_set_aside_as_it_came(tmp_path):
    root = make(tmp_path / "p", jobs_0_csv=jobs("1;QC;1,00", "2;Q\udc81C;2,00"))
    ran(root)
    assert aside(root) == {("staged.jobs", "D-002"): 1}
    (row,) = only(call(root, "quarantine", "list", "--json"))["groups"]
    assert "\\x81" in call(root, "quarantine", "show", row["example"]).stdout
