import subprocess
import sys

import pytest

from tests.jobforge_es.cli.offices import environment

JOBFORGE = (sys.executable, "-m", "jobforge_es.cli")


def run(*args, **how):
    return subprocess.run([*JOBFORGE, *args], stderr=subprocess.PIPE, env=environment(), check=False, **how)


@pytest.mark.journey
def test_everything_is_printed_before_the_process_ends(ran):
    sql = "SELECT range AS n FROM range(50000)"
    done = run("--project", str(ran), "query", "--json", "--limit", "0", sql, stdout=subprocess.PIPE)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 50_000


@pytest.mark.journey
def test_the_process_ends_with_the_exit_code_of_the_command():
    done = run("nonsense", stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"U-000" in done.stderr


@pytest.mark.journey
def test_what_cannot_be_printed_is_an_error_and_no_traceback():
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - no file of ours
        done = run("--help", stdout=full)
    assert done.returncode == 1
    assert done.stderr.startswith(b"F-010")
    assert b"Traceback" not in done.stderr
