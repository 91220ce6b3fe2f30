"""Rules of single columns, keys and references. In the contract of these tests line 15 holds the type of ``code``."""

from __future__ import annotations

import pytest

from ledger.definitions import Rule

TYPE = "logicalType: string\n        primaryKey: true"
PLAIN = "logicalType: string\nprimaryKey: true"
DECIMAL = "logicalType: number\nphysicalType: decimal(8,2)"


def typed(text: str) -> tuple[str, str]:
    return TYPE, text.replace("\n", "\n        ")


def rule_of(contract, rule_id: str) -> Rule:
    return next(rule for rule in contract.rules if rule.id == rule_id)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("logicalType: string\nrequired: true", Rule("code.required", "required", ("code",))),
        ("logicalType: string\nunique: true", Rule("code.unique", "unique", ("code",))),
        ("logicalType: string\nlogicalTypeOptions: {minLength: 2, maxLength: 4}", Rule("code.length", "length", ("code",), minimum="2", maximum="4")),
        ("logicalType: string\nlogicalTypeOptions: {maxLength: 4}", Rule("code.length", "length", ("code",), maximum="4")),
        ("logicalType: string\nlogicalTypeOptions: {pattern: '^[0-9]{5}$'}", Rule("code.pattern", "pattern", ("code",), pattern="^[0-9]{5}$")),
        ("logicalType: string\nenum: [{value: NO}, {value: 007}, {value: é}, {value: 'null'}]", Rule("code.allowed", "allowed", ("code",), values=("NO", "007", "é", "null"))),
        ("logicalType: integer\nenum: [{value: 1}, {value: 2.0}]", Rule("code.allowed", "allowed", ("code",), values=("1", "2"))),
        (f"{DECIMAL}\nenum: [{{value: 1}}, {{value: 2.5}}]", Rule("code.allowed", "allowed", ("code",), values=("1.00", "2.50"))),
        ("logicalType: integer\nlogicalTypeOptions: {minimum: 0, exclusiveMaximum: 10}", Rule("code.range", "range", ("code",), minimum="0", maximum="10", exclusive_maximum=True)),
        (f"{DECIMAL}\nlogicalTypeOptions: {{exclusiveMinimum: 0.005, maximum: 1e3}}", Rule("code.range", "range", ("code",), minimum="0.005", maximum="1000", exclusive_minimum=True)),
        ("logicalType: number\nphysicalType: double\nlogicalTypeOptions: {minimum: 1}", Rule("code.range", "range", ("code",), minimum="1.0")),
        ("logicalType: date\nlogicalTypeOptions: {format: dd/MM/yyyy, minimum: 2020-01-01}", Rule("code.range", "range", ("code",), minimum="2020-01-01")),
        ("logicalType: timestamp\nlogicalTypeOptions: {format: yyyy-MM-dd, maximum: '2020-01-01T02:00:00+02:00'}", Rule("code.range", "range", ("code",), maximum="2020-01-01 00:00:00")),
        ("logicalType: integer\nlogicalTypeOptions: {format: u8, maximum: 300}", Rule("code.range", "range", ("code",), minimum="0", maximum="255")),
        ("logicalType: integer\nlogicalTypeOptions: {format: u8, minimum: 5, maximum: 9}", Rule("code.range", "range", ("code",), minimum="5", maximum="9")),
        ("logicalType: integer\nlogicalTypeOptions: {multipleOf: 5}", Rule("code.multiple", "row", ("code",), sql='"code" % 5 = 0')),
        ("logicalType: string\nrelationships: [{to: silver.noc.code}]", Rule("code.reference", "reference", ("code",), reference="silver.noc", reference_columns=("code",))),
        ("logicalType: string\nrelationships: [{to: silver.noc.code, id: main}]", Rule("code.reference.main", "reference", ("code",), reference="silver.noc", reference_columns=("code",))),
        ("logicalType: string\nrelationships: [{to: silver.jobs.code, customProperties: [{property: jobforge.severity, value: warning}]}]",
         Rule("code.reference", "reference", ("code",), "warning", reference="silver.jobs", reference_columns=("code",))),
        ("logicalType: string\nrequired: true\ncustomProperties: [{property: jobforge.severity.required, value: warning}]", Rule("code.required", "required", ("code",), "warning")),
    ],
)  # fmt: skip
def test_a_promise_becomes_a_rule(compiled, text, rule):
    contract = compiled(typed(text))
    assert rule_of(contract, rule.id) == rule
    assert "not_checked" not in contract.about


