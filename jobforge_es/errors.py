"""Conditions that the commands meet."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterable
from pathlib import Path

from ledger.errors import JobForgeError


class UnknownName(JobForgeError):
    """A source, table, batch or question that does not exist."""

    code = "U-001"
    exit_code = 2

    def __init__(self, kind: str, name: str, known: Iterable[str], mend: tuple[str, ...] = ()) -> None:
        names = sorted(known)
        why = did_you_mean(name, names) or (f"known: {', '.join(names[:10])}" if names else "there is none yet")
        super().__init__(f"there is no {kind} {name!r}", why=why, mend=mend)


class LimitPassed(JobForgeError):
    """More rows broke their rules than the definition allows."""

    code = "K-001"
    exit_code = 3


class WorkLocked(JobForgeError):
    """Another command is writing."""

    code = "L-011"
    exit_code = 5


class ReplayDiffers(JobForgeError):
    """What replay built is not what was recorded."""

    code = "I-010"
    exit_code = 4


class LedgerLost(JobForgeError):
    """The ledger is gone while what it recorded is still there.

    Args:
        ledger: its address.
        lake: the folder that still holds what it recorded.
        unfinished: whether a first command that was killed could have left all this too, so that another can go on.
    """

    code = "I-011"
    exit_code = 4

    def __init__(self, ledger: str, lake: Path, *, unfinished: bool) -> None:
        aside = lake.with_name(f"{lake.name}-without-ledger")
        on = ("jobforge run  # where the very first command was killed: it goes on",) if unfinished else ()
        super().__init__(
            f"the ledger {ledger} is gone or empty, but the vault or the layers beside it hold what it recorded",
            why="a new ledger would begin another history over the same bytes",
            written="nothing",
            mend=(
                "restore the ledger from a backup",
                *on,
                f"{shlex.join(('mv', str(lake), str(aside)))}  # to begin anew on purpose",
            ),
        )


class ReasonMissing(JobForgeError):
    """Something is to be done that needs a reason, and none was given."""

    code = "U-060"
    exit_code = 2

    def __init__(self, what: str, command: str) -> None:
        super().__init__(
            f"{what} needs a reason",
            why="who reads the ledger later has to learn why, and only who does it knows",
            written="nothing",
            mend=(f'{command} --reason "..."',),
        )


class NeverLanded(JobForgeError):
    """A batch was refused when it came, so that there is nothing to take out of effect or to bring back."""

    code = "W-001"

    def __init__(self, batch_id: str, file: str) -> None:
        super().__init__(
            f"{file} was refused when it came: nothing of it is in effect",
            where=batch_id,
            why="only a batch that was landed can be withdrawn or reinstated",
            written="nothing",
            mend=(f"jobforge quarantine show {batch_id}", "jobforge log --type batch-rejected"),
        )


class SameBytesInEffect(JobForgeError):
    """A withdrawn batch cannot come back: its bytes were landed again meanwhile."""

    code = "W-002"

    def __init__(self, batch_id: str, other: str) -> None:
        super().__init__(
            f"the bytes of {batch_id} were landed again as {other}, which is in effect",
            why="the same rows would count twice",
            written="nothing",
            mend=(f'jobforge withdraw {other} --reason "..."', f'then jobforge reinstate {batch_id} --reason "..."'),
        )


class DefinitionRefused(JobForgeError):
    """A definition speaks of a source, table or model that nothing declares."""

    code = "C-011"
    exit_code = 2

    def __init__(self, kind: str, name: str, path: str, known: Iterable[str]) -> None:
        super().__init__(
            f"there is no {kind} {name!r}",
            where=path,
            why=did_you_mean(name, known) or "nothing in sources/, contracts/ or models/ declares it",
            mend=(f"correct {path}, or add what it speaks of", "jobforge apply"),
        )


class TwoMakers(JobForgeError):
    """A table is fed by a source and made by a model at once."""

    code = "C-012"
    exit_code = 2


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Ask for the nearest known names; None when none is near."""
    near = difflib.get_close_matches(name, list(known), n=3)
    return f"did you mean {', '.join(near)}?" if near else None
