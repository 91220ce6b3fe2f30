"""Single cells, corrected, released and withdrawn rows, and rows of compacted tables, in a trace; one project for all."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.errors import UnknownName
from projections.tracing.decided import decided_about
from projections.tracing.way import Trace
from tests.jobforge_es.cli.offices import call, only
from tests.laws.project import deliver, jobs, make, workspace

PAIRS = (
    "WITH paid AS (SELECT job_id, region, wage FROM silver.jobs)\n"
    "SELECT a.job_id, b.job_id AS next_job, a.wage AS mine, b.wage AS theirs, r.title,\n"
    "  CASE WHEN b.wage > a.wage THEN 'more' ELSE 'less' END AS step\n"
    "FROM paid a JOIN paid b ON b.job_id = a.job_id + 1 LEFT JOIN silver.regions r ON r.region = a.region\n"
)
TERMS = """\
terms:
  wage:
    label: {en: Wage, fr: Salaire}
    definition: {en: What an employer pays for an hour., fr: Ce que paie un employeur pour une heure.}
tables:
  gold.agg_region:
    columns:
      wages: {terms: [wage]}
  silver.jobs:
    columns:
      wage: {terms: [wage]}
"""
PEOPLE = """\
people:
  lee: {name: {en: Lee Example, fr: Lee Exemple}}
  noor: {name: {en: Noor Placeholder, fr: Noor Placeholder}}
assignments:
  - {role: steward, for: "table:gold.agg_region", party: lee, until: 2999-12-31}
  - {role: steward, for: "table:gold.agg_region", party: noor, from: 2001-01-01}
  - {role: owner, for: "source:jobs", party: noor, from: 2999-01-01}
  - {role: steward, for: "column:gold.dim_pair.mine", party: lee}
