"""Types and spelling of columns. In the contract of these tests line 15 holds the type of ``code``."""

from __future__ import annotations

import pytest

TYPE = "logicalType: string\n        primaryKey: true"
PLAIN = "logicalType: string\nprimaryKey: true"


def typed(text: str) -> tuple[str, str]:
    return TYPE, text.replace("\n", "\n        ")


def customs(**values: str) -> str:
    items = "".join(f"\n  - {{property: jobforge.{key}, value: {value}}}" for key, value in values.items())
    return f"customProperties:{items}"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("logicalType: string", ("string", None, None)),
        ("logicalType: integer\nphysicalType: BIGINT", ("integer", None, None)),
        ("logicalType: number\nphysicalType: DECIMAL(12, 2)", ("decimal", 12, 2)),
        ("logicalType: number\nphysicalType: numeric(38)", ("decimal", 38, 0)),
        ("logicalType: number\nphysicalType: DOUBLE", ("double", None, None)),
        ("logicalType: boolean\n" + customs(trueWords="[Oui]", falseWords="[Non]"), ("boolean", None, None)),
    ],
)
def test_the_type_of_a_column(compiled, text, kind):
    contract = compiled(typed(text))
    column = contract.columns[0]
    assert (column.type, column.precision, column.scale) == kind
    assert "not_checked" not in contract.about


@pytest.mark.parametrize("logical", ["object", "array", "time", "vector", "map"])
def test_a_type_that_no_column_can_hold_is_refused(mistakes, logical):
    more = {
        "map": "\nmap: {key: {logicalType: string}, value: {logicalType: string}}",
        "vector": "\nlogicalTypeOptions: {dimensions: 3}",
    }
    error = mistakes(typed(f"logicalType: {logical}" + more.get(logical, "")))[0]
    assert error.what == f"`{logical}` cannot be held in a column"
    assert (error.place.line, error.place.column) == (15, 22)


@pytest.mark.parametrize(
    "physical", ["decimal", "decimal(0,0)", "decimal(39,0)", "decimal(4,5)", "money", "decimal(1.5)", "float"]
)
def test_a_number_needs_its_digits(mistake, physical):
    error = mistake(typed(f"logicalType: number\nphysicalType: {physical}"))
    assert error.what == f"`{physical}` is no physical type of a number"
    assert error.place.line == 16
    assert error.mend[0] == "physicalType: decimal(12,2)"


def test_a_number_without_a_physical_type_is_refused(mistake):
    error = mistake(typed("logicalType: number"))
    assert error.what == "a number needs its digits"
    assert error.place.line == 15


def test_how_values_are_written_arrives(compiled):
    text = "logicalType: number\nphysicalType: decimal(12,2)\n" + customs(
        header="Salaire (%)", trim="true", decimalMark='","', thousands='"\\u202f"', nullWords="[NA, null, NO, 000]"
    )
    column = compiled(typed(text)).columns[0]
    assert (column.header, column.trim, column.decimal_mark, column.thousands) == ("Salaire (%)", True, ",", "\u202f")
    assert column.null_words == ("NA", "null", "NO", "000")


def test_words_of_a_boolean_are_texts_whatever_yaml_thinks_of_them(compiled):
    column = compiled(
        typed("logicalType: boolean\n" + customs(trueWords="[true, yes, 1]", falseWords="[no, 0]"))
    ).columns[0]
    assert column.true_words == ("true", "yes", "1")
    assert column.false_words == ("no", "0")


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("logicalType: boolean", "a boolean needs its words: `jobforge.trueWords` is missing", 15),
        ("logicalType: boolean\n" + customs(trueWords="[a]", falseWords="[a]"), "`a` is among trueWords and falseWords", 18),
        ("logicalType: boolean\n" + customs(trueWords="[a]", falseWords="[b]", nullWords="[b]"), "`b` is among falseWords and nullWords", 19),
        ("logicalType: boolean\n" + customs(trueWords="a", falseWords="[b]"), "`jobforge.trueWords` is not a list", 17),
        (f"{PLAIN}\n" + customs(trueWords="[a]"), "`jobforge.trueWords` has no meaning for a column of type string", 18),
        (f"{PLAIN}\n" + customs(thousands='","'), "`jobforge.thousands` has no meaning for a column of type string", 18),
        ("logicalType: integer\n" + customs(decimalMark='","'), "`jobforge.decimalMark` has no meaning for a column of type integer", 17),
        ("logicalType: integer\n" + customs(thousands="x"), "thousands are parted by `x`", 17),
        ("logicalType: number\nphysicalType: decimal(4,2)\n" + customs(decimalMark=";"), "the decimal mark is `;`", 18),
        ("logicalType: number\nphysicalType: decimal(4,2)\n" + customs(thousands='"."'), "`.` is the decimal mark and parts thousands", 18),
        (f"{PLAIN}\n" + customs(trim="yes"), "`jobforge.trim` is `yes`, not true or false", 18),
        (f"{PLAIN}\n" + customs(heeder="a"), "unknown property `jobforge.heeder` (did you mean `jobforge.header`?)", 18),
        (f"{PLAIN}\n" + customs(header=""), "`jobforge.header` has no value", 18),
    ],
)  # fmt: skip
def test_a_wrong_way_of_writing_is_told_at_its_line(mistakes, text, what, line):
    error = mistakes(typed(text))[0]
    assert error.what == what
    assert error.place.line == line
    assert error.mend


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("date", "dd/MM/yyyy"),
        ("date", "yyyyMMdd"),
        ("date", "d.M.yyyy"),
        ("timestamp", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
        ("timestamp", "yyyy-MM-dd HH:mm"),
    ],
)
def test_a_declared_format_arrives_as_it_was_written(compiled, kind, written):
    column = compiled(typed(f'logicalType: {kind}\nlogicalTypeOptions: {{format: "{written}"}}')).columns[0]
    assert column.format == written


