"""Writing the workbook: a file that is there whole, or not at all."""

from __future__ import annotations

from pathlib import Path

from jobforge_es.commands.desk import aside
from jobforge_es.commands.desk.contents import pages, stand
from jobforge_es.commands.desk.xlsx import workbook
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.proposing.refused import AlreadyThere
from jobforge_es.session import Session


def book_of(session: Session) -> tuple[bytes, int]:
    """Give the catalog as a workbook, and its position."""
    found = stand(session)
    return workbook([*pages(session.config.name, found), aside.page(session)]), found.position


def write_out(path: Path, data: bytes, at: int, *, dry: bool) -> Outcome:
    """Write a workbook where no file is; nothing where it stands there already.

    Raises:
        AlreadyThere: another file is there; somebody may have worked in it.
        OSError: the disk refuses.
    """
    note = f"as of position {at}"
    if path.exists():
        if path.is_file() and path.read_bytes() == data:
            return Outcome("export", str(path), "unchanged", note=note)
        raise AlreadyThere(
            f"{path} is there already, with other content",
            where=str(path),
            why="somebody may have worked in it, and that is not overwritten",
            mend=("jobforge catalog import FILE --dry-run   (to see what was changed in it)", "name another file"),
        )
    if dry:
        return Outcome("export", str(path), "waiting", note=f"would be written {note}")
    coming = path.with_name(f".{path.name}.coming")
    try:
        coming.write_bytes(data)
        coming.replace(path)
    finally:
        coming.unlink(missing_ok=True)
    return Outcome("export", str(path), "done", note=note)
