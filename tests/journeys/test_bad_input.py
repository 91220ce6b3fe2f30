"""Bad input: one clear error, the right exit code, nothing written."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from ledger.driver import sqlite3
from tests.jobforge_es.cli.offices import CSV, MORE, call, environment, objects, only, positions, tree

HOSTILE = [
    "a b.csv",
    "it's.csv",
    'quo"te.csv',
    "'; DROP TABLE events; --.csv",
    "new\nline.csv",
    "esc\x1b[2J.csv",
    "données.csv",
    "职业.csv",
    "..csv",
    "-rf.csv",
    "select.csv",
    "%2e%2e%2fpasswd.csv",
    "x" * 240 + ".csv",
    os.fsdecode(b"qu\xe9bec.csv"),
]


def ingest(project, *paths, source="offices"):
    return call(project, "ingest", "--source", source, "--json", "--", *map(str, paths))


def outcome(result):
    (found,) = (o for o in only(result)["outcomes"] if o["step"] == "ingest")
    return found


def test_names_of_files_never_become_paths_or_sql(project, tmp_path):
    inbox = tmp_path / "hostile"
    inbox.mkdir()
    for number, name in enumerate(HOSTILE):
        (inbox / name).write_text(MORE.replace("B01", f"H{number:02}"), encoding="utf-8")
    outside = {p for p in tmp_path.rglob("*") if not p.is_relative_to(project)}
    result = ingest(project, *sorted(inbox.iterdir()))
    assert result.exit_code == 0, result.output
    assert call(project, "promote").exit_code == 0
    assert "\x1b" not in call(project, "source", "show", "offices").output + call(project, "log").output
    rows = objects(
        call(project, "query", "--json", "SELECT _source_file AS f FROM staged.offices WHERE code LIKE 'H%'")
    )
    assert len(rows) == len(HOSTILE)
    assert {row["row"]["f"] for row in rows} == {n.replace(os.fsdecode(b"\xe9"), "%E9") for n in HOSTILE}
    assert {p for p in tmp_path.rglob("*") if not p.is_relative_to(project)} == outside
    assert call(project, "verify").exit_code == 0


@pytest.mark.parametrize(
    "header",
    ['"x""y"', "'; DROP TABLE x; --", "select", "a b", "Ünïcode", "x" * 300, "\x1b[2J", "_batch_id", "1st", "a\nb"],
)
def test_names_of_columns_never_become_sql(fresh, tmp_path, header):
    (fresh / "sources/odd.yaml").write_text(
        'files: ["odd*.csv"]\nformat: csv\nencoding: utf-8\nquarantine_limit: none\n'
    )
    quoted = '"' + header.replace('"', '""') + '"' if set(header) & set('",\n') else header
    (tmp_path / "odd.csv").write_text(f"{quoted},b\n1,2\n", encoding="utf-8")
    result = ingest(fresh, tmp_path / "odd.csv", source="odd")
    found = outcome(result)
    assert (found["status"], result.exit_code) in (("done", 0), ("rejected", 1), ("failed", 1))
    if found["status"] == "done":
        assert len(objects(call(fresh, "query", "--json", "SELECT * FROM staged.odd"))) == 1
    assert call(fresh, "verify").exit_code == 0


def test_headers_that_differ_in_case_only_are_refused(fresh, tmp_path):
    (fresh / "sources/odd.yaml").write_text('files: ["odd*.csv"]\nformat: csv\nencoding: utf-8\n')
    (tmp_path / "odd.csv").write_text("Code,code\n1,2\n")
    found = outcome(ingest(fresh, tmp_path / "odd.csv", source="odd"))
    assert (found["status"], found["error"]["code"]) == ("rejected", "S-022")


@pytest.mark.parametrize("name", ["../escape", "a;b", "A", "x" * 64, "'x'", "select 1", "", "silver"])
def test_names_of_tables_that_are_none_are_refused(project, name):
    before = tree(project / "lake/vault")
    for args in (("promote", f"silver.{name}"), ("catalog", "show", f"silver.{name}"), ("lineage", f"silver.{name}")):
        assert call(project, *args).exit_code == 2
    assert tree(project / "lake/vault") == before


def test_what_is_no_file_is_refused_and_nothing_is_recorded(project, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nothing")
    before = positions(project)
    for name in ("pipe.csv", "folder.csv", "dangling.csv", "missing.csv", "no/such/folder.csv"):
        result = ingest(project, tmp_path / name)
        assert result.exit_code == 2
        assert outcome(result)["error"]["code"] in ("U-031", "U-032", "U-033")
    assert positions(project) == before


def test_what_lies_in_the_inbox_and_is_no_file_is_told_and_recorded_nowhere(project):
    os.mkfifo(project / "inbox/offices_pipe.csv")
    (project / "inbox/offices_folder.csv").mkdir()
    before = json.loads(call(project, "log", "--json").stdout)
    result = call(project, "run")
    assert result.exit_code == 2
    assert "offices_pipe.csv" in result.stdout
    assert "offices_folder.csv" in result.stdout
    assert json.loads(call(project, "log", "--json").stdout) == before


def test_an_empty_file_is_refused_and_its_bytes_are_kept(project):
    (project / "inbox/offices_2.csv").write_text("")
    result = call(project, "run", "--json")
    assert (result.exit_code, outcome(result)["error"]["code"]) == (1, "P-001")
    assert call(project, "run", "--json").exit_code in (0, 1)
    assert call(project, "verify").exit_code == 0


def test_a_file_with_a_header_only_is_a_batch_without_rows(project):
    (project / "inbox/offices_2.csv").write_text("Code,Name,Opened,Budget\n")
    found = only(call(project, "run", "--json"))
    assert (found["exit_code"], found["balance"]["staged"]["read"]) == (0, 0)
    assert call(project, "run").stdout == "nothing to do\n"


def test_a_file_with_another_header_is_not_loaded_into_wrong_columns(project):
    (project / "inbox/offices_2.csv").write_text("Name,Code,Opened,Cost\nWest,B01,2023-03-03,4.00\n")
    result = call(project, "run", "--json")
    assert (result.exit_code, outcome(result)["error"]["code"]) == (1, "S-020")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sources/offices.yaml", "files: [\n"),
        ("sources/offices.yaml", "\tfiles: x\n"),
        ("contracts/offices.yaml", "apiVersion: v3.1.0\nkind: Something\n"),
        ("contracts/offices.yaml", ""),
        ("models/gold/dim_office.sql", "SELEC code FROM silver.offices"),
        ("models/gold/dim_office.sql", "SELECT * FROM read_csv('/etc/passwd')"),
        ("models/gold/dim_office.sql", "SELECT now() AS n FROM silver.offices"),
        ("models/gold/dim_office.sql", "DROP TABLE silver.offices"),
        ("models/gold/dim_office.sql", "SELECT nothing FROM silver.offices"),
        ("models/gold/dim_office.sql", "SELECT 1 AS x; SELECT 2 AS x"),
        ("models/gold/office.sql", "SELECT code FROM silver.offices"),
        ("models/gold/dim office.sql", "SELECT code FROM silver.offices"),
        ("jobforge.toml", "[project\n"),
        ("jobforge.toml", 'time_zone = "Nowhere/Land"\n'),
    ],
)
def test_a_broken_definition_names_its_file_and_nothing_is_recorded(project, path, text):
    (project / path).write_text(text)
    before = tree(project / "lake/layers")
    result = call(project, "run")
    assert result.exit_code == 2, result.output
    assert Path(path).name.partition(".")[0] in result.stderr
    assert "mend" in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(project / "lake/layers") == before


def test_a_model_of_a_table_that_does_not_exist_waits_or_is_refused(project):
    (project / "models/gold/dim_office.sql").write_text("SELECT code FROM silver.nothing")
    result = call(project, "run")
    assert "silver.nothing" in result.output


def test_a_table_with_two_makers_is_refused(project):
    (project / "models/silver").mkdir()
    (project / "models/silver/offices.sql").write_text("SELECT 1 AS code\n")
    result = call(project, "run")
    assert (result.exit_code, result.stderr[:5]) == (2, "C-012")


def test_tables_that_need_each_other_are_refused(project):
    for one, other in (("dim_one", "dim_other"), ("dim_other", "dim_one")):
        (project / f"models/gold/{one}.sql").write_text(f"SELECT code FROM gold.{other}\n")
    result = call(project, "run")
    assert (result.exit_code, result.stderr[:5]) == (2, "M-021")


def test_a_model_whose_order_has_ties_is_refused_by_its_rows(project):
    sql = "SELECT code, row_number() OVER (ORDER BY budget > 0) AS place FROM silver.offices\n"
    (project / "models/gold/dim_place.sql").write_text(sql)
    result = call(project, "run", "--json")
    assert [o["error"]["code"] for o in only(result)["outcomes"] if o["error"]] == ["M-022"]
    assert result.exit_code == 1


def test_two_sources_for_one_file_are_refused(project):
    (project / "sources/again.yaml").write_text('files: ["offices_9*.csv"]\nformat: csv\nencoding: utf-8\n')
    (project / "inbox/offices_9.csv").write_text(MORE)
    result = call(project, "run")
    assert (result.exit_code, result.stderr[:5]) == (2, "C-010")


def test_a_ledger_from_a_newer_version_is_left_alone(project):
    db = sqlite3.connect(project / "lake/ledger.db")
    db.execute("PRAGMA user_version = 99")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    before = tree(project / "lake/vault")
    for command in (("status",), ("run",), ("query", "SELECT 1"), ("verify",)):
        result = call(project, *command)
        assert result.exit_code in (2, 4), (command, result.output)
        assert result.stderr[:2] in ("L-", "I-")
    assert tree(project / "lake/vault") == before


def test_a_ledger_that_is_none_is_left_alone(fresh):
    (fresh / "lake").mkdir()
    (fresh / "lake/ledger.db").write_text("this is a text file of some length, and no database at all")
    for command in (("status",), ("run",), ("verify",)):
        result = call(fresh, *command)
        assert (result.exit_code, result.stderr[:5]) == (2, "L-007")
    assert (fresh / "lake/ledger.db").read_text().startswith("this is a text file")


AS_READER = """
import json, os, sys
import sqlite_utils
from click.testing import CliRunner
from jobforge_es.cli import main

