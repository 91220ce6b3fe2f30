"""Packed files: gzip and zstd hold one file, zip holds members; each is unpacked once, and within declared limits."""

from projections.readers.packing.refusals import NoMember, NotPacked, PackingBroken, PackingTooLarge, UnsafeArchive
from projections.readers.packing.unpacking import members_of, sizes_of, unpacked

__all__ = [
    "NoMember",
    "NotPacked",
    "PackingBroken",
    "PackingTooLarge",
    "UnsafeArchive",
    "members_of",
    "sizes_of",
    "unpacked",
]
