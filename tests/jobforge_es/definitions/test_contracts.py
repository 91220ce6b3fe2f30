from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobforge_es.definitions.broken import DefinitionsBroken, UnknownKey
from jobforge_es.definitions.contracts import read_contract
from ledger.definitions import Column, Contract, Rule
from ledger.errors import JobForgeError
from projections.layers.casting import check_column
from projections.layers.rules import ROW_RULES, check_rule

MODEL = (("customProperties:\n  - {property: jobforge.source, value: jobs}\n", ""), ("{format: yyyy-MM-dd}", "{}"))
"""The same table, made by a model."""


def test_a_contract_is_compiled_whole(compiled):
    assert compiled() == Contract(
        table="silver.jobs",
        version="1.10",
        columns=(
            Column("code", "string", key=1),
            Column("wage", "decimal", precision=8, scale=2),
            Column("posted", "date", format="yyyy-MM-dd"),
        ),
        rules=(
            Rule("code.type", "type", ("code",)),
            Rule("code.required", "required", ("code",)),
            Rule("wage.type", "type", ("wage",)),
            Rule("posted.type", "type", ("posted",)),
            Rule("key", "key", ("code",)),
        ),
        source="jobs",
        titles={"en": "Jobs"},
        descriptions={"en": "One row per job."},
        about={"id": "jobs", "status": "active", "table.name": "jobs"},
    )


def test_our_properties_arrive_from_the_contract_and_from_its_table(compiled):
    contract = compiled(
        ("value: jobs}\n", "value: jobs}\n  - {property: jobforge.mode, value: replace}\n  - {property: jobforge.onConflict, value: last}\n"),
        ("    properties:\n", """\
    customProperties:
      - {property: jobforge.quarantineLimit, value: '0,5 %'}
      - {property: jobforge.domain, value: demand}
      - {property: jobforge.title.fr, value: Emplois}
      - {property: jobforge.description.fr, value: Une ligne par emploi.}
      - {property: costCentre, value: 0042}
    properties:
"""),
    )  # fmt: skip
    assert (contract.mode, contract.on_conflict, contract.quarantine_limit) == ("replace", "last", "0.005")
    assert contract.domain == "demand"
    assert contract.titles == {"en": "Jobs", "fr": "Emplois"}
    assert contract.descriptions["fr"] == "Une ligne par emploi."
    assert contract.about["table.custom.costCentre"] == "0042"


def test_no_limit_is_said_with_none(compiled):
    added = "value: jobs}\n  - {property: jobforge.quarantineLimit, value: none}\n"
    assert compiled(("value: jobs}\n", added)).quarantine_limit is None


def test_the_scope_of_a_revision_is_kept_for_its_adoption(compiled):
    added = "value: jobs}\n  - {property: jobforge.scope, value: from_now}\n"
    assert compiled(("value: jobs}\n", added)).about["jobforge.scope"] == "from_now"
    assert "jobforge.scope" not in compiled().about


def test_the_standard_domain_is_the_folder_unless_ours_says_another(compiled):
    assert compiled(("status: active", "domain: demand")).domain == "demand"
    ours = ("value: jobs}\n", "value: jobs}\n  - {property: jobforge.domain, value: demand}\n")
    contract = compiled(("status: active", "domain: Human Resources"), ours)
    assert contract.domain == "demand"
    assert contract.about["domain"] == "Human Resources"


def test_metadata_is_kept_under_dotted_keys(compiled):
    contract = compiled(
        ("status: active", "description: {purpose: Pourquoi, limitations: Aucune}\ntags: [a, é]\nteam: {name: Équipe, members: [{username: x, role: steward}]}"),
        ("primaryKey: true", "primaryKey: true\n        classification: Protected A\n        examples: [007, 1.50]\n        enum: [{value: a, label: A}]"),
    )  # fmt: skip
    about = contract.about
    assert about["description.purpose"] == "Pourquoi"
    assert about["tags"] == '["a","é"]'
    assert about["team.name"] == "Équipe"
    assert about["team.members"] == '[{"role":"steward","username":"x"}]'
    assert about["column.code.classification"] == "Protected A"
    assert about["column.code.examples"] == '["007","1.50"]'
    assert about["column.code.enum"] == '[{"label":"A","value":"a"}]'


def test_a_table_that_a_model_makes_needs_neither_source_nor_formats(compiled):
    contract = compiled(*MODEL, ("silver.jobs", "gold.fact_jobs"))
    assert (contract.table, contract.source) == ("gold.fact_jobs", None)
    assert contract.columns[2] == Column("posted", "date")


