from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.definitions import Packing
from projections.readers.packing import members_of, unpacked


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def unpack(raw: Path, packing: Packing, folder: Path) -> dict[str | None, bytes]:
    """Unpack every member, and require the folder to be left as it was."""
    before = list(folder.iterdir())
    found = {}
    try:
        for member in members_of(raw, packing):
            with unpacked(raw, packing, member, folder) as path:
                found[member] = path.read_bytes()
    finally:
        assert list(folder.iterdir()) == before
    return found


@pytest.fixture(name="unpack")
def unpacker(tmp_path) -> Callable[..., dict[str | None, bytes]]:
    """Unpack bytes with the kind and the limits that are given."""
    folder = tmp_path / "work"
    folder.mkdir()

    def run(data: bytes, kind: str, **limits) -> dict[str | None, bytes]:
        raw = tmp_path / "raw"
        raw.write_bytes(data)
        return unpack(raw, Packing(kind, **limits), folder)

    return run
