"""A lake, an inbox or a ledger in a place that can be none: one clear error, never a bug of ours."""

from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import call

COMMANDS = [
    ("run",),
    ("plan",),
    ("apply",),
    ("ingest", "inbox/offices_1.csv", "-s", "offices"),
    ("promote",),
    ("replay",),
    ("replay", "--check"),
    ("status",),
    ("log",),
    ("query", "SELECT 1"),
    ("audit", "who"),
    ("verify",),
    ("doctor",),
    ("catalog", "show"),
    ("quarantine", "list"),
]
PLACES = {
    "proc": "/proc/x",
    "null": "/dev/null/x",
    "file": "file",
    "below a file": "file/lake",
    "loop": "loop",
    "below a loop": "loop/lake",
    "long": "x" * 300,
    "longer": "x/" * 3000,
    "dangling": "dangling",
}


@pytest.fixture
def odd(fresh):
    (fresh / "file").write_text("mine")
    (fresh / "loop").symlink_to(fresh / "loop")
    (fresh / "dangling").symlink_to(fresh / "file/nothing")
    return fresh


@pytest.mark.parametrize("key", ["lake", "inbox", "ledger"])
@pytest.mark.parametrize("place", PLACES)
def test_an_odd_place_is_one_clear_error(odd, key, place):
    with (odd / "jobforge.toml").open("a") as file:
        file.write(f'{key} = "{PLACES[place]}"\n')
    for command in COMMANDS:
        result = call(odd, *command)
        assert "X-001" not in result.output, (command, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert (odd / "file").read_text() == "mine"


@pytest.mark.parametrize("place", ["file", "loop", "below a file", "long"])
def test_a_lake_that_can_be_no_folder_is_told_with_its_line(odd, place):
    with (odd / "jobforge.toml").open("a") as file:
        file.write(f'lake = "{PLACES[place]}"\n')
    result = call(odd, "run")
    assert (result.exit_code, result.stderr[:5]) == (2, "C-002")
    assert "jobforge.toml:4:1" in result.stderr
    assert 'lake = "lake"' in result.stderr


def test_a_lake_where_nothing_can_be_made_is_told(odd):
    with (odd / "jobforge.toml").open("a") as file:
        file.write('lake = "/proc/x"\n')
    result = call(odd, "run")
    assert (result.exit_code, result.stderr[:5]) == (1, "F-013")
    assert "/proc/x" in result.stderr
