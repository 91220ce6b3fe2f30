"""Codes and references (DMBOK2 chapter 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projections.catalog.vocabulary.tables import COLUMN
from projections.catalog.vocabulary.values import split_link
from projections.controls.control import Control
from projections.controls.evidence import Evidence, quoted
from projections.controls.items import Item, judged, lacks

CODED = "coded"
CLOSING = ("allowed", "reference")
"""Kinds of rules that let only certain values in."""


def listed(at: Evidence) -> Iterator[Item]:
    """Compare the values of every coded column with the list that it is bound to."""
    for row in at.of_layers("silver", "gold"):
        rules = at.contracts[row.table_name].rules if row.table_name in at.contracts else ()
        closed = {name for rule in rules if rule.kind in CLOSING for name in rule.columns}
        for column in at.columns(row.table_name):
            name = f"{row.table_name}.{column.name}"
            said = at.said("column", name)
            bound = said[("code_list", "")].values[0] if ("code_list", "") in said else ""
            coded = ("role", "") in said and said[("role", "")].values[0] == CODED
            if bound or coded:
                yield _listed(at, row.table_name, column.name, bound, closed=column.name in closed)


def _listed(at: Evidence, table: str, column: str, bound: str, *, closed: bool) -> Item:
    subject = f"column:{table}.{column}"
    say = ("jobforge", "catalog", "describe", f"{table}.{column}", "--set", "code_list=...", "--reason", "...")
    if not bound:
        return judged(subject, "" if closed else "it is coded, and no list of codes is named", *say)
    kind, key = split_link(COLUMN.properties["code_list"], bound)
    of = key if kind == "table" else f"silver.{key}"
    contract = at.contract_of(of) if "." in of else None
    if contract is None or len(contract.key) != 1 or of not in {row.table_name for row in at.with_rows}:
        return lacks(subject, "its list of codes {source} has no key of one column, or no rows", *say, source=bound)
    orphans = _orphans(at, table, (column,), of, contract.key)
    return judged(subject, "{n} of its values are not in the list of codes" if orphans else "", *say, n=orphans)


def _orphans(at: Evidence, table: str, columns: Sequence[str], of: str, keys: Sequence[str]) -> int:
    """Count the rows whose values have no partner; a row that lacks one of them needs none."""
    from projections.engines.quoting import identifier

    if table not in {row.table_name for row in at.with_rows}:
        return 0
    equal = " AND ".join(f"o.{identifier(c)} = p.{identifier(k)}" for c, k in zip(columns, keys, strict=True))
    present = " AND ".join(f"o.{identifier(c)} IS NOT NULL" for c in columns)
    parents = f"SELECT 1 FROM {quoted(of)} p WHERE {equal}"
    (found,) = at.query(f"SELECT count(*) AS n FROM {quoted(table)} o WHERE {present} AND NOT EXISTS ({parents})")
    return int(found["n"])


def referred(at: Evidence) -> Iterator[Item]:
    """Look for the partners of the rows of every table whose contract refers to another."""
    there = {row.table_name for row in at.with_rows}
    for table, contract in at.contracts.items():
        for rule in contract.rules:
            if rule.kind == "reference" and rule.reference is not None and table in there:
                lost = rule.reference not in there
                orphans = 0 if lost else _orphans(at, table, rule.columns, rule.reference, rule.reference_columns)
                what = (
                    "{source} has no rows"
                    if lost
                    else ("{n} of its rows have no partner in {source}" if orphans else "")
                )
                mend = ("jobforge", "quarantine", "list", "--table", table)
                yield judged(f"table:{table}", what, *mend, n=orphans, source=rule.reference)


CONTROLS = (
    Control(
        "R01",
        "Each coded column is bound to a list of codes, and its values are in it.",
        "Chaque colonne codée est liée à une liste de codes, et ses valeurs y figurent.",
        listed,
    ),
    Control(
        "R02",
        "Each reference to another table has its partner there.",
        "Chaque renvoi à un autre tableau y trouve sa ligne.",
        referred,
    ),
)
