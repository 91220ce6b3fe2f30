from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.memory import MemoryLedger
from ledger.opening import open_ledger
from ledger.sqlite import SqliteLedger
from ledger.store import EventStore
from tests.ledger.samples import Clock, small


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[SqliteLedger]:
    with open_ledger(tmp_path / "ledger.db", create=True, clock=clock, wait=2) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "memory", "memory over sqlite"])
def store(request: pytest.FixtureRequest, ledger: SqliteLedger, clock: Clock) -> EventStore:
    """Each kind of store; the last one begins after two events of the ledger below it."""
    match request.param:
        case "sqlite":
            return ledger
        case "memory":
            return MemoryLedger(clock)
        case _:
            ledger.append("below", [small(1), small(2)], 0, "below key")
            return MemoryLedger(clock, base=ledger)
