"""Which parts of the SQL of a model look at a whole input, told for each place where the model reads it."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Final

from sqlglot import exp

from projections.engines.gate import parse_query
from projections.lineage.rewriting.context import SEPARATOR, Context
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.witnesses.places import Apart

LONGEST: Final = 120
"""Characters of a part of the SQL that are shown."""


def context_of(parts: Apart) -> dict[str, str]:
    """Give for each place why rows of it play a part beyond those that a row is made of, with the SQL that says so.

    A recorded reason that is seen in none of the places of its table is told of each of them. A place that gives
    nothing but the rows that a row is made of has no entry.
    """
    found: dict[str, str] = {}
    seen = _seen(parts)
    for table, recorded in parts.model.context.items():
        places = [place for place, read in parts.tables.items() if read == table]
        shown = {reason for place in places for reason in seen.get(place, ())}
        for place in places:
            reasons = [f"{reason}: {_said(sql, parts)}" for reason, sql in seen.get(place, {}).items()]
            if told := [*reasons, *(reason for reason in recorded.split(SEPARATOR) if reason not in shown)]:
                found[place] = SEPARATOR.join(told)
    return found


def _seen(parts: Apart) -> dict[str, dict[str, list[exp.Expr]]]:
    context = Context()
    query = parse_query(parts.model.executed)
    for cte in query.find_all(exp.CTE):
        context.define(cte, cte.this)
    for select in query.find_all(exp.Select):
        context.look_at(select)
    for operation in query.find_all(exp.SetOperation):
        context.compare(operation)
    return context.found


def _said(sql: Sequence[exp.Expr], parts: Apart) -> str:
    said = ", ".join(dict.fromkeys(as_sql(part).strip().replace('"', "") for part in sql))
    for place in sorted(parts.tables, key=len, reverse=True):
        said = said.replace(place, parts.tables[place])
    return f"`{shorten(said, LONGEST, placeholder=' ...')}`"
