"""A ledger in memory and makers of its events."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from decimal import Decimal

import attrs

from ledger.codec import to_json
from ledger.definitions import Column, Contract, Csv, HeaderName, Layout, Source
from ledger.event import Metadata, NewEvent
from ledger.events import BatchIngested, BatchPromoted, ContractAdopted, SourceAdopted, TableBuilt
from ledger.events.parts import Balance, Built, FileRecord, TableAt
from ledger.memory import MemoryLedger
from ledger.vault import Vault
from projections.read_models import read_models
from projections.runner import PROJECTIONS, catch_up

TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BUILT = Built({"pyarrow": "1"}, Decimal("0.1"))
LAYOUT = Layout((HeaderName("Code", "code"), HeaderName("Titre", "titre")))


@attrs.define
class World:
    """A ledger, a vault and what has been derived from them."""

    store: MemoryLedger
    vault: Vault
    numbers: itertools.count = attrs.field(factory=lambda: itertools.count(1))

    def record(self, stream, event, actor="lea"):
        new = NewEvent(event, actor, Metadata("typed", "r-1", "test"))
        return self.store.append(stream, [new], self.store.version(stream)).last

    def derived(self, until=None):
        db = read_models(None, PROJECTIONS)
        catch_up(db, self.store, self.vault, until)
        return db

    def file(self, table, name, kind="data", rows=1):
        sha = f"{next(self.numbers):064x}"
        return FileRecord(f"layers/{table.replace('.', '/')}/{name}-{kind}.parquet", kind, rows, 10, sha, sha)

    def source(self, name="noc"):
        kept = self.vault.keep_bytes(to_json(Source(name, ("*.csv",), Csv())))
        return self.record(f"source-{name}", SourceAdopted(name, f"sources/{name}.yaml", kept, kept))

    def contract(self, table="silver.noc", source="noc", generation=1, version="1.0.0", titles=None):
        columns = (Column("code", "string", key=1, header="Code", descriptions={"en": "The code", "fr": "Le code"}),)
        made = Contract(
            table, version, columns, (), source=source, titles=titles or {"en": "Codes", "fr": "Codes (fr)"}
        )
        kept = self.vault.keep_bytes(to_json(made))
        event = ContractAdopted(table, f"contracts/{table}.yaml", kept, kept, source, version, "rebuild", generation)
        return self.record(f"contract-{table}", event)

    def ingest(self, batch="b-1", source="noc", rows=3, quarantined=0):
        table = f"staged.{source}"
        files = [self.file(table, batch, rows=rows)]
        if quarantined:
            files.append(self.file(table, batch, "quarantine", quarantined))
        raw = self.vault.keep_bytes(batch.encode())
        balance = Balance(read=rows + quarantined, accepted=rows, quarantined=quarantined, inserted=rows)
        layout = self.vault.keep_bytes(to_json(LAYOUT))
        facts = (batch, source, table, f"{batch}.csv", raw, len(batch), TIME, TIME, None, 1, raw, layout)
        return self.record(f"batch-{batch}", BatchIngested(*facts, balance, tuple(files), BUILT))

    def promote(self, table, batch="b-1", replaces="batch", basis=(), generation=1):
        made = self.file(table, f"{batch}-{next(self.numbers)}")
        balance = Balance(read=1, accepted=1, inserted=1)
        below = "staged.noc" if table.startswith("bronze") else f"bronze.{table.partition('.')[2]}"
        facts = (table, batch, below, 1, "0" * 64, "1.0.0", generation, replaces, tuple(basis), balance, (), (made,))
        return self.record(f"table-{table}", BatchPromoted(*facts, BUILT))

    def build(self, table, inputs, changed=True, files=None):
        made = (self.file(table, f"t-{next(self.numbers)}"),) if files is None else files
        at = tuple(TableAt(t, p, 1) for t, p in inputs)
        return self.record(f"table-{table}", TableBuilt(table, "t-1", "0" * 64, None, at, 1, changed, (), made, BUILT))


def new_world(folder):
    """Give an empty world whose clock ticks by one microsecond."""
    ticks = itertools.count(1_700_000_000_000_000)
    return World(MemoryLedger(clock=lambda: next(ticks)), Vault(folder / "vault"))
