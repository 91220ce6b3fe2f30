"""Why no source can be proposed for a file."""

from __future__ import annotations

from ledger.errors import JobForgeError


class NotRecognised(JobForgeError):
    """A file is of no format that can be read."""

    code = "P-090"

    def __init__(self, what: str, *mend: str) -> None:
        super().__init__(
            what,
            why="read are delimited text, lines of fixed width, spreadsheets, Parquet, JSON and XML, each also packed",
            mend=(*mend, "look into it with a program that you know, and save it as one of these"),
        )
