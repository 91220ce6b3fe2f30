"""Queries of every shape that is rewritten, most with what an independent account says of their rows.

``t`` (k, a, b, c, d) has a unique k; ``u`` (a, x) and ``t`` were promoted row by row; ``gold.dim_g`` (a, y) was made by a model, so that
its rows may have several source rows, or none.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from tests.projections.lineage.rewriting import oracle as o
from tests.projections.lineage.rewriting.oracle import Row, Rows, equal, least, most, total

Oracle = Callable[[Rows, Rows, Rows], Rows]


@attrs.frozen
class Shape:
    """A query.

    Attributes:
        sql: of the model.
        rows: what it gives, by the independent account; None where only the values are compared.
        ordered: its ORDER BY names all columns, so that the order of rows is compared as well.
    """

    sql: str
    rows: Oracle | None = None
    ordered: bool = False


def gt(a, b):
    return None if a is None or b is None else a > b


def add(a, b):
    return None if a is None or b is None else a + b


def counted(rows: list[tuple]) -> tuple:
    return (len(rows),)


def _ranked(t: Rows) -> Rows:
    """Number the rows of each b by k."""
    return [
        Row((*r.values, 1 + sum(s.values[2] == r.values[2] and s.values[0] < r.values[0] for s in t)), r.sources)
        for r in t
    ]


def _rollup(t: Rows) -> Rows:
    by_both = o.group(t, lambda k, a, b, c, d: (b, a), counted)
    by_one = o.select(o.group(t, lambda k, a, b, c, d: (b,), counted), lambda b, n: (b, None, n))
    whole = o.select(o.all_in_one(t, counted), lambda n: (None, None, n))
    return by_both + by_one + whole


def _intersect(left: Rows, right: Rows) -> Rows:
    mine, theirs = {r.values for r in left}, {r.values for r in right}
    return [r for r in o.distinct(left + right) if r.values in mine & theirs]


def _except(left: Rows, right: Rows) -> Rows:
    return [r for r in o.distinct(left) if r.values not in {s.values for s in right}]


KA = lambda k, a, b, c, d: (k, a)  # noqa: E731 - names a projection
B = lambda k, a, b, c, d: (b,)  # noqa: E731 - a table of short functions
ON_A = lambda one, other: equal(one[1], other[0])  # noqa: E731 - t.a = u.a or g.a

SHAPES: dict[str, Shape] = {
    "star": Shape("SELECT * FROM silver.t", lambda t, u, g: t),
    "star of a made table": Shape("SELECT * FROM gold.dim_g", lambda t, u, g: g),
    "filter": Shape(
        "SELECT k, a FROM silver.t WHERE a > 1",
        lambda t, u, g: o.select(o.where(t, lambda k, a, b, c, d: gt(a, 1)), KA),
    ),
    "expressions": Shape(
        "SELECT k, a + c AS s, upper(b) AS b FROM silver.t",
        lambda t, u, g: o.select(t, lambda k, a, b, c, d: (k, add(a, c), b and b.upper())),
    ),
    "inner join": Shape(
        "SELECT t.k, u.x FROM silver.t JOIN silver.u ON t.a = u.a",
        lambda t, u, g: o.select(o.join(t, u, ON_A), lambda k, a, b, c, d, ua, x: (k, x)),
    ),
    "join with a made table": Shape(
        "SELECT t.k, g.y FROM silver.t t JOIN gold.dim_g g ON t.a = g.a",
        lambda t, u, g: o.select(o.join(t, g, ON_A), lambda k, a, b, c, d, ga, y: (k, y)),
    ),
    "left join": Shape(
        "SELECT t.k, u.x FROM silver.t LEFT JOIN silver.u ON t.a = u.a",
        lambda t, u, g: o.select(o.join(t, u, ON_A, "left", (5, 2)), lambda k, a, b, c, d, ua, x: (k, x)),
    ),
    "left join with a made table": Shape(
        "SELECT t.k, g.y FROM silver.t t LEFT JOIN gold.dim_g g ON t.a = g.a",
        lambda t, u, g: o.select(o.join(t, g, ON_A, "left", (5, 2)), lambda k, a, b, c, d, ga, y: (k, y)),
    ),
    "right join": Shape(
        "SELECT t.k, u.x FROM silver.t RIGHT JOIN silver.u ON t.a = u.a",
        lambda t, u, g: o.select(o.join(t, u, ON_A, "right", (5, 2)), lambda k, a, b, c, d, ua, x: (k, x)),
    ),
    "full join": Shape(
        "SELECT t.k, g.y FROM silver.t t FULL JOIN gold.dim_g g ON t.a = g.a",
        lambda t, u, g: o.select(o.join(t, g, ON_A, "full", (5, 2)), lambda k, a, b, c, d, ga, y: (k, y)),
    ),
    "full join using": Shape(
        "SELECT a, t.k, u.x FROM silver.t FULL JOIN silver.u USING (a)",
        lambda t, u, g: o.select(
            o.join(t, u, ON_A, "full", (5, 2)), lambda k, a, b, c, d, ua, x: (a if a is not None else ua, k, x)
        ),
    ),
    "cross join": Shape(
        "SELECT t.k, u.x FROM silver.t CROSS JOIN silver.u",
        lambda t, u, g: o.select(o.join(t, u, lambda *_: True), lambda k, a, b, c, d, ua, x: (k, x)),
    ),
    "join by comma": Shape(
        "SELECT t.k, u.x FROM silver.t, silver.u WHERE t.a = u.a",
        lambda t, u, g: o.select(o.join(t, u, ON_A), lambda k, a, b, c, d, ua, x: (k, x)),
    ),
    "self join": Shape(
        "SELECT p.k, q.k AS l FROM silver.t p JOIN silver.t q ON p.a = q.a",
        lambda t, u, g: o.select(o.join(t, t, lambda p, q: equal(p[1], q[1])), lambda *v: (v[0], v[5])),
    ),
    "three tables": Shape(
        "SELECT t.k, u.x, g.y FROM silver.t JOIN silver.u USING (a) LEFT JOIN gold.dim_g g ON g.a = t.a",
        lambda t, u, g: o.select(
            o.join(o.join(t, u, ON_A), g, ON_A, "left", (7, 2)), lambda k, a, b, c, d, ua, x, ga, y: (k, x, y)
        ),
    ),
    "right after left join": Shape(
        "SELECT t.k, u.x, g.y FROM silver.t LEFT JOIN silver.u ON u.a = t.a RIGHT JOIN gold.dim_g g ON g.a = t.a",
        lambda t, u, g: o.select(
            o.join(o.join(t, u, ON_A, "left", (5, 2)), g, ON_A, "right", (7, 2)),
            lambda k, a, b, c, d, ua, x, ga, y: (k, x, y),
        ),
    ),
    "group": Shape(
        "SELECT b, count(*) AS n, sum(c) AS s, min(a) AS lo FROM silver.t GROUP BY b",
        lambda t, u, g: o.group(t, B, lambda m: (len(m), total(r[3] for r in m), least(r[1] for r in m))),
    ),
    "group of a made table": Shape(
        "SELECT a, count(*) AS n FROM gold.dim_g GROUP BY a", lambda t, u, g: o.group(g, lambda a, y: (a,), counted)
    ),
    "group of a join": Shape(
        "SELECT t.b, count(u.x) AS n FROM silver.t LEFT JOIN silver.u ON u.a = t.a GROUP BY t.b",
        lambda t, u, g: o.group(
            o.join(t, u, ON_A, "left", (5, 2)), lambda *v: (v[2],), lambda m: (sum(r[6] is not None for r in m),)
        ),
    ),
    "group of a join with a made table": Shape(
        "SELECT t.b, max(g.y) AS y FROM silver.t t FULL JOIN gold.dim_g g ON g.a = t.a GROUP BY ALL",
        lambda t, u, g: o.group(
            o.join(t, g, ON_A, "full", (5, 2)), lambda *v: (v[2],), lambda m: (most(r[6] for r in m),)
        ),
    ),
    "group by an expression and having": Shape(
        "SELECT a % 2 AS odd, count(*) AS n FROM silver.t GROUP BY a % 2 HAVING count(*) > 1",
        lambda t, u, g: o.where(
            o.group(t, lambda k, a, b, c, d: (None if a is None else a % 2,), counted), lambda odd, n: n > 1
        ),
    ),
    "group by place": Shape(
        "SELECT 'x' AS one, b, count(*) AS n FROM silver.t GROUP BY 1, 2",
        lambda t, u, g: o.group(t, lambda k, a, b, c, d: ("x", b), counted),
    ),
    "group with filter and distinct": Shape(
        "SELECT b, count(DISTINCT a) AS n, sum(c) FILTER (WHERE a > 1) AS s FROM silver.t GROUP BY b",
        lambda t, u, g: o.group(
            t, B, lambda m: (len({r[1] for r in m} - {None}), total(r[3] for r in m if gt(r[1], 1)))
        ),
    ),
    "group all is distinct": Shape(
        "SELECT b, a FROM silver.t GROUP BY ALL", lambda t, u, g: o.distinct(o.select(t, lambda k, a, b, c, d: (b, a)))
    ),
    "rollup": Shape("SELECT b, a, count(*) AS n FROM silver.t GROUP BY ROLLUP (b, a)", lambda t, u, g: _rollup(t)),
    "grouping sets": Shape(
        "SELECT b, a, count(*) AS n FROM silver.t GROUP BY GROUPING SETS ((b, a), (b), ())", lambda t, u, g: _rollup(t)
    ),
    "cube": Shape("SELECT b, a, sum(c) AS s, grouping(b) AS gb FROM silver.t GROUP BY CUBE (b, a)"),
    "aggregate of all": Shape(
        "SELECT count(*) AS n, max(c) AS m FROM silver.t WHERE a > 2",
        lambda t, u, g: o.all_in_one(
            o.where(t, lambda k, a, b, c, d: gt(a, 2)), lambda m: (len(m), most(r[3] for r in m))
        ),
    ),
    "join with an aggregate of all": Shape(
        "SELECT t.k, m.n FROM silver.t t CROSS JOIN (SELECT count(*) AS n FROM silver.u WHERE a > 2) m",
        lambda t, u, g: o.select(
            o.join(t, o.all_in_one(o.where(u, lambda a, x: gt(a, 2)), counted), lambda *_: True),
            lambda *v: (v[0], v[5]),
        ),
    ),
    "aggregate of an aggregate": Shape(
        "SELECT n, count(*) AS m FROM (SELECT b, count(*) AS n FROM silver.t GROUP BY b) GROUP BY n",
        lambda t, u, g: o.group(o.group(t, B, counted), lambda b, n: (n,), counted),
    ),
    "distinct": Shape("SELECT DISTINCT b FROM silver.t", lambda t, u, g: o.distinct(o.select(t, B))),
    "distinct in order": Shape(
        "SELECT DISTINCT upper(b) AS ub, a FROM silver.t ORDER BY upper(b), a DESC",
        lambda t, u, g: o.distinct(o.select(t, lambda k, a, b, c, d: (b and b.upper(), a))),
        ordered=True,
    ),
    "distinct of an aggregate": Shape(
        "SELECT DISTINCT count(*) AS n FROM silver.t GROUP BY b",
        lambda t, u, g: o.distinct(o.select(o.group(t, B, counted), lambda b, n: (n,))),
    ),
    "distinct on": Shape(
        "SELECT DISTINCT ON (b) b, k FROM silver.t ORDER BY b, k",
        lambda t, u, g: o.select(o.where(_ranked(t), lambda k, a, b, c, d, n: n == 1), lambda k, a, b, c, d, n: (b, k)),
        ordered=True,
    ),
    "union all": Shape(
        "SELECT a, b FROM silver.t UNION ALL SELECT a, x FROM silver.u UNION ALL SELECT a, y FROM gold.dim_g",
        lambda t, u, g: o.select(t, lambda k, a, b, c, d: (a, b)) + u + g,
    ),
    "union": Shape(
        "SELECT a, b FROM silver.t UNION SELECT a, x FROM silver.u ORDER BY a, b",
        lambda t, u, g: o.distinct(o.select(t, lambda k, a, b, c, d: (a, b)) + u),
        ordered=True,
    ),
    "union of unions": Shape(
        "(SELECT a FROM silver.t UNION SELECT a FROM silver.u) UNION ALL SELECT a FROM gold.dim_g",
        lambda t, u, g: (
            o.distinct(o.select(t, lambda k, a, b, c, d: (a,)) + o.select(u, lambda a, x: (a,)))
            + o.select(g, lambda a, y: (a,))
        ),
    ),
    "intersect": Shape(
        "SELECT a FROM silver.t INTERSECT SELECT a FROM silver.u",
        lambda t, u, g: _intersect(o.select(t, lambda k, a, b, c, d: (a,)), o.select(u, lambda a, x: (a,))),
    ),
    "except": Shape(
        "SELECT a FROM silver.t EXCEPT SELECT a FROM gold.dim_g",
        lambda t, u, g: _except(o.select(t, lambda k, a, b, c, d: (a,)), o.select(g, lambda a, y: (a,))),
    ),
    "except of an intersect": Shape(
        "SELECT a FROM silver.t EXCEPT (SELECT a FROM silver.u INTERSECT SELECT a FROM gold.dim_g)",
        lambda t, u, g: _except(
            o.select(t, lambda k, a, b, c, d: (a,)),
            _intersect(o.select(u, lambda a, x: (a,)), o.select(g, lambda a, y: (a,))),
        ),
    ),
    "with": Shape(
        "WITH big AS (SELECT k, a FROM silver.t WHERE a > 0), named(key, x) AS (SELECT big.k, u.x FROM big JOIN silver.u USING (a))"
        " SELECT key, x FROM named WHERE x IS NOT NULL",
        lambda t, u, g: o.select(
            o.where(
                o.join(o.where(t, lambda k, a, b, c, d: gt(a, 0)), u, ON_A), lambda k, a, b, c, d, ua, x: x is not None
            ),
            lambda k, a, b, c, d, ua, x: (k, x),
        ),
    ),
    "with used twice": Shape(
        "WITH n AS (SELECT b, count(*) AS n FROM silver.t GROUP BY b) SELECT p.b, q.n FROM n p JOIN n q ON p.b = q.b",
        lambda t, u, g: o.select(
            o.join(o.group(t, B, counted), o.group(t, B, counted), lambda p, q: equal(p[0], q[0])),
            lambda *v: (v[0], v[3]),
        ),
    ),
    "join with groups": Shape(
        "SELECT t.k, n.n FROM silver.t JOIN (SELECT b, count(*) AS n FROM silver.t GROUP BY b) n ON n.b = t.b",
        lambda t, u, g: o.select(
            o.join(t, o.group(t, B, counted), lambda one, other: equal(one[2], other[0])), lambda *v: (v[0], v[6])
        ),
    ),
    "with inside": Shape(
        "WITH w AS (SELECT a FROM silver.t) SELECT w.a, v.a AS va FROM w,"
        " (WITH w AS (SELECT a FROM silver.u WHERE a > 1) SELECT a FROM w) v",
        lambda t, u, g: o.join(
            o.select(t, lambda k, a, b, c, d: (a,)),
            o.select(o.where(u, lambda a, x: gt(a, 1)), lambda a, x: (a,)),
            lambda *_: True,
        ),
    ),
    "with over a union": Shape(
        "WITH w(p, q) AS (SELECT a, b FROM silver.t UNION SELECT a, x FROM silver.u) SELECT p, count(*) AS n FROM w GROUP BY p",
        lambda t, u, g: o.group(o.distinct(o.select(t, lambda k, a, b, c, d: (a, b)) + u), lambda p, q: (p,), counted),
    ),
    "group of a with that joins": Shape(
        "WITH w AS (SELECT t.b, u.x FROM silver.t JOIN silver.u USING (a)) SELECT x, count(*) AS n FROM w GROUP BY x",
        lambda t, u, g: o.group(
            o.select(o.join(t, u, ON_A), lambda k, a, b, c, d, ua, x: (b, x)), lambda b, x: (x,), counted
        ),
    ),
    "left join of a with that joins": Shape(
        "WITH w AS (SELECT t.a, u.x FROM silver.t JOIN silver.u USING (a)) SELECT g.y, w.x FROM gold.dim_g g LEFT JOIN w ON w.a = g.a",
        lambda t, u, g: o.select(
            o.join(
                g,
                o.select(o.join(t, u, ON_A), lambda k, a, b, c, d, ua, x: (a, x)),
                lambda one, other: equal(one[0], other[0]),
                "left",
                (2, 2),
            ),
            lambda a, y, wa, x: (y, x),
        ),
    ),
    "join of two unions": Shape(
        "WITH w AS (SELECT a FROM silver.t UNION ALL SELECT a FROM gold.dim_g), v AS (SELECT a FROM gold.dim_g UNION ALL SELECT 1)"
        " SELECT w.a, v.a AS va FROM w JOIN v ON w.a = v.a",
        lambda t, u, g: o.join(
            o.select(t, lambda k, a, b, c, d: (a,)) + o.select(g, lambda a, y: (a,)),
            [*o.select(g, lambda a, y: (a,)), Row((1,), ())],
            lambda one, other: equal(one[0], other[0]),
        ),
    ),
    "group of a union": Shape(
        "WITH w AS (SELECT a FROM silver.t UNION ALL SELECT a FROM gold.dim_g) SELECT a, count(*) AS n FROM w GROUP BY a",
        lambda t, u, g: o.group(
            o.select(t, lambda k, a, b, c, d: (a,)) + o.select(g, lambda a, y: (a,)), lambda a: (a,), counted
        ),
    ),
    "join of a union with constants": Shape(
        "WITH w AS (SELECT a FROM silver.t UNION ALL SELECT 1) SELECT u.x, w.a FROM silver.u JOIN w USING (a)",
        lambda t, u, g: o.select(
            o.join(u, [*o.select(t, lambda k, a, b, c, d: (a,)), Row((1,), ())], lambda p, q: equal(p[0], q[0])),
            lambda a, x, wa: (x, wa),
        ),
    ),
    "values": Shape(
        "WITH m(code, name) AS (VALUES (1, 'one'), (2, 'two')) SELECT t.k, m.name FROM silver.t LEFT JOIN m ON m.code = t.a",
        lambda t, u, g: o.select(
            o.join(t, [Row((1, "one"), ()), Row((2, "two"), ())], ON_A, "left", (5, 2)), lambda *v: (v[0], v[6])
        ),
    ),
    "constants": Shape(
        "SELECT 1 AS a, 'x' AS x UNION ALL SELECT a, x FROM silver.u",
        lambda t, u, g: [Row((1, "x"), ()), *u],
    ),
    "window": Shape(
        "SELECT k, row_number() OVER (PARTITION BY b ORDER BY k) AS n FROM silver.t",
        lambda t, u, g: o.select(_ranked(t), lambda k, a, b, c, d, n: (k, n)),
    ),
    "qualify": Shape(
        "SELECT k, b FROM silver.t QUALIFY row_number() OVER (PARTITION BY b ORDER BY k) = 1",
        lambda t, u, g: o.select(o.where(_ranked(t), lambda k, a, b, c, d, n: n == 1), lambda k, a, b, c, d, n: (k, b)),
    ),
    "windows of every kind": Shape(
        "SELECT k, lag(c, 1, 0) OVER w AS l, lead(c) OVER w AS m, first_value(c) OVER w AS f, last_value(c) OVER w AS z,"
        " nth_value(c, 2) OVER w AS s, ntile(2) OVER w AS i, sum(c) OVER (ORDER BY k ROWS 1 PRECEDING) AS t,"
        " rank() OVER (ORDER BY a) AS r, dense_rank() OVER (ORDER BY a DESC) AS e, count(*) OVER () AS n,"
        " sum(c) OVER (PARTITION BY b) AS p, percent_rank() OVER (ORDER BY a) AS q, max(b) OVER (ORDER BY a) AS x"
        " FROM silver.t WINDOW w AS (PARTITION BY b ORDER BY k)",
    ),
    "window over groups": Shape(
        "SELECT b, sum(sum(c)) OVER (ORDER BY b) AS s, row_number() OVER (ORDER BY b) AS n FROM silver.t GROUP BY b"
    ),
    "in": Shape(
        "SELECT k FROM silver.t WHERE a IN (SELECT a FROM silver.u)",
        lambda t, u, g: o.select(
            o.where(t, lambda k, a, b, c, d: a is not None and a in {r.values[0] for r in u}), lambda k, *_: (k,)
        ),
    ),
    "exists": Shape(
        "SELECT k FROM silver.t WHERE EXISTS (SELECT * FROM silver.u WHERE u.a = t.a)",
        lambda t, u, g: o.select(
            o.where(t, lambda k, a, b, c, d: a is not None and a in {r.values[0] for r in u}), lambda k, *_: (k,)
        ),
    ),
    "semi and anti join": Shape(
        "SELECT k FROM silver.t SEMI JOIN silver.u USING (a) ANTI JOIN gold.dim_g g ON g.a = t.a",
        lambda t, u, g: o.select(
            o.where(
                t,
                lambda k, a, b, c, d: (
                    a is not None and a in {r.values[0] for r in u} and a not in {r.values[0] for r in g}
                ),
            ),
            lambda k, *_: (k,),
        ),
    ),
    "scalar subquery": Shape(
        "SELECT k, (SELECT max(x) FROM silver.u WHERE u.a = t.a) AS x, a - (SELECT min(a) FROM silver.u) AS m FROM silver.t",
        lambda t, u, g: o.select(
            t,
            lambda k, a, b, c, d: (
                k,
                most(r.values[1] for r in u if equal(r.values[0], a)),
                None if a is None or (low := least(r.values[0] for r in u)) is None else a - low,
            ),
        ),
    ),
    "not in a with": Shape(
        "WITH w AS (SELECT a FROM silver.u WHERE a IS NOT NULL) SELECT k FROM silver.t WHERE a NOT IN (SELECT a FROM w)"
    ),
    "limit": Shape(
        "SELECT k, b FROM silver.t ORDER BY k DESC LIMIT 2 OFFSET 1",
        lambda t, u, g: o.select(sorted(t, key=lambda r: -r.values[0])[1:3], lambda k, a, b, c, d: (k, b)),
        ordered=True,
    ),
    "limit of a union": Shape(
        "SELECT DISTINCT a FROM (SELECT a FROM silver.t UNION SELECT a FROM silver.u) ORDER BY a NULLS FIRST LIMIT 2",
        ordered=True,
    ),
    "order by all": Shape("SELECT b, k FROM silver.t ORDER BY ALL", ordered=True),
    "texts in order": Shape(
        "SELECT a, string_agg(b, '+' ORDER BY b DESC) AS bs, string_agg(DISTINCT b, ',' ORDER BY b) AS ds FROM silver.t GROUP BY a"
    ),
    "names that change places": Shape(
        "SELECT c AS a, a AS c, k FROM silver.t WHERE a > 1 ORDER BY a, c, k",
        lambda t, u, g: o.select(o.where(t, lambda k, a, b, c, d: gt(a, 1)), lambda k, a, b, c, d: (c, a, k)),
        ordered=True,
    ),
    "case": Shape("SELECT k, CASE WHEN a > 1 THEN 'many' WHEN a = 1 THEN 'one' END AS w, d * 2 AS d FROM silver.t"),
    "average": Shape(
        "SELECT b, avg(c) AS m, avg(d) AS n, bool_and(a > 0) AS p, count_if(a > 1) AS q FROM silver.t GROUP BY b"
    ),
    "star without and instead": Shape(
        "SELECT * EXCLUDE (c, d) REPLACE (upper(b) AS b) FROM silver.t",
        lambda t, u, g: o.select(t, lambda k, a, b, c, d: (k, a, b and b.upper())),
    ),
}
