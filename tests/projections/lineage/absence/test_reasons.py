"""The oracle of why-not: what is named as the cause is taken away by hand, and the row has to come."""

from __future__ import annotations

from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from projections.engines.gate import parse_query
from projections.lineage.absence.found import Below, Kept, Otherwise, Reason
from projections.lineage.absence.reasons import Search
from projections.lineage.absence.relaxing import conditions, early_demands
from projections.lineage.compiling import compile_model
from tests.projections.lineage.rewriting.test_rewriting_laws import SCHEMAS
from tests.projections.lineage.witnesses.databases import Tables, database

QUERIES = {
    "filter": "SELECT k, c FROM silver.t WHERE t.a > 1 AND t.b = 'p'",
    "join": "SELECT t.k, u.x FROM silver.t JOIN silver.u ON t.a = u.a",
    "join and filter": "SELECT t.k, u.x FROM silver.t JOIN silver.u ON t.a = u.a WHERE t.b = 'p' AND t.c < 3",
    "two joins": "SELECT t.k FROM silver.t JOIN silver.u ON t.a = u.a JOIN gold.dim_g ON t.c = dim_g.a",
    "group": "SELECT k, count(*) AS n FROM silver.t WHERE t.b <> 'q' GROUP BY k",
    "having": "SELECT t.a AS k, count(*) AS n FROM silver.t GROUP BY t.a HAVING COUNT(*) > 1",
    "with": "WITH w AS (SELECT t.k, t.a FROM silver.t WHERE t.c > 1) SELECT w.k, u.x FROM w JOIN silver.u ON w.a = u.a",
    "derived": "SELECT s.k FROM (SELECT t.k, t.b FROM silver.t WHERE t.a = 1) AS s WHERE s.b = 'p'",
    "union": "SELECT t.k FROM silver.t WHERE t.a = 3 UNION SELECT u.a AS k FROM silver.u WHERE u.x = 'q'",
    "qualify": "SELECT t.k, t.b FROM silver.t QUALIFY row_number() OVER (PARTITION BY t.b ORDER BY t.k) = 1",
    "semi": "SELECT t.k FROM silver.t SEMI JOIN silver.u ON t.a = u.a",
    "limit": "SELECT t.k FROM silver.t ORDER BY t.k LIMIT 2",
}
IN_STEPS = ("with", "derived", "union", "having")
KEYS = (0, 1, 2, 3, 5, 9)


def _search(tables: Tables, inputs: tuple[str, ...]) -> Search:
    def ask(sql: str) -> list[dict[str, Any]]:
        return list(tables.db.sql(sql).to_arrow_table().to_pylist())

    return Search(inputs, ask)


def _there(tables: Tables, sql: str, key: int) -> bool:
    return any(row[0] == key for row in tables.answer(sql))


