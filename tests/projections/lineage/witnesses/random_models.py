"""Writes models at random, over the tables of ``shapes``: expressions, groups, totals, windows, joins, set operations."""

from __future__ import annotations

from random import Random

FUNCTIONS = ("({x} + {y})", "({x} - {y})", "({x} * {y})", "coalesce({x}, {y}, 0)", "nullif({x}, {y})", "abs({x})",
             "greatest({x}, {y})", "CASE WHEN {x} > {y} THEN {z} WHEN {x} IS NULL THEN {y} ELSE {x} END", "{x}")  # fmt: skip
AGGREGATES = ("sum({x})", "count({x})", "min({x})", "max({x})", "count(*)", "count(DISTINCT {x})", "round(avg({x}), 4)",
              "sum({x}) FILTER (WHERE {y} > 0)", "CAST(bool_or({x} > 2) AS INTEGER)")  # fmt: skip
WINDOWS = (
    "sum({x}) OVER ({part} {order})",
    "lag({x}, {n}, {c}) OVER ({part} {order})",
    "lead({x}) OVER ({part} {order})",
    "first_value({x}) OVER ({part} {order})",
    "last_value({x} IGNORE NULLS) OVER ({part} {order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
    "nth_value({x}, 2) OVER ({part} {order})",
    "row_number() OVER ({part} {order})",
    "dense_rank() OVER ({part} ORDER BY t.a NULLS LAST)",
    "min({x}) OVER ({part} {order} ROWS BETWEEN {n} PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW)",
    "count({x}) OVER ({part} {order} ROWS BETWEEN 1 PRECEDING AND {n} FOLLOWING EXCLUDE TIES)",
    "sum({x}) OVER ({part} ORDER BY t.a NULLS LAST RANGE BETWEEN 1 PRECEDING AND CURRENT ROW)",
)
FROM = (
    "silver.t t",
    "silver.t t JOIN silver.u u ON u.a = t.a",
    "silver.t t LEFT JOIN silver.u u ON u.a = t.a AND u.x <> t.b",
    "(SELECT t.k, {x} AS a, t.b, {y} AS c, t.d FROM silver.t t) t",
    "(SELECT min(t.k) AS k, t.a, t.b, sum(t.c) AS c, max(t.d) AS d FROM silver.t t GROUP BY t.a, t.b) t",
    "((SELECT k, a, b, c, d FROM silver.t) UNION (SELECT k, c, b, a, d FROM silver.t)) t",
)
KEYS = (("t.b",), ("t.a",), ("t.a", "t.b"), ("t.a + 1",), ("coalesce(t.a, 0)", "t.b"))
GROUPS = ("{}", "{}", "ROLLUP ({})", "CUBE ({})", "GROUPING SETS (({}), ())")


class Writer:
    """Writes models, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def model(self) -> str:
        """Write a model."""
        return self.random.choice((self.grouped, self.windowed, self.plain, self.united))()

    def value(self, depth: int = 2) -> str:
        """Write an expression of a row."""
        if depth == 0:
            return self.random.choice(("t.a", "t.c", "t.d", "t.k", "1", "0"))
        x, y, z = (self.value(depth - 1) for _ in range(3))
        return self.random.choice(FUNCTIONS).format(x=x, y=y, z=z)

    def aggregate(self) -> str:
        """Write an expression of a group."""
        one, other = (self.random.choice(AGGREGATES).format(x=self.value(1), y=self.value(1)) for _ in range(2))
        return self.random.choice((one, f"({one} {self.random.choice('+-*')} {other})", f"coalesce({one}, 0)"))

    def window(self) -> str:
        """Write an expression that looks at other rows."""
        order = f"ORDER BY {self.random.choice(('t.a', 't.c'))} {self.random.choice(('', 'DESC'))} NULLS LAST, t.k"
        parts = {"part": self.random.choice(("", "PARTITION BY t.b", "PARTITION BY t.a")), "order": order}
        numbers = {"n": self.random.randint(0, 2), "c": self.random.choice(("0", "t.c"))}
        return self.random.choice(WINDOWS).format(x=self.value(1), **parts, **numbers)

    def rows(self) -> str:
        """Write FROM and WHERE."""
        found = f"FROM {self.random.choice(FROM).format(x=self.value(1), y=self.value(1))}"
        return self.random.choice((found, f"{found} WHERE {self.value(1)} > 0"))

    def grouped(self) -> str:
        """Write a SELECT that groups, perhaps with totals."""
        keys = self.random.choice(KEYS)
        by = self.random.choice(GROUPS).format(", ".join(keys))
        shown = ", ".join(f"{key} AS k{n}" for n, key in enumerate(keys))
        having = self.random.choice(("", "", " HAVING count(*) > 1"))
        return f"SELECT {shown}, {self.aggregate()} AS v, {self.aggregate()} AS w {self.rows()} GROUP BY {by}{having}"

    def windowed(self) -> str:
        """Write a SELECT with windows."""
        chosen = self.random.choice(("", " QUALIFY row_number() OVER (PARTITION BY t.b ORDER BY t.k, t.a, t.c) <= 2"))
        return f"SELECT t.k, {self.window()} AS v, {self.value()} + {self.window()} AS w {self.rows()}{chosen}"

    def plain(self) -> str:
        """Write a SELECT of rows, with a subquery that stands for a value."""
        inner = self.random.choice(AGGREGATES).format(x="x.c", y="x.a")
        distinct = self.random.choice(("", "DISTINCT "))
        inner = f"(SELECT {inner} FROM silver.t x WHERE x.b = t.b) AS w"
        return f"SELECT {distinct}{self.value()} AS v, {self.value()} AS s, {inner} {self.rows()}"

    def united(self) -> str:
        """Write a UNION of groups and of rows, the columns of which have no names of their own."""
        groups = f"SELECT v, count(*) AS n, sum(w) AS w FROM (SELECT {self.value()} AS v, {self.value()} AS w {self.rows()}) q"
        return f"{groups} GROUP BY v UNION ALL SELECT {self.value(1)}, 1, {self.value(1)} FROM silver.t t"
