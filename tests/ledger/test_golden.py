"""Stored bytes are for ever: every event type and schema that was ever shipped can be read, byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.codec import DEFINITIONS, decode_event, decode_metadata, encode_event, encode_metadata, from_json, to_json
from ledger.events import STORED_NAMES
from ledger.upcasters import UPCASTERS
from tests.ledger.samples import CONTRACT, CORRECTIONS, EVENTS, LAYOUT, METADATA, MODEL, SOURCE, STATEMENTS

GOLDEN = Path(__file__).parent.parent / "golden"
CURRENT = dict(STORED_NAMES.values())
FILES = sorted((GOLDEN / "events").glob("*.json"))
COMPILED = {"source": SOURCE, "layout": LAYOUT, "contract": CONTRACT, "model": MODEL, "statements": STATEMENTS}
COMPILED["corrections"] = CORRECTIONS


def named(path: Path) -> tuple[str, int]:
    name, _, schema = path.stem.rpartition(".")
    return name, int(schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_event_of_any_age_reads_as_the_event_that_it_means_today(path: Path) -> None:
    name, schema = named(path)
    assert decode_event(name, schema, path.read_bytes()) == EVENTS[name]


@pytest.mark.parametrize("name", CURRENT)
def test_an_event_is_written_as_the_same_bytes_as_ever(name: str) -> None:
    encoded = encode_event(EVENTS[name])
    assert (encoded.type, encoded.schema) == (name, CURRENT[name])
    assert encoded.payload == (GOLDEN / "events" / f"{name}.{CURRENT[name]}.json").read_bytes()


def test_every_stored_name_and_schema_has_its_golden_file_and_no_file_is_without_a_name() -> None:
    shipped = {(name, schema) for name, current in CURRENT.items() for schema in range(1, current + 1)}
    assert {named(path) for path in FILES} == shipped


def test_every_older_schema_has_the_step_that_leads_on() -> None:
    compiled = dict(DEFINITIONS.values())
    older = {(name, step) for name, current in (CURRENT | compiled).items() for step in range(1, current)}
    assert set(UPCASTERS) == older


def test_stored_names_are_words_and_each_stands_for_one_class() -> None:
    names = [name for name, _ in STORED_NAMES.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z]+(-[a-z]+)+", name) for name in names)


def test_metadata_is_written_as_the_same_bytes_as_ever() -> None:
    data = (GOLDEN / "metadata.json").read_bytes()
    assert encode_metadata(METADATA) == data
    assert decode_metadata(data) == METADATA


@pytest.mark.parametrize("name", COMPILED)
def test_a_compiled_definition_is_written_as_the_same_bytes_as_ever(name: str) -> None:
    schema = dict(DEFINITIONS.values())[name]
    assert to_json(COMPILED[name]) == (GOLDEN / "definitions" / f"{name}.{schema}.json").read_bytes()


@pytest.mark.parametrize("path", sorted((GOLDEN / "definitions").glob("*.json")), ids=lambda path: path.stem)
def test_a_compiled_definition_of_any_age_reads_as_what_it_means_today(path: Path) -> None:
    meant = COMPILED[named(path)[0]]
    assert from_json(path.read_bytes(), type(meant)) == meant


def test_every_compiled_definition_has_its_golden_file() -> None:
    shipped = {f"{name}.{schema}.json" for name, current in DEFINITIONS.values() for schema in range(1, current + 1)}
    assert {path.name for path in (GOLDEN / "definitions").iterdir()} == shipped