def _without(sql: str, said: str) -> str:
    """Take a condition out of the SQL by hand: each place where it stands as a whole becomes true."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    wanted = said.replace(" ", "").lower()
    for node in list(tree.walk()):
        if node.sql("duckdb").replace(" ", "").replace('"', "").lower() == wanted:
            node.replace(exp.true())
    return tree.sql("duckdb")


def _put_back(tables: Tables, sql: str, kept: Kept, reasons: list[Reason]) -> str | None:
    """Take away what the model demands; for a join give the partner that was looked for, where there can be one."""
    for demand in kept.demands:
        if demand.kind == "join":
            partner = next((r for r in reasons if isinstance(r, Below) and r.partner and _is_of(r, demand.side)), None)
            if partner is None:
                return None
            _insert(tables, partner)
        elif demand.kind in ("limit", "qualify"):
            sql = sql.partition(f" {demand.kind.upper()} ")[0]
        else:
            sql = _without(sql, demand.said)
    return sql


def _is_of(reason: Below, side: str) -> bool:
    return reason.table.endswith(f".{side}")


def _insert(tables: Tables, partner: Below) -> None:
    values = {column.name: condition.expression for condition in partner.conditions for column in [condition.this]}
    names = ", ".join(values)
    tables.db.execute(
        f"INSERT INTO all_{partner.table} ({names}, _row) VALUES ({', '.join(v.sql('duckdb') for v in values.values())}, 99)"
    )


def _asked(tables: Tables, sql: str, key: int) -> list[Reason]:
    model = compile_model("gold.agg_x", sql, {}, SCHEMAS)
    wanted = conditions(sqlglot.parse_one(f"k = {key}", dialect="duckdb"))
    return list(_search(tables, model.inputs).reasons(parse_query(model.executed), wanted))


@pytest.mark.parametrize("name", QUERIES)
def test_without_the_named_causes_the_row_comes(name: str) -> None:
    """A model in steps names the cause in the first step that has one; then the next one is asked for."""
    came = 0
    for seed in range(6):
        for key in KEYS:
            tables = Tables(database(seed + 20))
            tables.without({}, told=True)
            sql, steps = QUERIES[name], 0
            while not _there(tables, sql, key):
                reasons = _asked(tables, sql, key)
                assert reasons, (seed, key)
                kept = next((reason for reason in reasons if isinstance(reason, Kept)), None)
                if kept is None:
                    _check_absent(tables, reasons)
                    break
                assert any(kept.evidence.values())
                again = _put_back(tables, sql, kept, reasons)
                if again is None:
                    break
                sql, steps = again, steps + 1
                assert steps <= (3 if name in IN_STEPS else 1), (seed, key, kept, sql)
                came += _there(tables, sql, key)
    assert came


def _check_absent(tables: Tables, reasons: list[Reason]) -> None:
    """No table below has the row that was looked for there."""
    for below in reasons:
        assert isinstance(below, Below)
        where = " AND ".join(condition.sql("duckdb") for condition in below.conditions) or "true"
        assert tables.answer(f"SELECT count(*) FROM {below.table} WHERE {where}") == {(0,): 1}, below


def test_a_row_with_other_values_is_told() -> None:
    model = compile_model("gold.agg_x", "SELECT b, count(*) AS n FROM silver.t GROUP BY b", {}, SCHEMAS)
    tables = Tables(database(1))
    tables.without({}, told=True)
    (b, n) = next(row for row in tables.answer(model.sql) if row[0] is not None)
    wanted = conditions(sqlglot.parse_one(f"b = '{b}' AND n = {n + 1}", dialect="duckdb"))
    (reason,) = _search(tables, model.inputs).reasons(parse_query(model.executed), wanted)
    assert isinstance(reason, Otherwise)
    assert reason.values == {"b": b, "n": n}


def test_a_partner_that_must_not_be_there_is_named_with_its_join() -> None:
    sql = "SELECT t.k FROM silver.t ANTI JOIN silver.u ON t.a = u.a WHERE t.k = 1"
    model = compile_model("gold.agg_x", sql, {}, SCHEMAS)
    (query,) = [parse_query(model.executed)]
    assert [demand.kind for demand in early_demands(query)] == ["anti", "where"]
    assert next(early_demands(query)).said == "JOIN t.a = u.a"


EMPTY = {
    "group": "SELECT min(t.a) AS k, t.b FROM silver.t GROUP BY t.b",
    "with": "WITH w AS (SELECT min(t.a) AS k, t.b FROM silver.t GROUP BY t.b) SELECT w.k FROM w, silver.u",
    "union": "SELECT min(t.a) AS k FROM silver.t GROUP BY t.b UNION SELECT max(t.c) AS k FROM silver.t GROUP BY t.b",
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_table_without_a_row_is_named_whatever_was_asked_for(name: str) -> None:
    tables = Tables({**database(20), "silver.t": ()})
    tables.without({}, told=True)
    reasons = _asked(tables, EMPTY[name], 1)
    assert {(reason.table, reason.conditions) for reason in reasons if isinstance(reason, Below)} == {("silver.t", ())}
