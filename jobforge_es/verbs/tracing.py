"""Verbs that follow rows: where they came from, what they add up to, why they are absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobforge_es.verbs.veiled import Veiled

if TYPE_CHECKING:
    from jobforge_es.commands.diff import Diff
    from jobforge_es.commands.explain_value import ValueExplained
    from jobforge_es.commands.why_not import WhyNot
    from projections.tracing.forward import Forward
    from projections.tracing.way import Trace


class TracingVerbs(Veiled):
    """What can be asked about single rows; ``limit`` None follows or gives all of them.

    Personal values are masked, unless they are to be revealed: that needs a reason and is recorded.
    """

    def trace(
        self,
        table: str,
        where: str | None = None,
        *,
        column: str | None = None,
        limit: int | None = 10,
        as_of: str | None = None,
        reveal: bool = False,
    ) -> Trace:
        """Tell where rows came from, down to the records of the source files; with a column, where its values did."""
        from jobforge_es.commands.trace import trace  # each verb loads what it needs

        asked = f"{table if column is None else f'{table}.{column}'} {where or ''}"
        return self._ask_rows("trace", asked, lambda s: trace(s, table, where, limit, column), as_of, reveal=reveal)

    def trace_forward(
        self,
        table: str,
        where: str | None = None,
        *,
        limit: int | None = 10,
        as_of: str | None = None,
        reveal: bool = False,
    ) -> Forward:
        """Tell what rows reached, in every table that was made from theirs."""
        from jobforge_es.commands.trace import trace_forward

        asked = f"{table} {where or ''}"
        return self._ask_rows("trace", asked, lambda s: trace_forward(s, table, where, limit), as_of, reveal=reveal)

    def explain_value(
        self,
        column: str,
        where: str | None = None,
        *,
        limit: int | None = 10,
        as_of: str | None = None,
        reveal: bool = False,
    ) -> ValueExplained:
        """Tell which rows a figure was made of, what each gives to it, and whether they add up to it."""
        from jobforge_es.commands.explain_value import explain_value

        asked = f"{column} {where or ''}"
        return self._ask_rows(
            "explain-value", asked, lambda s: explain_value(s, column, where, limit), as_of, reveal=reveal
        )

    def diff(
        self,
        table: str,
        start: str,
        end: str | None = None,
        *,
        limit: int | None = 10,
        reveal: bool = False,
    ) -> Diff:
        """Tell what differs between two moments of a table, and which events did it; the second is now by default."""
        from jobforge_es.commands.diff import diff

        asked = f"{table} from {start} to {end or 'now'}"
        return self._ask_rows("diff", asked, lambda s: diff(s, table, start, limit), end, reveal=reveal)

    def why_not(self, table: str, where: str, *, as_of: str | None = None, reveal: bool = False) -> WhyNot:
        """Tell why a table has no row that a condition means, with the rows that show it."""
        from jobforge_es.commands.why_not import why_not

        asked = f"{table} {where}"
        return self._ask_rows("why-not", asked, lambda s: why_not(s, table, where), as_of, reveal=reveal)
