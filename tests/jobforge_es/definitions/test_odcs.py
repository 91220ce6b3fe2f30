"""What the standard's own JSON schema finds, in our words and at its place."""

from __future__ import annotations

import jsonschema
import pytest
import yaml
from open_data_contract_standard.model import OpenDataContractStandard

from jobforge_es.definitions.broken import UnknownKey


def test_the_contract_of_these_tests_is_one_for_the_official_package_too(contract_text):
    value = yaml.safe_load(contract_text.replace("1.10", '"1.10"'))
    assert OpenDataContractStandard.model_validate(value).schema_[0].properties[0].name == "code"


def test_a_number_where_the_standard_asks_for_text_is_the_text_that_was_written(compiled):
    contract = compiled(("id: jobs", "id: 007"), ("name: code", "name: code\n        businessName: 1.50"))
    assert contract.version == "1.10"
    assert contract.about["id"] == "007"
    assert contract.columns[0].titles == {"en": "1.50"}


@pytest.mark.parametrize(
    ("old", "new", "what", "line", "column"),
    [
        ("id: jobs\n", "", "`id` is missing", 1, 1),
        ("kind: DataContract", "kind: Contract", "`kind` is `Contract` (did you mean `DataContract`?)", 2, 7),
        ("v3.1.0", "v4", "`apiVersion` is `v4`", 1, 13),
        ("status: active", "status: true", "`status` is `true`, not a text", 5, 9),
        ("status: active", "status:", "`status` has no value", 5, 8),
        ("status: active", "status: [a]", "`status` is a list, not a text", 5, 9),
        ("status: active", "tags: a", "`tags` is `a`, not a list", 5, 7),
        ("status: active", "team: 3", "`team` is `3`, not a mapping of keys to values or a list", 5, 7),
        ("status: active", "team: {members: [{name: x}]}", "`username` is missing in `members[0]`", 5, 18),
        ("logicalType: date\n", "logicalType: dat\n", "`logicalType` is `dat` (did you mean `date`?)", 21, 22),
        ("primaryKey: true", "primaryKey: yes", "`primaryKey` is `yes`, not true or false", 16, 21),
        ("primaryKey: true", "enum: [a]", "`enum[0]` is `a`, not a mapping of keys to values", 16, 16),
        ("primaryKey: true", "relationships: [{to: x}]", "`to` is `x`, which has not the form of such a value", 16, 30),
        ("primaryKey: true", "relationships: [{from: a.b, to: a.b}]", "`from` does not belong in `relationships[0]`", 16, 25),
        ("primaryKey: true", "logicalTypeOptions: {minLength: a}", "`minLength` is `a`, not a whole number", 16, 41),
        ("primaryKey: true", "logicalTypeOptions: {minLength: -1}", "`minLength` is `-1`, which breaks minimum: 0", 16, 41),
        ("primaryKey: true", "quality: [{metric: nullValue, mustBe: 0}]", "`metric` is `nullValue` (did you mean `nullValues`?)", 16, 28),
        ("primaryKey: true", "quality: [{metric: nullValues}]", "`quality[0]` says too little", 16, 19),
        ("primaryKey: true", "quality: [{metric: nullValues, mustBe: 0, mustNotBe: 1}]", "`quality[0]` says several things of which only one may stand", 16, 19),
        ("primaryKey: true", "quality: [{type: sql, query: q}]", "`quality[0]` says too little", 16, 19),
        ("- name: code\n", "- id: x\n", "`name` is missing in `properties[0]`", 14, 9),
    ],
)  # fmt: skip
def test_a_departure_from_the_standard_is_told_in_plain_words_at_its_place(mistake, old, new, what, line, column):
    error = mistake((old, new))
    assert error.what == what
    assert (error.place.line, error.place.column) == (line, column)
    assert error.code == "C-005"
    assert error.why == "the Open Data Contract Standard asks for it"
    assert error.mend


