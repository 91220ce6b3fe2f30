from __future__ import annotations

import json
import shutil
import zipfile

import pytest
from click.testing import CliRunner

from jobforge_es.cli import main
from jobforge_es.commands.veiling.answers import Over
from jobforge_es.commands.veiling.veil import MASK, Veil
from jobforge_es.errors import ReasonMissing
from ledger.events import ValuesRevealed
from projections.lineage.personal import Personal
from tests.laws.project import workspace

SECRET = "Zyxwvut"
"""Stands in every personal value of the project, and nowhere else."""

PEOPLE = (
    f"id;name;office;salary\n1;{SECRET} A;North;70\n2;{SECRET} B;South;80\n3;{SECRET} C;North;x\n4;{SECRET} D\n"
    f"1;{SECRET} E;North;10\n5;;South;20\n"
)
FILES = {
    "jobforge.toml": 'name = "people"\n',
    "sources/staff.yaml": (
        "name: staff\nfiles: ['staff*.csv']\nformat: csv\nencoding: utf-8\ndelimiter: ';'\nquarantine_limit: none\n"
    ),
    "contracts/people.yaml": """\
apiVersion: v3.1.0
kind: DataContract
id: people
version: 1.0.0
status: active
customProperties:
  - {property: jobforge.source, value: staff}
  - {property: jobforge.mode, value: append}
  - {property: jobforge.quarantineLimit, value: none}
schema:
  - name: people
    physicalName: silver.people
    properties:
      - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
      - name: name
        logicalType: string
        customProperties: [{property: jobforge.personal, value: true}]
      - {name: office, logicalType: string}
      - {name: salary, logicalType: integer}
""",
    "models/silver/names.sql": "SELECT id, upper(name) AS shouted, office FROM silver.people\n",
    "models/gold/dim_person.sql": "SELECT id, concat(office, ': ', shouted) AS label, office FROM silver.names\n",
    "models/gold/agg_office.sql": (
        "SELECT office, max(name) AS last_name, count(name) AS named, sum(salary) AS paid FROM silver.people"
        " GROUP BY office\n"
    ),
    "models/gold/fact_next.sql": (
        "WITH m AS (SELECT id, name AS called FROM silver.people)"
        " SELECT id, lag(called) OVER (ORDER BY id) AS before_it FROM m\n"
    ),
    "models/gold/agg_next.sql": (
        "WITH m AS (SELECT office, name AS called FROM silver.people)"
        " SELECT office, count(called) AS named FROM m GROUP BY office\n"
    ),
    "inbox/staff_1.csv": PEOPLE,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("people")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    workspace(root).run()
    return root


def call(root, *args, code=0):
    done = CliRunner().invoke(main, [*args, "--project", str(root)])
    assert done.exit_code == code, done.output
    return done.output


def revealed(root):
    return [e for e in workspace(root).log() if isinstance(e.data, ValuesRevealed)]


QUERIES = [
    "SELECT * FROM silver.people",
    "SELECT * FROM bronze.people",
    "SELECT * FROM staged.staff",
    "SELECT * FROM gold.dim_person",
    "SELECT * FROM gold.agg_office",
    "SELECT * FROM quarantine.bronze_people",
    "SELECT * FROM quarantine.silver_people",
    "SELECT * FROM quarantine.staged_staff",
    "SELECT substr(name, 1, 7) AS a, id FROM silver.people",
    "WITH w AS (SELECT name AS n FROM silver.people) SELECT n || 'x' AS y FROM w UNION ALL SELECT office FROM silver.people",
    "SELECT (SELECT string_agg(name, ',') FROM silver.people) AS every",
    "SELECT p FROM silver.people p",
    "SELECT unnest([name]) AS n FROM silver.people",
    "SELECT {'a': name} AS s, list(name) OVER () AS l FROM silver.people",
    "FROM silver.people SELECT COLUMNS('na.*')",
    "SELECT * FROM query_table('silver.people')",
    "SELECT * FROM query('SELECT name FROM silver.people')",
    "SELECT * FROM 'FILE of silver.people'",
    "SELECT * FROM read_parquet('FILE of silver.people')",
    "SELECT * FROM read_parquet(['FILE of silver.people'])",
    "SELECT stats_min, stats_max FROM parquet_metadata('FILE of silver.people')",
    "SELECT content FROM read_blob('FILE of silver.people')",
    "SELECT * FROM (SUMMARIZE silver.people)",
    "SELECT * FROM (UNPIVOT (SELECT name, office FROM silver.people) ON name INTO NAME x VALUE y)",
    "TABLE silver.people",
    "SELECT p.name FROM memory.silver.people p",
    "SELECT unnest((SELECT list(name) FROM silver.people)) AS u",
    "SELECT n FROM (SELECT list(name) AS l FROM silver.people), unnest(l) u(n)",
    "PIVOT silver.people ON office USING max(name) GROUP BY id",
]


@pytest.mark.parametrize("sql", QUERIES)
@pytest.mark.parametrize("as_json", [False, True])
def test_no_personal_value_leaves_a_query(root, sql, as_json):
    (file,) = (root / "lake/layers/silver").rglob("people/*.parquet")
    asked = sql.replace("FILE of silver.people", f"{file}")
    shown = CliRunner().invoke(main, ["query", asked, "--project", str(root), *(["--json"] if as_json else [])]).output
    assert SECRET.lower() not in shown.lower()
    assert MASK in shown or "cannot be answered" in shown


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT x FROM range(2) r(x), silver.people",
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'name'",
        "SELECT column_name FROM duckdb_columns() WHERE table_name = 'people'",
        "SELECT x FROM unnest([1, 2]) u(x), silver.people",
    ],
)
def test_rows_that_are_made_of_nothing_personal_are_shown(root, sql):
    assert MASK not in call(root, "query", sql)


