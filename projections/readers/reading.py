"""What every format gives: a file that was found readable, and whose records can be read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ledger.events.parts import Skips
from projections.readers.chunk import Chunk


class Reading(Protocol):
    """A file that was found readable.

    Attributes:
        header: as it stands in the file, or as the source declares it for files without one.
        skips: what is no record, by kind; complete when all chunks were taken.
        records: accepted and refused, counted apart from the rows; complete when all chunks were taken.
    """

    header: tuple[str, ...]
    skips: Skips
    records: int

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            FileRefused: the rest of the file is not what its beginning was.
        """
        ...

    def close(self) -> None:
        """Close the file."""
        ...
