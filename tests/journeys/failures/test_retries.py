"""Failures that may pass by themselves: tried again, each try recorded, then set aside as a whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from jobforge_es.commands.trying import policy_of
from jobforge_es.definitions.sources import read_source
from jobforge_es.retrying import Policy
from projections.engines.sandbox import Sandbox
from projections.layers import models, promoting, staged
from projections.readers import opening
from tests.jobforge_es.cli.offices import call, only
from tests.jobforge_es.fetching.serving import serving, whole
from tests.journeys.test_deliveries import declare
from tests.journeys.test_fetch import DATA, fetch, project, quick, statuses  # noqa: F401 - a fixture for each test

pytestmark = pytest.mark.journey


def events(folder, kind):
    return [e["data"] for e in only(call(folder, "log", "--json", "--type", kind))["events"]]


def failing(folder):
    return [
        (f["step"], f["subject"], f["code"], f["attempts"]) for f in only(call(folder, "status", "--json"))["failures"]
    ]


def test_a_server_that_is_busy_is_asked_again_and_each_try_is_an_event(tmp_path):
    def answer(handler, number):
        handler.say(503) if number < 3 else whole(handler, DATA)

    with serving(answer) as served:
        folder = project(tmp_path, served)
        found, exit_code = fetch(folder)
    assert (statuses(found), exit_code) == (["done"], 0)
    tries = events(folder, "attempt-failed")
    assert [(t["step"], t["subject"], t["code"], t["number"], t["waits_ms"]) for t in tries] == [
        ("fetch", "jobs.csv", "N-001", 1, 0),
        ("fetch", "jobs.csv", "N-001", 2, 0),
    ]
    assert (events(folder, "step-*"), failing(folder)) == ([], [])


def test_after_the_last_try_it_is_set_aside_until_another_command_succeeds(tmp_path):
    up = []

    def answer(handler, _):
        whole(handler, DATA) if up else handler.say(503)

    with serving(answer) as served:
        folder = project(tmp_path, served)
        (folder / "inbox/other.csv").write_bytes(DATA)
        result = call(folder, "run", "--fetch", "--json")
        assert result.exit_code == 6
        assert [o["subject"] for o in only(result)["outcomes"] if o["step"] == "ingest"] == ["other.csv"]
        assert failing(folder) == [("fetch", "jobs.csv", "N-001", 3)]
        assert "(tried 3 times, event" in call(folder, "status").stdout
        assert fetch(folder, "jobs")[1] == 6
        assert failing(folder) == [("fetch", "jobs.csv", "N-001", 3)]
        up.append(True)
        assert fetch(folder, "jobs")[1] == 0
    assert [e["attempts"] for e in events(folder, "step-failed")] == [3, 3]
    assert events(folder, "step-recovered") == [{"step": "fetch", "subject": "jobs.csv"}]
    assert failing(folder) == []
    assert call(folder, "replay", "--check").exit_code == 0


@pytest.mark.parametrize(
    ("module", "name", "step"),
    [
        (opening, "parts_of", "ingest"),
        (staged, "stage", "ingest"),
        (promoting, "promote_batch", "promote"),
        (models, "build_model", "build"),
    ],
)
def test_a_disk_that_refuses_for_a_moment_does_not_stop_a_step(fresh, monkeypatch, module, name, step):
    (fresh / "jobforge.toml").write_text('[project]\nname = "offices"\n[retries]\nwait_first = "0s"\nattempts = 2\n')
    real, left = getattr(module, name), [True]

    def once_broken(*args, **named):
        if left:
            left.pop()
            raise OSError(errno.EIO, "input/output error")
        return real(*args, **named)

    monkeypatch.setattr(module, name, once_broken)
    assert call(fresh, "run").exit_code == 0
    (tried,) = events(fresh, "attempt-failed")
    assert (tried["step"], tried["code"], tried["number"]) == (step, "F-014", 1)
    assert (tried["batch_id"] is None) == (step != "promote")


@pytest.mark.parametrize(("module", "name"), [(opening, "parts_of"), (staged, "stage")])
def test_a_file_that_a_disk_keeps_from_staging_is_not_refused_and_lands_later(fresh, monkeypatch, module, name):
    (fresh / "jobforge.toml").write_text('[project]\nname = "offices"\n[retries]\nwait_first = "0s"\nattempts = 2\n')

    def broken(*_, **__):
        raise OSError(errno.EIO, "input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(module, name, broken)
        assert call(fresh, "run").exit_code == 1
    assert failing(fresh) == [("ingest", "offices_1.csv", "F-014", 2)]
    assert events(fresh, "batch-*") == []
    assert call(fresh, "run").exit_code == 0
    assert (failing(fresh), len(events(fresh, "batch-ingested"))) == ([], 1)
    assert events(fresh, "step-recovered") == [{"step": "ingest", "subject": "offices_1.csv"}]


def test_what_a_source_does_not_say_of_tries_is_as_the_project_has_it():
    source = read_source("sources/jobs.yaml", b"format: csv\nretries: {attempts: 2, fetch: {first: 3s}}")
    session = SimpleNamespace(config=SimpleNamespace(attempts=9, wait_first=0, wait_most=7, retry_within=60))
    assert policy_of(session, "fetch", source) == Policy(2, 3, 7, 60)
    assert policy_of(session, "ingest", source) == Policy(2, 0, 7, 60)
    assert policy_of(session, "build") == Policy(9, 0, 7, 60)


def test_a_step_that_a_disk_refuses_for_good_is_set_aside_and_the_run_goes_on(fresh, monkeypatch):
    (fresh / "jobforge.toml").write_text('[project]\nname = "offices"\n[retries]\nwait_first = "0s"\nattempts = 2\n')
    (fresh / "models/gold/dim_name.sql").write_text("SELECT code, name FROM silver.offices\n")
    real = models.build_model

    def broken(workshop, model, *args, **named):
        if model.table == "gold.dim_name":
            raise OSError(errno.EIO, "input/output error")
        return real(workshop, model, *args, **named)

    with monkeypatch.context() as patched:
        patched.setattr(models, "build_model", broken)
        assert call(fresh, "run").exit_code == 1
    assert failing(fresh) == [("build", "gold.dim_name", "F-014", 2)]
    assert only(call(fresh, "query", "--json", "SELECT count(*) AS n FROM gold.dim_office"))["row"]["n"] == 3
    assert call(fresh, "run").exit_code == 0
    assert failing(fresh) == []


def test_an_engine_whose_disk_refuses_for_a_moment_is_asked_again(fresh, monkeypatch):
    (fresh / "jobforge.toml").write_text('[project]\nname = "offices"\n[retries]\nwait_first = "0s"\nattempts = 2\n')
    assert call(fresh, "apply").exit_code == 0
    query, left = Sandbox._query, [True]

    def once_broken(sandbox, sql):
        if left:
            left.pop()
            raise duckdb.IOException(f'IO Error: Could not read from file "x": {os.strerror(errno.EIO)}')
        return query(sandbox, sql)

    monkeypatch.setattr(Sandbox, "_query", once_broken)
    assert call(fresh, "run").exit_code == 0
    assert [(t["step"], t["code"]) for t in events(fresh, "attempt-failed")] == [("promote", "M-014")]


def test_what_is_to_be_done_no_more_is_no_failure_any_more(tmp_path):
    with serving(lambda handler, _: handler.say(503)) as served:
        folder = project(tmp_path, served)
        assert fetch(folder)[1] == 6
    assert failing(folder) == [("fetch", "jobs.csv", "N-001", 3)]
    declare(folder)
    assert call(folder, "apply").exit_code == 0
    assert failing(folder) == []


def test_a_disk_that_refuses_a_file_that_came_does_not_stop_the_run(tmp_path, monkeypatch):
    with serving(lambda handler, _: whole(handler, DATA)) as served:
        folder = project(tmp_path, served)
        (folder / "inbox/other.csv").write_bytes(DATA)

        replace = Path.replace

        def refuse(path, target):
            if "inbox" in path.parts:
                raise OSError(errno.EIO, "input/output error", str(path))
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", refuse)
        result = call(folder, "run", "--fetch", "--json")
    assert result.exit_code == 1
    found = {o["subject"]: o["status"] for o in only(result)["outcomes"] if o["step"] in ("fetch", "ingest")}
    assert (found["jobs.csv"], found["other.csv"]) == ("failed", "done")
    assert failing(folder) == [("fetch", "jobs.csv", "F-014", 3)]
