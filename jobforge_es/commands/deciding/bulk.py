"""Bulk: corrections from a CSV file with the columns id, column and value; one value a line."""

from __future__ import annotations

import csv
from pathlib import Path

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.deciding.errors import UNCHANGED, CorrectionRefused

HEADER = ["id", "column", "value"]
EXAMPLE = "id,column,value"


def read_changes(path: Path) -> list[Change]:
    """Read corrections, a change for each row in the order in which it is first named.

    An empty value takes the value of the row away.

    Args:
        path: of a CSV file in UTF-8, with commas or semicolons.

    Raises:
        CorrectionRefused: it cannot be read, or a line of it says too little or the same as another.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _refused(str(path), f"the list cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _refused(str(path), "the list is not UTF-8", "save it as CSV UTF-8") from error
    texts: dict[str, dict[str, str | None]] = {}
    for number, row, column, value in _lines(path, text):
        known = texts.setdefault(row, {})
        if column in known:
            raise _refused(f"{path}:{number}", f"{row} gets a value for {column} twice", "keep one of the lines")
        known[column] = value or None
    if not texts:
        raise _refused(str(path), "the list names no row")
    return [Change(row, values) for row, values in texts.items()]


def _lines(path: Path, text: str) -> list[tuple[int, str, str, str]]:
    lines = text.splitlines(keepends=True)
    delimiter = ";" if lines and ";" in lines[0] and "," not in lines[0] else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    found = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if header != HEADER:
            raise _refused(f"{path}:1", f"the first line is not {EXAMPLE}", EXAMPLE)
        for row in filter(None, reader):
            if len(row) != len(HEADER) or not row[0].strip() or not row[1].strip():
                raise _refused(f"{path}:{reader.line_num}", "a line has an id, a column and a value", EXAMPLE)
            found.append((reader.line_num, row[0].strip(), row[1].strip(), row[2]))
    except csv.Error as error:
        raise _refused(f"{path}:{reader.line_num}", f"the list is not CSV: {error}") from error
    return found


def _refused(where: str, what: str, *mend: str) -> CorrectionRefused:
    return CorrectionRefused(what, where=where, written=UNCHANGED, mend=mend or ("jobforge quarantine list",))
