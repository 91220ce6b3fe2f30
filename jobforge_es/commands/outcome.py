"""What a step came to: one value for every kind of step, for people and for ``--json``."""

from __future__ import annotations

import time
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import attrs

from ledger.errors import JobForgeError
from ledger.events.parts import Balance, RuleCount
from ledger.names import Position

StepName = Literal[
    "apply",
    "pull",
    "fetch",
    "ingest",
    "withdraw",
    "reinstate",
    "describe",
    "submit",
    "verify",
    "promote",
    "build",
    "export",
    "import",
    "decide",
]
Status = Literal["done", "unchanged", "repeated", "rejected", "failed", "waiting", "retired", "unmatched"]

EXIT_ORDER = (4, 1, 3, 6, 5, 2)
"""Which exit code a run with several failures ends with: the first of these that occurred."""


@attrs.frozen
class Outcome:
    """What one step did with its subject.

    Attributes:
        step: which step.
        subject: the file, table or definition.
        status: what became of it. ``unchanged``, ``repeated``, ``waiting`` and ``unmatched`` (a file of the
            inbox that no source matches) build nothing.
        position: of the event, or None when none was appended.
        batch_id: the batch, for a step that moved one.
        balance: its books, for a step that has them.
        rows: rows of the table that a model built.
        rules: rows per broken rule.
        seconds: wall time.
        error: why it failed or was rejected.
        note: one sentence for people.
        coverage: of a model that was adopted: each input, and why its rows are known only as a whole table; empty where
            each of them is followed to the output.
        left_out: of an export: tables and columns that may not leave, to why.
    """

    step: StepName
    subject: str
    status: Status
    position: Position | None = None
    batch_id: str | None = None
    balance: Balance | None = None
    rows: int | None = None
    rules: tuple[RuleCount, ...] = ()
    seconds: Decimal | None = None
    error: JobForgeError | None = None
    note: str = ""
    coverage: dict[str, str] | None = None
    left_out: dict[str, str] | None = None


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """Tell with which code a command with these outcomes ends."""
    codes = {o.error.exit_code for o in outcomes if o.error is not None}
    return next((code for code in EXIT_ORDER if code in codes), 0)


def seconds_since(started: float) -> Decimal:
    """Tell the wall time since a reading of ``time.perf_counter``, in seconds with three places."""
    return Decimal(f"{time.perf_counter() - started:.3f}")
