from __future__ import annotations

import json

import pytest

from ledger.definitions import Column, Contract, Model, ModelColumn
from ledger.errors import JobForgeError
from ledger.names import GOLD_PROVENANCE
from projections.engines.limits import EngineFailed, Limits
from projections.engines.refused import (
    LayerNotRead,
    ModelRefused,
    NotDeterministic,
    NotExact,
    NotFollowed,
    NotOneSelect,
    UnfitOutput,
    UnknownTable,
    WrongSql,
)
from projections.engines.sandbox import Relation, Sandbox
from projections.lineage.compiling import compile_model, final_select, referenced_tables
from projections.lineage.output import CHANGED, changed_select
from projections.lineage.schema import TableSchema, schema_hash


def _table(counted: bool = False, **columns: str) -> TableSchema:
    return TableSchema(tuple(ModelColumn(name, kind) for name, kind in columns.items()), counted)


SCHEMAS = {
    "bronze.t": _table(a="BIGINT"),
    "silver.t": _table(a="BIGINT", b="VARCHAR", f="DOUBLE", d="DECIMAL(10,2)", e="DATE"),
    "silver.u": _table(a="BIGINT", x="VARCHAR"),
    "silver.occupations": _table(code="VARCHAR"),
    "gold.dim_g": _table(counted=True, a="BIGINT", y="VARCHAR"),
}


def _compile(sql: str, table: str = "gold.agg_x", **about: str) -> Model:
    return compile_model(table, sql, about, SCHEMAS)


def test_a_model_is_compiled_to_sql_that_the_engine_runs_alone() -> None:
    sql = "-- question: how many?\nSELECT b, count(*) AS n FROM silver.t GROUP BY b"
    model = _compile(sql, question="how many?")
    assert model.sql == sql
    assert model.inputs == ("silver.t",)
    assert model.columns == (ModelColumn("b", "VARCHAR"), ModelColumn("n", "BIGINT"))
    assert model.about == {"question": "how many?"}
    assert model.context == {}
    assert model.ties == ()
    with Sandbox({"silver.t": Relation((), SCHEMAS["silver.t"].all_columns)}, Limits()) as sandbox:
        names = [column.name for column in sandbox.describe(model.executed)]
    assert names == ["b", "n", *GOLD_PROVENANCE]


def test_comments_do_not_reach_the_executed_sql() -> None:
    assert "secret" not in _compile("SELECT a /* secret */ FROM silver.t -- secret").executed


def test_a_star_gives_the_columns_of_the_inputs_without_ours() -> None:
    model = _compile("SELECT * FROM silver.u JOIN gold.dim_g USING (a)")
    assert [column.name for column in model.columns] == ["a", "x", "y"]


def test_names_are_compared_without_case() -> None:
    model = _compile('SELECT T.A AS "Key", Upper(b) AS Word FROM Silver.T')
    assert [column.name for column in model.columns] == ["key", "word"]
    assert model.inputs == ("silver.t",)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT b AS t FROM silver.t ORDER BY t LIMIT 3",
        "WITH change AS (SELECT a FROM silver.t) SELECT a AS change FROM change ORDER BY change",
        "SELECT DISTINCT ON (u) x AS u, a FROM silver.u ORDER BY u, a",
    ],
)
def test_a_column_may_be_called_like_a_table(sql: str) -> None:
    assert _compile(sql).columns


def test_the_same_sql_compiles_to_the_same_model() -> None:
    sql = (
        "SELECT u.x, sum(d) AS s FROM silver.t JOIN silver.u USING (a) WHERE e IN (SELECT e FROM silver.t) GROUP BY u.x"
    )
    assert _compile(sql) == _compile(sql)


