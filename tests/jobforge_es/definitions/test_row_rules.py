from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobforge_es.definitions.row_refused import RowRuleRefused
from jobforge_es.definitions.row_rules import compile_row_rule

COLUMNS = {
    "name": "string",
    "wage": "decimal",
    "places": "integer",
    "share": "double",
    "opened": "date",
    "seen": "timestamp",
    "remote": "boolean",
    "order": "string",
}


@pytest.mark.parametrize(
    ("sql", "compiled"),
    [
        ("wage > 0", '"wage" > 0'),
        ("WAGE >= Places", '"wage" >= "places"'),
        ("name <> upper(name)", '"name" <> UPPER("name")'),
        ("name IS NOT NULL", 'NOT "name" IS NULL'),
        ("remote", '"remote"'),
        ("not remote or remote is null", 'NOT "remote" OR "remote" IS NULL'),
        ("order = 'a;--'", "\"order\" = 'a;--'"),
        ("name in ('it''s', null)", "\"name\" IN ('it''s', NULL)"),
        ("places between 1 and 500 -- comment", '"places" BETWEEN 1 AND 500'),
        ("name like 'a%' escape '!'", "\"name\" LIKE 'a%' ESCAPE '!'"),
        ("opened >= DATE '2026-01-31'", "\"opened\" >= CAST('2026-01-31' AS DATE)"),
        ("opened < '2026-01-31'", "\"opened\" < '2026-01-31'"),
        ("seen >= opened", '"seen" >= "opened"'),
        ("case when remote then wage > 1 else true end", 'CASE WHEN "remote" THEN "wage" > 1 ELSE TRUE END'),
        ("year(opened) > 2000 and length(name) % 2 = 0", 'YEAR("opened") > 2000 AND LENGTH("name") % 2 = 0'),
        ("regexp_full_match(name, '[a-z]+')", "REGEXP_FULL_MATCH(\"name\", '[a-z]+')"),
        ("greatest(wage, share) <= 3 * places", 'GREATEST("wage", "share") <= 3 * "places"'),
        ("coalesce(name, '') || 'x' <> 'x'", "COALESCE(\"name\", '') || 'x' <> 'x'"),
        ("remote is not true", 'NOT "remote" IS TRUE'),
        ("case places when 1 then remote end", 'CASE "places" WHEN 1 THEN "remote" END'),
        ("if(remote, wage, 2) > 1", 'CASE WHEN "remote" THEN "wage" ELSE 2 END > 1'),
        ("wage is distinct from 3", '"wage" IS DISTINCT FROM 3'),
    ],
)
def test_a_condition_is_written_anew_with_quoted_names_and_runs(sql, compiled):
    rule = compile_row_rule(sql, COLUMNS)
    assert rule.sql == compiled
    assert all(name in COLUMNS for name in rule.columns)
    types = ", ".join(
        f'NULL::{t} AS "{n}"'
        for n, t in zip(
            COLUMNS,
            ["VARCHAR", "DECIMAL(8,2)", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN", "VARCHAR"],
            strict=True,
        )
    )
    assert duckdb.sql(f"SELECT ({rule.sql}) AS good FROM (SELECT {types})").types == ["BOOLEAN"]


def test_the_columns_are_those_that_the_condition_names_in_the_order_of_the_contract():
    assert compile_row_rule("places > 0 and wage > 0 and places < 9", COLUMNS).columns == ("wage", "places")


@pytest.mark.parametrize(
    "sql",
    [
        "", ";", "wage >", "wage > 0; DROP TABLE x", "wage > 0)", "1) OR (1", "SELECT 1", "DROP TABLE x", "wage > 0 wage", "💥",
        "COPY x TO 'y'", "wage > 0 UNION SELECT 1",
    ],
)  # fmt: skip
def test_what_is_no_single_condition_is_refused(sql):
    with pytest.raises(RowRuleRefused, match=r"no SQL condition|no column|not allowed"):
        compile_row_rule(sql, COLUMNS)


@pytest.mark.parametrize(
    "sql",
    [
        "random() > 0", "now() > seen", "current_date > opened", "today() > opened", "uuid() = name", "wage > (SELECT 1)",
        "EXISTS (SELECT 1)", "wage IN (SELECT 1)", "count(*) > 1", "sum(wage) OVER () > 1", "row_number() OVER () = 1",
        "CAST(name AS INTEGER) > 1", "name::INTEGER > 1", "TRY_CAST(name AS INTEGER) > 1", "read_csv('x') > 1",
        "getenv('HOME') = name", "getvariable('x') = name", "nextval('s') > 1", "name[1] = 'a'", "? > wage", "$1 > wage",
        "wage ** 2 > 1", "name ~ 'a'", "name SIMILAR TO 'a'", "name COLLATE NOCASE = 'a'", "list_contains([1], places)",
        "COLUMNS('w.*') > 0", "* > 1", "wage BETWEEN SYMMETRIC 1 AND 2", "upper(DISTINCT name) = 'A'", "e'a' = name",
        "regexp_full_match(name, name)", "regexp_full_match(name, '[')", "hash(name) > 1", "opened + INTERVAL 1 DAY > seen",
        "current_user = name", "version() = name", "ltrim(name) = 'a'", "wage IN (1, (SELECT 2))",
    ],
)  # fmt: skip
def test_what_could_differ_or_reach_out_of_the_row_is_refused(sql):
    with pytest.raises(RowRuleRefused):
        compile_row_rule(sql, COLUMNS)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("name > 0", "`0` is a number, and `name` is a text"),
        ("wage = '1'", "`'1'` is a text, and `wage` is a number"),
        ("opened = 'monday'", "`monday` is no date"),
        ("opened = '2026-02-30'", "`2026-02-30` is no date"),
        ("seen > TIMESTAMP '2026-01-01T00:00:00Z'", "`2026-01-01T00:00:00Z` is no timestamp"),
        ("opened = name", "`name` is a text, and `opened` is a date"),
        ("case places when 'a' then remote end", "`'a'` is a text, and `places` is a number"),
        ("name is true", "`name` is a text, not a boolean"),
        ("wage + 1", "it gives a number, not true or false"),
        ("upper(wage) = 'A'", "`wage` is a number, not a text"),
        ("name and remote", "`name` is a text, not a boolean"),
        ("opened - 1 > opened", "`opened` is a date, not a number"),
        ("wages > 0", "`wages` is no column of this contract (did you mean `wage`?)"),
        ("silver.jobs.wage > 0", "`silver.jobs.wage` is no column of this contract (did you mean `wage`?)"),
        ('name = "a"', "`a` is no column of this contract"),
        ("1 = 1", "it names no column"),
        ("wage > 0 " + "and wage > 0 " * 500, "it has 6509 characters, and at most 5000 are read"),
        ("(" * 2000 + "remote" + ")" * 2000, "it is nested too deeply"),
    ],
)
def test_the_part_at_fault_is_named(sql, said):
    with pytest.raises(RowRuleRefused) as caught:
        compile_row_rule(sql, COLUMNS)
    assert str(caught.value).startswith(said)
    assert caught.value.mend


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*COLUMNS, "(", ")", ",", "'", "'a'", '"', "1", "and", "or", "not", ">", "=", "is", "null", "in",
                         "case", "when", "end", "select", ";", "--", "/*", "upper", "like", "between", "date", "::", "[", "*"]),
        max_size=12,
    )
)  # fmt: skip
def test_any_words_are_compiled_or_refused_in_our_own_words(words):
    said = "nothing"
    try:
        rule = compile_row_rule(" ".join(words), COLUMNS)
    except RowRuleRefused as error:
        said = str(error)
    else:
        assert compile_row_rule(rule.sql, COLUMNS) == rule
    assert said
