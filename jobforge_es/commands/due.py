"""What is due, told from the read models and the kept definitions alone.

It says the same as ``promote`` and ``build`` find (a test compares them), but loads no engine, no codec and none of the
events: ``status`` has to start fast.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ledger.upcasters import UPCASTERS

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
            found |= _batches(db, table, source, definition, generation, kept(read, definition))
    models = "SELECT table_name, definition, inputs FROM models WHERE NOT retired"
    for table, definition, inputs in db.execute(models).fetchall():
        promised = contracts[table][1] if table in contracts else None
        read_tables = {*json.loads(inputs), *_references(kept(read, promised))} if promised else json.loads(inputs)
        found[table] = int(_is_build_due(db, table, definition, promised, sorted({*read_tables} - {table})))
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
    db: Connection, table: str, source: str, definition: str, generation: int, contract: Mapping[str, Any]
) -> dict[str, int]:
    """Count the batches that are due for the two tables of a contract; see ``promote.due_for_bronze`` and silver."""
    bronze = f"bronze.{table.partition('.')[2]}"
    sql = (
        "SELECT batch_id, position FROM batches WHERE source = ? AND status = 'in_effect'"
        " ORDER BY effective_at, position"
    )
    landed = db.execute(sql, (source,)).fetchall()
    below, done = _promotions(db, bronze, definition), _promotions(db, table, definition)
    newest = (
        [batch for batch, _ in landed[-1:]] if contract.get("mode") == "replace" else [batch for batch, _ in landed]
    )
    count = sum(
        _is_due(below.get(batch), position, generation)
        or (batch in newest and _is_outdated(below[batch], done.get(batch)))
        for batch, position in landed
    )
    standing = [batch for batch, _ in landed if batch in below and below[batch][IS_MADE]]
    if contract.get("mode") == "replace":
        standing = standing[-1:]
    keyed = any(column.get("key") is not None for column in contract["columns"])
    due = 0
    for batch in standing:
        due += (bool(due) and keyed) or _is_due(done.get(batch), below[batch][POSITION], generation)
    return {bronze: count, table: due}


Promotion = tuple[int, int, int, bool, bool, bool]
POSITION, FROM_POSITION, GENERATION, IS_MADE, IS_OPEN, IS_OLD = range(6)
"""Parts of a promotion; it is old when the contract has changed since, and open when it was refused as well."""


def _promotions(db: Connection, table: str, contract: str) -> dict[str, Promotion]:
    sql = (
        "SELECT batch_id, position, from_position, generation, outcome = 'promoted',"
        " outcome = 'rejected' AND contract <> ?1, contract <> ?1 FROM promotions WHERE table_name = ?2 AND current"
    )
    return {batch: tuple(facts) for batch, *facts in db.execute(sql, (contract, table))}


def _is_outdated(bronze: Promotion, silver: Promotion | None) -> bool:
    taken = silver is not None and silver[FROM_POSITION] == bronze[POSITION]
    return bool(bronze[IS_OLD]) and not taken


def _is_due(promotion: Promotion | None, from_position: int, generation: int) -> bool:
    if promotion is None or promotion[FROM_POSITION] != from_position or promotion[GENERATION] < generation:
        return True
    return bool(promotion[IS_OPEN])


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
        "SELECT max(max(position, coalesce(until, 0))), sum(CASE WHEN until IS NULL THEN rows ELSE 0 END)"
        " FROM files WHERE table_name = ? AND kind = 'data'"
    )
    position, rows = db.execute(sql, (table,)).fetchone()
    return [table, position or 0, rows or 0]
