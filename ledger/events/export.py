"""Events of exports. Stream ``export-<target>``."""

from __future__ import annotations

import attrs

from ledger.names import Position, Sha256


@attrs.frozen
class ExportedFile:
    """A file of an export.

    Attributes:
        path: below the folder, with ``/``.
        sha256: of its bytes, which are no object of the vault: they can be made again.
    """

    path: str
    sha256: Sha256


@attrs.frozen
class ExportPublished:
    """The catalog, as it was at a position, was written for another program.

    Attributes:
        target: which kind of export.
        at: the position whose state was written.
        folder: where: below the project, or the whole path; an address.
        files: sorted by path.
        level: the highest security category that was to leave; None for all.
        left_out: tables and columns that were not written for that; sorted.
    """

    target: str
    at: Position
    folder: str
    files: tuple[ExportedFile, ...]
    level: str | None = None
    left_out: tuple[str, ...] = ()
