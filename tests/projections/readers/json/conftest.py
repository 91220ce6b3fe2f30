"""Read JSON from memory."""

from __future__ import annotations

from io import BytesIO

from ledger.definitions import Json
from projections.readers.json import read_json
from tests.projections.readers.gathered import gather


def read(data: bytes, settings: Json = Json(), **how):  # noqa: B008 - Json is frozen
    """Read once and twice, which is the same."""
    once = gather(read_json(BytesIO(data), settings, **how))
    twice = gather(read_json(BytesIO(data), settings, **how, small=0))
    assert once.facts == twice.facts
    return once
