"""What people said does not apply, and at which level a framework does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from projections.catalog.control_decisions import SCOPE, ControlDecisionRow
from projections.controls.frameworks.clauses import Clause, Framework


@attrs.frozen
class Scope:
    """What is in force of such decisions on a day.

    Attributes:
        left_out: frameworks and clauses (``framework:clause``) that do not apply, to the decision.
        at_level: frameworks to the decision that names their level.
    """

    left_out: Mapping[str, ControlDecisionRow]
    at_level: Mapping[str, ControlDecisionRow]

    @classmethod
    def of(cls, decisions: Iterable[ControlDecisionRow], day: date) -> Scope:
        """Take those that are in force on a day."""
        held = [each for each in decisions if each.kind == SCOPE and each.is_in_force(day)]
        whole = {each.control: each for each in held if not each.subject and not each.level}
        return cls(whole, {each.control: each for each in held if each.level})

    def level(self, framework: Framework) -> str | None:
        """Give the level at which a framework applies; None where nobody said one."""
        found = self.at_level.get(framework.id)
        return None if found is None else found.level

    def why_outside(self, framework: Framework, clause: Clause) -> ControlDecisionRow | None:
        """Give the decision by which a clause asks for nothing; None where it does ask.

        A decision about a framework or a clause is about all clauses below it too.
        """
        parts = clause.clause.split(".")
        above = (f"{framework.id}:{'.'.join(parts[:n])}" for n in range(1, len(parts) + 1))
        said = next((self.left_out[name] for name in (framework.id, *above) if name in self.left_out), None)
        if said is None and not clause.is_asked_at(self.level(framework)):
            return self.at_level[framework.id]
        return said
