"""Demo: the bundled sample, source to gold, and the story of one row of gold."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

from jobforge_es.commands.init import Made, NoProjectThere, init

FOLDER = "jobforge-demo"


def place(into: Path | None) -> Path | None:
    """Tell where the demo goes: the given folder, else ``jobforge-demo`` here; None for a new temporary one."""
    if into is not None:
        return into
    here = Path(FOLDER)
    try:
        init(here, sample=True, dry=True)
    except NoProjectThere:
        return None
    return here


def foresee(into: Path | None) -> tuple[Path | None, tuple[str, ...]]:
    """Tell where a copy of the sample would go, None for a new temporary folder, and which files it would have.

    Raises:
        NoProjectThere: the given folder is not empty, or cannot be used.
    """
    folder = place(into)
    elsewhere = Path(tempfile.gettempdir()) / f"{FOLDER}-{secrets.token_hex(8)}"  # where nothing is
    made = init(folder or elsewhere, sample=True, dry=True)
    return (None if folder is None else made.folder), made.files


def prepare(into: Path | None) -> Made:
    """Put a copy of the sample into a folder.

    Raises:
        NoProjectThere: the given folder is not empty, or cannot be written.
    """
    folder = place(into)
    try:
        return init(folder or _temporary(), sample=True)
    except NoProjectThere:
        if into is not None:
            raise
        return init(_temporary(), sample=True)  # this folder may not be written


def _temporary() -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{FOLDER}-"))
