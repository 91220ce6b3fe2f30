"""Demo: the bundled sample, source to gold, and the story of one row of gold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from jobforge_es.commands.init import Made, NoProjectThere, init

FOLDER = "jobforge-demo"


def place(into: Path | None) -> Path:
    """Tell where the demo goes: the given folder, else ``jobforge-demo`` here, else a new temporary one.

    Raises:
        NoProjectThere: the given folder cannot be used.
    """
    if into is not None:
        return into
    here = Path(FOLDER)
    try:
        init(here, sample=True, dry=True)
    except NoProjectThere:
        return Path(tempfile.mkdtemp(prefix=f"{FOLDER}-"))
    return here


def prepare(into: Path | None) -> Made:
    """Put a copy of the sample into a folder.

    Raises:
        NoProjectThere: the given folder is not empty, or cannot be written.
    """
    folder = place(into)
    try:
        return init(folder, sample=True)
    except NoProjectThere:
        if into is not None:
            raise
        return init(Path(tempfile.mkdtemp(prefix=f"{FOLDER}-")), sample=True)  # this folder may not be written
