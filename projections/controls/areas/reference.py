"""Codes and references (DMBOK2 chapter 10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from ledger.names import BATCH_ID
from projections.catalog import batches
from projections.catalog.vocabulary.tables import COLUMN
from projections.catalog.vocabulary.values import split_link
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, judged, lacks
from projections.controls.rows import quoted

CODED = "coded"
REFERENCE = "reference"
PINNED = ("code_list_edition", "")
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
                pinned = said[PINNED].values[0] if PINNED in said else None
                yield _listed(at, row.table_name, column.name, bound, pinned, closed=column.name in closed)


def _listed(at: Evidence, table: str, column: str, bound: str, pinned: str | None, *, closed: bool) -> Item:
    subject = f"column:{table}.{column}"
    say = ("jobforge", "catalog", "describe", f"{table}.{column}", "--set", "code_list=...", "--reason", "...")
    if not bound:
        return judged(subject, "" if closed else "it is coded, and no list of codes is named", *say)
    kind, key = split_link(COLUMN.properties["code_list"], bound)
    of = key if kind == "table" else f"silver.{key}"
    contract = at.contract_of(of) if "." in of else None
    if contract is None or len(contract.key) != 1 or of not in {row.table_name for row in at.with_rows}:
        return lacks(subject, "its list of codes {source} has no key of one column, or no rows", *say, source=bound)
    if contract.source is not None and not _is_reference(at, contract.source):
        revise = ("jobforge", "source", "revise", contract.source, "--set", "role=reference", "--reason", "...")
        return judged(subject, "its list of codes {source} comes from a source without the role reference", *revise,
                      source=bound)  # fmt: skip
    editions = _editions(at, of) if pinned is not None else {}
    if pinned is not None and pinned not in editions:
        stands = ", ".join(sorted(editions)) or "-"
        what = "its list of codes {source} stands in edition {found}, and {edition} is pinned"
        return judged(subject, what, "jobforge", "catalog", "show", f"{table}.{column}", source=bound, found=stands,
                      edition=pinned)  # fmt: skip
    orphans = _orphans(at, table, (column,), _Partners(of, contract.key, editions.get(pinned or "", ())))
    return judged(subject, "{n} of its values are not in the list of codes" if orphans else "", *say, n=orphans)


def _is_reference(at: Evidence, source: str) -> bool:
    said = at.said("source", source)
    return ("role", "") in said and said["role", ""].values[0] == REFERENCE


def _editions(at: Evidence, table: str) -> dict[str, list[str]]:
    """Give the editions of which rows stand in a table, with the batches that brought them."""
    found: dict[str, list[str]] = {}
    for row in at.rows.query(f"SELECT DISTINCT {BATCH_ID} AS batch FROM {quoted(table)}"):
        batch = batches.batch(at.db, row["batch"])
        if batch is not None and batch.edition is not None:
            found.setdefault(batch.edition, []).append(batch.batch_id)
    return found


@attrs.frozen
class _Partners:
    """Rows in which values have to occur: their table, its columns, and the batches that count; none for all."""

    table: str
    columns: Sequence[str]
    batches: Sequence[str] = ()


def _orphans(at: Evidence, table: str, columns: Sequence[str], partners: _Partners) -> int:
    """Count the rows whose values have no partner; a row that lacks one of them needs none."""
    from projections.engines.quoting import identifier, literal

    if table not in {row.table_name for row in at.with_rows}:
        return 0
    equal = " AND ".join(
        f"o.{identifier(c)} = p.{identifier(k)}" for c, k in zip(columns, partners.columns, strict=True)
    )
    present = " AND ".join(f"o.{identifier(c)} IS NOT NULL" for c in columns)
    own = f" AND p.{BATCH_ID} IN ({', '.join(map(literal, partners.batches))})" if partners.batches else ""
    parents = f"SELECT 1 FROM {quoted(partners.table)} p WHERE {equal}{own}"
    (found,) = at.rows.query(f"SELECT count(*) AS n FROM {quoted(table)} o WHERE {present} AND NOT EXISTS ({parents})")
    return int(found["n"])


def referred(at: Evidence) -> Iterator[Item]:
    """Look for the partners of the rows of every table whose contract refers to another."""
    there = {row.table_name for row in at.with_rows}
    for table, contract in at.contracts.items():
        for rule in contract.rules:
            if rule.kind == "reference" and rule.reference is not None and table in there:
                lost = rule.reference not in there
                orphans = (
                    0 if lost else _orphans(at, table, rule.columns, _Partners(rule.reference, rule.reference_columns))
                )
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