@pytest.mark.parametrize("text", ["format: i64", "format: i64, multipleOf: 1"])
def test_an_integer_of_64_bits_needs_no_range(compiled, text):
    contract = compiled(typed(f"logicalType: integer\nlogicalTypeOptions: {{{text}}}"))
    assert all(rule.kind != "range" for rule in contract.rules)


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("logicalType: string\nlogicalTypeOptions: {pattern: '[0-9'}", "`[0-9` is not a regular expression", 16),
        ("logicalType: string\nlogicalTypeOptions: {pattern: '(?=x)'}", "`(?=x)` is not a regular expression", 16),
        ("logicalType: string\nlogicalTypeOptions: {minLength: 5, maxLength: 4}", "`minLength` 5 is above `maxLength` 4", 16),
        ("logicalType: integer\nlogicalTypeOptions: {minimum: 5, maximum: 4}", "no value lies between `5` and `4`", 16),
        ("logicalType: integer\nlogicalTypeOptions: {minimum: 5, exclusiveMaximum: 5}", "no value lies between `5` and `5`", 16),
        ("logicalType: integer\nlogicalTypeOptions: {minimum: 5, exclusiveMinimum: 5}", "`minimum` and `exclusiveMinimum` both stand here", 16),
        ("logicalType: integer\nlogicalTypeOptions: {multipleOf: 0.5}", "`0.5` is no value of `code`", 16),
        ("logicalType: date\nlogicalTypeOptions: {format: dd/MM/yyyy, minimum: 31/12/2020}", "`31/12/2020` is no value of `code`, date", 16),
        ("logicalType: date\nlogicalTypeOptions: {format: dd/MM/yyyy, minimum: '2020-02-30'}", "`2020-02-30` is no value of `code`, date", 16),
        ("logicalType: timestamp\nlogicalTypeOptions: {format: yyyy-MM-dd, minimum: noon}", "`noon` is no value of `code`, timestamp", 16),
        ("logicalType: integer\nenum: [{value: a}]", "`a` is no value of `code`, integer", 16),
        ("logicalType: integer\nenum: [{value: 1.5}]", "`1.5` is no value of `code`, integer", 16),
        ("logicalType: integer\nenum: [{value: 1}, {value: 1.0}]", "`1.0` is allowed twice", 16),
        ("logicalType: string\nenum: [{value: a}, {value: a}]", "`enum` holds the same twice", 16),
        (f"{DECIMAL}\nenum: [{{value: 1.0, label: a}}, {{value: 1.00}}]", "`1.00` is allowed twice", 17),
        (f"{DECIMAL}\nenum: [{{value: 1.005}}]", "`1.005` is no value of `code`, decimal", 17),
        (f"{DECIMAL}\nenum: [{{value: 12345678}}]", "`12345678` is no value of `code`, decimal", 17),
        ("logicalType: string\nenum: [{value: null}]", "an allowed value is missing", 16),
        ("logicalType: string\nenum: [{value: [a]}]", "`value` is a list, not a text or a number or a whole number or true or false or nothing", 16),
        ("logicalType: string\nrequired: false\nprimaryKey: true", "`code` is in the primary key and not required", 16),
        ("logicalType: string\ncustomProperties: [{property: jobforge.severity.pattern, value: warning}]", "`code` has no rule of kind `pattern`", 16),
        ("logicalType: string\nprimaryKey: true\ncustomProperties: [{property: jobforge.severity.required, value: warning}]", "a column of the primary key is always required", 17),
        ("logicalType: string\nrequired: true\ncustomProperties: [{property: jobforge.severity.required, value: warn}]", "`jobforge.severity.required` is `warn`", 17),
        ("logicalType: string\ncustomProperties: [{property: jobforge.severity.type, value: warning}]", "unknown property `jobforge.severity.type` (did you mean `jobforge.severity.pattern`?)", 16),
        ("logicalType: string\nrelationships: [{to: noc.code}]", "`noc.code` names no column that can be referred to", 16),
        ("logicalType: string\nrelationships: [{to: gold.dim_noc.code}]", "`gold.dim_noc.code` names no column that can be referred to", 16),
        ("logicalType: string\nrelationships: [{to: schema/x/properties/y}]", "`schema/x/properties/y` names no column that can be referred to", 16),
        ("logicalType: string\nrelationships: [{to: [silver.a.b, silver.a.c]}]", "1 column(s) refer to 2", 16),
        ("logicalType: string\nrelationships: [{to: silver.a.b}, {to: silver.a.c}]", "the rule `code.reference` is said twice", 14),
        ("logicalType: boolean\nlogicalTypeOptions: {minimum: 1}\ncustomProperties: [{property: jobforge.trueWords, value: [a]}, {property: jobforge.falseWords, value: [b]}]", "unknown key `minimum` of a boolean", 16),
    ],
)  # fmt: skip
def test_a_promise_that_cannot_be_kept_is_told_at_its_line(mistake, text, what, line):
    error = mistake(typed(text))
    assert error.what == what
    assert error.place.line == line


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        (f"{DECIMAL}\nlogicalTypeOptions: {{format: f32}}", "format f32 of column code: its type says what it holds"),
        ("logicalType: integer\nlogicalTypeOptions: {format: i128}", "format i128 of column code: its type says what it holds"),
        ("logicalType: number\nphysicalType: double\nlogicalTypeOptions: {multipleOf: 0.1}", "multipleOf of column code: a double holds no exact multiples"),
    ],
)  # fmt: skip
def test_a_promise_that_is_not_checked_is_listed(compiled, text, listed):
    assert compiled(typed(text)).about["not_checked"] == listed


