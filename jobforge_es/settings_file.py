"""Read ``jobforge.toml``: settings at the top or in a section, each with the line it stands in."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from jobforge_es.definitions.excerpt import excerpt, lines_of, quoted, visible
from jobforge_es.settings import ProjectNotFound, SettingWrong, check_known

FILE = "jobforge.toml"
SECTIONS = ("project", "limits", "review", "retries")


def read_settings(path: Path) -> dict[str, tuple[Any, str]]:
    """Give each setting with the place where it stands.

    Raises:
        SettingWrong: not UTF-8, no TOML, an unknown setting, or one that stands twice.
        ProjectNotFound: the file cannot be read.
    """
    text = _text(path)
    lines = lines_of(text)
    settings: dict[str, tuple[Any, str]] = {}
    for key, value in _flat(_parse(text, lines)):
        where = place_of(lines, key)
        check_known(key, where)
        if key in settings:
            raise SettingWrong(f"{quoted(key)} stands twice", where=where, mend=("keep one of them",))
        settings[key] = (value, where)
    return settings


def no_project(start: Path, why: str) -> ProjectNotFound:
    """Give the error for a folder without a project."""
    return ProjectNotFound(
        "there is no project here", where=visible(str(start)), why=why, mend=("jobforge init DIR", "cd into a project")
    )


def _flat(table: dict[str, Any]) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for key, value in table.items():
        is_section = key in SECTIONS and isinstance(value, dict)
        flat += value.items() if is_section else [(key, value)]
    return flat


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise no_project(path.parent, f"{FILE} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise SettingWrong(
            f"{FILE} is not UTF-8: byte 0x{error.object[error.start]:02X}",
            where=f"{FILE}:{line}",
            mend=("save it as UTF-8",),
        ) from error


def _parse(text: str, lines: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _not_toml(lines, error) from error


def place_of(lines: list[str], key: str) -> str:
    """Give the place where a key is set, with its line shown; only the file where it is not found."""
    pattern = re.compile(rf"""\s*(?:\[+\s*)?["']?{re.escape(key)}["']?\s*[=\].]""")
    for number, line in enumerate(lines, 1):
        if pattern.match(line):
            column = line.index(key) + 1
            return f"{FILE}:{number}:{column}\n{excerpt(lines, number, column, len(key))}"
    return FILE


def _not_toml(lines: list[str], error: Exception) -> SettingWrong:
    said = str(error) if isinstance(error, ValueError) else "values are nested too deeply"
    match = re.search(r" \(at line (\d+), column (\d+)\)", said)
    line, column = (int(match[1]), int(match[2])) if match else (len(lines), len(lines[-1]) + 1)
    return SettingWrong(
        f"{FILE} is not TOML here",
        where=f"{FILE}:{line}:{column}\n{excerpt(lines, line, column)}",
        why=said.partition(" (at ")[0],
        mend=('write `key = "value"`, texts in quotes, one setting a line',),
    )