@pytest.mark.parametrize(
    ("sql", "context"),
    [
        ("SELECT a FROM silver.t WHERE a IN (SELECT a FROM silver.u)", {"silver.u": "only tested against"}),
        ("SELECT a FROM silver.t WHERE NOT EXISTS (SELECT 1 FROM silver.u WHERE u.a = t.a)", {"silver.u": "tested"}),
        ("SELECT a, (SELECT max(x) FROM silver.u) AS m FROM silver.t", {"silver.u": "subquery"}),
        ("SELECT a FROM silver.t ANTI JOIN silver.u USING (a)", {"silver.u": "ANTI"}),
        ("SELECT a FROM silver.t EXCEPT SELECT a FROM silver.u", {"silver.u": "absent"}),
        ("SELECT a, count(*) OVER () AS n FROM silver.t", {"silver.t": "window"}),
        ("SELECT a FROM silver.t ORDER BY a LIMIT 3", {"silver.t": "LIMIT"}),
        (
            "WITH c AS (SELECT a FROM silver.u) SELECT t.a, rank() OVER (ORDER BY c.a) AS r FROM silver.t JOIN c USING (a) WHERE t.a NOT IN (SELECT a FROM c)",
            {"silver.t": "window", "silver.u": "subquery; a window"},
        ),
        ("SELECT t.a FROM silver.t JOIN silver.u ON u.a = t.a AND u.a > (SELECT min(a) FROM gold.dim_g)", {"gold.dim_g": "tested"}),
        ("SELECT m FROM (VALUES ((SELECT max(a) FROM silver.t))) v(m)", {"silver.t": "subquery"}),
        ("SELECT t.a FROM silver.t LEFT JOIN silver.u USING (a)", {}),
    ],
)  # fmt: skip
def test_an_input_that_is_known_only_as_a_whole_is_said_to_be(sql: str, context: dict[str, str]) -> None:
    found = _compile(sql).context
    assert found.keys() == context.keys()
    assert all(words in found[table] for table, words in context.items())


REFUSED = {
    UnknownTable: ["SELECT a FROM silver.occupation", "SELECT a FROM t", "SELECT 1 AS a FROM gold.agg_x"],
    LayerNotRead: ["SELECT a FROM bronze.t", "SELECT b FROM staged.t"],
    WrongSql: [
        "SELECT nope FROM silver.t", "SELECT a FROM silver.t, silver.u", "SELECT t.nope FROM silver.t", "SELECT sum(b) AS s FROM silver.t",
        "SELECT a + b AS s FROM silver.t JOIN silver.u USING (a)", "SELECT a, count(*) AS n FROM silver.t",
        "SELECT a FROM silver.t UNION SELECT a, x FROM silver.u", "SELECT a FROM silver.t WHERE a = (SELECT a, x FROM silver.u)",
        "SELECT e.f AS v FROM silver.t", "SELECT rowid AS r FROM silver.t",
    ],
    NotExact: [
        "SELECT sum(f) AS s FROM silver.t", "SELECT avg(f) AS s FROM silver.t", "SELECT sum(a / 2) AS s FROM silver.t",
        "SELECT sum(d * f) AS s FROM silver.t", "SELECT sum(f) OVER (ORDER BY a) AS s FROM silver.t",
        "SELECT sum(avg(a)) OVER (ORDER BY b) AS s FROM silver.t GROUP BY b",
        "WITH c AS (SELECT a / 3 AS q FROM silver.t) SELECT sum(q) AS s FROM c",
        "SELECT b FROM silver.t GROUP BY b HAVING sum(f) > 1", "SELECT b FROM silver.t GROUP BY b ORDER BY sum(f)",
        "SELECT a FROM silver.u WHERE a > (SELECT sum(f) FROM silver.t)",
        "SELECT a, (SELECT sum(t.f) FROM silver.t WHERE t.a = u.a) AS s FROM silver.u",
        "SELECT a, (SELECT sum(t.a + u.a) FROM silver.t) AS s FROM silver.u",
    ],
    NotFollowed: [
        "SELECT md5(t::VARCHAR) AS m FROM silver.t t",
        "WITH c AS (SELECT a FROM silver.t) SELECT count(DISTINCT c) AS n FROM c",
        "SELECT a FROM silver.t EXCEPT ALL SELECT a FROM silver.u", "SELECT a FROM silver.t INTERSECT ALL SELECT a FROM silver.u",
        "SELECT DISTINCT a FROM (SELECT a, a AS c FROM silver.t) UNION SELECT c FROM (SELECT DISTINCT a AS c, b AS c FROM silver.t)",
    ],
    UnfitOutput: [
        "SELECT count(*) FROM silver.t", "SELECT a + 1 FROM silver.t", "SELECT a, a FROM silver.t", "SELECT a, b AS A FROM silver.t",
        'SELECT a AS "my column" FROM silver.t', 'SELECT a AS "é" FROM silver.t', f"SELECT a AS {'x' * 64} FROM silver.t",
        "SELECT NULL AS a", "SELECT INTERVAL 1 DAY AS a", "SELECT a AS b FROM (SELECT TIME '10:00' AS a)",
    ],
    NotDeterministic: [
        "SELECT a FROM silver.t WHERE a = (SELECT u.a FROM silver.u WHERE u.x = t.b ORDER BY u.a LIMIT 1)",
        "SELECT a FROM silver.t WHERE EXISTS (SELECT row_number() OVER (ORDER BY u.a) FROM silver.u WHERE u.x = t.b)",
        "SELECT a FROM silver.t UNION SELECT a FROM silver.u ORDER BY a + 1 LIMIT 2",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "sql"), [(kind, sql) for kind, some in REFUSED.items() for sql in some])
