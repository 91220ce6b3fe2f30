"""Errors told in one form, and the exit code that each one ends with."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.codes import title_of
from jobforge_es.cli.language import FRENCH, language, spoken
from jobforge_es.cli.plain import plain_lines
from jobforge_es.cli.screen import silence
from jobforge_es.disk import SAFE, DiskFailed, DiskFull, of_system
from ledger.errors import JobForgeError

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked

INDENT = 11
NAMES = {
    "en": {"where": "where", "why": "why", "written": "written", "mend": "mend"},
    "fr": {"what": "anglais", "where": "où", "why": "pourquoi", "written": "écrit", "mend": "remède"},
}
"""The parts of an error, as they are called."""


class Misused(JobForgeError):
    """The command line was used in a way that it does not know."""

    code = "U-000"
    exit_code = 2


class Interrupted(JobForgeError):
    """The user stopped the command."""

    code = "X-130"
    exit_code = 130


class ReadModelsBroken(JobForgeError):
    """The database of read models cannot be used."""

    code = "F-012"


class Unexpected(JobForgeError):
    """A mistake in JobForge itself."""

    code = "X-001"


def tell(error: Exception, asked: Asked) -> int:
    """Print an error for people or programs and give its exit code."""
    if isinstance(error, BrokenPipeError):
        silence()
        return 0
    told = as_told(error)
    if asked.debug:
        traceback.print_exception(error)
    if asked.json:
        asked.screen.record("error", {**parts(told), "exit_code": told.exit_code})
    else:
        asked.screen.say("\n".join(lines(told, asked.screen.paint(told.code, "red", sys.stderr))))
    return told.exit_code


def as_told(error: Exception) -> JobForgeError:
    """Give the error as one with a code and a way out."""
    if isinstance(error, JobForgeError):
        return error
    if isinstance(error, click.Abort) or _is_ctrl_c(error):
        return Interrupted("interrupted, safe to run again", written="what was done before is kept")
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "jobforge"
        return Misused(error.format_message(), mend=(f"{command} --help",))
    if isinstance(error, OSError):
        return of_system(error) or _bug(error)
    return _of_database(error) or _bug(error)


def _is_ctrl_c(error: Exception) -> bool:
    """Tell whether the engine took a Ctrl-C for itself: it turns one that reaches it into an error of its own."""
    return isinstance(error, RuntimeError) and str(error) == "Query interrupted"


def _of_database(error: Exception) -> JobForgeError | None:
    from ledger.driver import sqlite3

    if not isinstance(error, sqlite3.Error):
        return None
    if "full" in str(error):
        return DiskFull("the disk is full", written=SAFE, mend=("free some space and run it again",))
    if "disk I/O" in str(error):
        mend = ("check the disk and run it again", "jobforge doctor")
        return DiskFailed("the disk refused to read or write", why=str(error), written=SAFE, mend=mend)
    return ReadModelsBroken(
        "the database of read models cannot be used",
        why=str(error),
        written="the ledger is as it was",
        mend=("jobforge replay", "jobforge doctor"),
    )


def _bug(error: Exception) -> Unexpected:
    said = next(iter(str(error).splitlines()), "")
    return Unexpected(
        f"{type(error).__name__}: {said}: this is a bug",
        written=SAFE,
        mend=("run it again with --debug and report what it prints",),
    )


def parts(error: JobForgeError) -> dict[str, Any]:
    """Give an error as a program reads it."""
    found: dict[str, Any] = {
        "code": error.code,
        "title": title_of(error.code, language()),
        "detail": error.what,
        "where": error.where,
        "why": error.why,
        "written": error.written,
        "mend": list(error.mend),
    }
    several = getattr(error, "broken", ())
    if several:
        found["errors"] = [parts(each) for each in several]
    return found


def lines(error: JobForgeError, code: str | None = None) -> list[str]:
    """Give an error as people read it.

    Args:
        error: what happened.
        code: its code, coloured; None for as it is.
    """
    named = NAMES[language()]
    found = [f"{code or error.code}  {plain_lines(error.what)}"]
    if language() == FRENCH:  # what happened in one place has English words alone, and that is said
        found = [f"{code or error.code}  {title_of(error.code, FRENCH)}", *_part(named["what"], error.what)]
    why = error.why and spoken("{reason}", reason=error.why)
    for name, text in (("where", error.where), ("why", why), ("written", _written(error))):
        if text:
            found += _part(named[name], text)
    for number, each in enumerate(error.mend):
        found += _part("" if number else named["mend"], each)
    return found


def _written(error: JobForgeError) -> str:
    """Say what was written; what is usual has its words in both languages."""
    if error.written in ("nothing", "nothing was recorded", "nothing was written"):
        return spoken(error.written)
    return error.written and spoken("{reason}", reason=error.written)


def _part(name: str, text: str) -> list[str]:
    first, *others = plain_lines(text).split("\n")
    return [f"  {name:<{INDENT - 2}}{first}", *(f"{'':{INDENT}}{line}" for line in others)]
