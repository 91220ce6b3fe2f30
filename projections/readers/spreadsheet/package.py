"""The zip archive that an XLSX or ODS workbook is: its parts, within limits, each verified to its last byte."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledger.definitions import Packing
from projections.readers.packing import archive
from projections.readers.packing.limits import within
from projections.readers.packing.refusals import PackingBroken, PackingTooLarge, UnsafeArchive
from projections.readers.spreadsheet.refusals import WorkbookBroken, WorkbookEncrypted, WorkbookTooLarge

LIMITS: Final = Packing("zip", max_bytes=4_294_967_296, max_ratio=1_000, max_members=10_000)
"""Of a workbook; the largest that a spreadsheet program can make stays below."""

SMALL_PART: Final = 67_108_864
"""Bytes of a part that is read into memory: the list of sheets, relations, styles."""


class Package:
    """The parts of a workbook.

    Args:
        held: the archive.
    """

    def __init__(self, held: zipfile.ZipFile) -> None:
        self._held = held
        self._parts = {info.filename.lower().lstrip("/"): info for info in held.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self) -> list[str]:
        """Give the names of the parts in small letters, which spreadsheet programs hold to be the same."""
        return list(self._parts)

    def blocks(self, name: str) -> Iterator[bytes]:
        """Unpack a part; its length and checksum are compared.

        Raises:
            WorkbookBroken: there is no such part, or it is not whole.
            WorkbookTooLarge: it unpacks to more than a workbook has.
        """
        info = self._parts.get(name.lower())
        if info is None:
            raise WorkbookBroken("a part that it needs is missing")
        with told():
            yield from within(archive.blocks(self._held, archive.Member(name, info)), info.compress_size, LIMITS)

    def read(self, name: str) -> bytes:
        """Give a small part.

        Raises:
            WorkbookBroken: there is no such part, or it is not whole.
            WorkbookTooLarge: it is not small.
        """
        parts, size = [], 0
        for block in self.blocks(name):
            size += len(block)
            if size > SMALL_PART:
                raise WorkbookTooLarge(f"a part of it unpacks to more than {SMALL_PART:,} bytes")
            parts.append(block)
        return b"".join(parts)


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a workbook as an archive.

    Raises:
        WorkbookBroken: it is no archive, or two parts have one name.
        WorkbookTooLarge: it has more parts than a workbook has.
    """
    with told(), archive.opened(path, LIMITS) as held:
        infos = held.infolist()
        if any(count > 1 for count in Counter(info.filename.lower().lstrip("/") for info in infos).values()):
            raise WorkbookBroken("two parts have one name")
        if any(info.flag_bits & archive.ENCRYPTED for info in infos):
            raise WorkbookEncrypted
        yield Package(held)


@contextmanager
def told() -> Iterator[None]:
    """Tell what is wrong with an archive as what it is here, a workbook."""
    try:
        yield
    except (PackingBroken, UnsafeArchive) as error:
        raise WorkbookBroken("the archive that it is cannot be unpacked") from error
    except PackingTooLarge as error:
        raise WorkbookTooLarge(error.what.removeprefix("the packed file holds ")) from error
