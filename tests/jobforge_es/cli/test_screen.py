from __future__ import annotations

import math
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest

from jobforge_es.cli.screen import Screen, aligned, shown_time, value_of
from tests.jobforge_es.cli.offices import call, environment, only


@attrs.frozen
class Numbers:
    one: float


def test_a_table_is_aligned_by_the_cells_that_text_takes():
    lines = list(aligned(("name", "rows"), [("職業", "7"), ("a", "1,000")], {"rows"}))
    assert lines == ["name   rows", "職業      7", "a     1,000"]


def test_a_long_cell_is_cut():
    (_, line) = aligned(("x",), [("a" * 100,)], set(), most=10)
    assert line == "a" * 9 + "…"


def test_cells_cannot_drive_the_terminal(capsys):
    Screen(json=False).table(("x",), [("\x1b[2J",), (None,)])
    assert capsys.readouterr().out == "x\n\\x1b[2J\n\n"


def test_a_program_gets_one_object_and_no_prose(capsys):
    screen = Screen(json=True)
    screen.line("prose")
    screen.table(("x",), [(1,)])
    screen.hint("jobforge run")
    screen.object("x", {"é": Decimal("1.50"), "at": datetime(2026, 1, 2, tzinfo=UTC), "raw": b"\x01", "set": {2, 1}})
    shown = capsys.readouterr()
    assert shown.err == ""
    assert (
        shown.out
        == '{"format": "jobforge/x/1", "é": "1.50", "at": "2026-01-02T00:00:00+00:00", "raw": "01", "set": [1, 2]}\n'
    )


def test_values_are_told_by_the_names_of_their_parts():
    @attrs.frozen
    class Two:
        one: int
        two: tuple[int, ...]

    assert value_of(Two(1, (2, 3))) == {"one": 1, "two": (2, 3)}


def test_a_time_is_shown_in_the_time_zone_of_the_project():
    assert shown_time("2026-07-01T12:00:00+00:00", "America/Toronto") == "2026-07-01 08:00:00 EDT"


def in_terminal(args, **env):
    """Run with a terminal as stdout and stderr, and give what it shows."""
    parent, child = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", CODE, *args], stdout=child, stderr=child, env=environment(**env)):
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(parent)
    return shown.decode()


CODE = "import sys; sys.argv[0] = 'jobforge'; from jobforge_es.cli import main; main()"


@pytest.mark.journey
def test_colour_is_for_terminals_that_want_it():
    assert "\x1b[31mU-000" in in_terminal(["nothing"], TERM="xterm")
    assert "\x1b[" not in in_terminal(["nothing"], TERM="xterm", NO_COLOR="1")
    assert "\x1b[" not in in_terminal(["nothing"], TERM="dumb")


@pytest.mark.journey
def test_a_stream_that_knows_ascii_only_gets_escapes(ran):
    for args in (["catalog", "words", "table"], ["query", "SELECT name FROM silver.offices"]):
        run = subprocess.run(
            [sys.executable, "-c", CODE, "--project", str(ran), *args],
            capture_output=True,
            env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"),
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert b"\\xe" in run.stdout


@pytest.mark.journey
def test_json_stays_valid_on_a_stream_that_knows_ascii_only(ran):
    import json

    run = subprocess.run(
        [sys.executable, "-c", CODE, "--project", str(ran), "query", "--json", "SELECT name FROM silver.offices"],
        capture_output=True,
        env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"),
        check=True,
    )
    assert "Rivière" in [json.loads(line)["row"]["name"] for line in run.stdout.splitlines()]


@pytest.mark.journey
def test_a_reader_that_goes_away_ends_the_command_quietly(ran):
    run = subprocess.Popen(
        [sys.executable, "-c", CODE, "--project", str(ran), "query", "--limit", "0", "SELECT * FROM range(300000)"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    run.stdout.readline()
    run.stdout.close()
    assert run.stderr.read() == b""
    run.stderr.close()
    assert run.wait() == 0


def test_the_option_for_programs_stands_before_or_after_the_command(ran):
    assert only(call(ran, "--json", "explain", "C-001")) == only(call(ran, "explain", "C-001", "--json"))


def strictly(text):
    import json

    def refuse(name):
        raise AssertionError(name)

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, [math.nan], {"a": (math.inf,)}, Numbers(math.nan)])
def test_numbers_that_json_lacks_are_told_as_text(value, capsys):
    Screen(json=True).record("x", {"value": value, "other": Decimal("1.50"), "whole": 2**60})
    found = strictly(capsys.readouterr().out)
    assert (found["other"], found["whole"]) == ("1.50", 2**60)
    assert "nan" in str(found["value"]) or "inf" in str(found["value"])


def test_every_answer_to_a_program_is_strict_json(ran):
    infinite = "SELECT 9e999 AS a, -9e999 AS b, 1.5 AS c"
    (row,) = strictly(call(ran, "audit", "--sql", infinite, "--json").stdout)["rows"]
    assert row == ["inf", "-inf", 1.5]
    odd = "SELECT 'inf'::DOUBLE AS a, 'nan'::FLOAT AS b, [1.5, 'nan'::DOUBLE] AS c, MAP {'k': '-inf'::DOUBLE} AS d"
    found = strictly(call(ran, "query", odd, "--json").stdout)["row"]
    assert found == {"a": "inf", "b": "nan", "c": [1.5, "nan"], "d": [["k", "-inf"]]}
