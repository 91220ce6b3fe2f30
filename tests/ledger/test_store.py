"""What every event store keeps. One suite, run on each of them."""

from __future__ import annotations

import unicodedata
from typing import Any

import attrs
import pytest

from ledger.entry import MAX_ENTRY, Entry, genesis_hash
from ledger.errors import (
    EntryTooLarge,
    IdempotencyConflict,
    InvalidEvent,
    LedgerUnusable,
    UnknownEvent,
    VersionConflict,
)
from ledger.event import RecordedEvent
from ledger.events.parts import Balance
from ledger.moment import moment
from ledger.store import ANY_VERSION, EventStore
from tests.ledger.samples import EVENTS, METADATA, NOON, Clock, new, small


def contents(store: EventStore) -> list[RecordedEvent]:
    return list(store.after(0))


def test_an_event_comes_back_with_everything_that_was_said_of_it(store: EventStore, clock: Clock) -> None:
    start = store.head().position
    event = attrs.evolve(new(EVENTS["batch-ingested"], "Zoë 李"), metadata=METADATA)
    store.append("batch-1", [event], 0, "a key")
    (found,) = store.stream("batch-1")
    assert (found.data, found.actor, found.metadata, found.key) == (event.data, "Zoë 李", METADATA, "a key")
    assert (found.position, found.stream, found.version) == (start + 1, "batch-1", 1)
    assert (found.type, found.schema) == ("batch-ingested", 1)
    assert (found.recorded_at.timestamp() * 1e6, found.recorded_at.utcoffset()) == (clock.now, NOON.utcoffset())


def test_every_event_can_be_stored(store: EventStore) -> None:
    store.append("all", [new(event) for event in EVENTS.values()], 0)
    assert [event.data for event in store.stream("all")] == list(EVENTS.values())


def test_positions_and_versions_count_from_one_without_gaps(store: EventStore) -> None:
    start = store.head().position
    store.append("a", [small(1), small(2)], 0)
    store.append("b", [small(3)], 0)
    appended = store.append("a", [small(4)], 2)
    assert (appended.first, appended.last, appended.repeated) == (start + 4, start + 4, False)
    assert [e.position for e in contents(store)] == list(range(1, start + 5))
    assert [e.version for e in store.stream("a")] == [1, 2, 3]
    assert (store.version("a"), store.version("b"), store.version("c")) == (3, 1, 0)


def test_reading_gives_what_stands_after_a_position_up_to_another(store: EventStore) -> None:
    start = store.head().position
    store.append("a", [small(n) for n in range(5)], 0)
    assert [e.position for e in store.after(start + 2)] == [start + 3, start + 4, start + 5]
    assert [e.position for e in store.after(start + 1, start + 3)] == [start + 2, start + 3]
    assert [e.position for e in store.after(0, 1)] == [1]
    assert list(store.after(start + 5)) == list(store.after(start + 99)) == list(store.after(2, 2)) == []
    assert list(store.after(-3)) == contents(store)
    assert list(store.stream("unknown")) == []


def test_what_is_appended_while_reading_is_not_given(store: EventStore) -> None:
    start = store.head().position
    store.append("a", [small(1), small(2)], 0)
    reading = store.after(start)
    first = next(reading)
    store.append("a", [small(3)], ANY_VERSION)
    assert [e.position for e in (first, *reading)] == [start + 1, start + 2]


def test_the_head_follows_every_append(store: EventStore) -> None:
    before = store.head()
    appended = store.append("a", [small(1)], 0)
    (event,) = store.stream("a")
    assert store.head() == attrs.evolve(before, position=appended.last, hash=event.hash)


def test_each_hash_covers_the_one_before(store: EventStore) -> None:
    previous = store.head().hash
    store.append("a", [small(1), small(2)], 0, "k")
    from ledger.codec import encode_event, encode_metadata

    for e in store.stream("a"):
        encoded = encode_event(e.data)
        at = int(e.recorded_at.timestamp() * 1_000_000)
        metadata = encode_metadata(e.metadata)
        body = (e.position, "a", e.version, e.type, e.schema, at, e.actor, e.key, encoded.payload, metadata)
        assert Entry(*body, previous).hash() == e.hash
        previous = e.hash


def test_the_wrong_version_is_refused_and_nothing_is_written(store: EventStore) -> None:
    store.append("a", [small(1)], 0)
    before = contents(store)
    for wrong in (0, 2, 99):
        with pytest.raises(VersionConflict) as caught:
            store.append("a", [small(2)], wrong)
        assert (caught.value.stream, caught.value.expected, caught.value.actual) == ("a", wrong, 1)
        assert caught.value.exit_code == 5
    assert contents(store) == before


def test_any_version_waives_the_check(store: EventStore) -> None:
    for count in range(3):
        store.append("a", [small(count)], ANY_VERSION)
    assert store.version("a") == 3


def test_a_version_below_any_makes_no_sense(store: EventStore) -> None:
    with pytest.raises(ValueError, match="-2"):
        store.append("a", [small()], -2)


def test_the_same_request_twice_is_recorded_once(store: EventStore) -> None:
    first = store.append("a", [small(1), small(2)], 0, "k")
    store.append("a", [small(3)], 2)
    again = store.append("a", [small(1), small(2)], 0, "k")
    assert again == attrs.evolve(first, repeated=True) == store.find("k")
    assert store.version("a") == 3


