from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from jobforge_es.cli import main
from jobforge_es.cli.directory import AUDIENCES, COMMANDS
from tests.jobforge_es.cli.offices import call, environment

README = Path(__file__).parents[3] / "README.md"
HEAVY = (
    "pyarrow",
    "duckdb",
    "sqlglot",
    "sqlite_utils",
    "cattrs",
    "yaml",
    "numpy",
    "rich",
    "orjson",
    "pydantic",
    "jsonschema",
)


def every_command():
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, child) for child in command.commands)
        else:
            yield (name,)


@pytest.mark.parametrize("path", list(every_command()), ids=" ".join)
def test_every_command_tells_what_it_does_and_takes_the_common_options(path):
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: jobforge {' '.join(path)}")
    for option in ("--json", "--project", "--debug"):
        assert option in result.stdout
    command = main.get_command(click.Context(main), path[0])
    for name in path[1:]:
        command = command.commands[name]
    assert command.help
    assert len(command.help.split("\n")[0]) > 10
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter


@pytest.mark.parametrize("path", list(every_command()), ids=" ".join)
def test_every_command_stands_in_the_readme(path):
    assert f"`jobforge {' '.join(path)}" in README.read_text(encoding="utf-8")


def test_help_groups_the_commands_by_who_uses_them():
    shown = CliRunner().invoke(main, ["--help"]).stdout
    places = [shown.index(f"\n{audience}:") for audience in AUDIENCES]
    assert places == sorted(places)
    for name, entry in COMMANDS.items():
        assert f"  {name}" in shown
        assert entry.help in shown


def test_what_writes_takes_a_dry_run_and_what_reads_state_a_moment():
    for name in ("run", "apply", "ingest", "promote", "replay", "init"):
        assert "--dry-run" in CliRunner().invoke(main, [name, "--help"]).stdout
    for path in (("status",), ("log",), ("query",), ("lineage",), ("replay",), ("catalog", "show"), ("source", "show")):
        assert "--as-of" in CliRunner().invoke(main, [*path, "--help"]).stdout
    for path in (("quarantine", "list"), ("quarantine", "show")):
        assert "--as-of" in CliRunner().invoke(main, [*path, "--help"]).stdout


def loaded_by(*args, cwd):
    code = (
        "import sys\n"
        f"sys.argv = ['jobforge', *{args!r}]\n"
        "from jobforge_es.cli import main\n"
        "try: main()\n"
        "finally: print(' '.join(m for m in sys.modules), file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, env=environment(), check=True
    )
    return run.stdout, set(run.stderr.splitlines()[-1].split())


def test_help_loads_click_and_the_standard_library_only(tmp_path):
    shown, modules = loaded_by("--help", cwd=tmp_path)
    assert "Auditor:" in shown
    assert not modules & {*HEAVY, "attrs", "attr", "filelock", "ledger", "projections", "jobforge_es.workspace"}


def test_status_loads_no_data_library(ran):
    shown, modules = loaded_by("status", cwd=ran)
    assert "silver.offices" in shown
    assert not modules & set(HEAVY)
    assert "jobforge_es.workspace" not in modules


def test_an_unknown_command_is_refused_with_the_one_that_was_meant(ran):
    result = call(ran, "qurantine", "list")
    assert result.exit_code == 2
    assert "did you mean 'quarantine'?" in result.stderr
    assert call(ran, "zzz").exit_code == 2


def test_an_unknown_option_is_refused_with_the_one_that_was_meant(ran):
    result = call(ran, "log", "--tabel", "x")
    assert result.exit_code == 2
    assert "--table" in result.stderr
    assert result.stdout == ""


def test_the_version_is_told():
    from jobforge_es.version import __version__

    assert __version__ in CliRunner().invoke(main, ["--version"]).stdout


def test_help_is_as_wide_as_the_terminal_says():
    wide = CliRunner(env={"COLUMNS": "200"}).invoke(main, ["ingest", "--help"]).stdout
    narrow = CliRunner(env={"COLUMNS": "60"}).invoke(main, ["ingest", "--help"]).stdout
    assert max(map(len, narrow.splitlines())) < 60 < max(map(len, wide.splitlines())) <= 110
    assert CliRunner(env={"COLUMNS": "wide"}).invoke(main, ["ingest", "--help"]).exit_code == 0