def test_a_model_that_cannot_be_is_refused_with_a_mend(kind: type[ModelRefused], sql: str) -> None:
    with pytest.raises(ModelRefused) as caught:
        _compile(sql)
    assert type(caught.value) is kind, caught.value
    assert caught.value.mend
    assert (caught.value.where or "").startswith("model gold.agg_x")


def test_a_table_that_does_not_exist_brings_the_nearest_names() -> None:
    with pytest.raises(UnknownTable) as caught:
        _compile("SELECT code\nFROM silver.ocupations")
    assert "did you mean silver.occupations?" in caught.value.mend
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (2, 6)


def test_a_layer_below_is_read_where_the_model_says_so() -> None:
    assert _compile("SELECT a FROM bronze.t", reads="bronze").inputs == ("bronze.t",)
    assert compile_model("silver.x", "SELECT a FROM bronze.t", {}, SCHEMAS).inputs == ("bronze.t",)
    with pytest.raises(LayerNotRead, match="a silver model reads a gold table"):
        compile_model("silver.x", "SELECT a FROM gold.dim_g", {"reads": "gold"}, SCHEMAS)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(a) AS s, sum(d) AS t, sum(a * d) AS u, sum(a > 1) AS v, avg(d) AS w, sum(DISTINCT a) AS x FROM silver.t",
        "SELECT sum(CAST(f AS DECIMAL(18, 4))) AS s, avg(round(f)::BIGINT) AS m FROM silver.t",
        "SELECT sum(sum(a)) OVER (ORDER BY b) AS s FROM silver.t GROUP BY b",
        "WITH c(q) AS (SELECT sum(d) FROM silver.t GROUP BY b), e AS (SELECT q FROM c) SELECT sum(q) AS s FROM e",
        "SELECT a, (SELECT sum(t.d) FROM silver.t WHERE t.a = u.a) AS s FROM silver.u",
        "SELECT a, (SELECT sum(CAST(t.a * u.a AS BIGINT)) FROM silver.t) AS s FROM silver.u",
    ],
)  # fmt: skip
def test_exact_sums_pass(sql: str) -> None:
    assert _compile(sql).columns


def test_a_sum_over_doubles_is_shown_with_the_cast_that_helps() -> None:
    with pytest.raises(NotExact) as caught:
        _compile("SELECT b,\n  sum(f) AS s\nFROM silver.t GROUP BY b")
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (2, 3)
    assert caught.value.mend == ("cast first: sum(CAST(t.f AS DECIMAL(18, 4)))",)


def test_the_tables_of_a_model_are_named_without_knowing_them() -> None:
    sql = "WITH c AS (SELECT * FROM Silver.B) SELECT * FROM c WHERE x IN (SELECT y FROM gold.dim_a) UNION SELECT 1"
    assert referenced_tables(sql) == ("gold.dim_a", "silver.b")
    for wrong in ("SELECT * FROM foo", "SELECT * FROM x.foo", 'SELECT * FROM silver."a b"'):
        with pytest.raises(UnknownTable):
            referenced_tables(wrong)
    with pytest.raises(NotOneSelect):
        referenced_tables("DROP TABLE silver.b")


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    with pytest.raises(ModelRefused):
        _compile("SELECT " + "(" * 2000 + "1" + ")" * 2000 + " AS a")
    with pytest.raises(ModelRefused):
        _compile("SELECT " + " + ".join(["1"] * 20000) + " AS a")