@pytest.mark.parametrize(
    "written", ["DD/MM/YYYY", "%Y-%m-%d", "yyyy", "dd/MM", "yyyy-MM-dd HH:mm", "yyyy-MM-MM", "yyyy-MM-dd'"]
)
def test_a_format_that_would_leave_something_to_guess_is_refused(mistakes, compiled, written):
    text = f'logicalType: date\nlogicalTypeOptions: {{format: "{written}"}}'
    if written == "yyyy":
        assert compiled(typed(text)).columns[0].format == written
        return
    error = mistakes(typed(text))[0]
    assert error.place.line == 16
    assert error.mend


@pytest.mark.parametrize("kind", ["date", "timestamp"])
def test_a_date_without_a_format_is_refused_where_a_source_feeds_the_table(mistake, kind):
    error = mistake(typed(f"logicalType: {kind}"))
    assert error.what == f"a {kind} needs its format"
    assert "yyyy-MM-dd" in error.mend[0]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ("format: 'yyyy-MM-dd HH:mm', timezone: true", "`timezone` is true, and the format has no offset (XXX)"),
        ("format: 'yyyy-MM-dd HH:mmXXX', timezone: false", "the format has an offset (XXX), and `timezone` is false"),
        ("format: 'yyyy-MM-dd HH:mm', defaultTimezone: America/Toronto", "times without an offset are kept as they stand, not converted from `America/Toronto`"),
    ],
)  # fmt: skip
def test_time_zones_that_would_not_be_honoured_are_refused(mistake, options, what):
    assert mistake(typed(f"logicalType: timestamp\nlogicalTypeOptions: {{{options}}}")).what == what


def test_utc_and_an_offset_are_honoured(compiled):
    options = "format: 'yyyy-MM-dd HH:mmXXX', timezone: true, defaultTimezone: Etc/UTC"
    assert compiled(typed(f"logicalType: timestamp\nlogicalTypeOptions: {{{options}}}")).columns[0].type == "timestamp"


@pytest.mark.parametrize("key", ["header", "trim", "nullWords", "trueWords", "decimalMark"])
def test_how_text_is_read_is_refused_in_a_table_that_a_model_makes(mistake, key):
    error = mistake(
        typed(f"{PLAIN}\n" + customs(**{key: "x"})),
        ("customProperties:\n  - {property: jobforge.source, value: jobs}\n", ""),
        ("{format: yyyy-MM-dd}", "{}"),
    )
    assert error.what == f"`jobforge.{key}` has no meaning in a table that a model makes"


def test_a_format_in_a_table_that_a_model_makes_is_listed_as_not_checked(compiled):
    contract = compiled(("customProperties:\n  - {property: jobforge.source, value: jobs}\n", ""))
    assert contract.about["not_checked"] == "format of column posted: a model makes typed values, not text"
    assert contract.columns[2].format is None


def test_titles_and_descriptions_arrive_in_both_languages(compiled):
    text = f"{PLAIN}\nbusinessName: Code\ndescription: Four digits.\ncustomProperties:\n  - {{property: jobforge.title.fr, value: Code}}\n  - {{property: jobforge.description.fr, value: «Quatre» chiffres.}}"
    column = compiled(typed(text)).columns[0]
    assert column.titles == {"en": "Code", "fr": "Code"}
    assert column.descriptions == {"en": "Four digits.", "fr": "«Quatre» chiffres."}


def test_a_text_said_twice_is_refused(mistake):
    text = f"{PLAIN}\nbusinessName: Code\ncustomProperties: [{{property: jobforge.title.en, value: Code}}]"
    assert mistake(typed(text)).what == "`jobforge.title.en` and `businessName` say the same"


def test_a_list_of_codes_and_its_edition_are_kept_as_the_catalog_says_them(compiled):
    about = compiled(typed(PLAIN + "\n" + customs(codeList="silver.noc", codeListEdition='"2021"'))).about
    assert about["column.code.jobforge.codeList"] == "table:silver.noc"
    assert about["column.code.jobforge.codeListEdition"] == "2021"
    about = compiled(typed(PLAIN + "\n" + customs(codeList='"source:noc"'))).about
    assert about["column.code.jobforge.codeList"] == "source:noc"


@pytest.mark.parametrize(
    "values",
    [{"codeListEdition": '"2021"'}, {"codeList": "noc"}, {"codeList": "bronze.noc"}, {"codeList": '"term:noc"'}],
)
def test_what_is_no_list_of_codes_is_refused(mistake, values):
    assert "list of codes" in str(mistake(typed(PLAIN + "\n" + customs(**values))))
