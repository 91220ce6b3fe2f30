"""A lake on a local disk: names and places of derived files.

``layers/<layer>/<domain>/<table>/<id>-<hash16>.parquet``; quarantine lies under ``layers/quarantine/<layer>/...``, the
index of source files under ``layers/index/staged/...``. A file is written in ``work/``, then renamed: what bears a
final name is whole and never changes. In ``work/`` lies nothing that lasts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import attrs

from ledger.errors import JobForgeError
from ledger.events.parts import FileKind, FileRecord
from ledger.names import is_name, split_table
from projections.own_folder import forsaken, own_folder, sweep_folders
from projections.storage.written import Written

PART = ".part"
WORK = "work"


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
        above: True where this lake is only for trying out: what lasts belongs into the one below.
    """

    root: Path
    below: Lake | None = None
    above: bool = False

    @property
    def work(self) -> Path:
        """The folder of what is being written, on the same file system as all else."""
        return self.root / WORK

    @property
    def lasting(self) -> Lake:
        """The lake that files are built for: this one, or the one below where this is only for trying out."""
        return self.below if self.above and self.below is not None else self

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

    def draft(self, table: str, domain: str, file_id: str, kind: str) -> Path:
        """Give the place where a file is written."""
        self.place_of(folder_of(table, domain, kind))  # refuse now what could not be settled
        return self.work / f"{table}.{file_id}.{kind}{PART}"

    def settle(
        self, draft: Path, table: str, domain: str, file_id: str, kind: FileKind, written: Written
    ) -> FileRecord:
        """Give a written file its final name and tell where it lies."""
        path = f"{folder_of(table, domain, kind)}/{file_id}-{written.sha256[:16]}.parquet"
        place = self.place_of(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(place)
        return FileRecord(path, kind, written.rows, written.size, written.sha256, written.digest)

    def adopt(self, built: Path, path: str) -> None:
        """Take a whole file over from a lake aside, unless there is one of that name: that one is not touched."""
        place = self.place_of(path)
        if not place.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            built.replace(place)

    def keep_only(self, files: tuple[FileRecord, ...], kind: FileKind) -> tuple[FileRecord, ...]:
        """Remove the files of a step but those of one kind, and give these."""
        for file in files:
            if file.kind != kind:
                self.place_of(file.path).unlink(missing_ok=True)
        return tuple(f for f in files if f.kind == kind)

    @contextlib.contextmanager
    def aside(self) -> Iterator[Lake]:
        """Give a lake above this one for the length of a ``with`` block; it goes with all that is in it."""
        with own_folder(self.work) as folder:
            yield Lake(folder, below=self, above=True)

    def drafts(self) -> Iterator[Path]:
        """Give what interrupted steps left behind: half-written files, and folders of processes that have ended."""
        yield from sorted(self.work.glob(f"*{PART}"))
        yield from forsaken(self.work)

    def files(self) -> Iterator[str]:
        """Give the path of every file of the layers that is there, sorted, whether an event recorded it or not."""
        for place in sorted(self.root.glob("layers/**/*.parquet")):
            yield place.relative_to(self.root).as_posix()

    def sweep(self) -> int:
        """Remove what interrupted steps left behind; tell how many files and folders that were. Needs the work lock.

        Folders of other processes that still run, such as a query without a lock, are left to them.
        """
        self.work.mkdir(parents=True, exist_ok=True)
        drafts = list(self.work.glob(f"*{PART}"))
        for draft in drafts:
            draft.unlink(missing_ok=True)
        return len(drafts) + sweep_folders(self.work)


def folder_of(table: str, domain: str, kind: str) -> str:
    """Give the folder of a table's files, below the lake."""
    layer, name = split_table(table)
    if not is_name(domain):
        msg = f"{domain!r} cannot be a folder"
        raise ValueError(msg)
    top = "layers" if kind == "data" else f"layers/{kind}"
    return f"{top}/{layer}/{domain}/{name}"