def test_a_column_that_a_former_model_made_of_names_stays_masked_until_somebody_says_otherwise(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    space = workspace(tmp_path)
    space.run()
    at = str(space.log()[-1].position)
    (tmp_path / "models/gold/dim_person.sql").write_text("SELECT id, office AS label, office FROM silver.names\n")
    space.apply()
    assert {*space.query("SELECT label FROM gold.dim_person")["label"].to_pylist()} == {MASK}
    space.run()
    assert {*space.query("SELECT label FROM gold.dim_person")["label"].to_pylist()} == {MASK}
    changed = space.diff("gold.dim_person", at)
    assert changed.found.changed
    assert SECRET.lower() not in repr(changed).lower()
    assert {*space.query("SELECT label FROM gold.dim_person", at)["label"].to_pylist()} == {MASK}


def test_what_is_no_personal_value_is_shown(root):
    rows = workspace(root).query("SELECT id, office, count(*) OVER () AS n FROM silver.people ORDER BY id").to_pylist()
    assert rows == [
        {"id": 1, "office": "North", "n": 3},
        {"id": 2, "office": "South", "n": 3},
        {"id": 5, "office": "South", "n": 3},
    ]


ASKED = [
    ("trace", "gold.dim_person"),
    ("trace", "gold.agg_office"),
    ("trace", "gold.agg_office", "--column", "last_name"),
    ("trace", "staged.staff", "--forward"),
    ("explain-value", "gold.agg_office.last_name", "--where", "office = 'South'"),
    ("explain-value", "gold.agg_office.paid", "--where", "office = 'South'"),
    ("explain-value", "gold.fact_next.before_it", "--where", "id = 2"),
    ("explain-value", "gold.agg_next.named", "--where", "office = 'South'"),
    ("why-not", "gold.dim_person", "--where", "id = 3"),
    ("why-not", "gold.dim_person", "--where", "id = 1 AND label = 'x'"),
    ("why-not", "silver.people", "--where", f"name = '{SECRET} D'"),
    ("quarantine", "list"),
]


@pytest.mark.parametrize("command", ASKED)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_no_personal_value_is_printed(root, command, more):
    shown = call(root, *command, *more)
    echoed = command[-1] if SECRET in command[-1] else ""
    assert SECRET.lower() not in shown.replace(echoed, "").replace(json.dumps(echoed)[1:-1], "").lower()


def test_a_row_that_was_set_aside_shows_what_offends_and_no_personal_value(root):
    batch = next(e.data.batch_id for e in workspace(root).log() if e.type == "batch-ingested")
    for more in ((), ("--json",)):
        shown = call(root, "quarantine", "show", batch, *more)
        assert SECRET not in shown
        assert SECRET.encode().hex() not in shown
    assert "3;***;North;x" in call(root, "quarantine", "show", batch)
    assert "personal information is masked" in call(root, "quarantine", "show", batch)


def test_the_engine_does_not_tell_a_personal_value_in_an_error(root):
    shown = call(root, "query", "SELECT CAST(name AS INTEGER) FROM silver.people", code=2)
    assert SECRET not in shown
    assert "not shown" in shown
    assert "--reveal --reason" in shown
    assert "nope" in call(root, "query", "SELECT nope FROM silver.people", code=2)


def test_a_table_that_is_not_there_is_told_in_our_own_words(root):
    shown = call(root, "query", "SELECT * FROM gold.dim_persn", code=2)
    assert "there is no table gold.dim_persn" in shown
    assert "did you mean gold.dim_person?" in shown
    assert "schema" not in shown


def test_personal_values_are_revealed_for_a_reason_that_is_recorded_before(root):
    with pytest.raises(ReasonMissing):
        workspace(root).query("SELECT name FROM silver.people", reveal=True)
    before = len(revealed(root))
    assert SECRET in call(root, "query", "SELECT name FROM silver.people", "--reveal", "--reason", "a complaint")
    (event,) = revealed(root)[before:]
    assert (event.data.command, event.data.columns) == ("query", ("silver.people.name",))
    assert event.metadata.reason == "a complaint"
    assert SECRET in call(root, "trace", "gold.dim_person", "--reveal", "--reason", "a complaint")
    assert "gold.dim_person.label" in revealed(root)[-1].data.columns
    assert "staged.staff.name" in revealed(root)[-1].data.columns
    assert workspace(root).verify().is_intact


def test_a_correction_of_a_personal_value_is_told_without_it(root, tmp_path):
    shutil.copytree(root, tmp_path / "p")
    space = workspace(tmp_path / "p", reason="misspelt")
    space.correct("silver.people", "id = 2", {"name": f"{SECRET} Z", "office": "East"})
    space.retry()
    shown = call(tmp_path / "p", "trace", "silver.people", "--where", "id = 2")
    assert SECRET not in shown
    assert f"name: `{MASK}` -> `{MASK}`" in shown
    assert "office: `South` -> `East`" in shown


def test_revealing_what_holds_no_personal_value_records_nothing(root):
    before = len(revealed(root))
    workspace(root, reason="to see").query("SELECT office FROM silver.people", reveal=True)
    assert len(revealed(root)) == before


def test_a_count_of_persons_may_be_said_to_be_none(root):
    space = workspace(root, reason="it counts")
    sql = "SELECT named FROM gold.agg_office WHERE office = 'South'"
    assert space.query(sql).to_pylist() == [{"named": MASK}]
    space.describe("gold.agg_office.named", {"personal": ["false"]})
    assert space.query(sql).to_pylist() == [{"named": 1}]
    space.describe("gold.agg_office.named", {"personal": []})
    assert space.query(sql).to_pylist() == [{"named": MASK}]


def test_what_is_flagged_later_is_masked_in_what_was_before(root):
    space = workspace(root, reason="a rule")
    at = str(space.log()[-1].position)
    space.describe("silver.people.office", {"personal": ["true"]})
    assert {*space.query("SELECT office FROM silver.people", at)["office"].to_pylist()} == {MASK}
    space.describe("silver.people.office", {"personal": []})
    assert MASK not in space.query("SELECT office FROM silver.people", at)["office"].to_pylist()


def test_nothing_passes_that_is_not_known_to_show_values():
    with pytest.raises(TypeError, match="nothing is known of what dict shows"):
        Over(None, Veil(Personal({}))).mask({})


def test_the_workbook_of_stewards_holds_no_personal_value(root, tmp_path):
    call(root, "catalog", "export", "--xlsx", str(tmp_path / "book.xlsx"))
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        text = "".join(book.read(name).decode() for name in book.namelist())
    assert "staged/3" in text or "bronze/3" in text
    assert SECRET.lower() not in text.lower()
