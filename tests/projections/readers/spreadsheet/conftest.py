"""Read a workbook from memory and put what was found side by side."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import attrs
import pytest

from ledger.definitions import Spreadsheet
from projections.readers.spreadsheet import open_sheet
from tests.projections.readers.gathered import Found, gather

SHEET = Spreadsheet()


def read(path: Path, settings: Spreadsheet = SHEET, sheet: str | None = None, **how) -> Found:
    with closing(open_sheet(path, settings, sheet, **how)) as reading:
        return gather(reading)


@pytest.fixture(name="read", params=[131_072, 4], ids=["whole", "in-pieces"])
def reader(request, tmp_path):
    """Read bytes in one chunk, and once more in many."""
    path = tmp_path / "book"

    def run(data: bytes, name: str | None = None, **settings) -> Found:
        path.write_bytes(data)
        return read(path, attrs.evolve(SHEET, **settings), name, cells=request.param)

    return run
