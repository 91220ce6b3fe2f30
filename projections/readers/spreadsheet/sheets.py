"""Which sheets of a workbook are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

import attrs

from projections.readers.spreadsheet.refusals import NoSheet

NUMBER: Final = re.compile(r"#([1-9][0-9]{0,4})")
IS_HIDDEN: Final = "the sheet is hidden in its workbook"


@attrs.frozen
class Sheet:
    """A worksheet.

    Attributes:
        name: of the sheet.
        is_hidden: whether a spreadsheet program hides it.
        place: among all sheets of the workbook, from 0, charts included.
        note: for people, about what is hidden.
    """

    name: str
    is_hidden: bool
    place: int
    note: str = ""


def choose(sheets: Sequence[Sheet], wanted: str) -> tuple[Sheet, ...]:
    """Give the sheets that are asked for, in the order of the workbook.

    A hidden sheet is read only where its whole name is asked for; numbers count the sheets that are shown.

    Args:
        sheets: of the workbook.
        wanted: a name, a pattern with ``*``, or ``#`` and a number from 1.

    Raises:
        NoSheet: there is none.
    """
    shown = [sheet for sheet in sheets if not sheet.is_hidden]
    hidden = [sheet for sheet in sheets if sheet.is_hidden]
    named = tuple(sheet for sheet in sheets if sheet.name == wanted)
    number = NUMBER.fullmatch(wanted)
    if named:
        return tuple(attrs.evolve(sheet, note=IS_HIDDEN if sheet.is_hidden else _said(hidden)) for sheet in named)
    place = int(number[1]) - 1 if number else 0
    found = shown[place : place + 1] if number else [sheet for sheet in shown if _matches(sheet.name, wanted)]
    if not found:
        raise NoSheet(wanted, [sheet.name for sheet in shown], [sheet.name for sheet in hidden])
    return tuple(attrs.evolve(sheet, note=_said(hidden)) for sheet in found)


def _matches(name: str, pattern: str) -> bool:
    """Compare with a pattern in which only ``*`` has a meaning."""
    return "*" in pattern and fnmatchcase(name, re.sub(r"[\[?]", lambda match: f"[{match[0]}]", pattern))


def _said(hidden: Sequence[Sheet]) -> str:
    if not hidden:
        return ""
    names = ", ".join(repr(sheet.name) for sheet in hidden)
    return f"hidden sheets of the workbook are not read: {names}"
