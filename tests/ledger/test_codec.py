from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.codec import (
    DEFINITIONS,
    decode_event,
    decode_metadata,
    encode_event,
    encode_metadata,
    from_json,
    to_json,
)
from ledger.definitions import Contract, Layout, Model, Source
from ledger.errors import InvalidEvent, UnknownEvent
from ledger.event import Metadata
from ledger.events import STORED_NAMES, Event
from ledger.events.parts import Balance, Built
from tests.ledger import strategies
from tests.ledger.samples import CONTRACT, EVENTS, METADATA, SOURCE

ANY_EVENT = st.one_of(*map(strategies.of, STORED_NAMES))
ANY_DEFINITION = st.one_of(*map(strategies.of, (Source, Layout, Contract, Model)))


@given(ANY_EVENT)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    encoded = encode_event(event)
    assert decode_event(encoded.type, encoded.schema, encoded.payload) == event


@given(ANY_EVENT)
def test_a_payload_is_canonical_json(event: Event) -> None:
    payload = encode_event(event).payload
    assert payload == rfc8785.dumps(orjson.loads(payload))


@given(strategies.of(Metadata))
def test_metadata_comes_back_as_it_was(metadata: Metadata) -> None:
    assert decode_metadata(encode_metadata(metadata)) == metadata


@given(ANY_DEFINITION)
def test_a_compiled_definition_comes_back_as_it_was(value: Any) -> None:
    assert from_json(to_json(value), type(value)) == value


def test_another_object_is_written_without_a_wrapper() -> None:
    balance = Balance(1, 1, inserted=1)
    assert orjson.loads(to_json(balance))["read"] == 1
    assert from_json(to_json(balance), Balance) == balance


def test_one_definition_cannot_be_read_as_another() -> None:
    with pytest.raises(InvalidEvent, match="not a compiled source"):
        from_json(to_json(CONTRACT), Source)
    with pytest.raises(InvalidEvent, match="not a compiled source"):
        from_json(b'{"definition":"source","schema":"1","value":{}}', Source)


def test_a_definition_of_a_newer_schema_is_not_guessed_at() -> None:
    _, known = DEFINITIONS[Source]
    data = to_json(SOURCE).replace(b'"schema":%d' % known, b'"schema":%d' % (known + 1))
    with pytest.raises(UnknownEvent, match=f"knows up to {known}"):
        from_json(data, Source)


def test_a_moment_is_stored_in_utc_with_microseconds() -> None:
    summer = datetime(2026, 7, 1, 2, 0, tzinfo=timezone(timedelta(hours=2)))
    data = encode_metadata(attrs.evolve(METADATA, effective_at=summer))
    assert b'"effective_at":"2026-07-01T00:00:00.000000Z"' in data
    found = decode_metadata(data).effective_at
    assert found == summer
    assert found.tzinfo is UTC


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(InvalidEvent, match="no time zone"):
        encode_metadata(attrs.evolve(METADATA, effective_at=datetime(2026, 1, 1)))


@pytest.mark.parametrize(
    ("number", "text"), [("1E+2", "100"), ("0.00", "0.00"), ("-1.50", "-1.50"), ("1E-7", "0.0000001")]
)
def test_a_decimal_is_stored_as_plain_text(number: str, text: str) -> None:
    assert orjson.loads(to_json(Built({}, Decimal(number))))["seconds"] == text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "sNaN"])
def test_a_decimal_that_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidEvent, match="not a finite number"):
        to_json(Built({}, Decimal(number)))


@pytest.mark.parametrize(
    "change",
    [
        {"file_size": 1.0},
        {"file_size": "1"},
        {"file_size": True},
        {"file_size": None},
        {"file_size": 2**53},
        {"source": 1},
        {"source": "\ud800"},
        {"files": [EVENTS["batch-ingested"].files[0]]},
        {"built": Built({"duckdb": 2}, Decimal(1))},
        {"built": Built({"\U0001f600": "2"}, Decimal(1))},
        {"period": b"2026"},
    ],
    ids=str,
)
def test_an_event_that_could_not_be_read_again_is_not_written(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidEvent):
        encode_event(attrs.evolve(EVENTS["batch-ingested"], **change))


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"generation": "2"},
        {"generation": True},
        {"generation": None},
        {"table": 5},
        {"basis": "abc"},
        {"basis": {}},
        {"replaces": "everything"},
        {"built": {"libraries": [], "seconds": "1"}},
        {"built": {"libraries": {}, "seconds": "1e3"}},
        {"built": {"libraries": {}, "seconds": 1}},
    ],
    ids=str,
)
def test_a_stored_payload_with_another_shape_is_refused(change: dict[str, Any]) -> None:
    payload = orjson.loads(encode_event(EVENTS["batch-promoted"]).payload) | change
    with pytest.raises(InvalidEvent, match="do not make a BatchPromoted"):
        decode_event("batch-promoted", 1, rfc8785.dumps(payload))


@pytest.mark.parametrize(
    "text", ["2026-11-22T12:00:00Z", "2026-11-22T12:00:00.000000", "2026-11-22 12:00:00.000000Z", "now"]
)
def test_a_moment_has_one_spelling(text: str) -> None:
    payload = orjson.loads(encode_event(EVENTS["delivery-repeated"]).payload) | {"delivered_at": text}
    with pytest.raises(InvalidEvent):
        decode_event("delivery-repeated", 1, rfc8785.dumps(payload))


def test_a_missing_field_is_refused() -> None:
    payload = orjson.loads(encode_event(EVENTS["batch-promoted"]).payload)
    del payload["table"]
    with pytest.raises(InvalidEvent, match="do not make") as caught:
        decode_event("batch-promoted", 1, rfc8785.dumps(payload))
    assert "$.table" in (caught.value.why or "")


def test_an_event_with_a_key_twice_is_refused() -> None:
    payload = encode_event(EVENTS["definition-retired"]).payload
    twice = payload.replace(b'"name":', b'"name":"x","name":')
    with pytest.raises(InvalidEvent, match="not canonical"):
        decode_event("definition-retired", 1, twice)


def test_an_unknown_event_is_not_guessed_at() -> None:
    with pytest.raises(UnknownEvent, match="'batch-lost'"):
        decode_event("batch-lost", 1, b"{}")
    with pytest.raises(UnknownEvent, match="schema 2"):
        decode_event("batch-promoted", 2, b"{}")
    with pytest.raises(UnknownEvent, match="schema 0"):
        decode_event("batch-promoted", 0, b"{}")
    with pytest.raises(UnknownEvent, match="no stored name"):
        encode_event(Balance(1, 1))


def test_a_ledger_opens_and_tells_its_head_without_the_converter() -> None:
    code = "import sys, ledger.opening, ledger.vault; sys.exit(bool({'cattrs', 'sqlite_utils'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
