"""Files that say what they are, files that belong together, columns that change: by the real command line."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pytest

from jobforge_es.workspace import Workspace
from ledger.definitions import Layout
from tests.jobforge_es.cli.offices import call, only, positions

pytestmark = pytest.mark.journey

HEADER = "code,title,jobs\n"


def make(folder, source=""):
    """Write a project of one source without a contract."""
    for place in ("sources", "inbox"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    (folder / "jobforge.toml").write_text('name = "towns"\ntime_zone = "America/Toronto"\n')
    declare(folder, source)
    return folder


def declare(folder, source=""):
    (folder / "sources/jobs.yaml").write_text(f'files: ["*.csv"]\nformat: csv\nencoding: utf-8\n{source}')


def put(folder, name, text, **said):
    path = folder / "inbox" / name
    path.write_text(text, encoding="utf-8")
    if said:
        (folder / "inbox" / f"{name}.meta.yaml").write_text("".join(f"{k}: {v}\n" for k, v in said.items()))
    return path


def run(folder, *args):
    result = call(folder, "run", "--json", *args)
    return only(result), result.exit_code


def landed(folder):
    return [e["data"] for e in only(call(folder, "log", "--json", "--type", "batch-ingested"))["events"]]


def drifted(folder):
    return [e["data"] for e in only(call(folder, "log", "--json", "--type", "schema-drifted"))["events"]]


def told(folder, *args):
    return only(call(folder, "status", "--json", *args))


def code_of(outcomes):
    return [o["error"]["code"] for o in outcomes["outcomes"] if o["error"]]


def rows(folder, columns="*"):
    result = call(folder, "query", "--json", f"SELECT {columns} FROM staged.jobs ORDER BY code")
    assert result.exit_code == 0, result.output
    return [json.loads(line)["row"] for line in result.stdout.splitlines()]


def test_options_tell_what_a_file_is_and_from_when_it_counts(tmp_path):
    folder = make(tmp_path)
    said = ("--published", "2026-03-31", "--edition", "2021.1", "--period", "2026-03")
    path = put(folder, "a.csv", HEADER + "1,x,2\n")
    assert call(folder, "ingest", str(path), "-s", "jobs", *said).exit_code == 0
    (event,) = landed(folder)
    assert (event["published"], event["edition"], event["period"]) == ("2026-03-31", "2021.1", "2026-03")
    assert event["effective_at"] == "2026-03-31T04:00:00+00:00"  # midnight in Toronto
    shown = call(folder, "source", "show", "jobs").stdout
    assert "2026-03-31" in shown
    assert "2021.1" in shown
    assert "2026-03\n" in shown
    assert "2026-03" in call(folder, "log").stdout
    assert "2026-03-31" in call(folder, "catalog", "show", "staged.jobs").stdout


def test_a_period_alone_counts_from_its_first_day_and_a_fiscal_year_from_april(tmp_path):
    folder = make(tmp_path)
    for name, period, first in [
        ("a", "2026-Q2", "2026-04-01"),
        ("b", "2025/2026", "2025-04-01"),
        ("c", "2026", "2026-01-01"),
    ]:
        path = put(folder, f"{name}.csv", f"{HEADER}{name},x,2\n")
        assert call(folder, "ingest", str(path), "-s", "jobs", "--period", period).exit_code == 0
        assert landed(folder)[-1]["effective_at"].startswith(first)
    declare(folder, 'fiscal_year_begins: "07-01"\n')
    path = put(folder, "d.csv", f"{HEADER}d,x,2\n")
    call(folder, "ingest", str(path), "-s", "jobs", "--period", "2025/2026")
    assert landed(folder)[-1]["effective_at"].startswith("2025-07-01")


@pytest.mark.parametrize("period", ["2026-13", "2026-3", "spring", "2025/2027", "2026-Q5", "2026-02-30", "0000"])
def test_what_is_no_period_is_refused_before_anything_is_done(tmp_path, period):
    folder = make(tmp_path)
    path = put(folder, "a.csv", HEADER + "1,x,2\n")
    result = call(folder, "ingest", str(path), "-s", "jobs", "--period", period)
    assert (result.exit_code, result.stderr[:5]) == (2, "A-001")
    assert not (folder / "lake").exists()


def test_a_file_beside_tells_it_and_is_kept(tmp_path):
    folder = make(tmp_path)
    data = HEADER + "1,x,2\n2,y,3\n"
    sha = hashlib.sha256(data.encode()).hexdigest()
    put(folder, "a.csv", data, published="2026-03-31", period="2026-03", sha256=sha, rows=2, bytes=len(data))
    assert run(folder)[1] == 0
    (event,) = landed(folder)
    assert (event["published"], event["period"]) == ("2026-03-31", "2026-03")
    with Workspace.open(folder).reading() as session:
        assert b"published: 2026-03-31" in session.vault.read(event["sidecar"])
    assert call(folder, "verify").exit_code == 0
    head = positions(folder)
    assert run(folder) == ({**run(folder)[0], "outcomes": []}, 0)
    assert positions(folder) == head
    assert told(folder)["unseen"] == []


@pytest.mark.parametrize(
    ("said", "code"), [({"sha256": "0" * 64}, "A-007"), ({"bytes": 7}, "A-008"), ({"rows": 3}, "A-009")]
)
def test_a_file_that_is_not_what_was_declared_is_refused_until_that_is_mended(tmp_path, said, code):
    folder = make(tmp_path)
    put(folder, "a.csv", HEADER + "1,x,2\n", **said)
    found, exit_code = run(folder)
    assert (code_of(found), exit_code) == ([code], 1)
    (refused,) = only(call(folder, "log", "--json", "--type", "batch-rejected"))["events"]
    assert (refused["data"]["code"], bool(refused["data"]["sidecar"])) == (code, True)
    assert run(folder) == ({**found, "outcomes": [], "balance": {}, "next": run(folder)[0]["next"], "exit_code": 0}, 0)
    assert sum(t["rejected"] for t in told(folder)["tables"]) == 1
    put(folder, "a.csv", HEADER + "1,x,2\n", rows=1)
    assert run(folder)[1] == 0
    assert sum(t["rejected"] for t in told(folder)["tables"]) == 0
    assert call(folder, "verify").exit_code == 0
    assert call(folder, "replay", "--check").exit_code == 0


def test_a_number_of_records_cannot_be_declared_for_a_file_of_several_parts(tmp_path):
    folder = make(tmp_path)
    (folder / "sources/jobs.yaml").write_text(
        'files: ["*.zip"]\npacking: zip\nmembers: ["*.csv"]\nformat: csv\nencoding: utf-8\n'
    )
    with zipfile.ZipFile(folder / "inbox/two.zip", "w") as packed:
        packed.writestr("a.csv", f"{HEADER}1,x,2\n")
        packed.writestr("b.csv", f"{HEADER}2,y,3\n")
    beside = folder / "inbox/two.zip.meta.yaml"
    beside.write_text("rows: 2\n")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code, landed(folder)) == (["A-010"], 2, [])
    beside.write_text(f"bytes: {(folder / 'inbox/two.zip').stat().st_size}\n")
    assert (run(folder)[1], len(landed(folder))) == (0, 2)


def test_a_wrong_key_beside_a_file_is_told_with_its_line_and_the_file_waits(tmp_path):
    folder = make(tmp_path)
    put(folder, "a.csv", HEADER + "1,x,2\n", period="2026-03", publishd="2026-03-31")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code, landed(folder)) == (["C-004"], 2, [])
    (error,) = (o["error"] for o in found["outcomes"] if o["error"])
    assert "a.csv.meta.yaml:2:1" in error["where"]
    assert "did you mean `published`?" in error["detail"]
    put(folder, "a.csv", HEADER + "1,x,2\n", period="2026-03", published="2026-03-31")
    assert run(folder)[1] == 0


def test_a_file_beside_another_is_no_data_even_where_a_pattern_fits(tmp_path):
    folder = make(tmp_path)
    (folder / "sources/jobs.yaml").write_text('files: ["*"]\nformat: csv\nencoding: utf-8\n')
    put(folder, "a.csv", HEADER + "1,x,2\n", period="2026-03")
    put(folder, "b.csv.meta.yaml", "period: 2026-03\n")
    found, exit_code = run(folder)
    assert exit_code == 0
    assert [o["subject"] for o in found["outcomes"] if o["status"] == "unmatched"] == ["b.csv.meta.yaml"]
    result = call(folder, "ingest", str(folder / "inbox/a.csv.meta.yaml"), "-s", "jobs", "--json")
    assert (result.exit_code, code_of(only(result))) == (2, ["A-006"])


def test_the_name_tells_it_and_a_name_that_does_not_fit_is_not_landed(tmp_path):
    folder = make(tmp_path, 'name_pattern: "jobs_{period:yyyy-Qq}_{edition}.csv"\n')
    put(folder, "jobs_2026-Q1_v1.2.csv", HEADER + "1,x,2\n")
    put(folder, "jobs_2026-Q7_v1.csv", HEADER + "2,x,2\n")
    put(folder, "jobs_late.csv", HEADER + "3,x,2\n")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code) == (["A-003", "A-003"], 2)
    assert [(e["period"], e["edition"]) for e in landed(folder)] == [("2026-Q1", "v1.2")]
    put(folder, "jobs_late.csv", HEADER + "3,x,2\n", period="2026-Q2", edition="v2")
    run(folder)
    assert [e["period"] for e in landed(folder)] == ["2026-Q1", "2026-Q2"]


def test_two_places_that_tell_something_else_are_an_error(tmp_path):
    folder = make(tmp_path, 'name_pattern: "jobs_{period:yyyy-MM}.csv"\n')
    path = put(folder, "jobs_2026-03.csv", HEADER + "1,x,2\n", period="2026-04")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code) == (["A-002"], 2)
    result = call(folder, "ingest", str(path), "-s", "jobs", "--period", "2026-03", "--json")
    assert code_of(only(result)) == ["A-002"]
    assert landed(folder) == []


def test_a_required_fact_keeps_a_file_waiting_and_a_wanted_one_is_reported(tmp_path):
    folder = make(tmp_path, "requires: [period]\nwanted: [published]\n")
    put(folder, "a.csv", HEADER + "1,x,2\n")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code, landed(folder)) == (["A-004"], 2, [])
    assert told(folder)["unseen"] == ["a.csv"]
    put(folder, "a.csv", HEADER + "1,x,2\n", period="2026-03")
    assert run(folder)[1] == 0
    assert told(folder)["unknown"] == [{"source": "jobs", "fact": "published", "batches": 1}]
    assert "unknown  jobs: published of 1 batch" in call(folder, "status").stdout


def test_what_is_said_too_late_is_an_error_and_no_second_batch(tmp_path):
    folder = make(tmp_path)
    put(folder, "a.csv", HEADER + "1,x,2\n")
    run(folder)
    put(folder, "a.csv", HEADER + "1,x,2\n", period="2026-03")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code, len(landed(folder))) == (["A-005"], 2, 1)
    assert "requires: [period]" in "".join(found["outcomes"][0]["error"]["mend"])


def test_the_same_bytes_for_another_period_are_another_batch(tmp_path):
    folder = make(tmp_path)
    path = put(folder, "a.csv", HEADER + "1,x,2\n")
    for period, count in [("2026-03", 1), ("2026-03", 1), ("2026-04", 2)]:
        assert call(folder, "ingest", str(path), "-s", "jobs", "--period", period).exit_code == 0
        assert len(landed(folder)) == count


DELIVERY = """\
name_pattern: "{edition}_{period:yyyy-MM}.csv"
delivery:
  expects: ["jobs_*.csv", "areas_*.csv"]
  complete_by: 10d
