"""What a new user does, with the real command over real files."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from hashlib import sha256

import pytest

from tests.jobforge_es.cli.offices import environment, tree

pytestmark = pytest.mark.journey


@pytest.fixture
def run(console, tmp_path):
    def run(*args, cwd=tmp_path, code=0):
        done = subprocess.run(
            [*console, *args], capture_output=True, text=True, cwd=cwd, env=environment(), timeout=60, check=False
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    return run


def layer_files(project):
    files = (p for p in (project / "lake/layers").rglob("*.parquet"))
    return {str(p.relative_to(project)): sha256(p.read_bytes()).hexdigest() for p in files}


def test_from_nothing_to_gold_and_back_again(run, tmp_path):
    run("init", "workforce", "--sample")
    project = tmp_path / "workforce"
    before = tree(project)
    planned = json.loads(run("plan", "--json", cwd=project))
    assert tree(project) == before

    done = json.loads(run("run", "--json", cwd=project))
    assert [o["balance"] for o in done["outcomes"]] == [o["balance"] for o in planned["outcomes"]]
    position = json.loads(run("status", "--json", cwd=project))["position"]

    assert run("run", cwd=project / "sources") == "nothing to do\n"
    assert json.loads(run("status", "--json", cwd=project))["position"] == position
    assert run("query", "SELECT count(*) AS n FROM gold.dim_occupation", cwd=project).split() == ["n", "36"]

    run("verify", cwd=project)
    built = layer_files(project)
    for entry in (project / "lake").iterdir():
        if entry.name not in ("ledger.db", "vault"):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    assert not layer_files(project)
    run("replay", "--check", cwd=project)
    assert layer_files(project) == built
    run("verify", cwd=project)
    assert run("run", cwd=project) == "nothing to do\n"


def test_the_way_of_the_readme_with_a_file_of_ones_own(run, tmp_path):
    run("init", "myproject")
    project = tmp_path / "myproject"
    (project / "inbox/offices.csv").write_text("Code,Name\n007,Québec\n,\n", encoding="utf-8")
    (project / "sources/offices.yaml").write_text(
        'name: offices\nfiles: ["offices*.csv"]\nformat: csv\nencoding: utf-8\ndelimiter: ","\n'
    )
    run("run", cwd=project)
    rows = [
        json.loads(line)["row"]
        for line in run("query", "--json", "SELECT code, name FROM staged.offices", cwd=project).splitlines()
    ]
    assert rows == [{"code": "007", "name": "Québec"}, {"code": None, "name": None}]


def test_the_state_of_march_can_be_asked_for_in_april(run, project):
    (project / "inbox/offices_2.csv").write_text("Code,Name,Opened,Budget\nB01,West,2023-03-03,4.00\n")
    march = json.loads(run("status", "--json", cwd=project))["position"]
    run("run", "--actor", "Noor", "--reason", "second delivery", cwd=project)

    def count(*args):
        return json.loads(run("query", "--json", "SELECT count(*) AS n FROM gold.dim_office", *args, cwd=project))[
            "row"
        ]["n"]

    assert (count(), count("--as-of", str(march))) == (4, 3)
    assert "Noor" in run("log", "--from", str(march + 1), cwd=project)


def test_the_log_can_be_followed_while_another_command_works(console, run, project):
    (project / "inbox/offices_2.csv").write_text("Code,Name,Opened,Budget\nB01,West,2023-03-03,4.00\n")
    last = json.loads(run("status", "--json", cwd=project))["position"]
    command = [*console, "--project", str(project), "log", "--follow", "--json", "--from", str(last)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as following:
        try:
            assert json.loads(following.stdout.readline())["event"]["position"] == last
            run("run", cwd=project)
            found = json.loads(following.stdout.readline())
            following.send_signal(signal.SIGINT)
            following.communicate(timeout=30)
        finally:
            following.kill()
    assert (found["format"], found["event"]["type"]) == ("jobforge/log/1", "batch-ingested")
    assert following.returncode == 130


def test_another_program_can_open_the_ledger(run, project):
    from sqlite_utils import Database

    from ledger.driver import sqlite3

    db = sqlite3.connect(f"file:{project}/lake/ledger.db?mode=ro", uri=True)
    names = {row["actor"] for row in Database(db, execute_plugins=False).query("SELECT DISTINCT actor FROM log")}
    db.close()
    assert names == {"lea"}
