from __future__ import annotations

import attrs
import duckdb
import pytest

from ledger.definitions import Model, ModelColumn
from projections.engines.limits import Limits
from projections.engines.sandbox import Relation, Sandbox
from projections.layers.models import build_model
from projections.layers.proving import AnswersDiffer, Run, _shuffled, prove
from projections.layers.running import run_into
from projections.layers.writer import LayerWriter
from projections.lineage.output import final_select
from tests.laws.project import jobs, make, workspace

ROWS = 5_000
COLUMNS = (
    ModelColumn("k", "BIGINT"),
    ModelColumn("g", "BIGINT"),
    ModelColumn("f", "DOUBLE"),
    ModelColumn("b", "VARCHAR"),
)
PROVENANCE = (
    "any_value(_batch_id) AS _batch_id, any_value(_source_file) AS _source_file, max(_source_row) AS _source_row,"
    " max(_ingested_at) AS _ingested_at, count(*) AS _source_rows"
)
CHANCE = {
    "a sum of fractions": ("sum(f)", "DOUBLE"),
    "any value": ("any_value(b)", "VARCHAR"),
    "the first value": ("first(k)", "BIGINT"),
    "texts without order": ("string_agg(b, ',')", "VARCHAR"),
    "a number by chance": ("CAST(floor(random() * 1000) AS BIGINT)", "BIGINT"),
}
SURE = {
    "a count": ("count(*)", "BIGINT"),
    "a sum": ("CAST(sum(k) AS BIGINT)", "BIGINT"),
    "texts in order": ("string_agg(b, ',' ORDER BY b, k)", "VARCHAR"),
    "the greatest": ("max(f)", "DOUBLE"),
}


def model_of(value, kind):
    """Make a model that never passed the gate, to see what the proof alone finds."""
    sql = f"SELECT g, {value} AS v, {PROVENANCE} FROM silver.t GROUP BY g"
    return Model("gold.agg_x", sql, sql, ("silver.t",), (ModelColumn("g", "BIGINT"), ModelColumn("v", kind)))


@pytest.fixture(scope="module")
def relation(tmp_path_factory):
    path = tmp_path_factory.mktemp("t") / "t.parquet"
    sql = (
        "SELECT i AS k, i % 7 AS g, (i * 7919 % 1000003) / 3.7 AS f, 'b' || i % 13 AS b, 'b-1' AS _batch_id,"
        " 'f.csv' AS _source_file, i AS _source_row, TIMESTAMP '2026-01-01' AS _ingested_at"
        f" FROM range({ROWS}) r(i)"
    )
    with duckdb.connect() as db:
        rows = db.sql(sql).to_arrow_table()
    with LayerWriter(path, rows.schema) as writer:
        writer.write(rows)
        writer.close()
    return Relation((path,), ())


def proven(tmp_path, model, relation):
    select, first = final_select(model, None), tmp_path / "first.parquet"
    limits = Limits(threads=2, seconds=60)
    with Sandbox({"silver.t": relation}, limits) as sandbox:
        written = run_into(first, sandbox, select)
    return prove(model, select, {"silver.t": relation}, limits, Run(first, written))


@pytest.fixture(params=[ROWS, 1_000], ids=["all rows", "some rows"])
def read(request, monkeypatch):
    """How many rows a proof reads."""
    monkeypatch.setattr("projections.layers.proving.MOST", request.param)
    return request.param


@pytest.mark.parametrize("name", CHANCE)
@pytest.mark.usefixtures("read")
def test_what_differs_from_run_to_run_is_refused_with_the_column(tmp_path, relation, name):
    with pytest.raises(AnswersDiffer) as refused:
        proven(tmp_path, model_of(*CHANCE[name]), relation)
    assert "in `v` of 7 rows" in refused.value.what
    assert "`g`" not in refused.value.what
    assert "`v`" in refused.value.mend[0]
    assert refused.value.where == "model gold.agg_x"


@pytest.mark.parametrize("name", SURE)
def test_what_is_the_same_is_proven(tmp_path, relation, name, read):
    proof = proven(tmp_path, model_of(*SURE[name]), relation)
    assert (proof.rows, proof.sampled) == (7, read < ROWS)


def test_where_nothing_comes_of_some_rows_all_are_read(tmp_path, relation, monkeypatch):
    monkeypatch.setattr("projections.layers.proving.MOST", 1_000)
    late = model_of("count(*)", "BIGINT")
    late = attrs.evolve(late, executed=late.executed.replace("GROUP BY", "WHERE k > 2000 GROUP BY"))
    assert proven(tmp_path, late, relation).sampled is False


def test_columns_that_are_put_together_in_other_ways_are_told(tmp_path, relation):
    sql = f"SELECT row_number() OVER () AS n, k, {', '.join(_carried())} FROM silver.t"
    model = Model("gold.agg_x", sql, sql, ("silver.t",), (ModelColumn("n", "BIGINT"), ModelColumn("k", "BIGINT")))
    with pytest.raises(AnswersDiffer, match="each column holds the same values, in other rows"):
        proven(tmp_path, model, relation)