@pytest.mark.parametrize(
    ("old", "new", "what", "line"),
    [
        ("status: active", "statuss: active", "unknown key `statuss` (did you mean `status`?)", 5),
        ("businessName: Jobs", "buisnessName: Jobs", "unknown key `buisnessName` in `schema[0]` (did you mean `businessName`?)", 11),
        ("primaryKey: true", "primaryKee: true", "unknown key `primaryKee` in `properties[0]` (did you mean `primaryKey`?)", 16),
        ("{format: yyyy-MM-dd}", "{fromat: yyyy-MM-dd}", "unknown key `fromat` in `logicalTypeOptions` (did you mean `format`?)", 22),
        ("primaryKey: true", "logicalTypeOptions: {minimum: 1}", "unknown key `minimum` in `logicalTypeOptions`", 16),
    ],
)  # fmt: skip
def test_an_unknown_key_is_told_with_the_nearest_known_one(mistake, old, new, what, line):
    error = mistake((old, new))
    assert isinstance(error, UnknownKey)
    assert error.what.removesuffix(" (did you mean `minLength`?)") == what
    assert error.place.line == line
    assert "customProperties" in error.mend[1]


def test_a_key_that_has_no_meaning_beside_the_others_is_told(mistake):
    error = mistake(("primaryKey: true", "quality: [{type: text, query: x}]"))
    assert error.what == "the key `query` has no meaning beside the others in `quality[0]`"


def test_keys_are_not_called_unknown_because_something_else_in_them_is_wrong(mistakes):
    found = mistakes(("primaryKey: true", "required: maybe"), ("decimal(8,2)", "[]"))
    assert [error.what for error in found] == [
        "`required` is `maybe`, not true or false",
        "`physicalType` is a list, not a text",
    ]


def test_a_column_without_a_type_is_told_before_anything_else(mistake):
    error = mistake(("        logicalType: string\n", ""), ("status: active", "bogus: 1"))
    assert error.what == "a column without `logicalType`"
    assert error.place.line == 14


@pytest.mark.parametrize(
    "schema",
    [
        "schema: 3",
        "schema: [3]",
        "schema: {a: 1}",
        "schema: [{name: a, properties: 3}]",
        "schema: [{name: a, properties: [3]}]",
    ],
)
def test_a_schema_of_the_wrong_shape_is_refused(mistakes, contract_text, schema):
    assert mistakes(text=contract_text.partition("schema:")[0] + schema)


def test_version_2_of_the_standard_is_refused(mistakes):
    assert "v2.2.2" in mistakes(("v3.1.0", "v2.2.2"))[0].what


def test_nested_columns_are_refused_without_following_them(mistake, contract_text):
    nested = "[{name: a, logicalType: string}]"
    for _ in range(15):
        nested = f"[{{name: a, logicalType: object, properties: {nested}}}]"
    text = contract_text.partition("    properties:")[0] + f"    properties: {nested}\n"
    assert mistake(text=text).what == "`object` cannot be held in a column"


def test_thousands_of_allowed_values_are_compared_quickly(compiled):
    values = ", ".join(f"{{value: v{i}}}" for i in range(3000))
    contract = compiled(("        primaryKey: true\n", f"        enum: [{values}]\n"))
    assert len(contract.rules[1].values) == 3000


def test_what_is_known_in_any_case_is_not_asked_of_the_library(compiled, monkeypatch):
    asked = []
    keywords = jsonschema.Draft201909Validator.VALIDATORS
    whole = keywords["unevaluatedProperties"]
    monkeypatch.setitem(keywords, "unevaluatedProperties", lambda *a: asked.append(1) or whole(*a))
    more = "".join(f"      - {{name: c{n}, logicalType: string, required: false}}\n" for n in range(1000))
    made = compiled(("      - name: code", f"{more}      - name: code"))
    assert len(made.columns) > 1000
    assert not asked
