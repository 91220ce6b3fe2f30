from __future__ import annotations

import pytest

from ledger.definitions import Rule

KEY = "        primaryKey: true\n"


def of_column(item: str) -> tuple[str, str]:
    return KEY, f"{KEY}        quality: [{item}]\n"


def of_table(item: str) -> tuple[str, str]:
    return "    properties:\n", f"    quality: [{item}]\n    properties:\n"


def rule_of(contract, rule_id: str) -> Rule:
    return next(rule for rule in contract.rules if rule.id == rule_id)


def test_a_condition_on_the_row_becomes_a_rule_with_what_is_said_of_it(compiled):
    item = "{type: custom, engine: jobforge, name: wage_ok, implementation: WAGE > 0 or code is null, severity: warning, description: Décrit, dimension: accuracy, tags: [a]}"
    contract = compiled(of_table(item))
    assert rule_of(contract, "wage_ok") == Rule(
        "wage_ok", "row", ("code", "wage"), "warning", sql='"wage" > 0 OR "code" IS NULL', description="Décrit"
    )
    assert contract.about["rule.wage_ok.dimension"] == "accuracy"
    assert contract.about["rule.wage_ok.tags"] == '["a"]'


def test_a_condition_may_stand_at_a_column_and_name_others_below_it(compiled):
    item = "{type: custom, engine: jobforge, name: ok, implementation: length(code) < wage}"
    assert rule_of(compiled(of_column(item)), "ok").columns == ("code", "wage")


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        ("{metric: nullValues, mustBe: 0}", []),
        ("{type: library, metric: duplicateValues, mustBe: 0}", [Rule("code.unique", "unique", ("code",))]),
        ("{metric: duplicateValues, mustBeLessThan: 1}", [Rule("code.unique", "unique", ("code",))]),
        ("{metric: duplicateValues, mustBeLessOrEqualTo: 0, unit: percent}", [Rule("code.unique", "unique", ("code",))]),
        ("{metric: invalidValues, mustBe: 0, arguments: {validValues: [NO, 007]}}", [Rule("code.allowed", "allowed", ("code",), values=("NO", "007"))]),
        ("{metric: invalidValues, mustBe: 0, severity: warning, arguments: {pattern: 'a+'}}", [Rule("code.pattern", "pattern", ("code",), "warning", pattern="a+")]),
        ("{metric: missingValues, mustBe: 0, arguments: {missingValues: [\"it's\", '', NA]}}", [Rule("code.missing", "row", ("code",), sql="NOT \"code\" IN ('it''s', '', 'NA')")]),
    ],
)  # fmt: skip
def test_a_metric_of_the_library_becomes_the_rule_that_means_the_same(compiled, item, rules):
    change = of_column(item)
    if "nullValues" in item:
        contract = compiled(("decimal(8,2)", f"decimal(8,2)\n        quality: [{item}]"))
        assert rule_of(contract, "wage.required") == Rule("wage.required", "required", ("wage",))
        return
    contract = compiled(change)
    assert [rule for rule in contract.rules if rule.id.startswith("code.")][2:] == rules
    assert "not_checked" not in contract.about


def test_missing_values_with_null_are_required(compiled):
    item = "{metric: missingValues, mustBe: 0, arguments: {missingValues: [null, NA]}}"
    contract = compiled(("decimal(8,2)", f"decimal(8,2)\n        quality: [{item}]"))
    assert rule_of(contract, "wage.required")
    assert rule_of(contract, "wage.missing").sql == "TRUE"


def test_values_that_are_unique_together_stand_at_the_table(compiled):
    contract = compiled(of_table("{metric: duplicateValues, mustBe: 0, arguments: {properties: [code, posted]}}"))
    assert rule_of(contract, "unique.code.posted") == Rule("unique.code.posted", "unique", ("code", "posted"))


