"""Security categories: said, not lower than those of what a column is made from, told in exports (DMBOK2 chapter 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.definitions.lineage import ALL
from projections.catalog.vocabulary.governed import SECURITY
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.exported import newest
from projections.controls.items import Item, aged, judged, lacks
from projections.exports.read_back import READERS, Unreadable, columns_read
from projections.lineage.column_edges import column_edges

RANK: Final = {word: place for place, word in enumerate(SECURITY)}


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
    """Read the newest export of each kind, and look for the category of every protected column that it tells of."""
    for target, export in newest(at).items():
        again = ("jobforge", "export", target)
        if target not in READERS:
            yield lacks(f"export:{target}", "nothing reads this kind of export")
        elif len(export.files) < len(export.recorded):
            yield aged(f"export:{target}", "it lies there no more, and the catalog has changed since", *again)
        else:
            yield from _marked(at, target, export.files, again)


def _marked(at: Evidence, target: str, files: Mapping[str, bytes], again: tuple[str, ...]) -> Iterator[Item]:
    try:
        read = columns_read(target, files)
    except Unreadable:
        yield lacks(f"export:{target}", "it was changed, and cannot be read", *again)
        return
    for name in _columns(at):
        if _rank(at, name) and name in read:
            category = SECURITY[_rank(at, name) or 0]
            what = "" if read[name].security == category else "the export {target} does not say that it is {category}"
            yield judged(f"column:{name}", what, *again, target=target, category=category)


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
        version=2,
    ),
)