"""
SOURCE = "licence: Licence 1\npublisher: {en: Office, fr: Bureau}\n"
STEPS = "SELECT job_id, lag(wage) OVER (ORDER BY job_id) AS before FROM silver.jobs\n"
FIRST = ("1;QC;10,50", '2;ON;"20,00"', "x;ON;1,00", "3;ZZ;", 'y"z;QC;4,00')
"""The third breaks its type, the fourth a reference, the last cannot be read."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """What was set aside is corrected, released, refused; a value that was accepted is corrected; a batch is withdrawn."""
    root = make(tmp_path_factory.mktemp("cells"), jobs_1_csv=jobs(*FIRST))
    (root / "models/gold/dim_pair.sql").write_text(PAIRS)
    (root / "models/gold/dim_step.sql").write_text(STEPS)
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("value: append", "value: upsert"))
    source = root / "sources/jobs.yaml"
    source.write_text(source.read_text() + SOURCE)
    for path, text in (("glossary/terms.yaml", TERMS), ("catalog/people.yaml", PEOPLE)):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    lea = workspace(root, reason="asked the office")
    lea.run()
    deliver(root, "jobs_2.csv.meta.yaml", "edition: '2026.2'\npublished: 2026-03-31\n")
    deliver(root, "jobs_2.csv", jobs("4;QC;5,25", "5;BC;7,00", "z;QC;1,00"))
    lea.run()
    aside = {}
    for group in lea.quarantine().groups:
        for row in lea.quarantined(group.example.partition("/")[0]):
            aside[row.row.source_file, row.row.source_row] = row.row.quarantine_id
    lea.correct_rows([Change(aside["jobs_1.csv", 3], {"job_id": "9"})], ticket="INC-3")
    lea.correct_rows(
        [Change(aside["jobs_1.csv", 5], {"job_id": "7", "region": "QC", "wage": "4,00"})], basis="publisher"
    )
    lea.release([aside["jobs_1.csv", 4]], "2999-12-31", ticket="INC-4")
    lea.reject([aside["jobs_2.csv", 3]])
    lea.correct("silver.jobs", "job_id = 2", {"wage": "21,00"}, ticket="INC-2")
    lea.retry()
    lea.run()
    (root / "catalog/people.yaml").write_text(PEOPLE.replace("until: 2999-12-31", "until: 2000-12-31"))
    source = root / "sources/jobs.yaml"
    source.write_text(source.read_text().replace("Licence 1", "Licence 2"))
    lea.apply()
    return root


@pytest.fixture(scope="module")
def opened(root):
    return workspace(root)


def cells(found: Trace, layer: str) -> set[tuple]:
    """Give file, record and what is shown of each row of a layer."""
    rows = [row for row in found.rows if row.table.startswith(f"{layer}.")]
    return {(row.source_file, row.source_row, tuple(row.values.items())) for row in rows}


def fields(found: Trace) -> set[tuple]:
    return {
        (r.record.source_file, r.record.record, field.header, field.raw)
        for r in found.rows
        if r.record is not None
        for field in r.record.fields
    }


def test_only_the_cells_that_made_a_column_are_followed(opened):
    found = opened.trace("gold.agg_region", "region = 'QC'", column="wages", limit=None)
    assert found.column == "wages"
    assert cells(found, "gold") == {(None, None, (("wages", Decimal("19.75")),))}
    assert cells(found, "bronze") == {
        ("jobs_1.csv", 1, (("wage", Decimal("10.50")),)),
        ("jobs_1.csv", 5, (("wage", Decimal("4.00")),)),
        ("jobs_2.csv", 1, (("wage", Decimal("5.25")),)),
    }
    assert fields(found) == {("jobs_1.csv", 1, "wage", "10,50"), ("jobs_2.csv", 1, "wage", "5,25")}
    assert not [row for row in found.rows if row.table.endswith(".regions")]


def test_the_raw_field_is_the_one_of_the_file_with_its_quotes(opened):
    found = opened.trace("bronze.jobs", "job_id = 2", column="wage")
    assert fields(found) == {("jobs_1.csv", 2, "wage", '"20,00"')}
    (staged,) = [row for row in found.rows if row.record]
    assert (staged.record.line, staged.record.raw, staged.values) == (3, '2;ON;"20,00"', {"wage": "20,00"})


def test_the_sides_of_a_join_with_itself_are_told_apart(opened):
    where = "job_id = 1"
    mine = opened.trace("gold.dim_pair", where, column="mine")
    theirs = opened.trace("gold.dim_pair", where, column="theirs")
    assert fields(mine) == {("jobs_1.csv", 1, "wage", "10,50")}
    assert fields(theirs) == {("jobs_1.csv", 2, "wage", '"20,00"')}
    assert fields(opened.trace("gold.dim_pair", where, column="title")) == {("regions.csv", 1, "title", "Québec")}
    assert fields(opened.trace("gold.dim_pair", where, column="next_job")) == {("jobs_1.csv", 2, "job_id", "2")}


def test_a_value_that_is_only_chosen_is_made_of_what_chose_it(opened):
    found = opened.trace("gold.dim_pair", "job_id = 1", column="step")
    assert fields(found) == {("jobs_1.csv", 1, "wage", "10,50"), ("jobs_1.csv", 2, "wage", '"20,00"')}


def test_a_count_is_made_of_rows_whatever_is_in_them(opened):
    found = opened.trace("gold.agg_region", "region = 'QC'", column="jobs", limit=None)
    assert [reach.cells for reach in found.rows[0].made_of] == [()]
    assert {row.source_row for row in found.rows if row.record} == {1}
    assert fields(found) == set()


def test_a_row_that_two_ways_lead_to_shows_the_cells_of_both(opened):
    found = opened.trace("gold.dim_pair", column="mine", limit=None)
    whole = opened.trace("gold.dim_pair", limit=None)
    assert {row.id for row in found.rows} <= {row.id for row in whole.rows}
    assert len({row.id for row in found.rows}) == len(found.rows)


def test_a_value_that_a_window_made_says_that_the_whole_table_plays_a_part(opened):
    found = opened.trace("gold.dim_step", "job_id = 2", column="before")
    ((reach,),) = [row.made_of for row in found.rows if row.table == "gold.dim_step"]
    assert reach.cells == ("wage",)
    assert "window" in (reach.context or "")


def test_a_column_that_the_table_lacks_is_refused(opened):
    for column in ("nope", "_batch_id"):
        with pytest.raises(UnknownName):
            opened.trace("gold.agg_region", column=column)


def decided(found: Trace) -> dict[str, object]:
    return {one.ticket or one.basis: one for one in found.decided}


def test_a_corrected_value_is_told_with_what_stood_there_who_why_and_where_it_is_written(opened):
    found = opened.trace("gold.agg_region", "region = 'ON'", column="wages", limit=None)
    (one,) = found.decided
    assert [(c.column, c.was, c.now) for c in one.changes] == [("wage", "20,00", "21,00")]
    assert (one.kind, one.ticket, one.said.actor, one.said.reason) == ("correction", "INC-2", "lea", "asked the office")
    assert one.applied
    with opened.reading() as session:
        (event,) = session.store.after(one.said.position - 1, one.said.position)
    assert event.type == "rows-corrected"
    assert fields(found) == {("jobs_1.csv", 2, "wage", '"20,00"'), ("jobs_1.csv", 3, "wage", "1,00")}
    whole = opened.trace("gold.agg_region", "region = 'ON'", limit=None)
    assert set(decided(whole)) == {"INC-2", "INC-3"}


def test_a_row_that_was_set_aside_is_told_with_its_rules_and_all_decisions(opened):
    found = opened.trace("silver.jobs", "job_id = 3")
    assert [(a.table, a.row.broken[0].rule, a.until is None) for a in found.aside] == [
        ("silver.jobs", "region.reference", False)
    ]
    (one,) = found.decided
    assert (one.kind, one.rules, one.until) == ("release", ("region.reference",), "2999-12-31")
    assert one.applied


def test_a_record_that_could_not_be_read_is_told_with_what_a_person_wrote_instead(opened):
    found = opened.trace("bronze.jobs", "job_id = 7")
    assert [row.table for row in found.rows] == ["bronze.jobs"]
    assert [(a.table, (a.row.raw or b"").decode()) for a in found.aside] == [("staged.jobs", 'y"z;QC;4,00')]
    (one,) = found.decided
    assert {(c.column, c.was, c.now) for c in one.changes} == {
        ("job_id", None, "7"), ("region", None, "QC"), ("wage", None, "4,00")
    }  # fmt: skip
    assert one.basis == "publisher"


def test_before_a_decision_nothing_is_told_of_it(opened):
    found = opened.trace("silver.jobs", "job_id = 2")
    before = opened.trace("silver.jobs", "job_id = 2", as_of=str(found.decided[0].said.position - 1))
    assert before.decided == ()
    assert [row.values["wage"] for row in before.rows if row.table == "silver.jobs"] == [Decimal("20.00")]


def test_people_read_fields_and_decisions(root):
    shown = call(root, "trace", "gold.agg_region", "--where", "region = 'ON'", "--column", "wages").stdout
    assert "gold.agg_region.wages: 1 row" in shown
    assert '  wage: "20,00"' in shown
    assert "wage: `20,00` -> `21,00`, by word of the steward" in shown
    assert "INC-2" in shown
    counted = call(root, "trace", "gold.agg_region", "--where", "region = 'QC'", "--column", "jobs").stdout
    assert "whatever is in them" in counted
    assert call(root, "trace", "staged.jobs", "--forward", "--column", "wage").exit_code == 2


def test_what_it_means_is_told_at_the_end(opened):
    found = opened.trace("gold.agg_region", "region = 'QC'", limit=None)
    (term,) = found.told.terms
    assert (term.id, term.of) == ("wage", ("gold.agg_region.wages", "silver.jobs.wage"))
    assert term.labels == {"en": "Wage", "fr": "Salaire"}
    assert term.stage == "draft"
    assert term.definitions["fr"] == "Ce que paie un employeur pour une heure."
    assert [(h.subject, h.role, h.names["en"]) for h in found.told.holders] == [
        ("table:gold.agg_region", "steward", "Noor Placeholder")
    ]
    (jobs_2,) = [m for m in found.meanings if m.source_file == "jobs_2.csv"]
    assert (jobs_2.edition, jobs_2.published) == ("2026.2", "2026-03-31")
    assert jobs_2.catalog["licence"] == {"en": "Licence 2"}
    assert jobs_2.about["licence"] == "Licence 1"
    assert "licence.fr" in jobs_2.unsaid


def test_the_meaning_of_a_column_is_that_of_what_made_it(opened):
    assert opened.trace("gold.agg_region", column="region").told.terms == ()
    (term,) = opened.trace("gold.dim_pair", column="theirs").told.terms
    assert term.of == ("silver.jobs.wage",)
    told = opened.trace("gold.dim_pair", column="mine").told
    assert (told.looked_after, [h.subject for h in told.holders]) == (True, ["column:gold.dim_pair.mine"])
    assert not opened.trace("gold.dim_pair", column="theirs").told.looked_after


def test_the_steward_and_the_licence_are_those_of_the_moment(root, opened):
    last = opened.trace("gold.agg_region").position
    before = opened.trace("gold.agg_region", as_of=str(last - 2))
    assert {h.names["en"] for h in before.told.holders} >= {"Lee Example"}
    assert {m.catalog["licence"]["en"] for m in before.meanings if m.source == "jobs"} == {"Licence 1"}
    shown = call(root, "trace", "gold.agg_region", "--where", "region = 'QC'").stdout
    assert "term wage: Wage / Salaire, of gold.agg_region.wages, silver.jobs.wage [draft]" in shown
    assert "steward of gold.agg_region on" in shown
    assert "licence (en): Licence 2 (when the file was landed: Licence 1)" in shown
    assert "nobody is named as steward of gold.dim_pair" in call(root, "trace", "gold.dim_pair").stdout


def test_withdrawn_rows_and_a_table_that_still_shows_them(root, tmp_path):
    shutil.copytree(root, tmp_path / "p")
    space = workspace(tmp_path / "p", reason="the wrong file")
    batch = next(r.batch_id for r in space.trace("silver.jobs", "job_id = 4").rows)
    at = space.withdraw(batch)[0].position
    stale = space.trace("gold.agg_region", "region = 'QC'", as_of=str(at))
    (withdrawn,) = [m.withdrawn for m in stale.meanings if m.batch_id == batch]
    assert (withdrawn.actor, withdrawn.reason) == ("lea", "the wrong file")
    assert not [m for m in stale.meanings if m.batch_id != batch and m.withdrawn]
    found = space.trace("silver.jobs", "job_id = 4")
    (gone,) = found.gone
    assert (found.total, gone.batch_id, gone.rows, gone.withdrawn.reason) == (0, batch, 1, "the wrong file")
    then = space.trace("silver.jobs", "job_id = 4", as_of=str(gone.as_of))
    assert (then.total, [r.record.raw for r in then.rows if r.record]) == (1, ["4;QC;5,25"])
    shown = call(tmp_path / "p", "trace", "silver.jobs", "--where", "job_id = 4")
    assert f"--as-of {gone.as_of}" in shown.stdout
    assert not space.trace("silver.jobs", "job_id = 99").gone


def test_rows_of_a_compacted_table_are_followed_by_their_records(root, tmp_path, monkeypatch):
    monkeypatch.setattr("jobforge_es.commands.compact.MANY", 2)
    shutil.copytree(root, tmp_path / "p")
    space = workspace(tmp_path / "p")
    before = space.trace("silver.jobs", limit=None)
    assert space.gc().compacted
    with space.reading() as session:
        assert [f for f in session.manifest.all_in_effect() if f.file.kind == "compacted"]
    after = space.trace("silver.jobs", limit=None)
    assert [r.id for r in after.rows] == [r.id for r in before.rows]
    assert [r.record for r in after.rows] == [r.record for r in before.rows]
    assert only(call(tmp_path / "p", "trace", "silver.jobs", "--json"))["total"] == before.total


def test_a_row_whose_place_another_took_did_not_go_with_its_batch(tmp_path):
    root = make(tmp_path / "p", jobs1_csv=jobs("1;QC;10,50", "2;ON;20,00"))
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("value: append", "value: upsert"))
    space = workspace(root, reason="the wrong file")
    space.run()
    first = space.trace("staged.jobs", "job_id = '1'").rows[0].batch_id
    deliver(root, "jobs2.csv", jobs("1;QC;99,00"))
    space.run()
    (second,) = {r.batch_id for r in space.trace("staged.jobs").rows} - {first}
    space.withdraw(first)
    assert [gone.rows for gone in space.trace("silver.jobs", "job_id = 2").gone] == [1]
    assert not space.trace("silver.jobs", "wage = 10.5").gone
    space.withdraw(second)
    unknown = space.trace("silver.jobs", "CAST(region AS INTEGER) = 7").gone
    assert [(each.batch_id, each.rows) for each in unknown] == [(first, None), (second, None)]
    shown = call(root, "trace", "silver.jobs", "--where", "CAST(region AS INTEGER) = 7").stdout
    assert "whether rows of jobs1.csv" in shown
    assert "Could not convert string" in shown


def test_rows_and_what_they_are_only_compared_with_are_told_apart(tmp_path):
    root = make(tmp_path / "p", jobs1_csv=jobs("1;QC;10,00", "2;ON;20,00"))
    above = "SELECT j.job_id, j.wage FROM silver.jobs j WHERE j.wage > (SELECT min(k.wage) FROM silver.jobs k)\n"
    (root / "models/gold/dim_above.sql").write_text(above)
    next_ = (
        "SELECT a.job_id, b.later FROM silver.jobs a JOIN (SELECT job_id, lead(job_id) OVER (ORDER BY job_id) AS later"
    )
    (root / "models/gold/dim_next.sql").write_text(f"{next_} FROM silver.jobs) b ON b.job_id = a.job_id\n")
    space = workspace(root)
    space.run()
    (row,) = [r for r in space.trace("gold.dim_above").rows if r.table == "gold.dim_above"]
    (reach,) = row.made_of
    assert (reach.total, reach.rows[0][-2:]) == (1, "/2")
    assert "tested against or summed up in a subquery: `(SELECT MIN(k.wage)" in reach.context
    assert "FROM silver.jobs AS k)`" in reach.context
    (cell,) = space.trace("gold.dim_above", column="wage").rows[0].made_of
    assert (cell.total, cell.context) == (1, None)
    of = {
        c: [r.context for r in space.trace("gold.dim_next", "job_id = 1", column=c).rows[0].made_of]
        for c in ("job_id", "later")
    }
    assert of["job_id"] == [None]
    assert "LEAD(" in of["later"][0]


def test_a_decision_counts_as_applied_where_all_rows_of_the_record_were_made_with_it(opened):
    now = opened.trace("silver.jobs", "job_id = 2")
    then = opened.trace("silver.jobs", "job_id = 2", as_of=str(now.decided[0].said.position - 1))
    new, old = ([step.position for step in found.steps if step.table == "bronze.jobs"] for found in (now, then))
    (batch, record) = now.decided[0].batch_id, now.decided[0].record
    for made, applied in (((), False), (old, False), (new, True), ([*new, *old], False), ([*old, *new], False)):
        with opened.reading() as session:
            (one, *_) = decided_about(session.workshop, {batch: [record]}, {}, {(batch, record): made})
        assert one.applied is applied
