"""What every format gives: a file that was found readable, and whose records can be read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar

from ledger.events.parts import Skips
from projections.readers.chunk import Chunk

R = TypeVar("R")


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


def from_path(path: Path, read: Callable[[BinaryIO], R]) -> R:
    """Open a file and begin to read it; where that fails, it is closed."""
    file = path.open("rb")
    try:
        return read(file)
    except BaseException:
        file.close()
        raise
