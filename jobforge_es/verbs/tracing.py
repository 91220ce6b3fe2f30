"""Verbs that follow rows: where they came from, what they add up to, why they are absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobforge_es.opening import Opening

if TYPE_CHECKING:
    from jobforge_es.commands.explain_value import ValueExplained
    from jobforge_es.commands.why_not import WhyNot
    from projections.tracing.forward import Forward
    from projections.tracing.way import Trace


class TracingVerbs(Opening):
    """What can be asked about single rows; ``limit`` None follows or gives all of them."""

    def trace(self, table: str, where: str | None = None, *, limit: int | None = 10, as_of: str | None = None) -> Trace:
        """Tell where rows came from, down to the records of the source files."""
        from jobforge_es.commands.trace import trace  # noqa: PLC0415 - each verb loads what it needs

        return self._ask(lambda session: trace(session, table, where, limit), as_of)

    def trace_forward(
        self, table: str, where: str | None = None, *, limit: int | None = 10, as_of: str | None = None
    ) -> Forward:
        """Tell what rows reached, in every table that was made from theirs."""
        from jobforge_es.commands.trace import trace_forward  # noqa: PLC0415

        return self._ask(lambda session: trace_forward(session, table, where, limit), as_of)

    def explain_value(
        self, column: str, where: str | None = None, *, limit: int | None = 10, as_of: str | None = None
    ) -> ValueExplained:
        """Tell which rows a figure was made of, what each gives to it, and whether they add up to it."""
        from jobforge_es.commands.explain_value import explain_value  # noqa: PLC0415

        return self._ask(lambda session: explain_value(session, column, where, limit), as_of)

    def why_not(self, table: str, where: str, *, as_of: str | None = None) -> WhyNot:
        """Tell why a table has no row that a condition means, with the rows that show it."""
        from jobforge_es.commands.why_not import why_not  # noqa: PLC0415

        return self._ask(lambda session: why_not(session, table, where), as_of)
