"""What is due, told from the read models and the kept definitions alone.

It says the same as ``promote`` and ``build`` find (a test compares them), but loads no engine, no codec and none of the
events: ``status`` has to start fast.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from jobforge_es.commands.newest import closing, newest_delivery
from ledger.upcasters import UPCASTERS
from projections.catalog.decisions import fingerprints

if TYPE_CHECKING:
    from sqlite3 import Connection

Read = Callable[[str], bytes]
"""Gives what the vault keeps under a hash."""


def waiting(db: Connection, read: Read) -> dict[str, int]:
    """Tell how many batches wait for each table, and 1 for a table whose model is due; what waits for nothing lacks.

    Args:
        db: the read models, at the moment that is asked about.
        read: the vault.
    """
    found: dict[str, int] = {}
    promises = "SELECT table_name, source, definition, generation FROM contracts WHERE NOT retired"
    contracts = {row[0]: row[1:] for row in db.execute(promises)}
    for table, (source, definition, generation) in contracts.items():
        if source is not None:
            promised = (table, source, definition, generation)
            found |= _batches(db, read, promised, kept(read, definition))
    models = "SELECT table_name, definition, inputs FROM models WHERE NOT retired"
    for table, definition, inputs in db.execute(models).fetchall():
        contract = contracts[table][1] if table in contracts else None
        read_tables = {*json.loads(inputs), *_references(kept(read, contract))} if contract else json.loads(inputs)
        found[table] = int(_is_build_due(db, table, definition, contract, sorted({*read_tables} - {table})))
    return {table: count for table, count in found.items() if count}


def kept(read: Read, definition: str) -> dict[str, Any]:
    """Read a kept definition as plain JSON in today's form."""
    stored = json.loads(read(definition))
    name, schema, value = stored["definition"], stored["schema"], stored["value"]
    while (step := UPCASTERS.get((name, schema))) is not None:
        value, schema = step(value), schema + 1
    found: dict[str, Any] = value
    return found


def _batches(
    db: Connection, read: Read, promised: tuple[str, str, str, int], contract: Mapping[str, Any]
) -> dict[str, int]:
    """Count the batches that are due for the two tables of a contract; see ``pending.due_for_bronze`` and silver."""
    table, source, definition, generation = promised
    bronze = f"bronze.{table.partition('.')[2]}"
    sql = (
        "SELECT batch_id, position, delivery, definition FROM batches WHERE source = ? AND status = 'in_effect'"
        " ORDER BY effective_at, position"
    )
    landed = [_Landed(*row) for row in db.execute(sql, (source,))]
    below, done = _promotions(db, bronze, definition), _promotions(db, table, definition)
    mode = contract.get("mode")
    refused = _refused(done, below, generation)
    shown = newest_delivery(db, source, landed, refused) if mode == "replace" else landed
    newest = {each.batch_id for each in shown}
    said = fingerprints(db)
    count = sum(
        _is_due(below.get(batch), position, generation)
        or (batch in newest and _is_outdated(below[batch], done.get(batch)))
        or below[batch].decisions != said.get(batch)
        for batch, position, *_ in landed
    )
    standing = [each for each in landed if each.batch_id in below and below[each.batch_id].is_made]
    if mode == "replace":
        standing = newest_delivery(db, source, standing, refused)
    ending = _closing(db, read, source, landed, done) if mode == "history" else frozenset()
    standing = [b for b in standing if not _waits(below[b.batch_id], done.get(b.batch_id), generation)]
    due = sum(
        _is_due(last := done.get(each.batch_id), below[each.batch_id].position, generation)
        or (last is not None and _is_compared_anew(last, closes=each.batch_id in ending))
        for each in standing
    )
    return {bronze: count, table: due}


def _refused(done: Mapping[str, Promotion], below: Mapping[str, Promotion], generation: int) -> frozenset[str]:
    return frozenset(
        batch
        for batch, last in done.items()
        if not (last.is_made or last.is_outdated)
        and batch in below
        and not _is_due(last, below[batch].position, generation)
    )


class _Landed(NamedTuple):
    batch_id: str
    position: int
    delivery: str | None
    definition: str


def _closing(
    db: Connection, read: Read, source: str, landed: list[_Landed], done: Mapping[str, Promotion]
) -> frozenset[str]:
    said = {each: bool(kept(read, each).get("snapshot")) for each in {b.definition for b in landed}}
    snapshots = {b.batch_id: said[b.definition] for b in landed}
    closed = {batch: promotion.position for batch, promotion in done.items() if promotion.closes}
    return closing(db, source, landed, snapshots, closed)


class Promotion(NamedTuple):
    """A promotion.

    It is old when the contract has changed since, open when it was refused as well, and outdated when what it was
    compared with has changed.
    """

    position: int
    from_position: int
    generation: int
    is_made: bool
    is_open: bool
    is_old: bool
    is_outdated: bool
    closes: bool
    decisions: str | None
    contract: str


def _promotions(db: Connection, table: str, contract: str) -> dict[str, Promotion]:
    sql = (
        "SELECT batch_id, position, from_position, generation, outcome = 'promoted',"
        " outcome = 'rejected' AND contract <> ?1, contract <> ?1, outdated IS NOT NULL, closes, decisions,"
        " contract"
        " FROM promotions WHERE table_name = ?2 AND current"
    )
    return {batch: Promotion(*facts) for batch, *facts in db.execute(sql, (contract, table))}


def _is_outdated(bronze: Promotion, silver: Promotion | None) -> bool:
    taken = silver is not None and silver.from_position == bronze.position
    return bool(bronze.is_old) and not taken and not _stays(bronze, silver)


def _waits(bronze: Promotion, silver: Promotion | None, generation: int) -> bool:
    """Tell whether bronze could not be made by today's contract."""
    return bronze.generation < generation or _is_outdated(bronze, silver)


def _stays(bronze: Promotion, silver: Promotion | None) -> bool:
    """Tell whether a batch stands by one contract in both layers; see ``pending``."""
    return bool(bronze.is_made) and silver is not None and bool(silver.is_made) and bronze.contract == silver.contract


def _is_due(promotion: Promotion | None, from_position: int, generation: int) -> bool:
    if promotion is None or promotion.from_position != from_position or promotion.generation < generation:
        return True
    return bool(promotion.is_open)


def _is_compared_anew(promotion: Promotion, *, closes: bool) -> bool:
    return bool(promotion.is_outdated) or (bool(promotion.is_made) and bool(promotion.closes) != closes)


def _references(contract: Mapping[str, Any]) -> list[str]:
    return [rule["reference"] for rule in contract["rules"] if rule.get("reference")]


def _is_build_due(db: Connection, table: str, model: str, contract: str | None, inputs: list[str]) -> bool:
    """Tell whether a model has not been built over its inputs as they are now; see ``build``."""
    last = db.execute(
        "SELECT model, contract, inputs FROM builds WHERE table_name = ? AND current", (table,)
    ).fetchone()
    return last is None or (last[0], last[1], json.loads(last[2])) != (model, contract, [_state(db, i) for i in inputs])


def _state(db: Connection, table: str) -> list[Any]:
    """Give a table with the position that last changed it and its rows."""
    sql = (
        "SELECT max(CASE kind WHEN 'data' THEN max(position, coalesce(until, 0)) END),"
        " sum(CASE WHEN until IS NOT NULL THEN 0 WHEN kind = 'data' THEN rows ELSE -rows END)"
        " FROM files WHERE table_name = ? AND kind IN ('data', 'superseded')"
    )
    position, rows = db.execute(sql, (table,)).fetchone()
    return [table, position or 0, rows or 0]
