"""The stores against a plain list: whatever is done, in whatever order, both tell the same."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ledger.errors import IdempotencyConflict, VersionConflict
from ledger.memory import MemoryLedger
from ledger.opening import open_ledger
from ledger.sqlite import SqliteLedger
from ledger.store import ANY_VERSION, EventStore
from ledger.verify import verify
from tests.ledger.samples import Clock, small

STREAMS = st.sampled_from(["a", "b", "a-1", "é"])
KEYS = st.sampled_from(["k", "k/1", "k/2", "k/1/1", "m"])
CONTENTS = st.lists(st.integers(0, 2), min_size=1, max_size=3)


@attrs.define
class Model:
    """The whole of a store as a list of (stream, content, key) and a table of requests."""

    events: list[tuple[str, int, str | None]] = attrs.field(factory=list)
    requests: dict[str, tuple[str, list[int], int, int]] = attrs.field(factory=dict)

    def append(self, stream: str, contents: list[int], expected: int, key: str | None) -> tuple[int, int, bool]:
        if key in self.requests:
            known_stream, known, first, last = self.requests[key]
            if (stream, contents) != (known_stream, known):
                raise IdempotencyConflict("model")
            return first, last, True
        actual = sum(s == stream for s, _, _ in self.events)
        if expected not in (ANY_VERSION, actual):
            raise VersionConflict(stream, expected, actual)
        keys = [key] if key is None or len(contents) == 1 else [f"{key}/{n}" for n in range(1, len(contents) + 1)]
        keys = keys if key is not None else [None] * len(contents)
        if any(k is not None and k in {b for _, _, b in self.events} for k in keys):
            raise IdempotencyConflict("model")
        first = len(self.events) + 1
        self.events += [(stream, c, k) for c, k in zip(contents, keys, strict=True)]
        if key is not None:
            self.requests[key] = (stream, contents, first, len(self.events))
        return first, len(self.events), False


class StoreMachine(RuleBasedStateMachine):
    kind = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.model = Model()
        self.ledger = self.open()
        self.store: EventStore = self.ledger if self.kind == "sqlite" else MemoryLedger(self.clock)

    def open(self) -> SqliteLedger:
        return open_ledger(self.folder / "ledger.db", create=True, clock=self.clock, wait=2)

    def append(self, stream: str, contents: list[int], expected: int, key: str | None) -> None:
        events = [small(n) for n in contents]
        try:
            wanted = self.model.append(stream, contents, expected, key)
        except (IdempotencyConflict, VersionConflict) as error:
            with pytest.raises(type(error)):
                self.store.append(stream, events, expected, key)
        else:
            done = self.store.append(stream, events, expected, key)
            assert (done.first, done.last, done.repeated) == wanted

    @rule(stream=STREAMS, contents=CONTENTS, key=st.none() | KEYS)
    def append_as_expected(self, stream: str, contents: list[int], key: str | None) -> None:
        self.append(stream, contents, self.store.version(stream), key)

    @rule(stream=STREAMS, contents=CONTENTS, expected=st.integers(-1, 4), key=st.none() | KEYS)
    def append_with_any_expectation(self, stream: str, contents: list[int], expected: int, key: str | None) -> None:
        self.append(stream, contents, expected, key)

    @precondition(lambda self: self.model.requests)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.model.requests)))
        stream, contents, _, _ = self.model.requests[key]
        self.append(stream, contents, data.draw(st.integers(-1, 4)), key)

    @rule(step=st.integers(-10, 10))
    def let_time_pass(self, step: int) -> None:
        self.clock.now += step

    @rule(start=st.integers(-1, 12), until=st.none() | st.integers(0, 12))
    def read(self, start: int, until: int | None) -> None:
        end = len(self.model.events) if until is None else until
        wanted = [p for p in range(max(start, 0) + 1, len(self.model.events) + 1) if p <= end]
        assert [e.position for e in self.store.after(start, until)] == wanted

    @rule(key=KEYS)
    def find(self, key: str) -> None:
        found = self.store.find(key)
        wanted = self.model.requests.get(key)
        assert (found and (found.first, found.last)) == (wanted and wanted[2:])

    @rule()
    def reopen(self) -> None:
        if self.kind == "sqlite":
            self.ledger.close()
            self.store = self.ledger = self.open()
        else:  # a store in memory cannot be reopened, but another one can go on after it
            self.store = MemoryLedger(self.clock, base=self.store)

    @invariant()
    def both_hold_the_same(self) -> None:
        found = list(self.store.after(0))
        assert [(e.stream, int(e.data.name[1:]), e.key) for e in found] == self.model.events
        assert [e.recorded_at for e in found] == sorted(e.recorded_at for e in found)
        assert self.store.head().position == len(found)
        for stream in {e.stream for e in found}:
            own = [e for e in found if e.stream == stream]
            assert list(self.store.stream(stream)) == own
            assert [e.version for e in own] == list(range(1, self.store.version(stream) + 1))

    def teardown(self) -> None:
        if self.kind == "sqlite":
            assert verify(self.ledger).events == len(self.model.events)
        self.ledger.close()
        shutil.rmtree(self.folder)


@pytest.mark.parametrize("kind", ["sqlite", "memory"])
def test_a_store_agrees_with_a_list(kind: str) -> None:
    machine = type("Machine", (StoreMachine,), {"kind": kind})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
