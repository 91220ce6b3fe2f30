"""The bytes that a gzip or zstd file holds, block by block: every member and frame of it up to its last byte."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from projections.readers.packing.refusals import PackingBroken
from projections.readers.refusals import EmptyFile

BLOCK = 1_048_576
"""Bytes that are unpacked at once."""


def gzip_blocks(path: Path) -> Iterator[bytes]:
    """Unpack a gzip file; lengths and checksums are compared.

    Raises:
        EmptyFile: it has no byte.
        PackingBroken: it is not whole, or something follows its last member.
    """
    with path.open("rb") as raw:
        _refuse_empty(raw)
        with _broken(gzip.BadGzipFile, zlib.error), gzip.GzipFile(fileobj=raw, mode="rb") as file:
            yield from _blocks(file.read)


def zstd_blocks(path: Path) -> Iterator[bytes]:
    """Unpack a zstd file; checksums are compared where it has them.

    Raises:
        EmptyFile: it has no byte.
        PackingBroken: it is not whole, something follows its last frame, or it needs more than 128 MiB of memory.
    """
    if sys.version_info >= (3, 14):
        from compression import zstd  # only where a file is packed so
    else:
        from backports import zstd

    with path.open("rb") as raw:
        _refuse_empty(raw)
        with _broken(zstd.ZstdError), zstd.ZstdFile(raw, "rb") as file:
            yield from _blocks(file.read)


def _refuse_empty(raw: BinaryIO) -> None:
    if not raw.read(1):
        raise EmptyFile
    raw.seek(0)


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while block := read(BLOCK):
        yield block


@contextmanager
def _broken(*kinds: type[Exception]) -> Iterator[None]:
    """Tell what the library finds wrong; its words speak of the packing, never of what is packed."""
    try:
        yield
    except EOFError:
        raise PackingBroken("it ends in the middle") from None
    except kinds as error:
        raise PackingBroken(_plain(str(error))) from error


def _plain(words: str) -> str:
    """Say what stands behind the last member as that, and leave out bytes of the file."""
    return "something else follows its end" if words.startswith("Not a gzipped file") else words.partition(" b'")[0]
