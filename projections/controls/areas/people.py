"""Evidence that only people can give, as the directive asks for at the level of a project (DMBOK2 chapter 3)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.events import TableBuilt
from ledger.names import Position
from projections.catalog.control_decisions import ATTESTATION, ControlDecisionRow
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.frameworks.clauses import ASKED, Clause, framework
from projections.controls.frameworks.scope import Scope
from projections.controls.items import Item, aged, breaks, lacks, outside, said


def vouched_for(at: Evidence) -> Iterator[Item]:
    """Look for evidence of every clause that asks for it; what a person left out is no member."""
    found = framework(ASKED)
    scope, first = Scope.of(at.decisions, at.day), _first_published(at)
    given = {each.control: each for each in at.decisions if each.kind == ATTESTATION}
    for clause in found.clauses:
        if clause.evidence:
            name = f"{found.id}:{clause.clause}"
            if scope.why_outside(found, clause) is not None:
                yield outside(f"clause:{name}")
            else:
                yield _vouched(at, clause, name, given.get(name), first)


def _vouched(at: Evidence, clause: Clause, name: str, held: ControlDecisionRow | None, first: Position | None) -> Item:
    attest = ("jobforge", "controls", "attest", name, "--evidence", "...", "--reason", "...")
    if held is None:
        return lacks(f"clause:{name}", "no evidence was handed in", *attest)
    if not held.is_in_force(at.day):
        return aged(f"clause:{name}", "the last day of its evidence has passed", *attest)
    if first is not None and held.position > first and clause.before_production:
        waive = ("jobforge", "controls", "waive", "P01", "--for", f"clause:{name}", "--until", "...", "--reason", "...")
        return breaks(f"clause:{name}", "its evidence came after gold was first published", *waive)
    return said(f"clause:{name}")


def _first_published(at: Evidence) -> Position | None:
    built = (e for e in at.events(TableBuilt) if getattr(e.data, "table", "").startswith("gold."))
    return next((event.position for event in built), None)


CONTROLS = (
    Control(
        "P01",
        "What the directive asks people to show was handed in, counts still, and came in time.",
        "Ce que la directive demande aux gens de montrer a été remis, compte encore et est venu à temps.",
        vouched_for,
    ),
)
