"""Read XML from memory."""

from __future__ import annotations

from io import BytesIO

from ledger.definitions import Xml
from projections.readers.xml import read_xml
from tests.projections.readers.gathered import gather

ROWS = Xml(("root", "row"))


def read(data: bytes, settings: Xml = ROWS, **how):
    """Read once and twice, which is the same."""
    once = gather(read_xml(BytesIO(data), settings, **how))
    twice = gather(read_xml(BytesIO(data), settings, **how, small=0))
    assert once.facts == twice.facts
    return once
