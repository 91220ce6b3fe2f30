"""What is known of an input only as a whole: tests against it, windows over it, its absence."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from projections.lineage.rewriting import scopes

TESTED: Final = "its rows are only tested against or summed up in a subquery"
PARTNERS: Final = "its rows are only looked for (SEMI or ANTI JOIN)"
ABSENT: Final = "rows are kept because they are absent from it (EXCEPT)"
WINDOW: Final = "a window makes values from other rows of it too"
CHOSEN: Final = "which of its rows are kept depends on the others (LIMIT or DISTINCT ON)"


class Context:
    """Collects reasons by input.

    Attributes:
        reasons: input to sentence, several reasons joined by semicolons.
    """

    def __init__(self) -> None:
        self.reasons: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}

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
        self._note(TESTED, self._inputs(scopes.inner_queries(parts)))
        self._note(PARTNERS, self._inputs([join.this for join in joins if join.kind in ("SEMI", "ANTI")]))
        read = [source for source, join in scopes.sources(select) if join is None or join.kind not in ("SEMI", "ANTI")]
        if scopes.windows(select):
            self._note(WINDOW, self._inputs(read))
        distinct = select.args.get("distinct")
        if select.args.get("limit") or select.args.get("offset") or (distinct is not None and distinct.args.get("on")):
            self._note(CHOSEN, self._inputs(read))

    def compare(self, operation: exp.SetOperation) -> None:
        """Note the reasons that lie in a UNION, INTERSECT or EXCEPT itself."""
        if isinstance(operation, exp.Except):
            self._note(ABSENT, self._inputs([operation.expression]))
        if operation.args.get("limit") or operation.args.get("offset"):
            self._note(CHOSEN, self._inputs([operation.this, operation.expression]))

    def _inputs(self, parts: list[exp.Expr] | list[exp.Query]) -> set[str]:
        found: set[str] = set()
        for part in parts:
            for table in part.find_all(exp.Table):
                layer = table.text("db")
                found |= {f"{layer}.{table.name}"} if layer else self._members.get(table.name, set())
        return found

    def _note(self, reason: str, inputs: set[str]) -> None:
        for table in inputs:
            former = self.reasons.get(table)
            if former is None:
                self.reasons[table] = reason
            elif reason not in former:
                self.reasons[table] = f"{former}; {reason}"
