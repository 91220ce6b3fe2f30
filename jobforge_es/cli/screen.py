"""Where a command prints: results on stdout, prose on stderr, or one JSON object on stdout."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any, TextIO

import click

from jobforge_es.cli.language import spoken
from jobforge_es.cli.plain import cut, plain, width

GAP = "  "


class Screen:
    """Prints for people, or for programs.

    Attributes:
        json: whether a program reads.
        project: folder that this call named; commands that are suggested name it too.
        is_watched: whether somebody looks at stderr while it is written.
    """

    def __init__(self, *, json: bool, project: str | None = None) -> None:
        self.json = json
        self._project = project
        self.is_watched = sys.stderr.isatty() and not json
        self._in_colour = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self._is_heard = True

    def line(self, text: str = "") -> None:
        """Print a line of the result; a program reads the object instead."""
        if not self.json:
            _write(sys.stdout, text)

    def say(self, text: str) -> None:
        """Print a line of prose."""
        sys.stdout.flush()
        _write(sys.stderr, text)

    def hint(self, command: str) -> None:
        """Suggest the next step, to people only."""
        if not self.json:
            self.say(f"{self.paint(spoken('next'), 'cyan', sys.stderr)}  {self.following(command)}")

    def following(self, command: str) -> str:
        """Give a command of the project for who pastes it: where this call named a folder, that one does too."""
        first, _, rest = command.partition(" ")
        if self._project is None or first != "jobforge" or rest.startswith("--project "):
            return command
        from jobforge_es.cli.pasting import pasted

        return f"{pasted('jobforge', '--project', self._project)} {rest}"

    def work_line(self, text: str) -> None:
        """Print a line while work goes on: a reader that has gone away does not stop the work."""
        if self._is_heard:
            try:
                self.line(text)
                sys.stdout.flush()
            except BrokenPipeError:
                self._is_heard = False
                silence()

    def object(self, command: str, fields: dict[str, Any]) -> None:
        """Print a versioned object on a line of its own, to programs only."""
        if self.json:
            self.record(command, fields)
            sys.stdout.flush()

    def record(self, command: str, fields: dict[str, Any]) -> None:
        """Print a versioned object on a line of its own."""
        from json import dumps

        utf8 = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")
        found = {"format": f"jobforge/{command}/1", **fields}
        try:
            text = dumps(found, ensure_ascii=not utf8, default=value_of, allow_nan=False)
        except ValueError:  # a number that JSON does not have; few objects hold one
            text = dumps(finite(found), ensure_ascii=not utf8, allow_nan=False)
        _write(sys.stdout, text)

    def table(
        self, header: Sequence[str], rows: Iterable[Sequence[Any]], right: Iterable[str] = (), *, empty: bool = False
    ) -> None:
        """Print an aligned table; cells are made harmless.

        Args:
            header: names of the columns.
            rows: cells; None is shown as nothing.
            right: names of the columns that are aligned to the right.
            empty: print the header also where there is no row.
        """
        if self.json:
            return
        cells = [[plain("" if cell is None else str(cell)) for cell in row] for row in rows]
        if not cells and not empty:
            return
        for line in aligned(header, cells, set(right)):
            self.line(line.rstrip())

    def paint(self, text: str, colour: str, stream: TextIO | None = None) -> str:
        """Colour a text where somebody looks at the stream (stdout by default) and wants colours."""
        shown = (stream or sys.stdout).isatty() and self._in_colour
        return click.style(text, fg=colour) if shown else text


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]], right: set[str], most: int = 60) -> Iterable[str]:
    """Give the lines of a table, the header first.

    Args:
        header: names of the columns.
        rows: cells.
        right: names of the columns that are aligned to the right.
        most: cells of the terminal that a column may take; longer text is cut.
    """
    table = [[cut(cell, most) for cell in row] for row in (header, *rows)]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for row in table:
        parts = zip(row, widths, header, strict=True)
        yield GAP.join(_filled(cell, wide, to_right=name in right) for cell, wide, name in parts)


def _filled(cell: str, wide: int, *, to_right: bool) -> str:
    space = " " * (wide - width(cell))
    return space + cell if to_right else cell + space


def _write(stream: TextIO, line: str) -> None:
    """Write a line; click would flush every one, which a long answer cannot afford."""
    stream.write(line + "\n")


def silence() -> None:
    """Send what is still to be printed nowhere: nobody reads it any more, and flushing at exit must not fail."""
    with contextlib.suppress(OSError, ValueError):  # a stream without a descriptor, as in tests
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def value_of(value: object) -> Any:
    """Give what stands for a value in JSON: parts of an attrs class by name, times and numbers as text."""
    if hasattr(value, "__attrs_attrs__"):
        return {f.name: getattr(value, f.name) for f in value.__attrs_attrs__}
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def finite(value: Any) -> Any:
    """Give a value as plain JSON has it; infinity and NaN, which it lacks, as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else str(value)
        case dict():
            return {str(key): finite(each) for key, each in value.items()}
        case list() | tuple():
            return [finite(each) for each in value]
        case _:
            return finite(value_of(value))


def shown_time(moment: str, zone: str) -> str:
    """Show a moment (ISO 8601) in a time zone, to the second."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S %Z")
