from __future__ import annotations

import pytest
from click.testing import CliRunner

from jobforge_es.cli import main
from tests.jobforge_es.cli.offices import call, only


def completed(words, cwd, monkeypatch):
    monkeypatch.chdir(cwd)
    env = {"_JOBFORGE_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    shown = CliRunner(env=env).invoke(main, [], prog_name="jobforge").stdout
    return [line.partition(",")[2] for line in shown.splitlines() if line]


def test_commands_are_completed(ran, monkeypatch):
    assert completed(["jobforge", "qua"], ran, monkeypatch) == ["quarantine"]
    assert completed(["jobforge", "quarantine", "re"], ran, monkeypatch) == ["reject", "release", "retry"]


def test_names_of_tables_and_sources_are_completed_from_the_read_models(ran, monkeypatch):
    assert completed(["jobforge", "catalog", "show", "silver."], ran, monkeypatch) == ["silver.offices"]
    assert completed(["jobforge", "ingest", "x.csv", "--source", "off"], ran, monkeypatch) == ["offices"]


def test_questions_and_codes_are_completed(ran, monkeypatch):
    assert "who" in completed(["jobforge", "audit", "w"], ran, monkeypatch)
    assert completed(["jobforge", "explain", "k-00"], ran, monkeypatch) == ["K-001"]


def test_outside_a_project_there_is_nothing_to_complete_and_no_error(tmp_path, monkeypatch):
    assert completed(["jobforge", "catalog", "show", "s"], tmp_path, monkeypatch) == []


def test_before_the_first_run_there_is_nothing_to_complete(fresh, monkeypatch):
    assert completed(["jobforge", "catalog", "show", "s"], fresh, monkeypatch) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(shell, ran):
    result = call(ran, "completion", shell)
    assert result.exit_code == 0
    assert "_JOBFORGE_COMPLETE" in result.stdout
    assert only(call(ran, "completion", shell, "--json"))["script"] in result.stdout


def test_another_shell_is_refused(ran):
    assert call(ran, "completion", "tcsh").exit_code == 2
