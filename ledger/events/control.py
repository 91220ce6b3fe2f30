"""Events of controls. Stream ``control-<id>`` of what was decided about one, ``control-evaluations`` of all."""

from __future__ import annotations

from typing import Literal

import attrs

from ledger.names import Position, Sha256

ControlStatus = Literal[
    "PASS",
    "FAIL",
    "NOT_EVIDENCED",
    "STALE",
    "WAIVED",
    "ATTESTED",
    "NOT_APPLICABLE",
    "NOTHING_TO_CHECK",
]


DecisionKind = Literal["scope", "attestation", "waiver"]


@attrs.frozen
class ControlScoped:
    """A person said that a control, a clause or a whole framework does not apply, or at which level it does.

    Attributes:
        control: id of a control, a framework, or ``framework:clause``.
        subject: with its kind, as in ``table:gold.dim_noc``, where only this is left out; None for all.
        until: the last day (ISO 8601) on which that holds.
        level: of a framework whose requirements depend on one; where it is given, the framework applies at this level.
    """

    control: str
    subject: str | None
    until: str
    level: str | None = None


@attrs.frozen
class ControlAttested:
    """A person handed in evidence that a control holds, or that a clause is met; it never counts as computed.

    Attributes:
        control: id of a control, or ``framework:clause``.
        name: of the file that was handed in.
        evidence: hash of its bytes (vault).
        until: the last day (ISO 8601) on which it counts; None where nothing is said.
    """

    control: str
    name: str
    evidence: Sha256
    until: str | None = None


@attrs.frozen
class ControlWaived:
    """A person accepts, until a day, that a control does not hold; ``subject`` and ``until`` are those of a scope."""

    control: str
    subject: str | None
    until: str


@attrs.frozen
class ControlDecisionEnded:
    """A person took back what was decided about a control.

    Attributes:
        control, subject: of the decision.
        decision: which kind of decision.
    """

    control: str
    subject: str | None
    decision: DecisionKind


@attrs.frozen
class ControlCount:
    """What one control came to.

    Attributes:
        control: its id.
        version: of its definition; it rises when it looks at something else.
        status: see ``projections.controls.engine``.
        population: how many things were looked at.
        failing: how many of them do not hold, those that are waived too.
    """

    control: str
    version: int
    status: ControlStatus
    population: int
    failing: int


@attrs.frozen
class ControlsEvaluated:
    """The controls were computed.

    Attributes:
        at: the position whose state was looked at.
        day: what the clock said then (ISO 8601): by it terms run out.
        rebuilt: whether every file in effect was built again for it.
        results: of each control, by id.
    """

    at: Position
    day: str
    rebuilt: bool
    results: tuple[ControlCount, ...]
