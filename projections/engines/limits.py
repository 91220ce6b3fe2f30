"""What a query may use, and the errors of a query that fails or uses more."""

from __future__ import annotations

from pathlib import Path

import attrs

from ledger.errors import JobForgeError


@attrs.frozen
class Limits:
    """The most that one query may use. None leaves it to the engine.

    Attributes:
        memory: such as ``2GB``; None: four fifths of the machine's. What does not fit spills to ``spill``.
        threads: how many run it; None: one per core. The answer is the same at any number.
        seconds: from its start to its last row, with the time that whoever reads the rows takes.
        spill: folder below which each sandbox has one for what does not fit into memory; the system's folder for
            temporary files where it is None, is not there or may not be written.
    """

    memory: str | None = None
    threads: int | None = None
    seconds: float | None = None
    spill: Path | None = None


class EngineFailed(JobForgeError):
    """The engine could not answer a query.

    Attributes:
        detail: what the engine said. It may hold values of rows: show it to the person at the keyboard, never
            write it into an event.
    """

    code = "M-012"

    def __init__(self, what: str, *, detail: str = "", mend: tuple[str, ...] = ()) -> None:
        super().__init__(what, mend=mend)
        self.detail = detail


class DiskRefused(EngineFailed):
    """The disk refused to read or write while the engine worked; it may work again in a moment."""

    code = "M-014"
    transient = True

    def __init__(self, detail: str) -> None:
        super().__init__(
            "the disk refused to read or write while the query ran",
            detail=detail,
            mend=("run it again", "jobforge doctor"),
        )


class EngineLimit(EngineFailed):
    """A query used more than it may."""


class OutOfTime(EngineLimit):
    """A query ran for too long and was stopped."""

    code = "M-010"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query was stopped after {seconds:g} seconds",
            mend=("raise the time limit in jobforge.toml", "make the query read or join fewer rows"),
        )


class OutOfMemory(EngineLimit):
    """A query needed more memory than it may have, and spilling did not help."""

    code = "M-011"

    def __init__(self, limit: str | None, detail: str) -> None:
        super().__init__(
            f"the query needs more memory than its limit{f' of {limit}' if limit else ''}",
            detail=detail,
            mend=(
                "raise the memory limit in jobforge.toml",
                "check that there is room for temporary files",
                "make the query read or join fewer rows",
            ),
        )
