"""Why a decision about rows cannot be recorded."""

from __future__ import annotations

from ledger.errors import JobForgeError

UNCHANGED = "nothing was recorded"


class ValuesMissing(JobForgeError):
    """A record that could not be read needs a value for each of its columns."""

    code = "Q-002"
    exit_code = 2

    def __init__(self, quarantine_id: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"{quarantine_id} could not be read as a record, and these columns have no value: {', '.join(missing)}",
            why="it comes in only when a person says what stands in each of its columns",
            written=UNCHANGED,
            mend=(
                "jobforge quarantine show " + quarantine_id,
                f"add {' '.join(f'--set {m}=...' for m in missing[:3])}",
            ),
        )


class NothingToDecide(JobForgeError):
    """A row is not in a state in which this can be decided about it."""

    code = "Q-003"
    exit_code = 2


class NotReleasable(JobForgeError):
    """A row cannot be accepted as it is: a value does not fit its type, or its key is missing or taken."""

    code = "Q-004"
    exit_code = 2


class CorrectionRefused(JobForgeError):
    """A list of corrections, or a value in it, cannot be used."""

    code = "Q-005"
    exit_code = 2


class SamePerson(JobForgeError):
    """Who proposed something cannot be the one who agrees to it."""

    code = "Q-006"
    exit_code = 2


class ChangedSince(JobForgeError):
    """What waits for a second person is no more what was put forward."""

    code = "Q-008"
    exit_code = 2


class OthersWouldChange(JobForgeError):
    """Rows cannot be tried again by a changed contract without changing others of their file."""

    code = "Q-007"
    exit_code = 1
