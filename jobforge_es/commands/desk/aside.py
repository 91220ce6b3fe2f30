"""The sheet of rows that were set aside, and the corrections that were written into it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.deciding.states import OPEN, states
from jobforge_es.commands.desk.contents import KEY_LABEL
from jobforge_es.commands.desk.reading import Cells, Problem
from jobforge_es.commands.desk.xlsx import Column, Page
from jobforge_es.commands.quarantine import RowAside
from jobforge_es.session import Session

SHEET: Final = "corrections"
MOST: Final = 5_000
"""Rows that were set aside; whoever has more writes a list: quarantine correct --from FILE."""

COLUMNS: Final = (
    Column("id", KEY_LABEL, (), 50),
    Column("column", "column / colonne"),
    Column("table", "on the way into / en route vers"),
    Column("file", "file / fichier"),
    Column("record", "record / enregistrement", (), 10),
    Column("rule", "rule / règle"),
    Column("came", "what came / ce qui est venu"),
    Column("value", "what it should say / ce qu'il faudrait", (), 40),
)


def page(session: Session) -> Page:
    """Give the rows about which something is to be done, a line for each column that broke a rule.

    Personal values are masked.
    """
    from jobforge_es.commands.veiling.answers import Over  # loads what shows rows
    from jobforge_es.commands.veiling.veil import veil_of

    some = [*islice(_open(session), MOST)]
    shown: list[RowAside] = Over(session, veil_of(session)).mask(some) if some else []
    rows: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in shown:
        row = each.row
        for broken in row.broken:
            for column in (broken.column or "").split(", "):
                facts = (each.table, row.source_file, f"{row.source_row}", broken.rule, broken.value or "", "")
                rows.setdefault((row.quarantine_id, column), (row.quarantine_id, column, *facts))
    return Page(SHEET, COLUMNS, [*rows.values()], 2)


def _open(session: Session) -> Iterator[RowAside]:
    from jobforge_es.commands.deciding.finding import aside
    from projections.layers.quarantine import read_quarantine  # loads the data libraries

    stand = states(session.db)
    for file in aside(session):
        for row in read_quarantine(session.workshop.path(file.file)):
            state = stand.of(row.batch_id, row.source_row, file.table.partition(".")[0])
            if state in OPEN:
                yield RowAside(file.table, row, state)


def changes(rows: list[Cells], problems: list[Problem]) -> list[Change]:
    """Give the corrections that were written; a row without a value says nothing.

    Args:
        rows: of the sheet.
        problems: takes what cannot be one.
    """
    found: dict[str, dict[str, str | None]] = {}
    for row in rows:
        key, column, value = (row.text(name) for name in ("id", "column", "value"))
        if not value or key == KEY_LABEL:
            continue
        if not key or not column:
            problems.append(row.problem("value", "a value needs the id of its row and a column beside it"))
        elif column in found.setdefault(key, {}):
            problems.append(row.problem("value", f"{column} of {key} gets a value twice"))
        else:
            found[key][column] = value
    return [Change(key, texts) for key, texts in found.items()]