def test_the_hash_of_schemas_changes_with_names_types_and_kind_only() -> None:
    one, other = _table(a="BIGINT"), _table(b="VARCHAR")
    assert schema_hash({"s.a": one, "s.b": other}) == schema_hash({"s.b": other, "s.a": one})
    variants = [{"s.a": one}, {"s.a": other}, {"s.b": one}, {"s.a": _table(counted=True, a="BIGINT")}, {}]
    assert len({schema_hash(variant) for variant in variants}) == len(variants)
    assert _compile("SELECT a FROM silver.u").schema_of_inputs == schema_hash({"silver.u": SCHEMAS["silver.u"]})


def _contract(*columns: Column, table: str = "gold.agg_x") -> Contract:
    return Contract(table=table, version="1.0.0", columns=columns, rules=())


def test_the_last_select_casts_to_the_contract_in_its_order() -> None:
    model = _compile("SELECT sum(d) AS total, b, count(*) AS n FROM silver.t GROUP BY b")
    contract = _contract(
        Column("n", "decimal", precision=9, scale=1), Column("b", "string", key=1), Column("total", "decimal", precision=12, scale=2)
    )  # fmt: skip
    with Sandbox({"silver.t": Relation((), SCHEMAS["silver.t"].all_columns)}, Limits()) as sandbox:
        found = [(c.name, c.type) for c in sandbox.describe(final_select(model, contract))]
    assert found[:3] == [("n", "DECIMAL(9,1)"), ("b", "VARCHAR"), ("total", "DECIMAL(12,2)")]
    assert [name for name, _ in found[3:]] == list(GOLD_PROVENANCE)


def test_without_a_contract_columns_have_types_that_tables_hold() -> None:
    sql = "SELECT sum(a) AS h, a::TINYINT AS i, f::FLOAT AS f, d, b, e, a::UBIGINT AS u, a > 1 AS t FROM silver.t GROUP BY ALL"
    model = _compile(sql)
    with Sandbox({"silver.t": Relation((), SCHEMAS["silver.t"].all_columns)}, Limits()) as sandbox:
        found = [column.type for column in sandbox.describe(final_select(model, None))]
    own = ["DECIMAL(38,0)", "BIGINT", "DOUBLE", "DECIMAL(10,2)", "VARCHAR", "DATE", "DECIMAL(20,0)", "BOOLEAN"]
    assert found == [*own, "VARCHAR", "VARCHAR", "BIGINT", "TIMESTAMP", "BIGINT"]


def test_rows_are_ordered_by_the_key_first_and_missing_values_come_last() -> None:
    model = _compile("SELECT a, b FROM (VALUES (3, 'x'), (1, NULL), (1, 'y'), (2, 'x')) v(a, b)")
    contract = _contract(Column("a", "integer"), Column("b", "string", key=1))
    with Sandbox({}, Limits()) as sandbox:
        assert sandbox.table(final_select(model, contract))["a"].to_pylist() == [2, 3, 1, 1]
        assert sandbox.table(final_select(model, None))["a"].to_pylist() == [1, 1, 2, 3]


def test_zero_has_one_sign() -> None:
    model = _compile("SELECT a FROM (VALUES ('-0.0'::DOUBLE), (0.0)) v(a)")
    with Sandbox({}, Limits()) as sandbox:
        assert [str(value) for value in sandbox.table(final_select(model, None))["a"].to_pylist()] == ["0.0", "0.0"]


@pytest.mark.parametrize("values", ["('0.0'), ('-0.0')", "('-0.0'), ('0.0')"])
def test_texts_of_both_zeros_are_stored_as_one_number(values: str) -> None:
    model = _compile(f"SELECT a FROM (VALUES {values}) v(a) GROUP BY a")
    with Sandbox({}, Limits()) as sandbox:
        rows = sandbox.table(final_select(model, _promising("double")))["a"].to_pylist()
    assert [str(value) for value in rows] == ["0.0", "0.0"]


def test_rows_that_come_apart_only_by_the_sign_of_zero_in_a_text_count_as_tied() -> None:
    values = "(VALUES (CAST('0.0' AS DOUBLE)), (CAST('-0.0' AS DOUBLE))) v(a)"
    (tie,) = _compile(f"SELECT row_number() OVER (ORDER BY CAST(a AS VARCHAR)) AS n FROM {values}").ties
    with Sandbox({}, Limits()) as sandbox:
        assert sandbox.one(tie.sql) == (2,)


