"""The hashed bytes, against published vectors and a second implementation that shares nothing with the first."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import MAX_ENTRY, Entry, Stored, genesis_hash, seal
from ledger.errors import EntryTooLarge, IntegrityError, InvalidEvent

VECTORS = json.loads((Path(__file__).parent.parent / "golden" / "entries.json").read_text(encoding="utf-8"))
ENTRIES = VECTORS["entries"]

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ENTRY = st.builds(
    Entry,
    position=st.integers(0, 2**64 - 1),
    stream=TEXT,
    version=st.integers(0, 2**64 - 1),
    type=TEXT,
    schema=st.integers(0, 2**32 - 1),
    recorded_at=st.integers(-(2**63), 2**63 - 1),
    actor=TEXT,
    key=st.none() | TEXT.filter(bool),
    payload=st.binary(max_size=30),
    metadata=st.binary(max_size=30),
    previous=st.binary(min_size=32, max_size=32),
)


def second_implementation(e: dict[str, Any]) -> bytes:
    parts = [e["stream"].encode(), e["type"].encode(), e["actor"].encode(), (e["key"] or "").encode()]
    parts += [e["payload"], e["metadata"]]
    numbers = e["position"].to_bytes(8, "big") + e["version"].to_bytes(8, "big")
    numbers += e["recorded_at"].to_bytes(8, "big", signed=True) + e["schema"].to_bytes(4, "big")
    lengths = b"".join(len(part).to_bytes(4, "big") for part in parts)
    return b"LEDGERv1" + numbers + lengths + e["previous"] + b"".join(parts)


def entry_of(vector: dict[str, Any]) -> Entry:
    fields = {name: vector[name] for name in attrs.fields_dict(Entry)}
    fields |= {name: fields[name].encode() for name in ("payload", "metadata")}
    return Entry(**fields | {"previous": bytes.fromhex(vector["previous"])})


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda vector: vector["about"])
def test_the_published_vectors_hold(vector: dict[str, Any]) -> None:
    entry = entry_of(vector)
    assert entry.encode().hex() == vector["entry"]
    assert entry.hash().hex() == vector["hash"]


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda vector: vector["about"])
def test_a_second_implementation_agrees_with_the_published_vectors(vector: dict[str, Any]) -> None:
    data = second_implementation(attrs.asdict(entry_of(vector)))
    assert data.hex() == vector["entry"]
    assert hashlib.sha256(b"\x00" + data).hexdigest() == vector["hash"]


def test_the_published_vectors_are_one_chain_from_the_genesis_hash() -> None:
    ledger_id = bytes.fromhex(VECTORS["ledger_id"])
    assert VECTORS["genesis"] == hashlib.sha256(b"LEDGERv1 genesis" + ledger_id).hexdigest()
    assert genesis_hash(ledger_id).hex() == VECTORS["genesis"]
    assert [v["previous"] for v in ENTRIES] == [VECTORS["genesis"], *(v["hash"] for v in ENTRIES[:-1])]
    assert [v["position"] for v in ENTRIES] == list(range(1, len(ENTRIES) + 1))


@given(ENTRY)
def test_both_implementations_agree_on_every_entry(entry: Entry) -> None:
    assert entry.encode() == second_implementation(attrs.asdict(entry))


@given(ENTRY, ENTRY)
def test_different_entries_have_different_bytes(one: Entry, other: Entry) -> None:
    assert (one.encode() == other.encode()) == (one == other)


def test_the_header_has_sixty_bytes_before_the_previous_hash() -> None:
    empty = Entry(0, "", 0, "", 0, 0, "", None, b"", b"", bytes(32))
    assert len(empty.encode()) == 60 + 32
    assert empty.encode()[:8] == b"LEDGERv1"


def test_no_key_and_an_empty_key_cannot_be_confused() -> None:
    with pytest.raises(InvalidEvent, match="may not be empty"):
        attrs.evolve(entry_of(ENTRIES[0]), key="").encode()


@pytest.mark.parametrize("wrong", [{"stream": "\ud800"}, {"version": -1}, {"schema": 2**32}, {"recorded_at": 2**63}])
def test_what_has_no_place_in_the_bytes_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidEvent):
        attrs.evolve(entry_of(ENTRIES[0]), **wrong).encode()


def test_a_ledger_id_has_sixteen_bytes() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        genesis_hash(b"short")


def test_the_largest_entry_fits_and_one_byte_more_does_not() -> None:
    entry = entry_of(ENTRIES[0])
    room = MAX_ENTRY - len(attrs.evolve(entry, payload=b"").encode())
    assert len(seal(attrs.evolve(entry, payload=b"x" * room)).entry.encode()) == MAX_ENTRY
    with pytest.raises(EntryTooLarge, match="60001 bytes"):
        seal(attrs.evolve(entry, payload=b"x" * (room + 1)))


def test_a_stored_entry_is_checked_against_its_hash() -> None:
    good = seal(entry_of(ENTRIES[0]))
    assert good.check() is good
    with pytest.raises(IntegrityError, match="event 1 does not match its hash") as caught:
        Stored(attrs.evolve(good.entry, actor="someone else"), good.hash).check()
    assert caught.value.position == 1
    with pytest.raises(IntegrityError, match="cannot be read back"):
        Stored(attrs.evolve(good.entry, actor="\udcff"), good.hash).check()
