"""STAND-IN until the real compiler lands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import attrs
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

from ledger.definitions import Contract, Model, ModelColumn
from ledger.names import GOLD_PROVENANCE
from projections.engines.limits import Limits
from projections.engines.sandbox import Relation, Sandbox


@attrs.frozen
class TableSchema:
    columns: tuple[ModelColumn, ...]
    counted: bool


def schema_hash(schemas: Mapping[str, TableSchema]) -> str:
    said = {t: [[c.name, c.type] for c in s.columns] + [s.counted] for t, s in sorted(schemas.items())}
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def referenced_tables(sql: str) -> tuple[str, ...]:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    ctes = {c.alias for c in tree.find_all(exp.CTE)}
    return tuple(sorted({f"{t.db}.{t.name}" for t in tree.find_all(exp.Table) if t.db or t.name not in ctes}))


def compile_model(table: str, sql: str, about: Mapping[str, str], schemas: Mapping[str, TableSchema]) -> Model:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    nested: dict[str, dict[str, dict[str, str]]] = {}
    for name, s in schemas.items():
        layer, _, t = name.partition(".")
        nested.setdefault(layer, {})[t] = {c.name: c.type for c in s.columns}
    tree = qualify(tree, schema=nested, dialect="duckdb")
    names = [e.alias_or_name for e in tree.selects]
    counted = {n: s.counted for n, s in schemas.items()}
    out = _rewrite(tree, counted)
    executed = out.sql(dialect="duckdb")
    prov = tuple(ModelColumn(n, t) for n, t in zip(GOLD_PROVENANCE, ("VARCHAR", "VARCHAR", "BIGINT", "TIMESTAMP", "BIGINT"), strict=True))
    rel = {n: Relation((), (*s.columns, *(prov if s.counted else prov[:4]))) for n, s in schemas.items()}
    with Sandbox(rel, Limits()) as box:
        described = box.describe(executed)
    cols = tuple(c for c in described if c.name in names)
    return Model(table, sql, executed, tuple(sorted(schemas)), cols, {}, (), schema_hash(schemas), dict(about))


P = GOLD_PROVENANCE


def _rewrite(node: exp.Expression, counted: Mapping[str, bool]) -> exp.Expression:
    with_ = node.args.get("with_")
    if with_:
        for cte in with_.expressions:
            cte.set("this", _rewrite(cte.this, counted))
    if isinstance(node, exp.Union):
        node.set("this", _rewrite(node.this, counted))
        node.set("expression", _rewrite(node.expression, counted))
        if node.args.get("distinct"):
            return _group(node, [s.alias_or_name for s in node.this.selects if s.alias_or_name not in P])
        return node
    sources = []
    for item in [node.args["from_"].this, *(j.this for j in node.args.get("joins") or [])]:
        if isinstance(item, exp.Subquery):
            item.set("this", _rewrite(item.this, counted))
            sources.append((item.alias, True))
        else:
            sources.append((item.alias_or_name, counted.get(f"{item.db}.{item.name}", False) if item.db else True))
    cols, n = _combined(sources)
    aggregate = node.args.get("group") or any(_own(s, exp.AggFunc) for s in node.selects)
    distinct = node.args.get("distinct")
    names = [s.alias_or_name for s in node.selects]
    if aggregate:
        f = f"FILTER (WHERE {n} > 0)"
        new = [f"CASE WHEN min({c}) {f} = max({c}) {f} AND count({c}) {f} = count(*) {f} THEN min({c}) {f} END" for c in cols[:3]]
        new += [f"max({cols[3]})", f"CAST(coalesce(sum({n}), 0) AS BIGINT)"]
    else:
        new = [*cols, f"CAST({n} AS BIGINT)"]
    for sql, name in zip(new, P, strict=True):
        node.append("expressions", sqlglot.parse_one(f'{sql} AS "{name}"', dialect="duckdb"))
    if distinct:
        node.set("distinct", None)
        return _group(node, names)
    return node


def _own(s: exp.Expression, kind: type) -> bool:
    return any(not a.find_ancestor(exp.Window) and not a.find_ancestor(exp.Subquery) for a in s.find_all(kind))


def _combined(sources):
    q = [f'"{a}"' for a, _ in sources]
    ns = [f'coalesce({a}."_source_rows", 0)' if c else f'CASE WHEN {a}."_source_row" IS NULL THEN 0 ELSE 1 END' for a, (_, c) in zip(q, sources, strict=True)]
    if len(q) == 1:
        return [f'{q[0]}."{c}"' for c in P[:4]], ns[0]
    out = []
    for c in P[:3]:
        v = "CASE " + " ".join(f'WHEN {n} > 0 THEN {a}."{c}"' for a, n in zip(q, ns, strict=True)) + " END"
        ok = " AND ".join(f'({n} = 0 OR {a}."{c}" = {v})' for a, n in zip(q, ns, strict=True))
        out.append(f"CASE WHEN {ok} THEN {v} END")
    out.append("greatest(" + ", ".join(f'{a}."{P[3]}"' for a in q) + ")")
    return out, "(" + " + ".join(ns) + ")"


def _group(inner: exp.Expression, names: list[str]) -> exp.Expression:
    n = '"_source_rows"'
    f = f"FILTER (WHERE {n} > 0)"
    keys = ", ".join(f'"{k}"' for k in names)
    prov = [f'CASE WHEN min("{c}") {f} = max("{c}") {f} AND count("{c}") {f} = count(*) {f} THEN min("{c}") {f} END AS "{c}"' for c in P[:3]]
    prov += [f'max("{P[3]}") AS "{P[3]}"', f"CAST(sum({n}) AS BIGINT) AS {n}"]
    return sqlglot.parse_one(f"SELECT {keys}, {', '.join(prov)} FROM ({inner.sql('duckdb')}) AS _d GROUP BY {keys}", dialect="duckdb")


def final_select(model: Model, contract: Contract | None) -> str:
    from projections.layers.columns import sql_type

    def draft(t: str) -> str:
        if t in ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"):
            return "BIGINT"
        return {"HUGEINT": "DECIMAL(38,0)", "FLOAT": "DOUBLE"}.get(t, t)

    cols = [(c.name, sql_type(c)) for c in contract.columns] if contract else [(c.name, draft(c.type)) for c in model.columns]
    key = list(contract.key) if contract else []
    cast = ", ".join(f'CAST("{n}" AS {t}) AS "{n}"' for n, t in cols)
    prov = ", ".join(f'"{p}"' for p in P)
    order = ", ".join(f'"{n}"' for n in [*key, *(n for n, _ in cols if n not in key), *P])
    return f"SELECT {cast}, {prov} FROM ({model.executed}) AS _m ORDER BY {order}"
