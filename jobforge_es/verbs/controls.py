"""Verbs of controls: what they come to, and what people decide about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.controls.scorecard import Scorecard
    from jobforge_es.commands.controls.trend import Trend
    from jobforge_es.commands.outcome import Outcome
    from ledger.events.control import DecisionKind


class ControlVerbs(Opening):
    """Controls are computed; what only people can say of them is recorded, with a reason and a day."""

    def controls(
        self,
        control: str | None = None,
        as_of: str | None = None,
        *,
        framework: str | None = None,
        subject: str | None = None,
        rebuilds: bool = False,
        shown: int | None = None,
    ) -> Scorecard:
        """Compute all controls, one, or those that support a framework, of all or of one subject; see ``scorecard``."""
        from jobforge_es.commands.controls.scorecard import scorecard  # each verb loads what it needs
        from projections.controls.engine import SHOWN

        most = SHOWN if shown is None else shown
        return self._ask(
            lambda session: scorecard(session, control, framework, subject=subject, rebuilds=rebuilds, shown=most),
            as_of,
        )

    def record_controls(self, *, rebuilds: bool = False, dry: bool = False) -> Scorecard:
        """Compute all controls and record what they came to."""
        from jobforge_es.commands.controls.scorecard import record

        return self._record(lambda session: record(session, rebuilds=rebuilds), dry=dry)

    def control_trend(self, as_of: str | None = None) -> Trend:
        """Give what recorded evaluations came to, oldest first."""
        from jobforge_es.commands.controls.trend import trend

        return self._ask(trend, as_of)

    def scope_control(
        self,
        name: str,
        until: str,
        tell: Tell | None = None,
        *,
        subject: str | None = None,
        level: str | None = None,
        dry: bool = False,
    ) -> list[Outcome]:
        """Say that a control, a clause or a framework does not apply, or at which level it does; needs a reason."""
        from jobforge_es.commands.controls.deciding import scope

        self._need_reason("to leave something out", f"jobforge controls scope {name} --until ...", dry=dry)
        return self._do(lambda session: scope(session, name, until, subject, level), tell, dry=dry)

    def waive_control(
        self, control: str, until: str, tell: Tell | None = None, *, subject: str | None = None, dry: bool = False
    ) -> list[Outcome]:
        """Accept until a day that a control does not hold; needs a reason."""
        from jobforge_es.commands.controls.deciding import waive

        self._need_reason("to waive a control", f"jobforge controls waive {control} --until ...", dry=dry)
        return self._do(lambda session: waive(session, control, until, subject), tell, dry=dry)

    def attest_control(
        self, name: str, evidence: Path | str, tell: Tell | None = None, *, until: str | None = None, dry: bool = False
    ) -> list[Outcome]:
        """Hand in evidence for a control or a clause; needs a reason."""
        from jobforge_es.commands.controls.deciding import attest

        self._need_reason("to vouch for something", f"jobforge controls attest {name} --evidence ...", dry=dry)
        return self._do(lambda session: attest(session, name, Path(evidence), until), tell, dry=dry)

    def end_control_decision(
        self, kind: DecisionKind, name: str, tell: Tell | None = None, *, subject: str | None = None, dry: bool = False
    ) -> list[Outcome]:
        """Take back what was decided about a control or a clause; needs a reason."""
        from jobforge_es.commands.controls.deciding import end

        self._need_reason("to take a decision back", f"jobforge controls ... {name} --end", dry=dry)
        return self._do(lambda session: end(session, kind, name, subject), tell, dry=dry)