@pytest.mark.parametrize(
    ("item", "listed"),
    [
        ("{type: text, description: Looks good}", "quality Looks good of column code: a rule of type text that nothing here runs"),
        ("{type: sql, query: SELECT 1, mustBe: 1, name: x}", "quality x of column code: a rule of type sql that nothing here runs"),
        ("{type: custom, engine: soda, implementation: x}", "quality without a name of column code: a rule of type soda that nothing here runs"),
        ("{metric: nullValues, mustBeLessThan: 5, unit: percent}", "quality nullValues of column code: a rule of type library that nothing here runs"),
        ("{metric: nullValues, mustBeLessThan: 1, unit: percent}", "quality nullValues of column code: a rule of type library that nothing here runs"),
        ("{metric: nullValues, mustBe: '0'}", "quality nullValues of column code: a rule of type library that nothing here runs"),
        ("{metric: rowCount, mustBe: 0}", "quality rowCount of column code: a rule of type library that nothing here runs"),
        ("{metric: invalidValues, mustBe: 0}", "quality invalidValues of column code: a rule of type library that nothing here runs"),
        ("{metric: duplicateValues, mustBe: 0, schedule: 0 20 * * *}", "schedule of rule code.unique: it is checked whenever rows are promoted"),
    ],
)  # fmt: skip
def test_what_nothing_here_runs_is_listed(compiled, item, listed):
    assert compiled(of_column(item)).about["not_checked"] == listed


def test_a_count_of_rows_is_listed_at_the_table(compiled):
    contract = compiled(of_table("{metric: rowCount, mustBeGreaterThan: 10}"))
    assert contract.about["not_checked"] == "quality rowCount: a rule of type library that nothing here runs"


OURS = "type: custom, engine: jobforge"


@pytest.mark.parametrize(
    ("item", "what"),
    [
        (f"{{{OURS}, implementation: wage > 0}}", "a rule of the engine jobforge needs a name"),
        (f"{{{OURS}, name: Wage OK, implementation: wage > 0}}", "`Wage OK` cannot name a rule"),
        (f"{{{OURS}, name: key, implementation: wage > 0}}", "`key` is the rule of the primary key"),
        (f"{{{OURS}, name: ok, implementation: wage >}}", "the rule `ok` cannot be checked: it is no SQL condition"),
        (f"{{{OURS}, name: ok, implementation: random() > 0}}", "the rule `ok` cannot be checked: `RAND` in `RANDOM()` is not allowed"),
        (f"{{{OURS}, name: ok, implementation: wages > 0}}", "the rule `ok` cannot be checked: `wages` is no column of this contract (did you mean `wage`?)"),
        (f"{{{OURS}, name: ok, implementation: {{a: b}}}}", "`implementation` is a mapping, not a single value"),
        (f"{{{OURS}, name: ok, implementation: wage > 0, severity: info}}", "`severity` is `info`"),
        ("{type: custom, engine: JobForge, name: ok, implementation: wage > 0}", "unknown engine `JobForge` (did you mean `jobforge`?)"),
        ("{metric: duplicateValues, mustBe: 0, arguments: {properties: [kode]}}", "`kode` is no column of this contract"),
        (f"{{{OURS}, name: ok, implementation: wage > 0}}, {{{OURS}, name: ok, implementation: wage > 1}}", "the rule `ok` is said twice"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_told_at_its_line(mistake, item, what):
    error = mistake(of_table(item))
    assert error.what == what
    assert error.place.line == 13


@pytest.mark.parametrize(
    ("item", "what"),
    [
        ("{metric: invalidValues, mustBe: 0, arguments: {pattern: '['}}", "`[` is not a regular expression"),
        ("{metric: invalidValues, mustBe: 0, arguments: {validValues: []}}", "`code` allows no value"),
        ("{metric: nullValues, mustBe: 0}", "the rule `code.required` is said twice"),
    ],
)
def test_a_wrong_metric_is_told_at_its_line(mistake, item, what):
    error = mistake(of_column(item))
    assert error.what == what
    assert error.place.line == 17
