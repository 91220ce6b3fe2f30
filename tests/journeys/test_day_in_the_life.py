"""A day of a steward: files arrive, rows are refused, corrected, replayed and withdrawn; columns drift, a file is late,
the machine goes down. After every step the books balance, by an account that the events alone are asked for."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest

from tests.jobforge_es.cli.offices import call, environment, objects, only
from tests.laws.project import deliver, jobs, make

pytestmark = pytest.mark.journey

REASON = ("--reason", "the office called", "--actor", "lea")


class Day:
    """A project, and the account of its books."""

    def __init__(self, root):
        self.root = root

    def does(self, *args, expected=0):
        result = call(self.root, *args, "--json")
        assert result.exit_code == expected, result.output
        self.balances()
        return only(result)

    def rows(self, table, columns="*", *args):
        result = call(self.root, "query", f"SELECT {columns} FROM {table} ORDER BY ALL", "--json", *args)
        assert result.exit_code == 0, result.output
        return [tuple(found["row"].values()) for found in objects(result)]

    def aside(self, *args):
        found = only(call(self.root, "quarantine", "list", "--json", *args))
        return {(group["table"], group["rule"]): group["rows"] for group in found["groups"]}

    def events(self):
        return only(call(self.root, "log", "--json", "--limit", "0"))["events"]

    def balances(self):
        """What came in is what went on, was set aside or left out, in each step and from layer to layer."""
        landed, moved = {}, {}
        for event in self.events():
            data = event["data"]
            if balance := data.get("balance"):
                skipped = sum(balance["skipped"].values())
                out = sum(balance[each] for each in ("accepted", "quarantined", "deduplicated", "filtered"))
                assert balance["read"] == out + skipped, event
            if event["type"] == "batch-ingested":
                landed[data["batch_id"]] = balance["accepted"]
            elif event["type"] in ("batch-promoted", "promotion-rejected"):
                moved[data["table"], data["batch_id"]] = balance
            elif event["type"] == "batch-withdrawn":
                landed.pop(data["batch_id"])
                moved = {key: value for key, value in moved.items() if key[1] != data["batch_id"]}
        for (table, batch), balance in moved.items():
            before = landed[batch] if table.startswith("bronze.") else moved[f"bronze.{table[7:]}", batch]["accepted"]
            assert balance["read"] == before, (table, batch)
        for table in ("bronze.jobs", "silver.jobs"):
            made = sum(b["accepted"] for (name, _), b in moved.items() if name == table)
            assert self.count(table) == made, table

    def count(self, table):
        return self.rows(table, "count(*)")[0][0] if (self.root / "lake/published").exists() else 0


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    return Day(make(tmp_path_factory.mktemp("day") / "p", jobs_0_csv=jobs("1;QC;1,00", "2;ON;x", "3;ZZ;3,00")))


def test_a_day(day, console, tmp_path):
    # files arrive; three records are refused, each for its own reason
    day.does("run")
    assert day.aside() == {("bronze.jobs", "wage.type"): 1, ("silver.jobs", "region.reference"): 1}
    morning = day.does("status")["position"]

    # a row is corrected, and goes up to gold
    (group,) = [g for g in only(call(day.root, "quarantine", "list", "--json"))["groups"] if g["rule"] == "wage.type"]
    day.does("quarantine", "correct", group["example"], "--set", "wage=2,00", "--ticket", "INC-7", *REASON)
    day.does("quarantine", "retry", *REASON)
    assert day.aside() == {("silver.jobs", "region.reference"): 1}
    assert day.rows("gold.agg_region", "region, jobs") == [("ON", 1), ("QC", 1)]

    # everything that is derived is thrown away, and comes back byte for byte
    shutil.rmtree(day.root / "lake/layers")
    (day.root / "lake/projections.db").unlink()
    day.does("replay")
    assert call(day.root, "replay", "--check").exit_code == 0
    assert day.rows("silver.jobs", "job_id") == [(1,), (2,)]

    # a second file; it turns out to be wrong, and is withdrawn
    deliver(day.root, "jobs_1.csv", jobs("4;QC;4,00", "5;QC;5,00"))
    day.does("run")
    noon = day.does("status")["position"]
    batch = next(e["data"]["batch_id"] for e in day.events() if e["data"].get("source_file") == "jobs_1.csv")
    day.does("withdraw", batch, *REASON)
    assert day.rows("silver.jobs", "job_id") == [(1,), (2,)]
    assert len(day.rows("silver.jobs", "job_id", "--as-of", str(noon))) == 4

    # a file whose columns have changed is refused, and let in when its source says so
    deliver(day.root, "jobs_2.csv", b"job_id;region;wage;note\r\n6;ON;6,00;new\r\n")
    refused = day.does("run", expected=1)
    assert [o["error"]["code"] for o in refused["outcomes"] if o["error"]] == ["S-020"]
    source = day.root / "sources/jobs.yaml"
    source.write_text(source.read_text() + "drift: {new: keep}\n")
    day.does("run")
    assert (6,) in day.rows("silver.jobs", "job_id")

    # a file of long ago comes late; its row stands first, and the later one with its key is judged again
    late = deliver(day.root, "jobs_late.csv", jobs("6;QC;0,60", "7;QC;7,00"))
    day.does("ingest", str(late), "-s", "jobs", "--period", "2020-01")
    day.does("run")
    assert ("silver.jobs", "key") in day.aside()
    assert dict(day.rows("silver.jobs", "job_id, region"))[6] == "QC"

    # the machine goes down in the middle of a run; the next one ends what it began
    deliver(day.root, "jobs_3.csv", jobs(*(f"{n};QC;1,00" for n in range(100, 3_000))))
    command = [*console, "--project", str(day.root), "run"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    ended = time.monotonic() + 20
    while time.monotonic() < ended and process.poll() is None and "jobs_3.csv" not in str(day.events()):
        time.sleep(0.02)
    process.kill()
    process.wait()
    day.does("run")
    assert day.count("silver.jobs") == 4 + 2_900

    # the parent that a row of the morning waited for comes in the evening
    deliver(day.root, "regions_2.csv", "region,title\nQC,Québec\nON,Ontario\nZZ,Zone\n")
    day.does("run")
    assert ("silver.jobs", "region.reference") not in day.aside()

    # and the day can be gone through again: as it was, and from nothing
    assert day.aside("--as-of", str(morning)) == {
        ("bronze.jobs", "wage.type"): 1,
        ("silver.jobs", "region.reference"): 1,
    }
    assert call(day.root, "replay", "--check").exit_code == 0
    assert call(day.root, "verify").exit_code == 0
    assert day.does("run")["outcomes"] == []
