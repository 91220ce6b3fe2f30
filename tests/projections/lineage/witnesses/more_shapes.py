"""Queries that test rows against others, beside the shapes of the rewriting."""

from __future__ import annotations

MORE = {
    "rollup told apart": "SELECT b, a, grouping(b) AS gb, grouping(a) AS ga, count(*) AS n FROM silver.t"
    " GROUP BY ROLLUP (b, a)",
    "correlated count": "SELECT k, (SELECT count(*) FROM silver.u WHERE u.a = t.a) AS n FROM silver.t",
    "correlated sums": "SELECT k, (SELECT sum(u.a) + count(u.x) FROM silver.u WHERE u.a = t.a AND u.a > 0) AS n"
    " FROM silver.t",
    "in of a with": "WITH w AS (SELECT a, count(*) AS n FROM silver.u GROUP BY a)"
    " SELECT k FROM silver.t WHERE a IN (SELECT a FROM w WHERE n > 0)",
    "exists and group": "SELECT b, count(*) AS n FROM silver.t"
    " WHERE EXISTS (SELECT 1 FROM silver.u WHERE u.a = t.a) GROUP BY b",
    "in of pairs": "SELECT k FROM silver.t WHERE (a, b) IN (SELECT a, x FROM silver.u)",
    "filtered group": "SELECT b, count(*) AS n FROM silver.t WHERE c > 0 GROUP BY b",
    "in and exists": "SELECT k FROM silver.t WHERE a IN (SELECT a FROM silver.u)"
    " AND EXISTS (SELECT 1 FROM gold.dim_g WHERE dim_g.a = t.c)",
    "correlated value": "SELECT k, (SELECT max(u.x) FROM silver.u WHERE u.a = t.a) AS m FROM silver.t",
    "brackets": "SELECT a FROM silver.u UNION ALL (SELECT a FROM silver.t UNION ALL SELECT a FROM gold.dim_g)",
    "not exists": "SELECT k FROM silver.t WHERE NOT EXISTS (SELECT 1 FROM silver.u WHERE u.a = t.a)",
    "exists or": "SELECT k FROM silver.t WHERE a = 1 OR EXISTS (SELECT 1 FROM silver.u WHERE u.a = t.a)",
    "uncorrelated": "SELECT k FROM silver.t WHERE c >= (SELECT max(a) FROM silver.u)",
    "groups of groups of a join": "WITH m AS (SELECT t.b, u.x, count(*) AS n FROM silver.t JOIN silver.u ON u.a = t.a"
    " GROUP BY t.b, u.x) SELECT x, sum(n) AS n, count(*) AS groups FROM m GROUP BY x",
}
