"""Events of OpenLineage that are sent to an address."""

from __future__ import annotations

import socket

import pytest

from tests.jobforge_es.cli.offices import call, only, positions
from tests.jobforge_es.fetching.serving import serving

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def lines(project, tmp_path):
    (project / "jobforge.toml").write_text('[project]\nname = "offices"\n[retries]\nwait_first = "0s"\nattempts = 3\n')
    assert call(project, "export", "openlineage", "--into", str(tmp_path / "file")).exit_code == 0
    found = (tmp_path / "file/openlineage.ndjson").read_bytes().splitlines()
    assert len(found) > 10
    return found


def send(project, address, *more):
    return call(project, "export", "openlineage", "--to", f"{address}/api/v1/lineage", *more)


def published(project):
    return [e["data"]["folder"] for e in only(call(project, "log", "--json", "--type", "export-published"))["events"]]


def failing(project):
    return [(f["step"], f["code"], f["attempts"]) for f in only(call(project, "status", "--json"))["failures"]]


def test_an_address_gets_every_event_of_the_file_in_its_order(project, lines):
    with serving(lambda handler, _: handler.say(201)) as served:
        assert send(project, served.address, "--dry-run").exit_code == 0
        assert served.sent == []
        assert send(project, served.address).exit_code == 0
    assert served.sent == lines
    assert {(each["path"], each["Content-Type"]) for each in served.asked} == {("/api/v1/lineage", "application/json")}
    assert published(project)[-1] == f"{served.address}/api/v1/lineage"


def test_an_address_that_refuses_for_a_moment_is_asked_again_where_it_stopped(project, lines):
    with serving(lambda handler, number: handler.say(503 if number in (4, 5) else 200)) as served:
        assert send(project, served.address).exit_code == 0
    assert served.sent == [*lines[:3], lines[3], lines[3], *lines[3:]]
    assert len(only(call(project, "log", "--json", "--type", "attempt-failed"))["events"]) == 2
    assert failing(project) == []


@pytest.mark.parametrize("status", [400, 401, 302])
def test_an_address_that_refuses_is_one_clear_error_and_is_recorded(project, lines, status):
    known = published(project)
    with serving(lambda handler, number: handler.say(status if number == 3 else 200, Location="/there")) as served:
        result = send(project, served.address)
        assert (result.exit_code, "N-002" in result.output) == (1, True)
        assert f"answers {status}" in result.output
        assert f"2 of {len(lines)} events were taken" in result.output
        assert len(served.sent) == 3
        assert (failing(project), published(project)) == ([("export", "N-002", 1)], known)
        assert send(project, served.address).exit_code == 0
    assert failing(project) == []


def test_where_nobody_answers_the_command_ends_with_6(project, lines):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        result = send(project, f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (result.exit_code, "N-011" in result.output) == (6, True)
    assert f"0 of {len(lines)} events were taken" in result.output
    assert failing(project) == [("export", "N-011", 3)]


@pytest.mark.parametrize("address", ["ftp://x/y", "https://name:secret@x/y", "https://x/y?key=secret", "x"])
def test_an_address_that_would_not_do_is_refused_at_once(project, address):
    before = positions(project)
    result = call(project, "export", "openlineage", "--to", address)
    assert (result.exit_code, result.stderr[:5]) == (2, "N-012")
    assert "secret" not in result.output
    assert call(project, "export", "openlineage", "--to", "https://x/y", "--into", "z").exit_code == 2
    assert call(project, "export", "odcs", "--to", "https://x/y").exit_code == 2
    assert positions(project) == before