def test_a_retry_by_another_run_is_the_same_request(store: EventStore) -> None:
    store.append("a", [small(1, run="r-1", software="old")], 0, "k")
    assert store.append("a", [small(1, run="r-2", software="new", caused_by=1)], 0, "k").repeated


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        ("b", [small(1)]),
        ("a", [small(2)]),
        ("a", [small(1), small(1)]),
        ("a", [small(1, actor="someone else")]),
        ("a", [small(1, reason="because")]),
        ("a", [small(1, reason="")]),
        ("a", [new(EVENTS["source-adopted"])]),
    ],
    ids=["stream", "payload", "count", "actor", "reason", "empty reason", "type"],
)
def test_a_known_key_with_other_content_is_refused(store: EventStore, stream: str, events: list[Any]) -> None:
    store.append("a", [small(1)], 0, "k")
    before = contents(store)
    with pytest.raises(IdempotencyConflict, match="'k' was used before"):
        store.append(stream, events, ANY_VERSION, "k")
    assert contents(store) == before


def test_the_key_is_looked_at_before_the_version(store: EventStore) -> None:
    store.append("a", [small(1)], 0, "k")
    assert store.append("a", [small(1)], 77, "k").repeated
    with pytest.raises(IdempotencyConflict):
        store.append("a", [small(2)], 77, "k")


def test_a_refused_append_does_not_use_up_its_key(store: EventStore) -> None:
    with pytest.raises(VersionConflict):
        store.append("a", [small(1)], 5, "k")
    assert store.find("k") is None
    assert not store.append("a", [small(1)], 0, "k").repeated


def test_several_events_of_a_request_bear_its_key_and_their_number(store: EventStore) -> None:
    store.append("a", [small(1), small(2)], 0, "k")
    store.append("a", [small(3)], 2)
    assert [e.key for e in store.stream("a")] == ["k/1", "k/2", None]
    assert store.find("k/1") is None
    assert store.find("unknown") is None


def test_a_key_that_an_event_of_another_request_bears_is_refused(store: EventStore) -> None:
    store.append("a", [small(1), small(2)], 0, "k")
    with pytest.raises(IdempotencyConflict, match="'k/2' is borne"):
        store.append("b", [small(3)], 0, "k/2")
    store.append("b", [small(3)], 0, "k/3")
    store.append("b", [small(4)], 1, "m/1")
    with pytest.raises(IdempotencyConflict, match="'m' is borne"):
        store.append("c", [small(5), small(6)], 0, "m")
    assert store.version("c") == 0


def test_recorded_times_never_fall_whatever_the_clock_does(store: EventStore, clock: Clock) -> None:
    store.append("a", [small(1)], 0)
    clock.now -= 5_000_000
    store.append("a", [small(2)], 1)
    clock.now += 5_000_001
    store.append("a", [small(3), small(4)], 2)
    times = [int(e.recorded_at.timestamp() * 1_000_000) - clock.now for e in store.stream("a")]
    assert times == [-1, -1, 0, 0]


def test_a_moment_leads_to_the_last_position_recorded_by_then(store: EventStore, clock: Clock) -> None:
    start = store.head().position
    clock.now += 10
    store.append("a", [small(1), small(2)], 0)
    clock.now += 10
    store.append("a", [small(3)], 2)
    offsets = {-100: 0, -11: start, -10: start + 2, -1: start + 2, 0: start + 3, 10**12: start + 3}
    found = {offset: store.position_at(moment(clock.now + offset)) for offset in offsets}
    assert found == offsets


def test_an_append_without_events_is_refused(store: EventStore) -> None:
    with pytest.raises(InvalidEvent, match="at least one event"):
        store.append("a", [], 0)


DECOMPOSED = unicodedata.normalize("NFD", "été")


@pytest.mark.parametrize("text", ["", DECOMPOSED, "a\x00b", "a\nb", "\ud800", "\x7f"], ids=ascii)
def test_what_we_mint_ourselves_has_one_spelling(store: EventStore, text: str) -> None:
    before = store.head()
    with pytest.raises(InvalidEvent):
        store.append(text, [small()], 0)
    with pytest.raises(InvalidEvent):
        store.append("a", [small()], 0, text)
    with pytest.raises(InvalidEvent):
        store.append("a", [small(actor=text)], 0)
    assert store.head() == before


def test_a_reason_has_one_spelling_and_may_have_several_lines(store: EventStore) -> None:
    with pytest.raises(InvalidEvent, match="the reason"):
        store.append("a", [small(reason=DECOMPOSED)], 0)
    store.append("a", [small(reason="été\nétés")], 0)


def test_source_words_stay_as_they_are(store: EventStore) -> None:
    event = attrs.evolve(EVENTS["batch-rejected"], source_file=f"{DECOMPOSED}\t.csv")
    store.append("a", [new(event)], 0)
    (found,) = store.stream("a")
    assert found.data == event


def test_an_event_that_is_too_large_is_refused_with_all_that_came_with_it(store: EventStore) -> None:
    before = store.head()
    large = new(attrs.evolve(EVENTS["step-failed"], reason="x" * MAX_ENTRY))
    with pytest.raises(EntryTooLarge, match="step-failed"):
        store.append("a", [small(1), large], 0, "k")
    assert (store.head(), store.version("a"), store.find("k")) == (before, 0, None)


def test_what_is_no_event_is_refused(store: EventStore) -> None:
    with pytest.raises(UnknownEvent, match="Balance"):
        store.append("a", [new(Balance(1, 1))], 0)


def test_a_closed_store_says_so(store: EventStore) -> None:
    store.close()
    store.close()
    for ask in (
        store.head,
        lambda: store.version("a"),
        lambda: store.find("k"),
        lambda: list(store.after(0)),
        lambda: list(store.stream("a")),
        lambda: store.append("a", [small()], 0),
    ):
        with pytest.raises(LedgerUnusable, match="closed"):
            ask()


def test_an_empty_store_ends_in_the_genesis_hash_of_its_id() -> None:
    from ledger.memory import NO_ID, MemoryLedger

    assert MemoryLedger().head().hash == genesis_hash(NO_ID)