"""


def test_a_delivery_is_incomplete_until_every_file_has_landed(tmp_path):
    folder = make(tmp_path, DELIVERY)
    put(folder, "jobs_2026-03.csv", HEADER + "1,x,2\n")
    run(folder)
    assert [e["delivery"] for e in landed(folder)] == ["2026-03"]
    (one, *_) = told(folder)["awaited"]
    assert (one["delivery"], one["missing"], one["landed"]) == ("2026-03", ["areas_*.csv"], 1)
    assert one["due"] == "2026-04-10"
    assert "lacks areas_*.csv; 1 landed (expected by 2026-04-10)" in call(folder, "status").stdout
    put(folder, "areas_2026-03.csv", HEADER + "2,x,2\n")
    first = positions(folder)
    run(folder)
    assert [a for a in told(folder)["awaited"] if a["missing"]] == []
    assert [a["delivery"] for a in told(folder, "--as-of", str(first))["awaited"] if a["missing"]] == ["2026-03"]


def test_a_refused_file_keeps_its_delivery_incomplete(tmp_path):
    from jobforge_es.commands.deliveries import delivery_complete

    folder = make(tmp_path, DELIVERY)
    put(folder, "jobs_2026-03.csv", HEADER + "1,x,2\n")
    put(folder, "areas_2026-03.csv", "")
    run(folder)
    (one, *_) = told(folder)["awaited"]
    assert (one["missing"], one["refused"]) == (["areas_*.csv"], ["areas_2026-03.csv"])
    space = Workspace.open(folder)
    with space.reading() as session:
        assert not delivery_complete(session.db, "jobs", "2026-03")
        assert delivery_complete(session.db, "jobs", None)
        assert delivery_complete(session.db, "nobody", "2026-03")
    put(folder, "areas_2026-03.csv", HEADER + "2,x,2\n")
    run(folder)
    with space.reading() as session:
        assert delivery_complete(session.db, "jobs", "2026-03")


REPLACING = """\
apiVersion: v3.1.0
kind: DataContract
id: jobs
version: 1.0.0
status: active
customProperties:
  - {property: jobforge.source, value: jobs}
  - {property: jobforge.mode, value: replace}
