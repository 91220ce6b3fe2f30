"""The rewriting itself, one rule for each kind of SELECT, from the inside out.

It works on a qualified tree: stars are expanded, each column is called by its table. Provenance columns are put after
the others as text, since they are read by nothing that comes after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
from sqlglot import exp

from ledger.names import GOLD_PROVENANCE
from projections.engines.refused import NotFollowed
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.context import Context
from projections.lineage.rewriting.merging import marked, merged, moved, name_keys, text
from projections.lineage.rewriting.provenance import MADE, Origin, Side, carried, gathered, joined


@attrs.frozen
class Rewritten:
    """A SELECT with provenance columns.

    Attributes:
        select: the tree, changed in place or wrapped.
        context: input to the reason why its part in the answer is not known row by row.
    """

    select: exp.Query
    context: dict[str, str]


def rewrite(select: exp.Query, origins: Mapping[str, Origin]) -> Rewritten:
    """Add the provenance columns to the rows of a SELECT.

    Args:
        select: qualified, and let through by the gate; it is changed.
        origins: what is known of the rows of each input, by ``layer.table``.

    Raises:
        NotFollowed: the origin of rows cannot be followed through some part of it.
    """
    rewriter = _Rewriter(origins)
    new, _ = rewriter.query(select, {})
    _check_covered(origins, rewriter.followed | rewriter.context.reasons.keys())
    return Rewritten(new, rewriter.context.reasons)


def _check_covered(inputs: Iterable[str], covered: Iterable[str]) -> None:
    """Refuse what leaves out an input: neither are its rows followed, nor is it told why they are not."""
    left_out = sorted({*inputs} - {*covered})
    if left_out:
        raise NotFollowed(
            f"what the rows of {', '.join(left_out)} do to the answer cannot be told",
            why="an input whose rows are not followed is named with the reason, and there is none for this form of SQL",
            mend=("write it in simpler steps, with a WITH for each",),
        )


Defined = Mapping[str, Origin]
"""What is known of the rows of the members of WITH that can be used, by name."""


class _Rewriter:
    def __init__(self, origins: Mapping[str, Origin]) -> None:
        self._origins = origins
        self.context = Context()
        self.followed: set[str] = set()

    def query(self, query: exp.Query, defined: Defined) -> tuple[exp.Query, Origin]:
        """Rewrite any kind of query, and tell what is known of its rows."""
        defined = {**defined, **self._with(query, defined)}
        if isinstance(query, exp.Subquery):
            inner, origin = self.query(query.this, defined)
            query.set("this", inner)
            return query, origin
        if isinstance(query, exp.SetOperation):
            return self._operation(query, defined)
        if isinstance(query, exp.Select):
            return self._select(query, defined)
        raise NotFollowed(
            f"rows cannot be followed through {type(query).__name__.upper()}", mend=("write it as SELECT",)
        )

    def _with(self, query: exp.Query, defined: Defined) -> dict[str, Origin]:
        block = query.args.get("with_")
        found: dict[str, Origin] = {}
        for cte in block.expressions if block is not None else ():
            found[cte.alias] = self._inner(cte, {**defined, **found})
            self.context.define(cte, cte.this)
        return found

    def _select(self, select: exp.Select, defined: Defined) -> tuple[exp.Query, Origin]:
        self.context.look_at(select)
        names = scopes.output_names(select)
        sides = self._sides(select, defined)
        if scopes.is_aggregating(select):
            columns, origin = gathered(sides), MADE
        else:
            columns, origin = carried(sides), joined(sides)
        distinct = select.args.get("distinct")
        once = distinct is not None and not distinct.args.get("on")
        if once:
            select.set("distinct", None)
            name_keys(select, names)
        for name, sql in columns.items():
            select.append("expressions", text(f"{sql} AS {name}"))
        return (merged(select, names, origin), MADE) if once else (select, origin)

    def _sides(self, select: exp.Select, defined: Defined) -> list[Side]:
        found: list[Side] = []
        for source, join in scopes.sources(select):
            side = "" if join is None else join.side
            if join is not None and join.kind in ("SEMI", "ANTI"):
                continue
            if side in ("RIGHT", "FULL"):
                found = [_unsure(one) for one in found]
            new = self._side(source, defined)
            if new is not None:
                found.append(_unsure(new) if side in ("LEFT", "FULL") else new)
        return found

    def _side(self, source: exp.Expr, defined: Defined) -> Side | None:
        name = source.alias_or_name
        if isinstance(source, exp.Values):
            return None
        if isinstance(source, exp.Table):
            layer = source.text("db")
            if not layer:
                return Side(name, defined[source.name])
            table = f"{layer}.{source.name}"
            self.followed.add(table)
            return Side(name, self._origins[table])
        if isinstance(source, exp.Subquery):
            return Side(name, self._inner(source, defined))
        raise NotFollowed(
            f"rows cannot be followed through {type(source).__name__.upper()} in FROM",
            mend=("read a table, a derived table or a member of a WITH",),
        )

    def _inner(self, holder: exp.Expr, defined: Defined) -> Origin:
        """Rewrite what stands in a derived table or in a member of a WITH."""
        width = len(scopes.output_names(holder.this))
        inner, origin = self.query(holder.this, defined)
        holder.set("this", inner)
        _name_more(holder, width)
        return origin

    def _operation(self, operation: exp.SetOperation, defined: Defined) -> tuple[exp.Query, Origin]:
        names = scopes.output_names(operation)
        self.context.compare(operation)
        left, first = self.query(operation.this, defined)
        right, second = self.query(operation.expression, defined)
        operation.set("this", left)
        operation.set("expression", right)
        either = Origin(exact=first.exact and second.exact, sure=first.sure and second.sure)
        distinct = operation.args.get("distinct")
        if isinstance(operation, exp.Union):
            operation.set("distinct", False)
            return (merged(operation, names, either), MADE) if distinct else (operation, either)
        word = type(operation).__name__.upper()
        if not distinct:
            raise NotFollowed(
                f"rows cannot be followed through {word} ALL",
                why="which of several equal rows stays is not told",
                mend=(f"write {word}, which gives each row once", "count the rows with GROUP BY on both sides"),
            )
        only = "max(_side) = 1" if isinstance(operation, exp.Except) else "min(_side) < max(_side)"
        union = exp.Union(this=marked(left, 1), expression=marked(right, 2), distinct=False)
        return merged(moved(operation, union), names, either, having=only), MADE


def _unsure(side: Side) -> Side:
    """Give a side as it is where rows of another side may have no partner in it."""
    return attrs.evolve(side, origin=attrs.evolve(side.origin, sure=False))


def _name_more(holder: exp.Expr, width: int) -> None:
    """Name the provenance columns where the other columns, so many of them, are named beside the table."""
    alias = holder.args.get("alias")
    named = alias.args.get("columns") if alias is not None else None
    if alias is None or not named:
        return
    if len(named) != width:
        raise NotFollowed(
            f"{holder.alias} has {width} columns, of which {len(named)} are named beside it",
            mend=("name all of them, or none",),
        )
    alias.set("columns", [*named, *(exp.to_identifier(name, quoted=True) for name in GOLD_PROVENANCE)])
