"""Parts that several events share: books, files, inputs and what built them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from ledger.names import Position, Sha256

FileKind = Literal["data", "quarantine", "index", "superseded", "closed", "decided", "compacted"]


@attrs.frozen
class Skips:
    """Lines of a source file that its source declares not to be records, counted by kind."""

    preamble: int = 0
    blank: int = 0
    comment: int = 0
    footer: int = 0

    @property
    def total(self) -> int:
        """All declared skips."""
        return self.preamble + self.blank + self.comment + self.footer


@attrs.frozen
class Balance:
    """The books of one step (DESIGN law 2).

    Attributes:
        read: records, or lines that are declared skips, that came in; a header is neither.
        accepted: rows that went on.
        quarantined: rows set aside with reasons.
        deduplicated: rows equal to one that was accepted.
        filtered: rows that a declared filter left out.
        skipped: declared skips of the source file; zero above staged.
        inserted, updated, unchanged: what the accepted rows did to the target.
        superseded: rows of the target that this step put out of effect, or gave an end; outside the equation.
    """

    read: int
    accepted: int
    quarantined: int = 0
    deduplicated: int = 0
    filtered: int = 0
    skipped: Skips = Skips()
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0

    @property
    def is_balanced(self) -> bool:
        """Tell whether nothing was lost and nothing appeared."""
        out = self.accepted + self.quarantined + self.deduplicated + self.filtered + self.skipped.total
        return self.read == out and self.accepted == self.inserted + self.updated + self.unchanged


@attrs.frozen
class FileRecord:
    """One derived file, as it was when the event was recorded.

    Attributes:
        path: below the lake, with ``/``; final and immutable.
        kind: rows of the table, rows in quarantine, or the sparse index of a source file; ``superseded`` names rows
            of the table that count no more, ``closed`` names rows that count until a moment, ``decided`` names rows
            that say what a person decided, and by which decision; ``compacted`` holds the rows of many files as one.
        rows: rows in the file.
        size: bytes of the file.
        sha256: hash of the file's bytes; reproducible with the libraries that ``Built`` names.
        digest: hash of the rows in their declared order; reproducible with any libraries.
    """

    path: str
    kind: FileKind
    rows: int
    size: int
    sha256: Sha256
    digest: Sha256


@attrs.frozen
class TableAt:
    """A table as it was after a position: which files were in effect is asked of the manifest.

    Attributes:
        table: ``layer.table``.
        position: the last position that changed the table; 0 when it had no version yet.
        rows: rows read from it.
    """

    table: str
    position: Position
    rows: int


@attrs.frozen
class RuleCount:
    """How many rows broke one rule of a contract."""

    rule: str
    severity: Literal["error", "warning"]
    rows: int


@attrs.frozen
class Applied:
    """What people decided about rows of a batch, as a step applied it.

    Attributes:
        decisions: hash that stands for which decisions about which rows; see ``projections.catalog.decisions``.
        corrected: accepted rows that say something else than what came.
        released: accepted rows that break a rule which is waived for them.
        rejected: rows set aside because a person refused them for good; they do not count against the limit.
        admitted: rows that came in although they could not be read, as a person said what they say.
    """

    decisions: Sha256
    corrected: int = 0
    released: int = 0
    rejected: int = 0
    admitted: int = 0


@attrs.frozen
class Built:
    """With what a step was built, and what it cost.

    Attributes:
        libraries: name to version of everything that can change the bytes of a file.
        seconds: wall time of the step.
    """

    libraries: dict[str, str]
    seconds: Decimal
