"""A lake on a local disk: names and places of derived files.

``layers/<layer>/<domain>/<table>/<id>-<hash16>.parquet``; quarantine lies under ``layers/quarantine/<layer>/...``, the
index of source files under ``layers/index/staged/...``. A file is written under a hidden name, then renamed: what bears
a final name is whole and never changes.
"""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterator
from pathlib import Path, PurePosixPath

import attrs

from ledger.errors import JobForgeError
from ledger.events.parts import FileKind, FileRecord
from ledger.names import is_name, split_table
from projections.storage.written import Written

PART = ".part"
BESIDE = ".replay-"
"""How the name of a folder begins in which everything is built again, to be compared."""


class FileMissing(JobForgeError):
    """A derived file is not where the manifest says."""

    code = "F-001"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"the file {path} is missing",
            why="it is in effect at this position; derived files can be deleted, and are then built again",
            mend=("jobforge replay",),
        )


@attrs.frozen
class Lake:
    """The folder of derived files.

    Attributes:
        root: where files are written.
        below: a lake that is only read, asked when a file is not in this one; None without one.
    """

    root: Path
    below: Lake | None = None

    def find(self, path: str) -> Path:
        """Give the place of a file.

        Raises:
            FileMissing: it is in no lake of this pile.
        """
        place = self.place_of(path)
        if place.is_file():
            return place
        if self.below is not None:
            return self.below.find(path)
        raise FileMissing(path)

    def has(self, path: str) -> bool:
        """Tell whether the file is there."""
        return self.place_of(path).is_file() or (self.below is not None and self.below.has(path))

    def place_of(self, path: str) -> Path:
        """Give where a file would lie, refusing a path that leaves the lake."""
        parts = PurePosixPath(path).parts
        if not parts or parts[0] == "/" or ".." in parts:
            msg = f"{path!r} does not stay in the lake"
            raise ValueError(msg)
        return self.root.joinpath(*parts)

    def draft(self, table: str, domain: str, file_id: str, kind: FileKind) -> Path:
        """Give the hidden name under which a file is written."""
        folder = self.place_of(folder_of(table, domain, kind))
        return folder / f".{file_id}.{kind}{PART}"

    def settle(
        self, draft: Path, table: str, domain: str, file_id: str, kind: FileKind, written: Written
    ) -> FileRecord:
        """Give a written file its final name and tell where it lies."""
        path = f"{folder_of(table, domain, kind)}/{file_id}-{written.sha256[:16]}.parquet"
        draft.replace(self.place_of(path))
        return FileRecord(path, kind, written.rows, written.size, written.sha256, written.digest)

    def keep_only(self, files: tuple[FileRecord, ...], kind: FileKind) -> tuple[FileRecord, ...]:
        """Remove the files of a step but those of one kind, and give these."""
        for file in files:
            if file.kind != kind:
                self.place_of(file.path).unlink(missing_ok=True)
        return tuple(f for f in files if f.kind == kind)

    def drafts(self) -> Iterator[Path]:
        """Give what interrupted steps left behind."""
        yield from self.root.glob(f"layers/**/.*{PART}")

    def strays(self, recorded: Container[str]) -> Iterator[Path]:
        """Give files under final names that no event recorded: a step was killed between its files and its event.

        Args:
            recorded: the path of every file that any event recorded.
        """
        for place in sorted(self.root.glob("layers/**/*.parquet")):
            if not place.name.startswith(".") and place.relative_to(self.root).as_posix() not in recorded:
                yield place

    def sweep(self) -> int:
        """Remove what interrupted steps left behind; tell how many files that were. Needs the work lock."""
        found = list(self.drafts())
        for draft in found:
            draft.unlink(missing_ok=True)
        for folder in self.root.glob(f"{BESIDE}*"):
            shutil.rmtree(folder)
        return len(found)


def folder_of(table: str, domain: str, kind: FileKind) -> str:
    """Give the folder of a table's files, below the lake."""
    layer, name = split_table(table)
    if not is_name(domain):
        msg = f"{domain!r} cannot be a folder"
        raise ValueError(msg)
    top = "layers" if kind == "data" else f"layers/{kind}"
    return f"{top}/{layer}/{domain}/{name}"
