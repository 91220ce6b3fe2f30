"""Conditions of rules against oracles in plain Python."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import attrs
import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.definitions import Column, Contract, Rule
from projections.engines.quoting import identifier
from projections.layers.columns import sql_type
from projections.layers.reasons import reason
from projections.layers.rules import UnfitRule, check_pattern, check_rule, condition

BOUNDED = settings(max_examples=60, deadline=None)

ENGINE = duckdb.connect()


def broken(rule: Rule, column: Column, values: list[object]) -> list[bool]:
    """Tell for each value whether it breaks the rule."""
    name = identifier(column.name)
    check = condition(rule, {column.name: column})
    sql = f"SELECT ({check}) IS FALSE FROM (SELECT unnest($1::{sql_type(column)}[]) AS {name})"
    return [row[0] for row in ENGINE.execute(sql, [values]).fetchall()]


def rule_on(column: Column, kind: str, **parts) -> Rule:
    return Rule(f"{column.name}.{kind}", kind, (column.name,), **parts)


TEXT = Column("t", "string")
NUMBER = Column("n", "integer")
MONEY = Column("m", "decimal", precision=6, scale=2)


def test_only_a_missing_value_breaks_required():
    assert broken(rule_on(TEXT, "required"), TEXT, ["", None, " "]) == [False, True, False]


def test_a_pattern_holds_for_the_whole_value_and_a_missing_one_passes():
    rule = rule_on(TEXT, "pattern", pattern="[0-9]{5}")
    assert broken(rule, TEXT, ["00010", "00010.00", "x00010", "", None, "0001\n", "00010\n"]) == [
        False, True, True, True, False, True, True,
    ]  # fmt: skip


def test_a_pattern_on_a_typed_column_looks_at_its_canonical_text():
    assert broken(rule_on(NUMBER, "pattern", pattern="[0-9]{2}"), NUMBER, [12, 123, None]) == [False, True, False]


@pytest.mark.parametrize("pattern", ["(", "[a", "a{2000}", "(?=x)", r"(a)\1", "*"])
def test_a_pattern_that_the_engine_cannot_read_is_refused_with_its_reason(pattern):
    with pytest.raises(UnfitRule, match="not a regular expression") as caught:
        check_pattern(pattern, "t.pattern")
    assert "RE2" in caught.value.why


def test_a_pattern_with_quotes_is_still_a_pattern():
    check_pattern("it's \"x\" '; DROP TABLE t; --", "t.pattern")
    assert broken(rule_on(TEXT, "pattern", pattern="it's"), TEXT, ["it's", "its"]) == [False, True]


@BOUNDED
@given(st.lists(st.one_of(st.none(), st.text(max_size=6)), min_size=1), st.integers(0, 4), st.integers(0, 6))
@example(["é", "e\u0301", "\U0001f468\u200d\U0001f469", ""], 1, 2)
def test_length_counts_characters(values, least, most):
    rule = rule_on(TEXT, "length", minimum=str(least), maximum=str(most))
    assert broken(rule, TEXT, values) == [v is not None and not least <= len(v) <= most for v in values]


BOUND = st.decimals(min_value=-20000, max_value=20000, allow_nan=False, places=3)


@BOUNDED
@given(st.lists(st.integers(-999999, 999999), min_size=1), BOUND, BOUND, st.booleans(), st.booleans())
@example([0, 1, 50], Decimal("0.005"), Decimal("0.005"), True, True)
def test_a_range_compares_exactly_even_where_its_bounds_are_finer_than_the_column(cents, low, high, over, under):
    values = [Decimal(c).scaleb(-2) for c in cents] + [None]
    rule = rule_on(MONEY, "range", minimum=str(low), maximum=str(high), exclusive_minimum=over, exclusive_maximum=under)

    def breaks(value):
        too_low = value <= low if over else value < low
        too_high = value >= high if under else value > high
        return too_low or too_high

    assert broken(rule, MONEY, values) == [v is not None and breaks(v) for v in values]


@BOUNDED
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1), st.integers(-(2**65), 2**65), st.booleans())
@example([-(2**63), 0], -(2**63), True)
@example([2**63 - 1, 0], 2**63, False)
def test_bounds_beyond_64_bits_let_everything_or_nothing_pass(values, bound, exclusive):
    low = rule_on(NUMBER, "range", minimum=str(bound), exclusive_minimum=exclusive)
    high = rule_on(NUMBER, "range", maximum=str(bound), exclusive_maximum=exclusive)
    assert broken(low, NUMBER, values) == [v < bound or (exclusive and v == bound) for v in values]
    assert broken(high, NUMBER, values) == [v > bound or (exclusive and v == bound) for v in values]


def test_ranges_of_dates_times_doubles_and_texts_use_their_own_order():
    day, time = Column("d", "date"), Column("z", "timestamp")
    assert broken(rule_on(day, "range", minimum="2020-01-01"), day, [date(2019, 12, 31), date(2020, 1, 1)]) == [
        True,
        False,
    ]
    noon = rule_on(time, "range", maximum="2020-01-01T12:00:00+02:00")
    assert broken(noon, time, [datetime(2020, 1, 1, 10), datetime(2020, 1, 1, 10, 0, 1)]) == [False, True]
    double = Column("x", "double")
    assert broken(rule_on(double, "range", minimum="0.1"), double, [0.1, 0.05]) == [False, True]
    assert broken(rule_on(TEXT, "range", minimum="b", exclusive_minimum=True), TEXT, ["a", "b", "c"]) == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("column", "values", "good", "bad"),
    [
        (TEXT, ("a", "it's", ""), ["a", "it's", ""], ["A", "a "]),
        (NUMBER, ("1", "02"), [1, 2], [3]),
        (MONEY, ("1.5", "2.00"), [Decimal("1.50"), Decimal(2)], [Decimal("1.51")]),
        (Column("b", "boolean"), ("true",), [True], [False]),
        (Column("d", "date"), ("2020-02-29",), [date(2020, 2, 29)], [date(2020, 3, 1)]),
    ],
)
def test_only_allowed_values_pass_and_missing_ones(column, values, good, bad):
    rule = rule_on(column, "allowed", values=values)
    assert broken(rule, column, [*good, None, *bad]) == [False] * (len(good) + 1) + [True] * len(bad)


def row_rule(sql: str, *columns: str) -> Rule:
    return Rule("positive", "row", columns, sql=sql)


def test_a_row_rule_is_broken_only_where_it_is_false():
    assert broken(row_rule("n > 0", "n"), NUMBER, [1, 0, None]) == [False, True, False]


def test_a_row_rule_may_end_in_a_comment():
    assert broken(row_rule("n > 0 -- positive", "n"), NUMBER, [1, 0]) == [False, True]


def test_a_row_for_which_a_row_rule_cannot_be_computed_breaks_it():
    assert broken(row_rule("CAST(t AS INTEGER) > 0", "t"), TEXT, ["1", "x", "-1", None]) == [False, True, True, False]


@pytest.mark.parametrize(
    ("rule", "column"),
    [
        (rule_on(NUMBER, "range", minimum="x"), NUMBER),
        (rule_on(NUMBER, "range", minimum="NaN"), NUMBER),
        (rule_on(NUMBER, "range", maximum="Infinity"), NUMBER),
        (rule_on(NUMBER, "allowed", values=("1.5",)), NUMBER),
        (rule_on(NUMBER, "allowed", values=(str(2**63),)), NUMBER),
        (rule_on(MONEY, "allowed", values=("1.005",)), MONEY),
        (rule_on(MONEY, "allowed", values=("10000",)), MONEY),
        (rule_on(TEXT, "allowed"), TEXT),
        (rule_on(TEXT, "length", minimum="1.5"), TEXT),
        (rule_on(TEXT, "pattern", pattern="("), TEXT),
        (rule_on(Column("d", "date"), "range", minimum="1/1/2020"), Column("d", "date")),
        (rule_on(Column("b", "boolean"), "allowed", values=("oui",)), Column("b", "boolean")),
        (rule_on(Column("x", "double"), "range", minimum="1e999"), Column("x", "double")),
        (Rule("r", "row", ("t",)), TEXT),
        (Rule("other.required", "required", ("other",)), TEXT),
    ],
)
def test_a_rule_that_can_never_be_checked_is_refused(rule, column):
    contract = Contract("silver.t", "1", (column,), (rule,))
    with pytest.raises(UnfitRule):
        check_rule(rule, contract)


def test_a_reason_holds_the_rule_and_no_value():
    columns = {c.name: attrs.evolve(c, thousands=" ") if c.type == "integer" else c for c in (TEXT, NUMBER, MONEY)}
    assert (
        reason(rule_on(NUMBER, "type"), columns)
        == "not a whole number of at most 64 bits, thousands parted by ' ' or not at all"
    )
    assert (
        reason(rule_on(MONEY, "type"), columns) == "not a number with at most 4 digits before and 2 after the mark '.'"
    )
    assert (
        reason(rule_on(NUMBER, "range", minimum="1", maximum="5", exclusive_maximum=True), columns)
        == "not at least 1 and below 5"
    )
    assert reason(rule_on(TEXT, "length", maximum="5"), columns) == "its length is not at most 5 characters"
    assert reason(rule_on(TEXT, "unique"), columns) == "shared with another row"
    for kind in ("boolean", "date", "timestamp", "double", "string"):
        column = Column("c", kind, true_words=("oui",), false_words=("non",))
        assert reason(rule_on(column, "type"), {"c": column}).startswith("not ")
