"""Queries, and what their columns are made from, written by hand.

``=t.a`` as it is, ``~t.a`` computed, ``+t.a`` put together from rows, ``filter t.a`` and so on: it only decides. ``t`` is silver.t (k, a, b,
c, d), ``u`` silver.u (a, x), ``g`` gold.dim_g (a, y). ``rows t`` is left out where it decides on rows, since every table that is read does.
``~t.*`` are all columns, with a reason.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Expected:
    """A query.

    Attributes:
        sql: of the query.
        columns: result column to what it is made from.
        rows: what decides which rows there are.
        gated: whether a model may be made of it.
    """

    sql: str
    columns: dict[str, str]
    rows: str = ""
    gated: bool = True


E = Expected

QUERIES: dict[str, Expected] = {
    "a column": E("SELECT a FROM silver.t", {"a": "=t.a"}),
    "a new name": E("SELECT a AS z FROM silver.t", {"z": "=t.a"}),
    "an expression": E("SELECT a + c * 2 AS z FROM silver.t", {"z": "~t.a ~t.c"}),
    "a cast": E("SELECT CAST(a AS VARCHAR) AS z FROM silver.t", {"z": "~t.a"}),
    "a constant": E("SELECT 1 AS one, a FROM silver.t", {"one": "", "a": "=t.a"}),
    "star": E("SELECT * FROM silver.u", {"a": "=u.a", "x": "=u.x"}),
    "star of one of two": E(
        "SELECT u.*, t.b FROM silver.t CROSS JOIN silver.u", {"a": "=u.a", "x": "=u.x", "b": "=t.b"}
    ),
    "star without and instead": E(
        "SELECT * EXCLUDE (c, d) REPLACE (upper(b) AS b) FROM silver.t", {"k": "=t.k", "a": "=t.a", "b": "~t.b"}
    ),
    "from first": E("FROM silver.u", {"a": "=u.a", "x": "=u.x"}),
    "an alias used beside it": E("SELECT a + 1 AS z, z * c AS w FROM silver.t", {"z": "~t.a", "w": "~t.a ~t.c"}),
    "an alias that hides a column": E("SELECT c AS a, a + 1 AS z FROM silver.t", {"a": "=t.c", "z": "~t.a"}),
    "where": E("SELECT a FROM silver.t WHERE b = 'x' AND c > d", {"a": "=t.a"}, "filter t.b filter t.c filter t.d"),
    "an alias in where": E("SELECT a + c AS z FROM silver.t WHERE z > 1", {"z": "~t.a ~t.c"}, "filter t.a filter t.c"),
    "join": E(
        "SELECT t.k, u.x FROM silver.t JOIN silver.u ON t.a = u.a AND u.x > t.b",
        {"k": "=t.k", "x": "=u.x"},
        "join t.a join u.a join u.x join t.b",
    ),
    "left join": E(
        "SELECT t.k, g.y FROM silver.t t LEFT JOIN gold.dim_g g ON t.a = g.a",
        {"k": "=t.k", "y": "=g.y"},
        "join t.a join g.a",
    ),
    "join by comma": E(
        "SELECT t.k, u.x FROM silver.t, silver.u WHERE t.a = u.a",
        {"k": "=t.k", "x": "=u.x"},
        "filter t.a filter u.a",
    ),
    "using": E(
        "SELECT a, k, x FROM silver.t JOIN silver.u USING (a)",
        {"a": "~t.a ~u.a", "k": "=t.k", "x": "=u.x"},
        "join t.a join u.a",
    ),
    "full join using": E(
        "SELECT a, x FROM silver.t FULL JOIN silver.u USING (a)",
        {"a": "~t.a ~u.a", "x": "=u.x"},
        "join t.a join u.a",
    ),
    "natural join": E(
        "SELECT a, x, k FROM silver.t NATURAL JOIN silver.u",
        {"a": "~t.a ~u.a", "x": "=u.x", "k": "=t.k"},
        "join t.a join u.a",
        gated=False,
    ),
    "self join": E(
        "SELECT p.k, q.b FROM silver.t p JOIN silver.t q ON p.a = q.c", {"k": "=t.k", "b": "=t.b"}, "join t.a join t.c"
    ),
    "semi and anti join": E(
        "SELECT k FROM silver.t SEMI JOIN silver.u USING (a) ANTI JOIN gold.dim_g g ON g.a = t.c",
        {"k": "=t.k"},
        "join t.a join u.a join g.a join t.c",
    ),
    "asof join": E(
        "SELECT t.k, u.x FROM silver.t ASOF JOIN silver.u ON t.a >= u.a",
        {"k": "=t.k", "x": "=u.x"},
        "join t.a join u.a",
        gated=False,
    ),
    "group": E(
        "SELECT b, sum(c) AS s, count(*) AS n, min(a) + max(k) AS m FROM silver.t GROUP BY b",
        {"b": "=t.b", "s": "+t.c", "n": "rows t.*", "m": "+t.a +t.k"},
        "group t.b",
    ),
    "group by place and having": E(
        "SELECT a % 2 AS odd, count(d) AS n FROM silver.t GROUP BY 1 HAVING max(c) > 1",
        {"odd": "~t.a", "n": "+t.d"},
        "group t.a filter t.c",
    ),
    "group by all": E(
        "SELECT b, a + c AS z, max(d) AS m FROM silver.t GROUP BY ALL",
        {"b": "=t.b", "z": "~t.a ~t.c", "m": "+t.d"},
        "group t.b group t.a group t.c",
    ),
    "rollup": E(
        "SELECT b, a, count(*) AS n, grouping(b) AS g FROM silver.t GROUP BY ROLLUP (b, a)",
        {"b": "=t.b", "a": "=t.a", "n": "rows t.*", "g": "+t.b"},
        "group t.b group t.a",
    ),
    "grouping sets": E(
        "SELECT b, sum(c) AS s FROM silver.t GROUP BY GROUPING SETS ((b), (a))",
        {"b": "=t.b", "s": "+t.c"},
        "group t.b group t.a",
    ),
    "count of a join": E(
        "SELECT count(*) AS n FROM silver.t JOIN silver.u ON t.a = u.a", {"n": "rows t.* rows u.*"}, "join t.a join u.a"
    ),
    "count of different": E("SELECT count(DISTINCT a) AS n FROM silver.t", {"n": "+t.a"}),
    "an aggregate with a filter": E(
        "SELECT sum(c) FILTER (WHERE b = 'x') AS s FROM silver.t", {"s": "+t.c filter t.b"}
    ),
    "texts in order": E(
        "SELECT string_agg(b, ',' ORDER BY k DESC, b) AS bs FROM silver.t", {"bs": "+t.b sort t.k sort t.b"}
    ),
    "case": E(
        "SELECT CASE WHEN a > 1 THEN b WHEN c = 2 THEN 'x' ELSE upper(d) END AS z FROM"
        " (SELECT a, b, c, CAST(d AS VARCHAR) AS d FROM silver.t)",
        {"z": "~t.b ~t.d conditional t.a conditional t.c"},
    ),
    "case of a value": E(
        "SELECT CASE a WHEN c THEN b ELSE 'x' END AS z FROM silver.t", {"z": "~t.b conditional t.a conditional t.c"}
    ),
    "if and nullif": E(
        "SELECT if(a > 1, b, 'x') AS z, nullif(c, k) AS w FROM silver.t",
        {"z": "~t.b conditional t.a", "w": "~t.c conditional t.k"},
    ),
    "coalesce": E("SELECT coalesce(a, c, 0) AS z FROM silver.t", {"z": "~t.a ~t.c"}),
    "a window": E(
        "SELECT k, sum(c) OVER (PARTITION BY b ORDER BY a) AS s FROM silver.t",
        {"k": "=t.k", "s": "+t.c window t.b window t.a"},
    ),
    "a ranking": E(
        "SELECT row_number() OVER (PARTITION BY b ORDER BY k) AS n FROM silver.t",
        {"n": "rows t.* window t.b window t.k"},
    ),
    "a named window": E(
        "SELECT lag(c) OVER w AS l FROM silver.t WINDOW w AS (PARTITION BY b ORDER BY k)",
        {"l": "~t.c window t.b window t.k"},
    ),
    "qualify": E(
        "SELECT k FROM silver.t QUALIFY row_number() OVER (PARTITION BY b ORDER BY a) = 1",
        {"k": "=t.k"},
        "window t.b window t.a",
    ),
    "distinct": E("SELECT DISTINCT b, a FROM silver.t", {"b": "=t.b", "a": "=t.a"}, "distinct t.b distinct t.a"),
    "distinct on": E(
        "SELECT DISTINCT ON (b) b, k FROM silver.t ORDER BY b, c DESC, k",
        {"b": "=t.b", "k": "=t.k"},
        "distinct t.b sort t.b sort t.c sort t.k",
    ),
    "limit": E("SELECT k FROM silver.t ORDER BY a DESC, k LIMIT 3", {"k": "=t.k"}, "sort t.a sort t.k"),
    "order by a place": E("SELECT b, k FROM silver.t ORDER BY 2 LIMIT 3", {"b": "=t.b", "k": "=t.k"}, "sort t.k"),
    "order by all": E("SELECT b, k FROM silver.t ORDER BY ALL", {"b": "=t.b", "k": "=t.k"}, "sort t.b sort t.k"),
    "union all": E(
        "SELECT a, b FROM silver.t UNION ALL SELECT c, x FROM silver.t, silver.u",
        {"a": "=t.a =t.c", "b": "=t.b =u.x"},
    ),
    "union": E(
        "SELECT a FROM silver.t UNION SELECT a + 1 FROM silver.u ORDER BY a",
        {"a": "=t.a ~u.a"},
        "distinct t.a distinct u.a sort t.a sort u.a",
    ),
    "union by name": E(
        "SELECT a, b FROM silver.t UNION ALL BY NAME SELECT x AS b, a FROM silver.u",
        {"a": "=t.a =u.a", "b": "=t.b =u.x"},
        gated=False,
    ),
    "intersect": E(
        "SELECT a FROM silver.t INTERSECT SELECT a FROM silver.u",
        {"a": "=t.a =u.a"},
        "filter t.a filter u.a distinct t.a distinct u.a",
    ),
    "except": E(
        "SELECT a FROM silver.t EXCEPT SELECT a FROM gold.dim_g WHERE y = 'n'",
        {"a": "=t.a"},
        "filter t.a filter g.a filter g.y distinct t.a",
    ),
    "with": E(
        "WITH p AS (SELECT k, a + 1 AS z FROM silver.t WHERE b = 'x'), q(key, w) AS (SELECT k, z * 2 FROM p)"
        " SELECT key, w FROM q WHERE w > 0",
        {"key": "=t.k", "w": "~t.a"},
        "filter t.b filter t.a",
    ),
    "with used twice": E(
        "WITH n AS (SELECT b, count(*) AS n FROM silver.t GROUP BY b) SELECT p.b, q.n FROM n p JOIN n q ON p.n = q.n",
        {"b": "=t.b", "n": "rows t.*"},
        "group t.b",
    ),
    "with inside": E(
        "WITH w AS (SELECT a FROM silver.t) SELECT w.a, v.a AS va FROM w,"
        " (WITH w AS (SELECT a FROM silver.u WHERE x > 'a') SELECT a FROM w) v",
        {"a": "=t.a", "va": "=u.a"},
        "filter u.x",
    ),
    "recursive with": E(
        "WITH RECURSIVE r(n, k, z) AS (SELECT 1, k, a FROM silver.t UNION ALL"
        " SELECT n + 1, r.k, u.a FROM r JOIN silver.u ON u.a = r.z WHERE n < 5) SELECT n, k, z FROM r",
        {"n": "", "k": "=t.k", "z": "=t.a =u.a"},
        "join t.a join u.a",
        gated=False,
    ),
    "a derived table": E(
        "SELECT s.m, t.k FROM silver.t JOIN (SELECT a, max(x) AS m FROM silver.u GROUP BY a) s ON s.a = t.a",
        {"m": "+u.x", "k": "=t.k"},
        "join t.a join u.a group u.a",
    ),
    "aggregate of an aggregate": E(
        "SELECT n, count(*) AS m FROM (SELECT b, sum(c) AS n FROM silver.t GROUP BY b) GROUP BY n",
        {"n": "+t.c", "m": "rows t.*"},
        "group t.b group t.c",
    ),
    "values": E(
        "SELECT t.k, m.name FROM silver.t JOIN (VALUES (1, 'one'), (2, 'two')) m(code, name) ON m.code = t.a",
        {"k": "=t.k", "name": ""},
        "join t.a",
    ),
    "in": E(
        "SELECT k FROM silver.t WHERE a IN (SELECT a FROM silver.u WHERE x = 'y')",
        {"k": "=t.k"},
        "filter t.a filter u.a filter u.x",
    ),
    "exists": E(
        "SELECT k FROM silver.t WHERE NOT EXISTS (SELECT x FROM silver.u WHERE u.a = t.a)",
        {"k": "=t.k"},
        "filter t.a filter u.a",
    ),
    "correlated scalar": E(
        "SELECT k, (SELECT max(x) FROM silver.u WHERE u.a = t.a) AS m FROM silver.t",
        {"k": "=t.k", "m": "+u.x filter t.a filter u.a rows u.*"},
    ),
    "uncorrelated scalar": E(
        "SELECT a - (SELECT min(a) FROM silver.u) AS m FROM silver.t", {"m": "~t.a +u.a rows u.*"}
    ),
    "exists as a value": E(
        "SELECT EXISTS (SELECT 1 FROM silver.u WHERE u.a = t.a) AS e FROM silver.t",
        {"e": "filter t.a filter u.a rows u.*"},
    ),
    "in as a value": E("SELECT a IN (SELECT a FROM silver.u) AS e FROM silver.t", {"e": "~t.a ~u.a rows u.*"}),
    "a correlated subquery two levels deep": E(
        "SELECT k, (SELECT max(u.x) FROM silver.u WHERE EXISTS (SELECT 1 FROM gold.dim_g g WHERE g.a = t.c)) AS m"
        " FROM silver.t",
        {"k": "=t.k", "m": "+u.x filter g.a filter t.c rows u.* rows g.*"},
    ),
    "lateral": E(
        "SELECT t.k, m.mx FROM silver.t, LATERAL (SELECT max(u.x) AS mx FROM silver.u WHERE u.a = t.a) m",
        {"k": "=t.k", "mx": "+u.x"},
        "filter t.a filter u.a",
        gated=False,
    ),
    "lateral without the word": E(
        "SELECT t.k, m.mx FROM silver.t JOIN (SELECT max(u.x) AS mx FROM silver.u WHERE u.a = t.a) m ON true",
        {"k": "~t.* ~u.*", "mx": "~t.* ~u.*"},
        gated=False,
    ),
    "pivot": E("SELECT * FROM silver.u PIVOT (count(x) FOR a IN (1, 2))", {"1": "~u.*", "2": "~u.*"}, gated=False),
    "pivot of a with": E(
        "WITH w AS (SELECT a, x FROM silver.u) SELECT * FROM w PIVOT (count(x) FOR a IN (1, 2))",
        {"1": "~u.*", "2": "~u.*"},
        gated=False,
    ),
    "unpivot": E(
        "SELECT n, v FROM (SELECT a, c FROM silver.t) UNPIVOT (v FOR n IN (a, c))",
        {"n": "~t.*", "v": "~t.*"},
        gated=False,
    ),
    "columns by a pattern": E("SELECT COLUMNS('^a|x') FROM silver.u", {"a": "~u.*", "x": "~u.*"}, gated=False),
    "a column by its place": E("SELECT #2 AS z FROM silver.u", {"z": "~u.*"}, gated=False),
    "a field of a struct": E(
        "SELECT s.p AS z FROM (SELECT {'p': a, 'q': b} AS s FROM silver.t)", {"z": "~t.a ~t.b"}, gated=False
    ),
    "a whole row": E("SELECT u AS z FROM silver.u", {"z": "~u.a ~u.x"}, gated=False),
    "unnest": E(
        "SELECT t.k, e.v FROM silver.t, unnest([a, c]) AS e(v)",
        {"k": "=t.k", "v": "~t.a ~t.c"},
        "rows t.a rows t.c",
        gated=False,
    ),
    "a lambda": E("SELECT list_transform([a], lambda e : e + c) AS l FROM silver.t", {"l": "~t.a ~t.c"}, gated=False),
    "a function that makes rows": E(
        "SELECT r.i, t.k FROM range(3) r(i), silver.t", {"i": "", "k": "=t.k"}, gated=False
    ),
    "first value by another": E("SELECT arg_max(b, c) AS z FROM silver.t", {"z": "+t.b +t.c"}, gated=False),
    "a quantile within a group": E(
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY c) AS z FROM silver.t", {"z": "+t.c"}, gated=False
    ),
}