def test_a_value_that_does_not_fit_its_promise_stops_the_build_unsaid() -> None:
    model = _compile("SELECT 'sec' || 'ret' AS a")
    with Sandbox({}, Limits()) as sandbox, pytest.raises(EngineFailed) as caught:
        sandbox.table(final_select(model, _contract(Column("a", "integer"))))
    assert "secret" not in caught.value.what


FIT = (
    ("CAST(1.25 AS DECIMAL(9,3))", "decimal", "1.25"),
    ("CAST(1.0 AS DOUBLE)", "integer", "1"),
    ("CAST(0.07 AS DOUBLE)", "decimal", "0.07"),
    ("CAST('-0.0' AS DOUBLE)", "double", "0.0"),
    ("CAST('-0.0' AS DOUBLE)", "decimal", "0.00"),
    ("CAST('-0.0' AS DOUBLE)", "string", "0.0"),
    ("CAST(0.1 AS FLOAT)", "string", "0.1"),
    ("CAST(0.1 AS DECIMAL(9,1))", "double", "0.1"),
    ("CAST(5 AS HUGEINT)", "integer", "5"),
    ("TIMESTAMP '2026-01-02 00:00:00'", "date", "2026-01-02"),
    ("DATE '2026-01-02'", "timestamp", "2026-01-02 00:00:00"),
    ("'12'", "integer", "12"),
    ("CAST(NULL AS DOUBLE)", "decimal", "None"),
    ("CAST('nan' AS DOUBLE)", "double", "nan"),
)
UNFIT = (
    ("CAST(1.255 AS DECIMAL(9,3))", "decimal"),
    ("CAST(99999999 AS BIGINT)", "decimal"),
    ("CAST(1.5 AS DECIMAL(9,1))", "integer"),
    ("CAST(1.5 AS DOUBLE)", "integer"),
    ("CAST(0.075 AS DOUBLE)", "decimal"),
    ("CAST('nan' AS DOUBLE)", "decimal"),
    ("CAST('inf' AS DOUBLE)", "integer"),
    ("CAST(9007199254740993 AS BIGINT)", "double"),
    ("CAST(9223372036854775808 AS HUGEINT)", "integer"),
    ("TIMESTAMP '2026-01-02 03:04:05'", "date"),
    ("'1.6'", "integer"),
    ("' 7'", "integer"),
    ("'x'", "date"),
)


def _promising(kind: str) -> Contract:
    sized = {"precision": 9, "scale": 2} if kind == "decimal" else {}
    return _contract(Column("a", kind, **sized))


@pytest.mark.parametrize(("made", "kind", "stored"), FIT)
def test_a_value_that_its_promised_type_holds_is_stored(made: str, kind: str, stored: str) -> None:
    model = _compile(f"SELECT {made} AS a")
    with Sandbox({}, Limits()) as sandbox:
        assert [str(v) for v in sandbox.table(final_select(model, _promising(kind)))["a"].to_pylist()] == [stored]
        assert sandbox.one(changed_select(model, _promising(kind))) == (1, 0)


@pytest.mark.parametrize(("made", "kind"), UNFIT)
def test_a_value_is_never_rounded_or_cut_in_silence(made: str, kind: str) -> None:
    model = _compile(f"SELECT {made} AS a")
    with Sandbox({}, Limits()) as sandbox:
        with pytest.raises(EngineFailed) as caught:
            sandbox.table(final_select(model, _promising(kind)))
        assert f"{CHANGED}a" in caught.value.detail
        assert sandbox.one(changed_select(model, _promising(kind))) == (1, 1)


@pytest.mark.parametrize("columns", [("a",), ("a", "b", "c"), ("a", "c")])
def test_a_result_that_is_not_what_the_contract_names_is_refused(columns: tuple[str, ...]) -> None:
    model = _compile("SELECT a, b FROM silver.t")
    with pytest.raises(UnfitOutput) as caught:
        final_select(model, _contract(*(Column(name, "string") for name in columns)))
    assert caught.value.where == "model gold.agg_x"


def test_no_error_of_compiling_holds_more_than_the_sql_it_is_about() -> None:
    with pytest.raises(JobForgeError) as caught:
        _compile("SELECT nope FROM silver.t")
    said = json.dumps([caught.value.what, caught.value.why, caught.value.mend, caught.value.where])
    assert "nope" in said
    assert "/" not in said.replace("/catalog", "")
