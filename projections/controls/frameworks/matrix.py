"""How clauses stand: a clause is supported, vouched for, outside or not evidenced. None is ever passed by a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import attrs

from ledger.events.control import ControlStatus
from projections.catalog.control_decisions import ATTESTATION, ControlDecisionRow
from projections.controls.engine import Result
from projections.controls.evidence import Evidence
from projections.controls.frameworks.clauses import Clause, Framework
from projections.controls.frameworks.scope import Scope

ClauseStatus = Literal["SUPPORTED", "ATTESTED", "OUTSIDE", "NOT_EVIDENCED"]
SUPPORTING: Final[tuple[ControlStatus, ...]] = ("PASS",)
SILENT: Final[tuple[ControlStatus, ...]] = ("NOTHING_TO_CHECK", "NOT_APPLICABLE")
"""Of controls that say nothing for or against a clause."""
VOUCHED: Final[tuple[ControlStatus, ...]] = ("ATTESTED",)


@attrs.frozen
class ClauseResult:
    """How a clause stands.

    Attributes:
        clause: which.
        status: derived from what supports it.
        supports: what the controls that support it came to.
        decision: the evidence, or why it is outside; None without any.
    """

    clause: Clause
    status: ClauseStatus
    supports: tuple[Result, ...]
    decision: ControlDecisionRow | None = None


@attrs.frozen
class Matrix:
    """How all clauses of a framework stand.

    Attributes:
        framework: which.
        level: at which it applies; None where nobody said one.
        clauses: in their order.
        outside: by which decision the whole of it does not apply; None where it does.
    """

    framework: Framework
    level: str | None
    clauses: tuple[ClauseResult, ...]
    outside: ControlDecisionRow | None = None


def matrix(framework: Framework, results: Mapping[str, Result], evidence: Evidence) -> Matrix:
    """Tell how the clauses of a framework stand.

    Args:
        framework: which.
        results: of all controls, by id.
        evidence: the state that was looked at.
    """
    scope = Scope.of(evidence.decisions, evidence.day)
    held = [each for each in evidence.decisions if each.kind == ATTESTATION and each.is_in_force(evidence.day)]
    given = {each.control: each for each in held}
    clauses = tuple(_stands(framework, each, scope, given, results) for each in framework.clauses)
    return Matrix(framework, scope.level(framework), clauses, scope.left_out.get(framework.id))


def _stands(
    framework: Framework,
    clause: Clause,
    scope: Scope,
    given: Mapping[str, ControlDecisionRow],
    results: Mapping[str, Result],
) -> ClauseResult:
    supports = tuple(results[name] for name in clause.controls if name in results)
    outside = scope.why_outside(framework, clause)
    if outside is not None:
        return ClauseResult(clause, "OUTSIDE", supports, outside)
    handed_in = given.get(f"{framework.id}:{clause.clause}")
    statuses = [each.status for each in supports]
    against = [each for each in statuses if each not in (*SUPPORTING, *SILENT, *VOUCHED)]
    if clause.evidence or handed_in is not None:
        good = handed_in is not None and not against
        return ClauseResult(clause, "ATTESTED" if good else "NOT_EVIDENCED", supports, handed_in)
    if against or not any(each in (*SUPPORTING, *VOUCHED) for each in statuses):
        return ClauseResult(clause, "NOT_EVIDENCED", supports)
    vouched = any(each in VOUCHED for each in statuses)
    return ClauseResult(clause, "ATTESTED" if vouched else "SUPPORTED", supports)