def _carried():
    return ["_batch_id", "_source_file", "_source_row", "_ingested_at", "CAST(1 AS BIGINT) AS _source_rows"]


def test_shuffled_tables_hold_the_same_rows_in_another_order(tmp_path, relation):
    other = _shuffled({"silver.t": relation}, tmp_path)["silver.t"]
    with duckdb.connect() as db:
        before, after = (db.sql(f"SELECT * FROM '{r.files[0]}'").fetchall() for r in (relation, other))
    assert before != after
    assert sorted(before) == sorted(after)


@pytest.fixture
def root(tmp_path):
    return make(tmp_path, jobs_1_csv=jobs("1;QC;1,50", "2;ON;2,25", "3;ON;2,75"))


def of_type(root, *names):
    return [e for e in workspace(root).log() if e.type in names]


def test_a_model_without_rows_is_unproven_until_its_first_build(root):
    (told,) = [o for o in workspace(root).apply() if o.subject == "models/gold/dim_region.sql"]
    assert "not proven yet" in told.note
    assert not of_type(root, "model-proven")
    (before,) = workspace(root).catalog("gold.dim_region").datasets
    assert before.proven is None
    workspace(root).run()
    assert {e.data.table for e in of_type(root, "model-proven")} == {
        "gold.dim_region",
        "gold.agg_region",
        "silver.job_regions",
    }
    (after,) = workspace(root).catalog("gold.dim_region").datasets
    (event,) = [e for e in of_type(root, "model-proven") if e.data.table == "gold.dim_region"]
    assert after.proven == event.position
    assert (event.data.rows, event.data.inputs[0].table) == (2, "silver.regions")
    assert event.data.digest == next(
        e.data.files[0].digest for e in of_type(root, "table-built") if e.data.table == "gold.dim_region"
    )


def test_a_changed_model_with_rows_is_proven_when_it_is_adopted_and_not_again_when_it_is_built(root):
    workspace(root).run()
    before = len(of_type(root, "model-proven"))
    (root / "models/gold/dim_region.sql").write_text("SELECT region, upper(title) AS title FROM silver.regions\n")
    (told,) = workspace(root).apply()
    assert "gave the same rows twice, in " in told.note
    assert told.coverage == {"silver.regions": ""}
    assert len(of_type(root, "model-proven")) == before + 1
    workspace(root).run()
    assert len(of_type(root, "model-proven")) == before + 1
    assert workspace(root).catalog("gold.dim_region").datasets[0].proven is not None


def _by_chance(monkeypatch):
    """Let a hole in the gate pass: the model asks for any value."""
    from projections.lineage import compiling

    real = compiling.compile_model

    def compiled(table, sql, *rest):
        model = real(table, sql, *rest)
        return attrs.evolve(model, executed=model.executed.replace("MAX(", "ANY_VALUE(", 1))

    monkeypatch.setattr(compiling, "compile_model", compiled)


MANY = [f"{n};{'QC' if n % 3 else 'ON'};{n % 90},5{n % 10}" for n in range(1, 3000)]
CHANGED = "SELECT region, max(job_id) AS jobs FROM silver.jobs GROUP BY region\n"


def test_a_model_that_gives_other_rows_the_second_time_is_not_adopted(tmp_path, monkeypatch):
    root = make(tmp_path, jobs_1_csv=jobs(*MANY))
    workspace(root).run()
    head = workspace(root).log()[-1].position
    (root / "models/gold/agg_region.sql").write_text(CHANGED)
    _by_chance(monkeypatch)
    with pytest.raises(AnswersDiffer, match="`jobs`"):
        workspace(root).apply()
    assert workspace(root).log()[-1].position == head
    assert not list((root / "lake/work").iterdir())


def test_a_first_build_that_gives_other_rows_the_second_time_fails_and_leaves_nothing(tmp_path, monkeypatch):
    root = make(tmp_path, jobs_1_csv=jobs(*MANY))
    (root / "models/gold/agg_region.sql").write_text(CHANGED)
    _by_chance(monkeypatch)
    failed = [o for o in workspace(root).run() if o.status == "failed"]
    assert [(o.subject, o.error.code) for o in failed] == [("gold.agg_region", "M-023")]
    assert workspace(root).catalog("gold.agg_region").datasets[0].rows == 0
    assert not list((root / "lake/layers").rglob("agg_region/*.parquet"))
    assert not list((root / "lake/work").iterdir())


def test_a_proof_is_not_made_again_at_replay(root, monkeypatch):
    workspace(root).run()
    monkeypatch.setattr("projections.layers.models.prove", None)
    assert workspace(root).replay(check=True)


def test_build_model_proves_only_when_it_is_asked_to(root):
    workspace(root).run()
    with workspace(root).reading() as session:
        event = next(e for e in session.store.after(0) if e.type == "table-built")
        model = session.recall(event.data.model, Model)
        with session.lake.lasting.aside() as aside:
            shop = attrs.evolve(session.workshop, lake=aside)
            assert build_model(shop, model, None, event.data.inputs, "t-1").proof is None
            assert build_model(shop, model, None, event.data.inputs, "t-2", proving=True).proof is not None