@pytest.mark.parametrize(
    ("old", "new", "what", "line"),
    [
        ("    physicalName: silver.jobs\n", "", "the table is not named: `physicalName` is missing", 9),
        ("silver.jobs", "jobs", "`jobs` is no table that can promise something", 10),
        ("silver.jobs", "bronze.jobs", "`bronze.jobs` is no table that can promise something", 10),
        ("silver.jobs", "silver.Jobs", "`Jobs` cannot name a table", 10),
        ("silver.jobs", "silver.jobs.x", "`jobs.x` cannot name a table", 10),
        ("silver.jobs", "silver.", "`` cannot name a table", 10),
        ("silver.jobs", "silver.'; DROP TABLE x --", "`'; DROP TABLE x --` cannot name a table", 10),
        ("silver.jobs", f"silver.{'j' * 300}", f"`{'j' * 60}…` cannot name a table", 10),
        ("name: code", "name: Code", "`Code` cannot name a column", 14),
        ("name: code", "name: _code", "`_code` cannot name a column", 14),
        ("name: code", "name: 2024", "`2024` cannot name a column", 14),
        ("name: code", "name: Région", "`Région` cannot name a column", 14),
        ("name: code", "name: $(rm)", "`$(rm)` cannot name a column", 14),
        ("name: code", f"name: {'c' * 300}", f"`{'c' * 60}…` cannot name a column", 14),
        ("name: wage", "name: code", "the column `code` stands twice", 17),
        ("value: jobs", "value: Jobs", "`Jobs` cannot name a source", 7),
        ("primaryKey: true", "physicalName: kode", "the column is called `code` and `kode`", 16),
        ("primaryKey: true", "semanticType: measure", "`code` is a measure, and a measure is no column", 16),
        ("status: active", "domain: Human Resources", "`Human Resources` cannot name a domain", 5),
        ("value: jobs}", "value: jobs}\n  - {property: jobforge.mode, value: merge}", "`jobforge.mode` is `merge`", 8),
        ("value: jobs}", "value: jobs}\n  - {property: jobforge.scope, value: always}", "`jobforge.scope` is `always`", 8),
        ("value: jobs}", "value: jobs}\n  - {property: jobforge.quarantineLimit, value: 5}", "`jobforge.quarantineLimit` is `5`", 8),
        ("value: jobs}", "value: jobs}\n  - {property: jobforge.source, value: b}", "`jobforge.source` stands twice", 8),
        ("primaryKey: true", "primaryKey: false", "", 0),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(mistake, compiled, old, new, what, line):
    if not what:
        assert compiled((old, new)).key == ()
        return
    error = mistake((old, new))
    assert error.what == what
    assert error.place.line == line
    assert (error.code, error.exit_code) == ("C-005", 2)
    assert error.mend


def test_a_name_that_is_not_one_is_mended_with_one_that_is(mistake):
    error = mistake(("name: code", "name: Région / Province"))
    assert error.mend == ("such as region_province",)
    assert error.place.shown.splitlines()[0].endswith("- name: Région / Province")


def test_a_gold_table_says_of_which_kind_it_is(mistake):
    error = mistake(*MODEL, ("silver.jobs", "gold.jobs"))
    assert error.mend == ("physicalName: gold.dim_jobs",)


def test_gold_has_no_source(mistake):
    assert mistake(("silver.jobs", "gold.dim_jobs")).what == "a gold table is fed by a source"


def test_a_property_of_ours_in_two_places_is_refused(mistake):
    added = "    customProperties: [{property: jobforge.source, value: jobs}]\n    properties:\n"
    error = mistake(("    properties:\n", added))
    assert error.what == "`jobforge.source` stands in the contract and in its table"
    assert error.why == "it stands first in line 7"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("jobforge.sorce", "jobforge.source"),
        ("jobforge.header", None),
        ("jobforge.title.english", "jobforge.title.fr"),
        ("JobForge.mode", "jobforge.mode"),
    ],
)
def test_an_unknown_property_of_ours_is_refused(mistake, written, meant):
    error = mistake(("value: jobs}", f"value: jobs}}\n  - {{property: {written}, value: x}}"))
    assert isinstance(error, UnknownKey)
    assert error.what.startswith(f"unknown property `{written}`")
    assert meant is None or f"did you mean `{meant}`" in error.what
    assert (error.place.line, error.place.column) == (8, 16)


@pytest.mark.parametrize("key", ["mode, value: append", "onConflict, value: last"])
def test_how_batches_are_added_is_refused_for_a_table_that_a_model_makes(mistake, key):
    error = mistake(("jobforge.source, value: jobs", f"jobforge.{key}"), ("{format: yyyy-MM-dd}", "{}"))
    assert "has no meaning in a table that a model makes" in error.what


