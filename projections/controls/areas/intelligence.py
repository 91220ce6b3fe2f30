"""What gold is for: questions, their answers, and reports (DMBOK2 chapter 11)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ledger.events import ExportPublished, QuestionVerified
from projections.catalog.questions.required import requirements, saying_so
from projections.catalog.questions.verified import last_verified
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, aged, breaks, holds, judged, lacks
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
    """Compare the newest export that reports are made of with what it would be now, file by file."""
    newest = {e.data.target: e.data for e in at.events(ExportPublished) if isinstance(e.data, ExportPublished)}
    for target in REPORTS:
        export = newest.get(target)
        if export is None:
            continue
        now = {path: hashlib.sha256(data).hexdigest() for path, data in at.exported(export).items()}
        then: dict[str, str] = {each.path: each.sha256 for each in export.files}
        for path in sorted({*now, *then}):
            what = "" if now.get(path) == then.get(path) else "it is not what the catalog says now"
            yield judged(f"export:{target}/{path}", what, "jobforge", "export", target)


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
    ),
)
