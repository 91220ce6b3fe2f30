"""What gold is for: questions, their answers, and reports (DMBOK2 chapter 11)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.events import QuestionVerified
from projections.catalog.datasets import ColumnRow
from projections.catalog.questions.required import requirements, saying_so
from projections.catalog.questions.verified import last_verified
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.exported import Exported, hashed, newest
from projections.controls.items import Item, aged, breaks, holds, judged, lacks
from projections.exports.powerbi.types import data_type
from projections.exports.read_back import ColumnRead, Unreadable, columns_read
from projections.runner import recorded

REPORTS = ("powerbi",)
"""Kinds of exports that reports are made of."""


def asked_for(at: Evidence) -> Iterator[Item]:
    """Look for a question to every gold table, and for the columns that questions need."""
    needed = [each for each in requirements(saying_so(at.db)) if each.kind == "question"]
    there = {f"{row.table_name}.{column.name}" for row in at.tables for column in at.columns(row.table_name)}
    tables = {each.table for each in needed}
    for row in at.of_layers("gold"):
        what = "" if row.table_name in tables else "no business question needs it"
        yield judged(f"table:{row.table_name}", what, "jobforge", "question", "link", "...", f"{row.table_name}....")
    for each in needed:
        what = "" if each.column in there else "it needs {column}, which is not there"
        mend = ("jobforge", "question", "revise", each.subject, "--reason", "...")
        yield judged(f"question:{each.subject}", what, *mend, column=each.column)


def answered(at: Evidence) -> Iterator[Item]:
    """Look up what came of verifying every question that has an answer in SQL."""
    for key in at.subjects("question"):
        said = at.said("question", key)
        if ("sql", "") in said:
            yield _verified(at, key, max(said[name, ""].position for name in _ASKED if (name, "") in said))


_ASKED = ("sql", "expectation", "reads")


def _verified(at: Evidence, key: str, revised: int) -> Item:
    row, subject, verify = last_verified(at.db, key), f"question:{key}", ("jobforge", "question", "verify", key)
    if row is None:
        return lacks(subject, "it was never verified", *verify)
    if row.outcome != "passed":
        return breaks(subject, "its answer was not as expected", *verify)
    if row.position < revised:
        return aged(subject, "it was revised since it was verified", *verify)
    event = recorded(at.store, row.position).data
    tables = {each.table for each in event.tables} if isinstance(event, QuestionVerified) else set()
    tables |= {each.rpartition(".")[0] for each in _required(at, key)}
    changed = any(at.manifest.position(table) > row.position for table in tables)
    return aged(subject, "its tables have changed since it was verified", *verify) if changed else holds(subject)


def _required(at: Evidence, key: str) -> tuple[str, ...]:
    row = at.said("question", key).get(("requires", ""))
    return () if row is None else row.values


def as_catalogued(at: Evidence) -> Iterator[Item]:
    """Read the newest export that reports are made of where it lies; compare its files and what it tells of columns."""
    for target, export in newest(at).items():
        if target in REPORTS:
            for path in sorted({*export.now, *export.recorded}):
                yield _file(f"export:{target}/{path}", path, export, ("jobforge", "export", target))
            yield from _told(at, target, export)


def _file(subject: str, path: str, export: Exported, again: tuple[str, ...]) -> Item:
    was = export.recorded.get(path)
    if hashed(export.now.get(path)) != (was or ""):
        return breaks(subject, "it is not what the catalog says now", *again)
    changed = hashed(export.files.get(path)) != was
    return judged(subject, "somebody changed it where it lies" if changed else "", *again)


def _told(at: Evidence, target: str, export: Exported) -> Iterator[Item]:
    """Compare what can be read there of every gold column with what the catalog says of it."""
    again = ("jobforge", "export", target)
    try:
        read = columns_read(target, export.files)
    except Unreadable:
        yield lacks(f"export:{target}", "it was changed, and cannot be read", *again)
        return
    out = {*export.event.left_out}
    for row in at.of_layers("gold"):
        columns = [] if row.table_name in out else at.columns(row.table_name)
        key = [each.name for each in columns if each.in_key and f"{row.table_name}.{each.name}" not in out]
        for column in columns:
            name = f"{row.table_name}.{column.name}"
            if name not in out:
                what = _otherwise(at, name, column, read.get(name), is_key=key == [column.name])
                yield judged(f"column:{name}", what, *again)


def _otherwise(at: Evidence, name: str, column: ColumnRow, read: ColumnRead | None, *, is_key: bool) -> str:
    """Tell what a model tells otherwise of a column; empty where nothing. A key of several it cannot tell."""
    if read is None:
        return "the exported model does not have it"
    if read.is_key != is_key:
        return "the exported model tells another key"
    if read.type != data_type(column.type)[0]:
        return "the exported model gives it another type"
    said = at.said("column", name).get(("description", "en"))
    if read.description.split() != ("" if said is None else said.values[0]).split():
        return "the exported model describes it otherwise"
    return ""


CONTROLS = (
    Control(
        "B01",
        "Each gold table answers a business question, and the columns that questions need are there.",
        "Chaque tableau de gold répond à une question d'affaires, et les colonnes nécessaires aux questions existent.",
        asked_for,
    ),
    Control(
        "B02",
        "Each business question was answered as expected since it and its tables last changed.",
        "Chaque question d'affaires a reçu la réponse attendue depuis son dernier changement et celui de ses tableaux.",
        answered,
    ),
    Control(
        "B03",
        "The semantic model that was exported is what the catalog says.",
        "Le modèle sémantique exporté est ce que dit le catalogue.",
        as_catalogued,
        version=2,
    ),
)
