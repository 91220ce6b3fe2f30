"""Unpack one file into a folder that goes away with it, however the process ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.definitions import Packing
from projections.own_folder import own_folder
from projections.readers.packing import archive
from projections.readers.packing.limits import within
from projections.readers.packing.refusals import NoMember, NotPacked
from projections.readers.packing.streams import gzip_blocks, zstd_blocks

HEADS = {"zip": b"PK", "gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
SKIPPABLE = tuple(bytes([0x50 + n, 0x2A, 0x4D, 0x18]) for n in range(16))
"""How a zstd file may begin as well (RFC 8878, chapter 3.1.2)."""


def members_of(raw: Path, packing: Packing) -> tuple[str | None, ...]:
    """Give the members that are read, in the order of the file; None for the only file of gzip and zstd.

    Raises:
        FileRefused: the file is not packed so, is unsafe, or has no such member.
    """
    _recognise(raw, packing)
    if packing.kind != "zip":
        return (None,)
    with archive.opened(raw, packing) as held:
        return tuple(member.name for member in archive.members(held, packing))


def sizes_of(raw: Path, packing: Packing) -> dict[str, int]:
    """Give the unpacked bytes of the members of an archive that are read, by name, as the archive says.

    Raises:
        FileRefused: the file is no archive, is unsafe, or has no such member.
    """
    _recognise(raw, packing)
    with archive.opened(raw, packing) as held:
        return {member.name: member.info.file_size for member in archive.members(held, packing)}


@contextmanager
def unpacked(raw: Path, packing: Packing, member: str | None, folder: Path) -> Iterator[Path]:
    """Give a file with the unpacked bytes for the length of a ``with`` block.

    Args:
        raw: the packed file.
        packing: how it is packed, and the limits.
        member: one of ``members_of``.
        folder: where it is unpacked; what a killed process leaves there can be swept.

    Raises:
        FileRefused: the file is not packed so, is not whole, or passes a limit.
    """
    _recognise(raw, packing)
    with own_folder(folder) as place:
        path = place / "unpacked"
        _write(path, _blocks(raw, packing, member))
        yield path


def _blocks(raw: Path, packing: Packing, member: str | None) -> Iterator[bytes]:
    match packing.kind:
        case "gzip":
            yield from within(gzip_blocks(raw), raw.stat().st_size, packing)
        case "zstd":
            yield from within(zstd_blocks(raw), raw.stat().st_size, packing)
        case "zip":
            with archive.opened(raw, packing) as held:
                found = [one for one in archive.members(held, packing) if one.name == member]
                if not found:
                    raise NoMember((member or "",), [])
                one = found[0]
                yield from within(archive.blocks(held, one), one.info.compress_size, packing)


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)


def _recognise(raw: Path, packing: Packing) -> None:
    """Refuse a file that begins as another kind does; an empty one is told by who reads it."""
    with raw.open("rb") as file:
        head = file.read(4)
    wanted = (HEADS[packing.kind], *(SKIPPABLE if packing.kind == "zstd" else ()))
    if not head or head.startswith(wanted):
        return
    found = next((kind for kind, magic in HEADS.items() if head.startswith(magic)), "a file that is not packed")
    raise NotPacked(packing.kind, found)
