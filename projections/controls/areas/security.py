"""Security categories: said, not lower than those of what a column is made from, told in exports (DMBOK2 chapter 7)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Final

from ledger.definitions.lineage import ALL
from ledger.events import ExportPublished
from projections.catalog.vocabulary.governed import SECURITY
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, aged, judged, lacks
from projections.lineage.column_edges import column_edges

RANK: Final = {word: place for place, word in enumerate(SECURITY)}
READ: Final = ("odcs", "powerbi")
"""Kinds of exports of which it is known how they tell columns."""
COLUMN: Final = re.compile(r"\tcolumn |  - name: |    - name: |- name: ")


def categorized(at: Evidence) -> Iterator[Item]:
    """Look for the security category of every table above staged and of its columns."""
    for row in at.promised_layers:
        yield _category(at, "table", row.table_name)
        for column in at.own_columns(row.table_name):
            yield _category(at, "column", f"{row.table_name}.{column.name}")


def _category(at: Evidence, kind: str, subject: str) -> Item:
    what = "" if ("security", "") in at.said(kind, subject) else "it has no security category"
    say = ("jobforge", "catalog", "describe", subject, "--set", "security=...", "--reason", "...")
    return judged(f"{kind}:{subject}", what, *say)


def not_lower(at: Evidence) -> Iterator[Item]:
    """Compare the category of every column with the highest of those whose values may be seen in it."""
    above = _made_from(at)
    ranks = {name: rank for name in _columns(at) if (rank := _rank(at, name)) is not None}
    for name in _columns(at):
        inputs = {each: ranks[each] for each in _reached(above, name) if each in ranks}
        if name in ranks and inputs:
            highest = max(inputs, key=lambda each: inputs[each])
            what = "its category is lower than that of {source}" if inputs[highest] > ranks[name] else ""
            say = ("jobforge", "catalog", "describe", name, "--set", f"security={SECURITY[inputs[highest]]}")
            yield judged(f"column:{name}", what, *say, "--reason", "...", source=highest)


def _columns(at: Evidence) -> list[str]:
    return [f"{row.table_name}.{column.name}" for row in at.promised_layers for column in at.columns(row.table_name)]


def _rank(at: Evidence, column: str) -> int | None:
    row = at.said("column", column).get(("security", ""))
    return None if row is None else RANK.get(row.values[0])


def _made_from(at: Evidence) -> Mapping[str, set[str]]:
    """Give the columns whose values may be seen in a column; what cannot be told apart counts as all of its table."""
    found: dict[str, set[str]] = {}
    for edge in column_edges(at.db):
        if edge.direct and edge.downstream.column != ALL:
            table, column = edge.upstream.table, edge.upstream.column
            names = [each.name for each in at.columns(table)] if column == ALL else [column]
            found.setdefault(str(edge.downstream), set()).update(f"{table}.{name}" for name in names)
    return found


def _reached(above: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    front = [start]
    while front:
        for name in above.get(front.pop(), ()):
            if name not in found:
                found.add(name)
                front.append(name)
    return found


def marked(at: Evidence) -> Iterator[Item]:
    """Look in the newest export of each kind for the category of every protected column."""
    newest = {e.data.target: e.data for e in at.events(ExportPublished) if isinstance(e.data, ExportPublished)}
    for target, export in newest.items():
        if target not in READ:
            yield lacks(f"export:{target}", "nothing reads back what this kind of export says of columns")
            continue
        files = at.exported(export)
        hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        if hashes != {each.path: each.sha256 for each in export.files}:
            yield aged(f"export:{target}", "the catalog has changed since it was written", "jobforge", "export", target)
            continue
        for name in _columns(at):
            if _rank(at, name) and (told := _told(files, name)):
                category = SECURITY[_rank(at, name) or 0]
                what = "" if category in told else "the export {target} does not say that it is {category}"
                mend = ("jobforge", "export", target)
                yield judged(f"column:{name}", what, *mend, target=target, category=category)


def _told(files: Mapping[str, bytes], column: str) -> str:
    """Give what an export writes of a column; empty where it leaves it out."""
    table, _, name = column.rpartition(".")
    short = table.partition(".")[2]
    for path, data in files.items():
        if path == f"{table}.odcs.yaml" or path.endswith(f"/tables/{short}.tmdl"):
            parts = COLUMN.split(data.decode())
            mine = [part for part in parts if part.startswith(f"{name}\n") or f"\tsourceColumn: {name}\n" in part]
            return "".join(mine)
    return ""


CONTROLS = (
    Control(
        "C01",
        "Each table above staged and each of its columns has a security category.",
        "Chaque tableau au-dessus de staged et chacune de ses colonnes a une catégorie de sécurité.",
        categorized,
    ),
    Control(
        "C02",
        "No column has a lower security category than what it is made from.",
        "Aucune colonne n'a une catégorie de sécurité inférieure à celle de ce dont elle est faite.",
        not_lower,
    ),
    Control(
        "C03",
        "Exports leave out protected columns or say what their security category is.",
        "Les exportations omettent les colonnes protégées ou indiquent leur catégorie de sécurité.",
        marked,
    ),
)
