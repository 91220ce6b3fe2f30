"""What is written into files, and putting it there: a file is as it was, or whole."""

from __future__ import annotations

import difflib
from pathlib import Path

import attrs

from ledger.errors import JobForgeError


class FileMovedOn(JobForgeError):
    """A file changed while it was about to be written."""

    code = "C-016"
    exit_code = 5


@attrs.frozen
class Rewritten:
    """A file that says what the catalog says.

    Attributes:
        path: below the project.
        before: its bytes; None where it is new.
        after: as they are now, or would be.
    """

    path: str
    before: bytes | None
    after: bytes

    @property
    def diff(self) -> list[str]:
        """The lines of a unified diff."""
        was, now = ((raw or b"").decode("utf-8").splitlines() for raw in (self.before, self.after))
        return [*difflib.unified_diff(was, now, self.path if self.before is not None else "/dev/null", self.path,
                                      lineterm="")]  # fmt: skip


def put(place: Path, file: Rewritten) -> None:
    """Put a file in its place.

    Raises:
        FileMovedOn: somebody else has written it since it was read.
        OSError: the disk refuses.
    """
    place = place.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    coming = place.with_name(f".{place.name}.coming")
    try:
        coming.write_bytes(file.after)
        if place.exists():
            coming.chmod(place.stat().st_mode & 0o777)
        if (place.read_bytes() if place.exists() else None) != file.before:
            raise FileMovedOn(
                f"{file.path} changed while it was about to be written",
                where=file.path,
                why="what somebody else writes is not overwritten",
                mend=("jobforge pull",),
            )
        coming.replace(place)
    finally:
        coming.unlink(missing_ok=True)
