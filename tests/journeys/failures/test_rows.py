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
