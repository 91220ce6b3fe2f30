from __future__ import annotations

import os
import shlex
import subprocess

import pytest

from jobforge_es.cli.pasting import pasted
from tests.jobforge_es.cli.offices import call, only

WORDS = [
    "plain",
    "it's",
    "a b",
    "$HOME",
    "é",
    "\x1b[31m",
    "back\\slash \x07'",
    "line\nend",
    os.fsdecode(b"\xff.csv"),
    "",
]


@pytest.mark.parametrize("word", WORDS)
def test_a_shell_gives_back_what_was_meant_and_nothing_drives_the_terminal(word):
    command = pasted("printf", "%s", word)
    assert command.isprintable()
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout == os.fsencode(word)


def test_what_was_tried_out_is_suggested_as_it_was_said(project, tmp_path):
    file = tmp_path / "it's \x1b[31mred.csv"
    file.write_bytes((project / "inbox/offices_1.csv").read_bytes() + b"9,Nine,1,2026-01-01\n")
    said = ("--source", "offices", "--actor", "a roy", "--reason", "why; not", "--period", "2026")
    told = only(call(project, "ingest", str(file), *said, "--dry-run", "--json"))["next"]
    assert told.isprintable()
    words = shlex.split(told.replace("$'", "'"))
    assert words[:3] == ["jobforge", "--project", str(project)]
    assert {"--actor", "a roy", "--reason", "why; not", "--period", "2026", "offices"} < set(words)


def test_every_suggestion_names_the_project_that_was_named(ran):
    assert f"jobforge --project {shlex.quote(str(ran))} " in call(ran, "catalog", "show").stderr