KEYED = "\n        primaryKey: true\n        primaryKeyPosition: "


def test_the_key_takes_the_positions_that_are_given(compiled):
    contract = compiled(
        (TYPE, f"logicalType: string{KEYED}2"), ("physicalType: decimal(8,2)", f"physicalType: decimal(8,2){KEYED}1")
    )
    assert contract.key == ("wage", "code")
    assert rule_of(contract, "key").columns == ("wage", "code")


def test_a_key_without_positions_has_the_order_of_the_file(compiled):
    contract = compiled(("decimal(8,2)", "decimal(8,2)\n        primaryKey: true"))
    assert contract.key == ("code", "wage")
    assert rule_of(contract, "wage.required").severity == "error"


def test_a_key_of_one_column_needs_no_rule_that_it_is_unique(compiled):
    contract = compiled(typed(f"{PLAIN}\nunique: true"))
    assert [rule.id for rule in contract.rules if rule.kind in ("unique", "key")] == ["key"]


@pytest.mark.parametrize("places", [("1", "1"), ("1", "3"), ("0", "1"), ("1", "-1"), ("2", "3")])
def test_positions_of_the_key_count_from_one(mistake, places):
    first, second = (KEYED + place for place in places)
    error = mistake((TYPE, f"logicalType: string{first}"), ("decimal(8,2)", f"decimal(8,2){second}"))
    assert error.what == "the positions in the primary key are not 1, 2"
    assert error.place.line == 17


def test_a_position_without_a_key_is_refused(mistake):
    error = mistake((TYPE, "logicalType: string\n        primaryKeyPosition: 1"))
    assert error.what == "`code` has a place in the primary key and is not in it"


def test_a_reference_of_several_columns_stands_at_the_table(compiled):
    relation = "    relationships:\n      - {from: [jobs.code, silver.jobs.wage], to: [silver.noc.a, silver.noc.b]}\n      - {id: again, from: jobs.code, to: silver.noc.c}\n    properties:\n"
    contract = compiled(("    properties:\n", relation))
    assert rule_of(contract, "reference.silver.noc") == Rule(
        "reference.silver.noc", "reference", ("code", "wage"), reference="silver.noc", reference_columns=("a", "b")
    )
    assert rule_of(contract, "reference.again").reference_columns == ("c",)


@pytest.mark.parametrize(
    ("relation", "what"),
    [
        ("{from: jobs.kode, to: silver.noc.a}", "`jobs.kode` is no column of this contract"),
        ("{from: noc.code, to: silver.noc.a}", "`noc.code` is no column of this contract"),
        ("{from: [jobs.code, jobs.wage], to: [silver.a.b, silver.c.d]}", "one relationship leads to 2 tables"),
        ("{from: [jobs.code, jobs.wage], to: [silver.a.b]}", "2 column(s) refer to 1"),
        ("{to: silver.a.b}", "`from` is missing in `relationships[0]`"),
    ],
)
def test_a_wrong_reference_of_the_table_is_refused(mistake, relation, what):
    error = mistake(("    properties:\n", f"    relationships: [{relation}]\n    properties:\n"))
    assert error.what == what
    assert error.place.line == 13


def test_gold_may_refer_to_gold(compiled):
    contract = compiled(
        ("customProperties:\n  - {property: jobforge.source, value: jobs}\n", ""),
        ("{format: yyyy-MM-dd}", "{}"),
        ("silver.jobs", "gold.fact_jobs"),
        typed("logicalType: string\nrelationships: [{to: gold.dim_noc.code}]"),
    )
    assert rule_of(contract, "code.reference").reference == "gold.dim_noc"
