"""The declared limits, watched while bytes come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.definitions import Packing
from projections.readers.packing.refusals import PackingTooLarge

SMALL = 1_048_576
"""Bytes that are let through whatever they were packed to: a ratio says nothing of a few zeros."""


def within(blocks: Iterable[bytes], packed: int, limits: Packing) -> Iterator[bytes]:
    """Give the same blocks, and stop where they pass a limit.

    Args:
        blocks: as they are unpacked.
        packed: bytes that they are unpacked from.
        limits: of the source.

    Raises:
        PackingTooLarge: more bytes than allowed, or more for each packed one.
    """
    count = 0
    for block in blocks:
        count += len(block)
        if count > limits.max_bytes:
            what = f"a file of more than {limits.max_bytes:,} bytes"
            raise PackingTooLarge(what, f"max_unpacked: {limits.max_bytes}")
        if count > SMALL and count > packed * limits.max_ratio:
            what = f"more than {limits.max_ratio:,} bytes for each packed one"
            raise PackingTooLarge(what, f"max_ratio: {limits.max_ratio}")
        yield block
