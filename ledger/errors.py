"""Errors: one shape for everything that a person may have to mend.

JobForgeError                 the root; its parts are what a user reads
└── LedgerError               the ledger refused
    ├── VersionConflict       another writer got there first
    ├── IdempotencyConflict   the same key came back with other content
    ├── LedgerBusy            the write lock stayed taken
    ├── EntryTooLarge         an entry exceeds MAX_ENTRY bytes
    ├── InvalidEvent          a value that may not stand in an event
    ├── UnknownEvent          a stored name or schema this version does not know
    ├── LedgerUnusable        not a ledger, from a newer version, or an unfit SQLite library
    └── IntegrityError        recorded bytes differ from their hash
"""

from __future__ import annotations

from typing import ClassVar


class JobForgeError(Exception):
    """A condition with a stable code, told in parts.

    Attributes:
        code: stable identifier such as ``C-004``; ``jobforge explain CODE`` tells more.
        exit_code: what the command line returns for it.
        transient: whether it may pass by itself, so that another try makes sense.
        what: what happened, in one sentence.
        where: file, line and column, table or stream; None when ``what`` already says it.
        why: the rule that was broken and where it is written.
        written: what reached the disk.
        mend: commands or edits that help, safest first.
    """

    code: ClassVar[str] = "X-000"
    exit_code: ClassVar[int] = 1
    transient: ClassVar[bool] = False
    usual_mend: ClassVar[tuple[str, ...]] = ()
    """What helps where an error does not say it by itself."""

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        why: str | None = None,
        written: str = "nothing was written",
        mend: tuple[str, ...] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.written = written
        self.mend = mend or self.usual_mend


class LedgerError(JobForgeError):
    """The ledger refused."""

    code = "L-000"


class VersionConflict(LedgerError):
    """A stream is not at the version that the writer expected.

    Attributes:
        stream: the stream that was written to.
        expected: the version the writer had seen.
        actual: the version the stream is at.
    """

    code = "L-001"
    exit_code = 5

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(
            f"stream {stream!r} is at version {actual}, expected {expected}",
            why="another writer got there first",
            mend=("read it again and retry",),
        )
        self.stream = stream
        self.expected = expected
        self.actual = actual


class IdempotencyConflict(LedgerError):
    """A key that was used before came back with other content."""

    code = "L-002"


class LedgerBusy(LedgerError):
    """The write lock stayed taken for as long as the caller was willing to wait."""

    code = "L-003"
    exit_code = 5
    transient = True


class EntryTooLarge(LedgerError):
    """An entry would exceed the largest size that a proof bundle can carry."""

    code = "L-004"
    usual_mend = ("shorten what you gave, such as --reason", "run it again with --debug and report what it prints")


class InvalidEvent(LedgerError):
    """A value may not stand in an event: a float, a NaN, text that is not NFC, an integer beyond 2^53."""

    code = "L-005"
    usual_mend = ("run it again with --debug and report what it prints",)


class UnknownEvent(LedgerError):
    """A stored name or schema number is not in the table of events."""

    code = "L-006"


class LedgerUnusable(LedgerError):
    """The file is not a ledger, comes from a newer version, or the SQLite library is unfit."""

    code = "L-007"
    exit_code = 2
    usual_mend = ("jobforge doctor",)


class IntegrityError(LedgerError):
    """Recorded bytes differ from their recorded hash.

    Attributes:
        position: the first bad position in the ledger, or None when the damage is outside it.
    """

    code = "I-001"
    exit_code = 4

    def __init__(
        self,
        what: str,
        *,
        position: int | None = None,
        where: str | None = None,
        why: str | None = None,
        written: str = "nothing was written",
        mend: tuple[str, ...] = (),
    ) -> None:
        super().__init__(what, where=where, why=why, written=written, mend=mend)
        self.position = position