def test_conflicts_need_a_key(mistake):
    added = "value: jobs}\n  - {property: jobforge.onConflict, value: last}"
    error = mistake(("value: jobs}", added), ("primaryKey: true", "required: true"))
    assert error.what == "rows cannot be in conflict without a primary key"


@pytest.mark.parametrize(
    ("old", "new"), [("\n  - name: jobs\n", "\n  - name: other\n    physicalName: silver.other\n  - name: jobs\n")]
)
def test_a_contract_describes_one_table(mistakes, old, new):
    assert mistakes((old, new))[0].what == "the contract describes 2 tables"


@pytest.mark.parametrize("schema", ["", "schema: []"])
def test_a_contract_without_a_table_is_refused(mistakes, contract_text, schema):
    assert mistakes(text=contract_text.partition("schema:")[0] + schema)[0].what == "the contract describes 0 tables"


def test_a_table_without_columns_is_refused(mistakes, contract_text):
    assert mistakes(text=contract_text.partition("    properties:")[0])[0].what == "the table has no columns"


def test_what_nothing_here_checks_is_listed(compiled):
    contract = compiled(
        ("status: active", "slaProperties: [{property: latency, value: 4}]\nroles: [{role: reader}]"),
        ("primaryKey: true", "partitioned: true\n        encryptedName: code_x\n        physicalType: VARCHAR(4)\n        logicalTypeOptions: {format: email}"),
    )  # fmt: skip
    assert contract.about["not_checked"].splitlines() == [
        "physicalType VARCHAR(4) of column code: it is stored as VARCHAR",
        "format email of column code: write a pattern to check it",
        "partitioned of column code: column code is not partitioned by",
        "encryptedName of column code: column code is not encrypted",
        "service level latency: it is recorded only",
        "access role reader: it is recorded only",
    ]


def test_all_mistakes_of_a_contract_are_told_together(compiled):
    with pytest.raises(DefinitionsBroken) as caught:
        compiled(("name: code", "name: Code"), ("decimal(8,2)", "money"), ("{format: yyyy-MM-dd}", "{}"))
    error = caught.value
    assert [each.place.line for each in error.broken] == [14, 19, 21]
    assert error.what == "3 mistakes in 1 definition file"
    assert error.code == "C-005"
    assert str(error.where).count("contracts/jobs.yaml:") == 3


PATHS = [
    ("id",), ("version",), ("status",), ("customProperties",), ("customProperties", 0, "value"), ("schema",),
    ("schema", 0, "name"), ("schema", 0, "physicalName"), ("schema", 0, "properties"), ("schema", 0, "properties", 0),
    ("schema", 0, "relationships"), ("schema", 0, "quality"),
    *((("schema", 0, "properties", i, key)) for i in range(3) for key in (
        "name", "logicalType", "logicalTypeOptions", "physicalType", "primaryKey", "primaryKeyPosition", "enum", "quality",
        "required", "unique", "relationships", "customProperties", "physicalName", "description")),
]  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers(-3, 5) | st.floats(allow_nan=False, width=16) | st.text(max_size=4)
    | st.sampled_from([
        "string", "integer", "number", "boolean", "timestamp", "decimal(4,1)", "double", "code", "wage > 0", "jobs.code",
        "silver.a.b", "custom", "library", "jobforge", "invalidValues", "[a-z", "1.5", "yyyy", "gold.dim_a", "error",
        "jobforge.header", "jobforge.trueWords", "jobforge.severity.required", "2026-01-01",
    ])
)  # fmt: skip
KEYS = st.sampled_from([
    "value", "property", "minimum", "exclusiveMaximum", "minLength", "pattern", "format", "type", "engine", "name", "to",
    "from", "implementation", "metric", "mustBe", "arguments", "validValues", "multipleOf", "severity", "id",
])  # fmt: skip
ODD = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=8
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), ODD), min_size=1, max_size=3))
def test_any_contract_is_compiled_into_one_that_can_be_checked_or_refused_in_our_own_words(contract_text, changes):
    value = yaml.safe_load(contract_text)
    for path, odd in changes:
        node = value
        for part in path[:-1]:
            node = below(node, part)
        if isinstance(node, dict):
            node[path[-1]] = odd
    said = ""
    try:
        contract = read_contract("contracts/a.yaml", yaml.safe_dump(value, allow_unicode=True).encode())
    except JobForgeError as error:
        said = error.what
    else:
        for column in contract.columns if contract.source else ():
            check_column(column)
        for rule in contract.rules:
            if rule.kind in ROW_RULES:
                check_rule(rule, contract)
    assert said.isprintable()


def below(node: object, part: str | int) -> object:
    if isinstance(node, dict):
        return node.get(part)
    return node[part] if isinstance(node, list) and isinstance(part, int) and part < len(node) else None
