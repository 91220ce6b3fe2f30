"""What a store in memory does over another: it reads through, goes on after it, and leaves it alone."""

from __future__ import annotations

import pytest

from ledger.errors import IdempotencyConflict, VersionConflict
from ledger.memory import MemoryLedger
from ledger.sqlite import SqliteLedger
from tests.ledger.samples import Clock, small


def test_what_is_rehearsed_never_reaches_the_ledger(ledger: SqliteLedger, clock: Clock) -> None:
    ledger.append("a", [small(1)], 0)
    before = ledger.head()
    rehearsal = MemoryLedger(clock, base=ledger)
    rehearsal.append("a", [small(2)], 1, "k")
    rehearsal.append("b", [small(3)], 0)
    rehearsal.close()
    assert ledger.head() == before
    assert ledger.find("k") is None


def test_a_rehearsal_gives_the_hashes_that_the_ledger_would_give(ledger: SqliteLedger, clock: Clock) -> None:
    ledger.append("a", [small(1)], 0, "k")
    rehearsal = MemoryLedger(clock, base=ledger)
    for store in (rehearsal, ledger):
        store.append("a", [small(2), small(3)], 1, "m")
        store.append("b", [small(4)], 0)
    assert list(rehearsal.after(0)) == list(ledger.after(0))
    assert rehearsal.head() == ledger.head()


def test_streams_go_on_across_the_border(ledger: SqliteLedger, clock: Clock) -> None:
    ledger.append("a", [small(1), small(2)], 0)
    rehearsal = MemoryLedger(clock, base=ledger)
    with pytest.raises(VersionConflict):
        rehearsal.append("a", [small(3)], 0)
    rehearsal.append("a", [small(3)], 2)
    assert [e.version for e in rehearsal.stream("a")] == [1, 2, 3]
    assert [e.position for e in rehearsal.after(1)] == [2, 3]
    assert [e.position for e in rehearsal.after(0, 2)] == [1, 2]


def test_keys_below_are_known(ledger: SqliteLedger, clock: Clock) -> None:
    first = ledger.append("a", [small(1), small(2)], 0, "k")
    single = ledger.append("a", [small(3)], 2, "s/1")
    rehearsal = MemoryLedger(clock, base=ledger)
    assert rehearsal.append("a", [small(1), small(2)], 0, "k").first == first.first
    assert rehearsal.append("a", [small(3)], 0, "s/1").first == single.first
    for key, events in (("k", [small(1)]), ("k/2", [small(1)]), ("s", [small(1), small(2)])):
        with pytest.raises(IdempotencyConflict):
            rehearsal.append("a", events, 3, key)
    assert not rehearsal.append("a", [small(1)], 3, "k/3").repeated
    assert not rehearsal.append("a", [small(1)], 4, "s/1/1").repeated


def test_what_others_append_meanwhile_is_not_seen(ledger: SqliteLedger, clock: Clock) -> None:
    ledger.append("a", [small(1)], 0)
    rehearsal = MemoryLedger(clock, base=ledger)
    ledger.append("a", [small(2)], 1, "k")
    assert rehearsal.version("a") == 1
    assert rehearsal.find("k") is None
    assert [e.position for e in rehearsal.after(0)] == [1]
    rehearsal.append("a", [small(9)], 1, "k")
    assert [e.data.name for e in rehearsal.stream("a")] == ["s1", "s9"]
    assert [e.position for e in rehearsal.after(0)] == [1, 2]


def test_times_go_on_from_those_below(ledger: SqliteLedger, clock: Clock) -> None:
    clock.now += 1
    ledger.append("a", [small(1)], 0)
    clock.now -= 1_000
    rehearsal = MemoryLedger(clock, base=ledger)
    rehearsal.append("a", [small(2)], 1)
    one, two = rehearsal.stream("a")
    assert one.recorded_at == two.recorded_at


def test_rehearsals_can_stand_on_rehearsals(clock: Clock) -> None:
    first = MemoryLedger(clock)
    first.append("a", [small(1)], 0, "k")
    second = MemoryLedger(clock, base=first)
    third = MemoryLedger(clock, base=second)
    third.append("a", [small(2)], 1)
    assert third.append("a", [small(1)], 0, "k").repeated
    assert (first.version("a"), second.version("a"), third.version("a")) == (1, 1, 2)
