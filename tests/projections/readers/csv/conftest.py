"""Read a file from memory and put what was found side by side."""

from __future__ import annotations

from io import BytesIO

import pytest

from ledger.definitions.formats import Csv
from projections.readers.csv import CsvReading
from tests.projections.readers.gathered import Found, gather


def read(data: bytes, settings: Csv = Csv(), **how) -> Found:  # noqa: B008 - Csv is frozen
    with CsvReading(BytesIO(data), settings, **how) as reading:
        return gather(reading)


@pytest.fixture(name="read", params=[True, False], ids=["proof", "exact"])
def reader(request):
    """Read by the proof and pyarrow, and once more by the exact parser alone."""
    return lambda data, settings=Csv(), **how: read(data, settings, shortcut=request.param, **how)  # noqa: B008 - it is frozen
