"""What tables promise, and whether their files are so (DMBOK2 chapter 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ledger.definitions import Contract
from ledger.events import ContractAdopted
from projections.catalog.builds import build_at
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, breaks, judged, lacks
from projections.controls.rows import quoted

if TYPE_CHECKING:
    from ledger.definitions import ModelColumn
    from projections.storage.manifest import FileInEffect


def promised(at: Evidence) -> Iterator[Item]:
    """Look for a contract of every silver and gold table."""
    for row in at.of_layers("silver", "gold"):
        name = row.table_name.partition(".")[2]
        what = (
            "" if row.table_name in at.contracts else "no contract promises it: contracts/{name}.yaml is to be written"
        )
        yield judged(f"table:{row.table_name}", what, "jobforge", "apply", name=name)


def as_promised(at: Evidence) -> Iterator[Item]:
    """Compare the columns of every data file above staged with the contract by which it was made."""
    for each in at.files:
        if each.file.kind == "data" and not each.table.startswith("staged."):
            yield from _compared(at, each)


def _compared(at: Evidence, each: FileInEffect) -> Iterator[Item]:
    from projections.layers.schemas import columns_of_file  # loads pyarrow

    expected = _expected(at, each)
    if expected is None:
        return
    if not at.lake.has(each.file.path) and at.is_past:
        return
    if not at.lake.has(each.file.path):
        yield lacks(f"file:{each.file.path}", "it is in effect and not there", "jobforge", "replay")
        return
    there = columns_of_file(at.lake.find(each.file.path))
    names = sorted({c.name for c in {*expected} ^ {*there}})
    what = "" if there == expected else ("{columns} are not as promised" if names else "its columns are in other order")
    yield judged(f"file:{each.file.path}", what, "jobforge", "verify", columns=", ".join(names))


def _expected(at: Evidence, each: FileInEffect) -> tuple[ModelColumn, ...] | None:
    """Give the columns that the contract promises by which a file was made; None where it was made without one."""
    from projections.layers.schemas import columns_of_contract
    from projections.lineage.schema import COUNTED_TYPES, PROVENANCE_TYPES

    built = None if each.shape else build_at(at.db, each.table, each.position)
    made_by = each.shape or (built.contract if built is not None else None)
    if not made_by:
        return None
    contract = at.workshop.recall(made_by, Contract)
    columns = columns_of_contract(contract, each.table.partition(".")[0])
    return columns if each.shape else (*(c for c in columns if c not in PROVENANCE_TYPES), *COUNTED_TYPES)


def keyed(at: Evidence) -> Iterator[Item]:
    """Count missing and repeated keys of every silver and gold table that has rows and a contract."""
    for row in at.with_rows:
        contract = at.contracts.get(row.table_name)
        if contract is None or row.layer not in ("silver", "gold"):
            continue
        if not contract.key:
            yield breaks(f"table:{row.table_name}", "its contract declares no primary key", "jobforge", "apply")
            continue
        yield _keys(at, row.table_name, contract)


def _keys(at: Evidence, table: str, contract: Contract) -> Item:
    from projections.engines.quoting import identifier

    key = [identifier(name) for name in contract.key]
    current = " WHERE valid_to IS NULL" if contract.mode == "history" else ""
    missing = " OR ".join(f"{name} IS NULL" for name in key)
    rows = f"SELECT {', '.join(key)} FROM {quoted(table)}{current}"
    repeated = f"SELECT 1 FROM ({rows}) GROUP BY {', '.join(key)} HAVING count(*) > 1"
    sql = f"SELECT count(*) FILTER (WHERE {missing}) AS n, (SELECT count(*) FROM ({repeated})) AS twice FROM ({rows})"
    (found,) = at.rows.query(sql)
    wrong = found["n"] + found["twice"]
    what = "{n} of its keys are missing or come twice" if wrong else ""
    return judged(f"table:{table}", what, "jobforge", "status", n=wrong)


def versioned(at: Evidence) -> Iterator[Item]:
    """Compare each version that changed what a contract promises with the one before; a later new major mends it."""
    newest: dict[str, list[ContractAdopted]] = {}
    for event in at.events(ContractAdopted):
        if isinstance(event.data, ContractAdopted) and event.data.table in at.contracts:
            newest.setdefault(event.data.table, []).append(event.data)
    for table, adopted in newest.items():
        if len(adopted) > 1:
            newest_major = _major(adopted[-1].version)
            small = [now for before, now in pairwise(adopted) if _is_small(before, now)]
            wrong = [now for now in small if newest_major <= _major(now.version)]
            what = "it changed what it promises and {version} is no new major version" if wrong else ""
            version = wrong[-1].version if wrong else ""
            yield judged(f"table:{table}", what, "jobforge", "apply", version=version)


def _is_small(before: ContractAdopted, now: ContractAdopted) -> bool:
    return now.scope == "rebuild" and _major(now.version) <= _major(before.version)


def _major(version: str) -> int:
    first = version.lstrip("v").partition(".")[0]
    return int(first) if first.isdigit() else 0


CONTROLS = (
    Control(
        "M01",
        "Each silver and gold table has a contract in force.",
        "Chaque tableau de silver et de gold a un contrat en vigueur.",
        promised,
    ),
    Control(
        "M02",
        "The columns of each file are those of the contract by which it was made: name, type and order.",
        "Les colonnes de chaque fichier sont celles du contrat qui l'a produit : nom, type et ordre.",
        as_promised,
    ),
    Control(
        "M03",
        "Each table that promises something has a primary key, and no row lacks or repeats it.",
        "Chaque tableau sous contrat a une clé primaire, et aucune ligne ne l'omet ni ne la répète.",
        keyed,
    ),
    Control(
        "M04",
        "A contract that changes what it promises has a new major version.",
        "Un contrat qui change ce qu'il promet a une nouvelle version majeure.",
        versioned,
    ),
)
