"""What is known of an input only as a whole: tests against it, windows over it, its absence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from projections.lineage.rewriting import scopes

TESTED: Final = "its rows are only tested against or summed up in a subquery"
PARTNERS: Final = "its rows are only looked for (SEMI or ANTI JOIN)"
ABSENT: Final = "rows are kept because they are absent from it (EXCEPT)"
WINDOW: Final = "a window makes values from other rows of it too"
CHOSEN: Final = "which of its rows are kept depends on the others (LIMIT or DISTINCT ON)"


SEPARATOR: Final = "; "
"""Stands between the reasons of one input."""


class Context:
    """Collects reasons by input.

    Attributes:
        found: input to reason to the parts of the SQL in which it lies.
    """

    def __init__(self) -> None:
        self.found: dict[str, dict[str, list[exp.Expr]]] = {}
        self._members: dict[str, set[str]] = {}

    @property
    def reasons(self) -> dict[str, str]:
        """Give input to sentence, several reasons joined."""
        return {table: SEPARATOR.join(parts) for table, parts in self.found.items()}

    def define(self, cte: exp.Expr, body: exp.Expr) -> None:
        """Remember which inputs a member of a WITH reads; two of one name are not told apart."""
        self._members[cte.alias] = self._members.get(cte.alias, set()) | self._inputs([body])

    def look_at(self, select: exp.Select) -> None:
        """Note the reasons that lie in one SELECT itself."""
        joins = [join for _, join in scopes.sources(select) if join is not None]
        parts = [*scopes.results(select), *(join.args["on"] for join in joins if join.args.get("on"))]
        parts += [part for name in ("distinct", "where", "group") if (part := select.args.get(name)) is not None]
        parts += [
            row for source, _ in scopes.sources(select) if isinstance(source, exp.Values) for row in source.expressions
        ]
        for inner in scopes.inner_queries(parts):
            self._note(TESTED, [inner], [inner])
        for join in joins:
            if join.kind in ("SEMI", "ANTI"):
                self._note(PARTNERS, [join.this], [join])
        read = [source for source, join in scopes.sources(select) if join is None or join.kind not in ("SEMI", "ANTI")]
        if windows := scopes.windows(select):
            self._note(WINDOW, read, windows)
        distinct = select.args.get("distinct")
        on = [distinct] if distinct is not None and distinct.args.get("on") else []
        if choosing := [*on, *_limits(select)]:
            self._note(CHOSEN, read, choosing)

    def compare(self, operation: exp.SetOperation) -> None:
        """Note the reasons that lie in a UNION, INTERSECT or EXCEPT itself."""
        if isinstance(operation, exp.Except):
            self._note(ABSENT, [operation.expression], [operation.expression])
        if choosing := _limits(operation):
            self._note(CHOSEN, [operation.this, operation.expression], choosing)

    def _inputs(self, parts: Sequence[exp.Expr]) -> set[str]:
        found: set[str] = set()
        for part in parts:
            for table in part.find_all(exp.Table):
                layer = table.text("db")
                found |= {f"{layer}.{table.name}"} if layer else self._members.get(table.name, set())
        return found

    def _note(self, reason: str, read: Sequence[exp.Expr], parts: Sequence[exp.Expr]) -> None:
        for table in self._inputs(read):
            self.found.setdefault(table, {}).setdefault(reason, []).extend(parts)


def _limits(query: exp.Query) -> list[exp.Expr]:
    return [part for name in ("limit", "offset") if (part := query.args.get(name))]
