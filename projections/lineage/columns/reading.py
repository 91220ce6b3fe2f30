"""Reads a qualified SELECT from the inside out, each part of it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlglot import exp

from projections.lineage.columns.results import beside, chosen, ordered_by, results
from projections.lineage.columns.scope import Rows, Scope, base
from projections.lineage.columns.uses import NONE, Uses, directly, indirectly, rows_of, unknown
from projections.lineage.columns.values import together, value
from projections.lineage.rewriting import scopes

NOT_READ: Final = "{} is not followed column by column"
COLUMNS_UNKNOWN: Final = "which columns it has is not known"

_SELECT: Final = frozenset(
    {"with_", "kind", "expressions", "distinct", "from_", "joins", "where", "group", "having", "qualify", "windows"}
    | {"order", "limit", "offset", "sample", "operation_modifiers"}
)
_TABLE: Final = frozenset({"this", "db", "alias", "sample", "version", "when", "hints"})
_HOLDER: Final = frozenset({"this", "alias", "sample", "with_"})
_JOIN: Final = frozenset({"this", "side", "kind", "method", "on", "using", "expressions", "global_"})

MAKING: Final = (exp.Unnest, exp.Explode, exp.GenerateSeries)
MAKING_NAMES: Final = frozenset({"json_each", "json_tree", "repeat", "repeat_row", "generate_subscripts"} | {
    f"duckdb_{what}" for what in ("columns", "functions", "schemas", "settings", "tables", "types", "views")
})  # fmt: skip
"""Functions that make rows of their arguments, or tell names and types alone."""

Defined = Mapping[str, Rows]
"""What the members of WITH that can be used are made from, by name."""


class Reader:
    """Reads the SELECTs of one text.

    Args:
        inputs: the columns of each table, by ``layer.table``.
    """

    def __init__(self, inputs: Mapping[str, Sequence[str]]) -> None:
        self._inputs = inputs
        self._known: dict[str, Rows] = {}

    def query(self, query: exp.Expr, outer: Scope | None, defined: Defined) -> Rows:
        """Give what the columns and rows of a query are made from.

        Args:
            query: of any kind.
            outer: what names stand for around it.
            defined: the members of WITH around it.
        """
        defined = {**defined, **self._with(query, outer, defined)}
        if isinstance(query, exp.Select):
            return self._select(query, outer, defined)
        if isinstance(query, exp.SetOperation):
            return self._operation(query, outer, defined)
        if isinstance(query, exp.Subquery) and isinstance(query.this, exp.Query) and not _more(query, _HOLDER):
            return self.query(query.this, outer, defined)
        if isinstance(query, exp.Values):
            return self._values(query, self._scope(outer, defined))
        return self._unread(query, type(query).__name__.upper(), defined)

    def _scope(self, outer: Scope | None, defined: Defined) -> Scope:
        return Scope(lambda query, scope: self.query(query, scope, defined), outer)

    def _with(self, query: exp.Expr, outer: Scope | None, defined: Defined) -> dict[str, Rows]:
        block = query.args.get("with_")
        found: dict[str, Rows] = {}
        if block is None:
            return found
        for cte in block.expressions:
            around = {**defined, **found}
            names = _column_names(cte)
            if block.args.get("recursive") and _speaks_of(cte.this, cte.alias):
                found[cte.alias] = self._recursive(cte, names, outer, around)
            else:
                found[cte.alias] = self.query(cte.this, outer, around).renamed(names)
        return found

    def _recursive(self, cte: exp.Expr, names: list[str], outer: Scope | None, around: Defined) -> Rows:
        """Read a member that reads itself until nothing is added: there are finitely many columns to find."""
        if not isinstance(cte.this, exp.SetOperation):
            return self._unread(cte, "WITH RECURSIVE", around)
        found = self.query(cte.this.this, outer, around).renamed(names)
        while True:
            more = self.query(cte.this, outer, {**around, cte.alias: found}).renamed(names)
            if more == found:
                return found
            found = more

    def _select(self, select: exp.Select, outer: Scope | None, defined: Defined) -> Rows:
        if more := _more(select, _SELECT):
            return self._unread(select, more, defined)
        scope = self._scope(outer, defined)
        rows = self._from(select, scope, defined)
        result = results(select, scope)
        scope.outputs = result
        rows |= chosen(select, scope)
        parts = [select.args.get(name) for name in ("where", "having", "qualify", "limit", "offset")]
        rows |= indirectly(together(parts, scope), "filter")
        return Rows(result.names, result.values, rows, scope.tables, result.otherwise)

    def _from(self, select: exp.Select, scope: Scope, defined: Defined) -> Uses:
        """Fill the scope, and give what decides which rows come out of the joins."""
        found = NONE
        for number, (source, join) in enumerate(scopes.sources(select)):
            rows = self._source(source, scope, defined)
            if join is not None:
                if _more(join, _JOIN):
                    found |= unknown(rows.tables, NOT_READ.format("this join"))
                found |= self._joined(join, rows, scope)
            scope.sources[source.alias_or_name or f"{number}"] = rows
            found |= rows.rows
            if join is not None and join.args.get("on"):
                found |= indirectly(value(join.args["on"], scope), "join")
        return found

    def _joined(self, join: exp.Join, rows: Rows, scope: Scope) -> Uses:
        """Give the columns that a USING names which was not spelt out."""
        named = [name.name for name in join.args.get("using") or ()]
        sides = [*scope.sources.values(), rows]
        return frozenset().union(*(indirectly(side.column(n), "join") for n in named for side in sides))

    def _source(self, source: exp.Expr, scope: Scope, defined: Defined) -> Rows:
        names = _column_names(source)
        if isinstance(source, exp.Table):
            return self._table(source, scope, defined).renamed(names)
        if isinstance(source, exp.Subquery | exp.Lateral) and not _more(source, _HOLDER):
            inner = source.this
            return (self.query if isinstance(inner, exp.Query) else self._made)(inner, scope, defined).renamed(names)
        if isinstance(source, exp.Values):
            return self._values(source, scope).renamed(names)
        return self._made(source, scope, defined).renamed(names)

    def _table(self, table: exp.Table, scope: Scope, defined: Defined) -> Rows:
        layer = table.text("db")
        if more := _more(table, _TABLE):
            return self._unread(table, more, defined)
        if not isinstance(table.this, exp.Identifier):
            return self._made(table.this, scope, defined)
        if not layer and table.name in defined:
            return defined[table.name]
        name = f"{layer}.{table.name}" if layer else table.name
        if name not in self._inputs:
            tables = frozenset({name}) if layer else frozenset({name, *self._inputs})  # a file may be any of theirs
            return Rows((), (), rows_of(tables), tables, unknown(tables, COLUMNS_UNKNOWN))
        if name not in self._known:
            self._known[name] = base(name, self._inputs[name])
        return self._known[name]

    def _values(self, values: exp.Expr, scope: Scope) -> Rows:
        rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in values.expressions]
        columns = [together(cells, scope) for cells in zip(*rows, strict=False)]
        return Rows([f"col{n}" for n in range(len(columns))], columns, NONE, frozenset()).renamed(_column_names(values))

    def _made(self, source: exp.Expr, scope: Scope, defined: Defined) -> Rows:
        """Read rows that are made from values, as by ``unnest``; any column of them may show any of the values."""
        if not _is_made_of_its_values(source):
            return self._unread(source, type(source).__name__.upper(), defined)
        made = directly(together(source.iter_expressions(), scope), "transformation")
        return Rows((), (), indirectly(made, "rows"), frozenset(), made)

    def _unread(self, part: exp.Expr, what: str, defined: Defined) -> Rows:
        """Give rows of which only the tables below are known; what names none, or is a function, may read any."""
        tables: frozenset[str] = frozenset()
        for table in part.find_all(exp.Table):
            layer = table.text("db")
            member = None if layer else defined.get(table.name)
            own = f"{layer}.{table.name}" if layer else table.name
            tables |= frozenset({own}) if member is None else member.tables
        if not tables or isinstance(part, exp.Func):
            tables |= frozenset(self._inputs)
        all_of_it = unknown(tables, NOT_READ.format(what))
        return Rows((), (), rows_of(tables) | indirectly(all_of_it, "rows"), tables, all_of_it)

    def _operation(self, operation: exp.SetOperation, outer: Scope | None, defined: Defined) -> Rows:
        left = self.query(operation.this, outer, defined)
        right = self.query(operation.expression, outer, defined)
        both = beside(operation, left, right)
        rows = both.rows
        if not isinstance(operation, exp.Union):
            rows |= indirectly(left.everything | right.everything, "filter")
        if operation.args.get("distinct"):
            rows |= indirectly(both.everything, "distinct")
        scope = self._scope(outer, defined)
        scope.outputs = both
        order = operation.args.get("order")
        rows |= NONE if order is None else ordered_by(order, both, scope)
        return Rows(both.names, both.values, rows, both.tables, both.otherwise)


def _is_made_of_its_values(source: exp.Expr) -> bool:
    """Tell whether a function gives rows of what it is called with; others read files, or run SQL of their own."""
    if source.find(exp.Query) is not None:
        return False
    return isinstance(source, MAKING) or (isinstance(source, exp.Anonymous) and source.name.lower() in MAKING_NAMES)


def _more(node: exp.Expr, known: frozenset[str]) -> str:
    """Name the first part of a piece of syntax that is not listed; empty where all are."""
    found = next((name for name, part in node.args.items() if part and name not in known), "")
    return found.strip("_").removesuffix("s").upper()


def _column_names(holder: exp.Expr) -> list[str]:
    alias = holder.args.get("alias")
    return [] if alias is None else [name.name for name in alias.args.get("columns") or ()]


def _speaks_of(query: exp.Expr, name: str) -> bool:
    return any(not table.text("db") and table.name == name for table in query.find_all(exp.Table))
