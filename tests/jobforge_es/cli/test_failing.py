from __future__ import annotations

import errno

import click
import pytest

from jobforge_es.cli.asked import Asked
from jobforge_es.cli.failing import as_told, lines, parts, tell
from ledger.driver import sqlite3
from ledger.errors import IntegrityError, JobForgeError
from tests.jobforge_es.cli.offices import call, only


class Broken(JobForgeError):
    code = "C-005"
    exit_code = 2


def test_an_error_is_told_in_the_order_in_which_people_ask():
    error = Broken("it is wrong", where="a.yaml:3:1\n3 | x\n  | ^", why="a rule", mend=("do this", "or that"))
    assert lines(error) == [
        "C-005  it is wrong",
        "  where    a.yaml:3:1",
        "           3 | x",
        "             | ^",
        "  why      a rule",
        "  written  nothing was written",
        "  mend     do this",
        "           or that",
    ]


def test_an_error_cannot_drive_the_terminal():
    assert "\x1b" not in "\n".join(lines(Broken("\x1b[2J", where="\x1b]0;x\x07", mend=("\x1b",))))


def test_a_program_gets_the_same_parts():
    found = parts(Broken("it is wrong", where="here", mend=("do this",)))
    assert list(found) == ["code", "title", "detail", "where", "why", "written", "mend"]
    assert found["mend"] == ["do this"]
    assert found["title"]


def test_several_errors_are_told_one_by_one():
    error = Broken("2 mistakes")
    error.broken = (Broken("one"), Broken("two"))
    assert [each["detail"] for each in parts(error)["errors"]] == ["one", "two"]


@pytest.mark.parametrize(
    ("error", "code", "exit_code"),
    [
        (Broken("x"), "C-005", 2),
        (sqlite3.OperationalError("disk I/O error"), "F-014", 1),
        (IntegrityError("x"), "I-001", 4),
        (click.Abort(), "X-130", 130),
        (click.UsageError("x"), "U-000", 2),
        (click.BadParameter("x"), "U-000", 2),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "F-010", 1),
        (OSError(errno.EROFS, "Read-only file system", "/x"), "F-011", 1),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "F-011", 1),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "/x"), "F-010", 1),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/x"), "F-013", 1),
        (FileExistsError(errno.EEXIST, "File exists", "/x"), "F-013", 1),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/x"), "F-013", 1),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/x"), "F-013", 1),
        (OSError(errno.ELOOP, "Too many levels of symbolic links", "/x"), "F-013", 1),
        (OSError(errno.ENAMETOOLONG, "File name too long", "/x"), "F-013", 1),
        (OSError(errno.EIO, "Input/output error"), "F-014", 1),
        (OSError(errno.EDOM, "Numerical argument out of domain"), "X-001", 1),
        (sqlite3.OperationalError("database or disk is full"), "F-010", 1),
        (sqlite3.DatabaseError("file is not a database"), "F-012", 1),
        (ZeroDivisionError("division by zero"), "X-001", 1),
    ],
)
def test_whatever_is_raised_gets_a_code_and_an_exit_code(error, code, exit_code, capsys):
    assert (as_told(error).code, tell(error, Asked())) == (code, exit_code)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(code)
    assert "Traceback" not in shown.err


def test_a_mistake_of_ours_is_one_line_and_a_traceback_only_when_asked_for(ran, monkeypatch):
    from jobforge_es.commands import lineage

    def fail(*_):
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(lineage, "edges", fail)
    plainly = call(ran, "lineage", "silver.offices")
    assert plainly.exit_code == 1
    assert plainly.stderr.startswith("X-001  ZeroDivisionError: surprise: this is a bug\n")
    assert "Traceback" not in plainly.stderr
    assert "Traceback" in call(ran, "lineage", "silver.offices", "--debug").stderr


def test_an_interrupted_command_says_that_it_is_safe_to_run_again(ran, monkeypatch):
    from jobforge_es.commands import lineage

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(lineage, "edges", stop)
    result = call(ran, "lineage", "silver.offices")
    assert result.exit_code == 130
    assert "interrupted, safe to run again" in result.stderr


def test_an_error_is_one_object_for_programs(ran):
    result = call(ran, "lineage", "silver.office", "--json")
    found = only(result)
    assert result.stderr == ""
    assert (found["format"], found["code"], found["exit_code"]) == ("jobforge/error/1", "U-001", 2)
    assert "silver.offices" in found["why"]
    assert only(call(ran, "nothing", "--json"))["code"] == "U-000"


def test_a_reader_that_has_gone_away_is_no_error(capsys):
    assert tell(BrokenPipeError(), Asked()) == 0
    assert capsys.readouterr().err == ""