schema:
  - name: jobs
    physicalName: silver.jobs
    properties:
      - {name: code, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}
      - {name: title, logicalType: string}
"""


def test_a_table_is_replaced_by_a_delivery_when_the_last_of_its_files_has_landed(tmp_path):
    folder = make(tmp_path, DELIVERY)
    (folder / "contracts").mkdir()
    (folder / "contracts/jobs.yaml").write_text(REPLACING)

    def codes():
        result = call(folder, "query", "--json", "SELECT code FROM silver.jobs ORDER BY code")
        return [json.loads(line)["row"]["code"] for line in result.stdout.splitlines()]

    put(folder, "jobs_2026-03.csv", HEADER + "1,x,2\n")
    put(folder, "areas_2026-03.csv", HEADER + "2,x,2\n")
    run(folder)
    assert codes() == ["1", "2"]
    put(folder, "jobs_2026-04.csv", HEADER + "3,x,2\n")
    run(folder)
    assert codes() == ["1", "2"]
    assert sum(t["waiting"] for t in told(folder)["tables"]) == 0
    put(folder, "areas_2026-04.csv", HEADER + "4,x,2\n")
    run(folder)
    assert codes() == ["3", "4"]
    assert call(folder, "replay", "--check").exit_code == 0


def test_a_list_tells_which_files_form_a_delivery_and_their_bytes(tmp_path):
    folder = make(
        tmp_path,
        'name_pattern: "{edition}_{period:yyyy-MM}.csv"\ndelivery: {manifest: "{period:yyyy-MM}.manifest.txt"}\n',
    )
    good, other = HEADER + "1,x,2\n", HEADER + "2,x,2\n"
    put(folder, "jobs_2026-03.csv", good)
    run(folder)
    assert told(folder)["awaited"][0]["missing"] == ["{period:yyyy-MM}.manifest.txt"]
    sha = hashlib.sha256(other.encode()).hexdigest()
    put(folder, "2026-03.manifest.txt", f"# files\njobs_2026-03.csv\n{sha} *areas_2026-03.csv\n")
    found, exit_code = run(folder)
    assert (exit_code, [o["note"] for o in found["outcomes"]]) == (0, ["delivery 2026-03: 2 files"])
    assert told(folder)["awaited"][0]["missing"] == ["areas_2026-03.csv"]
    put(folder, "areas_2026-03.csv", HEADER + "9,x,2\n")
    run(folder)
    assert told(folder)["awaited"][0]["missing"] == ["areas_2026-03.csv"]  # not the bytes that the list names
    put(folder, "areas_2026-03.csv", other)
    run(folder)
    assert told(folder)["awaited"] == []
    head = positions(folder)
    run(folder)
    assert positions(folder) == head
    assert call(folder, "replay", "--check").exit_code == 0
    assert call(folder, "verify").exit_code == 0


def test_a_broken_list_is_an_error_and_records_nothing(tmp_path):
    folder = make(tmp_path, 'delivery: {by: period, manifest: "{period:yyyy-MM}.txt"}\n')
    put(folder, "2026-03.txt", "a/b.csv\n")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code) == (["A-011"], 1)


def test_a_source_that_should_have_delivered_is_overdue(tmp_path):
    folder = make(tmp_path, "frequency: monthly\n")
    path = put(folder, "a.csv", HEADER + "1,x,2\n")
    call(folder, "ingest", str(path), "-s", "jobs", "--published", "2020-01-15", "--period", "2020-01")
    (one,) = told(folder)["awaited"]
    assert (one["delivery"], one["due"], one["overdue"]) == ("2020-02", "2020-02-15", True)
    assert "overdue  jobs 2020-02: nothing has come (expected by 2020-02-15)" in call(folder, "status").stdout


def test_a_period_that_is_missing_in_a_series_is_named_until_it_comes(tmp_path):
    folder = make(tmp_path, "frequency: monthly\n")
    for month in ("2020-01", "2020-04"):
        call(
            folder,
            "ingest",
            str(put(folder, f"{month}.csv", f"{HEADER}1,{month},2\n")),
            "-s",
            "jobs",
            "--period",
            month,
        )
    assert [(one["delivery"], one["missing"]) for one in told(folder)["awaited"] if one["missing"]] == [
        (None, ["2020-02", "2020-03"])
    ]
    assert "overdue  jobs: lacks 2020-02, 2020-03; 2 landed" in call(folder, "status").stdout
    for month in ("2020-03", "2020-02"):
        call(
            folder,
            "ingest",
            str(put(folder, f"{month}.csv", f"{HEADER}1,{month},2\n")),
            "-s",
            "jobs",
            "--period",
            month,
        )
    assert not any(one["missing"] for one in told(folder)["awaited"])


def test_a_new_column_is_refused_unless_the_source_says_otherwise(tmp_path):
    folder = make(tmp_path)
    put(folder, "1.csv", HEADER + "1,x,2\n")
    put(folder, "2.csv", "code,title,jobs,region\n2,y,3,QC\n")
    found, exit_code = run(folder)
    assert (code_of(found), exit_code) == (["S-020"], 1)
    (drift,) = drifted(folder)
    assert (drift["kind"], drift["policy"], drift["columns"]) == ("new", "refuse", ["region"])
    assert "columns  jobs: 1 new: region; the file was refused" in call(folder, "status").stdout
    first = positions(folder)
    declare(folder, "drift: {new: keep}\n")
    assert run(folder)[1] == 0
    assert rows(folder, "code, region") == [{"code": "1", "region": None}, {"code": "2", "region": "QC"}]
    assert [d["policy"] for d in told(folder)["drifts"]] == ["keep"]
    assert [d["policy"] for d in told(folder, "--as-of", str(first))["drifts"]] == ["refuse"]
    put(folder, "3.csv", HEADER + "3,z,4\n")
    run(folder)
    assert told(folder)["drifts"] == []
    assert call(folder, "replay", "--check").exit_code == 0


def test_a_column_that_is_adopted_is_expected_of_later_files(tmp_path):
    folder = make(tmp_path, "drift: {new: evolve}\n")
    put(folder, "1.csv", HEADER + "1,x,2\n")
    put(folder, "2.csv", "code,title,jobs,region\n2,y,3,QC\n")
    put(folder, "3.csv", "code,title,jobs,region\n3,y,3,QC\n")
    put(folder, "4.csv", HEADER + "4,x,2\n")
    found, _ = run(folder)
    assert code_of(found) == ["S-020"]
    assert [(d["kind"], d["policy"]) for d in drifted(folder)] == [("new", "evolve"), ("missing", "refuse")]


def test_a_missing_column_is_landed_without_a_value_where_the_source_says_so(tmp_path):
    folder = make(tmp_path, "columns: [code, title, jobs]\ndrift: {missing: null}\n")
    put(folder, "1.csv", HEADER + "1,x,2\n")
    put(folder, "2.csv", "code,jobs\n2,3\n")
    assert run(folder)[1] == 0
    assert rows(folder, "code, title, jobs")[1] == {"code": "2", "title": None, "jobs": "3"}
    assert [(d["kind"], d["columns"]) for d in told(folder)["drifts"]] == [("missing", ["title"])]
    assert call(folder, "replay", "--check").exit_code == 0


def test_columns_in_another_order_are_landed_by_name(tmp_path):
    folder = make(tmp_path)
    put(folder, "1.csv", HEADER + "1,x,2\n")
    put(folder, "2.csv", "jobs,title,code\n3,y,2\n")
    assert run(folder)[1] == 0
    assert rows(folder, "code, title, jobs")[1] == {"code": "2", "title": "y", "jobs": "3"}
    assert [d["kind"] for d in told(folder)["drifts"]] == ["reordered"]
    assert call(folder, "replay", "--check").exit_code == 0
    declare(folder, "drift: {reordered: refuse}\n")
    put(folder, "3.csv", "title,code,jobs\ny,5,3\n")
    assert code_of(run(folder)[0]) == ["S-020"]


def towns(header, count=20):
    return header + "".join(f"{n},Town {n},{n}\n" for n in range(count))


def test_a_renamed_column_is_named_with_the_share_of_equal_values(tmp_path):
    folder = make(tmp_path)
    put(folder, "1.csv", towns("code,Region,jobs\n", 20))
    put(folder, "2.csv", towns("code,Région,jobs\n", 25))
    found, exit_code = run(folder)
    assert (code_of(found), exit_code) == (["S-020"], 1)
    (error,) = (o["error"] for o in found["outcomes"] if o["error"])
    assert "'Region' is likely 'Région' now (80% of its values are the same)" in error["why"]
    renamed = next(d for d in drifted(folder) if d["kind"] == "renamed")
    assert (renamed["columns"], renamed["former"], renamed["share"]) == (["Région"], ["Region"], "0.80")
    assert "Town 3" not in call(folder, "log", "--json").stdout
    declare(folder, "drift: {renamed: map}\n")
    assert run(folder)[1] == 0
    assert len(rows(folder, "code, region")) == 45
    assert {r["region"] for r in rows(folder, "code, region")} == {f"Town {n}" for n in range(25)}
    with Workspace.open(folder).reading() as session:
        layout = session.recall(landed(folder)[-1]["layout"], Layout)
    assert (layout.renamed, [c.header for c in layout.columns]) == ({"Région": "Region"}, ["code", "Region", "jobs"])
    assert "Town 3" not in call(folder, "log", "--json").stdout
    assert call(folder, "replay", "--check").exit_code == 0


def test_a_column_whose_values_look_otherwise_is_reported(tmp_path):
    folder = make(tmp_path)
    put(folder, "1.csv", HEADER + "1,x,2\n" * 12 + "2,y,none\n")
    put(folder, "2.csv", HEADER + "3,2026-01-01,many\n" * 12)
    assert run(folder)[1] == 0
    (drift,) = told(folder)["drifts"]
    assert (drift["kind"], drift["columns"]) == ("changed-type", ["title", "jobs"])
    assert (drift["former"], drift["found"]) == (["text", "integer"], ["date", "text"])
    assert "jobs was integer, is text" in call(folder, "status").stdout
    assert "many" not in call(folder, "log", "--json", "--type", "schema-drifted").stdout
