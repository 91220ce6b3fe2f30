"""What is due, told from the read models and the kept definitions alone: no engine, no codec, no file is opened."""

from __future__ import annotations

import json
from typing import Any

from jobforge_es.commands.build import reads
from jobforge_es.commands.promote import bronze_of, due_for_bronze, due_for_silver
from jobforge_es.session import Session
from ledger.definitions import Column, Contract, Rule
from ledger.events.parts import TableAt
from ledger.names import Sha256
from ledger.upcasters import UPCASTERS
from projections.catalog import builds, definitions
from projections.catalog.definitions import ModelRow


def waiting(session: Session) -> dict[str, int]:
    """Tell how many batches wait for each table, and 1 for a table whose model is due; what waits for nothing lacks.

    Args:
        session: whose read models stand at the moment that is asked about.
    """
    found: dict[str, int] = {}
    for row in definitions.contracts(session.db):
        if row.source is not None:
            contract = contract_in_brief(session, row.definition)
            found[bronze_of(row.table_name)] = len(due_for_bronze(session, row))
            found[row.table_name] = len(due_for_silver(session, row, contract))
    found |= {row.table_name: int(_is_due(session, row)) for row in definitions.models(session.db)}
    return {table: count for table, count in found.items() if count}


def _is_due(session: Session, row: ModelRow) -> bool:
    promised = definitions.contract(session.db, row.table_name)
    contract = contract_in_brief(session, promised.definition) if promised else None
    manifest = session.manifest
    inputs = tuple(TableAt(i, manifest.position(i), manifest.rows(i)) for i in reads(row, contract))
    last = builds.builds(session.db).get(row.table_name)
    asked = (row.definition, promised.definition if promised else None, inputs)
    return last is None or (last.model, last.contract, last.input_tables) != asked


def contract_in_brief(session: Session, definition: str) -> Contract:
    """Read mode, key and references of a kept contract; the rest is left empty."""
    kept = kept_json(session, definition)
    columns = tuple(Column(c["name"], c["type"], key=c.get("key")) for c in kept["columns"])
    rules = tuple(Rule(r["id"], r["kind"], (), reference=r.get("reference")) for r in kept["rules"])
    mode = kept.get("mode", "append")
    return Contract(kept["table"], kept["version"], columns, rules, source=kept.get("source"), mode=mode)


def kept_json(session: Session, definition: str) -> dict[str, Any]:
    """Read a kept definition as plain JSON in today's form.

    The codec is left out on purpose: it takes longer to load than all the rest of a reading command.
    """
    kept = json.loads(session.vault.read(Sha256(definition)))
    name, schema, value = kept["definition"], kept["schema"], kept["value"]
    while (step := UPCASTERS.get((name, schema))) is not None:
        value, schema = step(value), schema + 1
    found: dict[str, Any] = value
    return found