def run(project, *args):
    result = CliRunner().invoke(main, ["--project", project, *args])
    return result.exit_code, result.stdout, result.stderr

warm, project, commands = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
for command in commands:
    run(warm, *command)  # loads what a user without rights could not load any more
if os.geteuid() == 0:
    os.setuid(65534)
told = [run(project, *command) for command in commands]
print(json.dumps(told))
"""


@pytest.fixture
def read_only(ran_once):
    """The project where it may be read by all and written by nobody."""
    with tempfile.TemporaryDirectory(prefix="jobforge-test-") as folder:
        root = Path(folder)
        shutil.copytree(ran_once, root / "offices")
        for path in (root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield root / "offices"
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)


@pytest.mark.journey
def test_a_lake_that_may_only_be_read_is_read(project, read_only):
    reading = [
        ["status"],
        ["query", "SELECT * FROM gold.dim_office"],
        ["catalog", "show"],
        ["log"],
        ["quarantine", "list"],
    ]
    before = tree(read_only)
    done = subprocess.run(
        [sys.executable, "-c", AS_READER, str(project), str(read_only), json.dumps([*reading, ["run"]])],
        capture_output=True, text=True, env=environment(PYTHONDONTWRITEBYTECODE="1"), cwd="/", timeout=60, check=True,
    )  # fmt: skip
    *read, (code, _, prose) = json.loads(done.stdout)
    for answer in read:
        assert answer[0] == 0, answer
    assert code in (1, 2), prose
    assert "bug" not in prose
    assert "Traceback" not in prose
    assert tree(read_only) == before


@pytest.mark.journey
def test_a_disk_that_is_full_is_one_clear_error_and_leaves_nothing_half_done(console, fresh):
    rows = "".join(f"{chr(65 + n % 26)}{n % 100:02},name {n},2020-01-01,1.00\n" for n in range(160_000))
    (fresh / "inbox/offices_1.csv").write_text("Code,Name,Opened,Budget\n" + rows)

    def small_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [*console, "--project", str(fresh), "run"],
        capture_output=True, text=True, env=environment(), preexec_fn=small_disk, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert any(code in done.stdout + done.stderr for code in ("F-010", "F-031", "L-008"))
    assert call(fresh, "verify").exit_code == 0
    (fresh / "inbox/offices_1.csv").write_text(CSV)
    assert call(fresh, "run").exit_code == 0


@pytest.mark.journey
def test_an_interrupted_run_can_be_run_again(console, fresh):
    rows = "".join(f"{chr(65 + n % 26)}{n % 100:02},name {n},2020-01-01,1.00\n" for n in range(400_000))
    (fresh / "inbox/offices_1.csv").write_text("Code,Name,Opened,Budget\n" + rows)
    command = [*console, "--project", str(fresh), "run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as run:
        for line in run.stdout:
            if "models/gold" in line or "contracts" in line:
                break
        time.sleep(0.2)
        run.send_signal(signal.SIGINT)
        _, prose = run.communicate(timeout=60)
    assert run.returncode == 130, prose
    assert "safe to run again" in prose
    assert "Traceback" not in prose
    assert call(fresh, "verify").exit_code == 0
    (fresh / "inbox/offices_1.csv").write_text(CSV)
    assert call(fresh, "run").exit_code == 0
    assert len(objects(call(fresh, "query", "--json", "SELECT * FROM gold.dim_office"))) == 3
