"""Rules, completeness and timeliness (DMBOK2 chapter 13)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.definitions import Contract
from projections.catalog import batches, definitions
from projections.catalog.expected import expectations
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, judged, lacks
from projections.controls.rows import quoted

OF_BRONZE = frozenset({"type", "required", "pattern", "length", "range", "allowed", "row"})


def evaluated(at: Evidence) -> Iterator[Item]:
    """Look for every rule in the contract by which each batch in effect was last promoted."""
    for row in definitions.contracts(at.db):
        if row.source is None:
            continue
        contract = at.contracts[row.table_name]
        of_bronze = batches.promotions(at.db, f"bronze.{row.table_name.partition('.')[2]}")
        of_silver = batches.promotions(at.db, row.table_name)
        for batch in batches.in_effect(at.db, row.source):
            for rule in contract.rules:
                done = (of_bronze if rule.kind in OF_BRONZE else of_silver).get(batch.batch_id)
                asked = None if done is None else at.workshop.recall(done.contract, Contract)
                good = asked is not None and rule in asked.rules
                what = "" if good else "its rule {rule} was never asked of batch {batch}"
                mend = ("jobforge", "promote", row.table_name)
                yield judged(f"table:{row.table_name}", what, *mend, rule=rule.id, batch=batch.batch_id)


def unbroken(at: Evidence) -> Iterator[Item]:
    """Ask every rule of the contract of every table that a model makes of the rows that stand there."""
    from projections.layers.checks import broken_rows  # loads the engine

    for row in at.with_rows:
        contract = at.contracts.get(row.table_name)
        if contract is not None and contract.source is None:
            read = sorted({row.table_name, *(rule.reference for rule in contract.rules if rule.reference)})
            inputs = tuple(map(at.rows.at, read))
            output = at.rows.relation(row.table_name)
            counts = {each.rule: each.rows for each in broken_rows(at.rows.workshop, contract, output, inputs)}
            for rule in contract.rules:
                if rule.severity == "error":
                    n = counts.get(rule.id, 0)
                    what = "{n} of its rows break {rule}" if n else ""
                    yield judged(f"table:{row.table_name}", what, "jobforge", "run", n=n, rule=rule.id)


def filled(at: Evidence) -> Iterator[Item]:
    """Count the missing values of every required column of silver and gold."""
    from projections.engines.quoting import identifier

    for row in at.with_rows:
        contract = at.contracts.get(row.table_name)
        if contract is None or row.layer not in ("silver", "gold"):
            continue
        wanted = {name for rule in contract.rules if rule.kind == "required" for name in rule.columns}
        names = [each.name for each in contract.columns if each.name in wanted or each.key is not None]
        counts = ", ".join(f"count(*) - count({identifier(name)}) AS {identifier(name)}" for name in names)
        found = at.rows.query(f"SELECT {counts} FROM {quoted(row.table_name)}")[0] if names else {}
        for name in names:
            what = "{n} of its values are missing" if found[name] else ""
            yield judged(f"column:{row.table_name}.{name}", what, "jobforge", "quarantine", "list", n=found[name])


def timely(at: Evidence) -> Iterator[Item]:
    """Compare when files of every source came with how often they should."""
    late = at.overdue()
    for each in expectations(at.db):
        say = ("jobforge", "source", "revise", each.source, "--set", "frequency=...", "--reason", "...")
        if each.frequency is None and each.complete_by is None:
            yield lacks(f"source:{each.source}", "it does not say how often it comes", *say)
        else:
            what = "its files should have come by now" if each.source in late else ""
            yield judged(f"source:{each.source}", what, "jobforge", "status")


CONTROLS = (
    Control(
        "Q01",
        "Each rule of each contract was asked of each batch in effect.",
        "Chaque règle de chaque contrat a été vérifiée sur chaque lot en vigueur.",
        evaluated,
    ),
    Control(
        "Q02",
        "No row of a table that a model makes breaks a rule of its contract.",
        "Aucune ligne d'un tableau que fait un modèle n'enfreint une règle de son contrat.",
        unbroken,
    ),
    Control(
        "Q03",
        "No value of a required column is missing.",
        "Aucune valeur d'une colonne obligatoire n'est absente.",
        filled,
    ),
    Control(
        "Q04",
        "The files of each source came when they should have.",
        "Les fichiers de chaque source sont arrivés à temps.",
        timely,
    ),
)
