from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.deciding.errors import (
    NothingToDecide,
    NotReleasable,
    SamePerson,
    ValuesMissing,
)
from jobforge_es.errors import ReasonMissing, UnknownName
from tests.jobforge_es.commands.deciding.rows import FIRST, balanced, replayed, set_aside, shown, steward
from tests.laws.project import deliver, events, jobs, make, workspace


def test_a_corrected_row_goes_up_to_gold_and_the_others_come_out_as_before(root, ids):
    space = steward(root)
    before = shown(root)
    assert before == FIRST
    decided = space.correct_rows([Change(ids[2], {"wage": "7,25"})], ticket="INC-1")
    assert (decided.kind, decided.rows, decided.waits) == ("correction", 1, False)
    assert shown(root) == before
    assert {o.subject: o.status for o in space.retry()}["gold.agg_region"] == "done"
    assert shown(root) == sorted([*FIRST, (2, "ON", "7.25")])
    assert sorted(set(shown(root)) - set(before)) == [(2, "ON", "7.25")]
    balanced(root)
    replayed(root)
    assert space.run() == []


def test_only_the_batch_of_the_row_moves(root, ids):
    deliver(root, "jobs_2.csv", jobs("8;QC;1,00", "9;QC;y"))
    steward(root).run()
    steward(root).correct_rows([Change(ids[2], {"wage": "7,25"})])
    moved = {o.batch_id for o in steward(root).retry() if o.step == "promote"}
    assert moved == {ids[2].partition("/")[0]}


def test_what_was_set_aside_by_rules_across_rows_is_corrected_at_bronze(root, ids):
    space = steward(root)
    space.correct_rows([Change(ids[3], {"region": "ON"}), Change(ids[6], {"job_id": "6"})])
    space.retry()
    assert shown(root) == sorted([*FIRST, (3, "ON", "1.00"), (6, "QC", "9.00")])
    balanced(root)
    replayed(root)


def test_a_record_that_could_not_be_read_comes_in_when_every_column_has_a_value(root, ids):
    space = steward(root)
    with pytest.raises(ValuesMissing, match="region, wage"):
        space.correct_rows([Change(ids[4], {"job_id": "4"})])
    space.correct_rows([Change(ids[4], {"job_id": "4", "region": "QC", "wage": None})])
    space.retry()
    assert shown(root) == sorted([*FIRST, (4, "QC", "None")])
    assert [(g.table, g.state) for g in space.quarantine(shown=("mended",)).groups] == [("staged.jobs", "mended")]
    assert set_aside(root)["staged.jobs"] == 0
    balanced(root)
    replayed(root)


def test_a_file_of_which_no_record_could_be_read_comes_in_by_corrections(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs('x"y;QC;1,00'))
    space = steward(root)
    space.run()
    (group,) = space.quarantine().groups
    space.correct_rows([Change(group.example, {"job_id": "4", "region": "QC", "wage": "2,00"})])
    space.retry()
    assert shown(root) == [(4, "QC", "2.00")]
    replayed(root)


def test_of_two_corrections_the_later_counts_and_taken_back_the_earlier_is_seen_again(root, ids):
    space = steward(root)
    space.correct_rows([Change(ids[2], {"wage": "7,25", "region": "QC"})])
    later = space.correct_rows([Change(ids[2], {"wage": "8,00"})])
    space.retry()
    assert (2, "QC", "8.00") in shown(root)
    space.undo("correction", later.decision)
    space.retry()
    assert (2, "QC", "7.25") in shown(root)
    replayed(root)


def test_a_decision_that_is_taken_back_before_it_was_applied_costs_nothing(root, ids):
    space = steward(root)
    decided = space.correct_rows([Change(ids[3], {"region": "ON"})])
    space.undo("correction", decided.decision)
    assert space.retry() == []
    assert space.run() == []
    assert {g.state for g in space.quarantine().groups} == {"open"}


def test_a_correction_that_is_taken_back_leaves_the_table_as_it_was(root, ids):
    space = steward(root)
    space.correct_rows([Change(ids[2], {"wage": "7,25"})])
    space.retry()
    space.undo("correction", ids[2])
    space.retry()
    assert shown(root) == FIRST
    assert "bronze.jobs" in {g.table for g in space.quarantine().groups}
    replayed(root)


def test_a_released_row_stands_until_its_day_and_is_judged_again_after_it(root, ids):
    space = steward(root)
    space.release([ids[3]], "2026-02-01")
    space.retry()
    assert (3, "ZZ", "1.00") in shown(root)
    replayed(root)
    on_the_day = steward(root, lambda: 1_769_900_000_000_000)
    assert on_the_day.run() == []
    after = steward(root, lambda: 1_800_000_000_000_000)
    assert {o.subject for o in after.run()} >= {"bronze.jobs", "silver.jobs"}
    assert shown(root) == FIRST
    (ended,) = [e.data for e in events(root) if e.type == "decision-ended"]
    assert ended.why == "lapsed"
    balanced(root)
    replayed(root)


def test_types_keys_and_records_that_could_not_be_read_are_never_released(root, ids):
    head = len(events(root))
    for record, why in ((2, "type"), (6, "one row of each key"), (4, "could not be read")):
        with pytest.raises(NotReleasable, match="cannot be accepted") as caught:
            steward(root).release([ids[record]], "2026-12-31")
        assert why in caught.value.why
    assert len(events(root)) == head


@pytest.mark.parametrize("day", ["2020-01-01", "tomorrow", "2026-13-01", "20261231", ""])
def test_a_release_needs_a_day_to_come(root, ids, day):
    with pytest.raises(NotReleasable, match="until"):
        steward(root).release([ids[3]], day)


def test_a_rejected_row_stays_out_whatever_the_rules_say_later(root, ids):
    space = steward(root)
    before = set_aside(root)["bronze.jobs"] + set_aside(root)["silver.jobs"]
    space.reject([ids[3]])
    assert set_aside(root)["bronze.jobs"] + set_aside(root)["silver.jobs"] == before - 1
    space.retry()
    assert sum(set_aside(root).values()) == space.quarantine().rows
    assert ids[3] not in {g.example for g in space.quarantine().groups}
    deliver(root, "regions_2.csv", "region,title\nQC,Q\nON,O\nZZ,Z\n")
    space.run()
    space.correct_rows([Change(ids[2], {"wage": "7,25"})])
    space.retry()
    assert shown(root) == sorted([*FIRST, (2, "ON", "7.25")])
    with pytest.raises(NothingToDecide, match="refused for good"):
        space.correct_rows([Change(ids[3], {"region": "QC"})])
    space.undo("rejection", ids[3])
    space.retry()
    assert (3, "ZZ", "1.00") in shown(root)
    balanced(root)
    replayed(root)


def test_rows_that_a_person_refused_do_not_count_against_the_limit(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;1,00", "2;QC;x", "3;QC;y"))
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("quarantineLimit, value: none", "quarantineLimit, value: 34%"))
    space = steward(root)
    assert 3 in {o.error.exit_code for o in space.run() if o.error}
    ids = [row.row.quarantine_id for g in space.quarantine().groups[:1] for row in space.quarantined(g.batch_id)]
    space.reject(ids[:1])
    assert all(o.error is None for o in space.retry())
    assert shown(root) == [(1, "QC", "1.00")]
    replayed(root)


def test_a_batch_over_its_limit_comes_in_when_its_rows_are_corrected(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;1,00", "2;QC;x"))
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("quarantineLimit, value: none", "quarantineLimit, value: 10%"))
    space = steward(root)
    space.run()
    (group,) = space.quarantine().groups
    space.correct_rows([Change(group.example, {"wage": "2,00"})])
    assert all(o.error is None for o in space.retry())
    assert shown(root) == [(1, "QC", "1.00"), (2, "QC", "2.00")]
    replayed(root)


def test_nothing_holds_before_a_second_person_agrees_and_nobody_agrees_with_themselves(root, ids):
    toml = root / "jobforge.toml"
    toml.write_text(toml.read_text() + '[review]\nsecond_person = ["correction", "release"]\n')
    lea, sam = steward(root), steward(root, actor="sam")
    decided = lea.correct_rows([Change(ids[2], {"wage": "7,25"})])
    assert decided.waits
    assert lea.retry() == []
    assert lea.run() == []
    assert [(r.kind, r.author, r.outcome) for r in lea.reviews().reviews] == [("correction", "lea", "waiting")]
    with pytest.raises(SamePerson):
        lea.review(decided.decision, "approved")
    with pytest.raises(SamePerson):
        steward(root, actor="LEA").review(decided.decision, "approved")
    sam.review(decided.decision, "approved")
    assert lea.reviews().reviews == ()
    sam.retry()
    assert (2, "ON", "7.25") in shown(root)
    refused = lea.release([ids[3]], "2026-12-31")
    sam.review(refused.decision, "rejected")
    assert sam.retry() == []
    assert [r.outcome for r in lea.reviews(every=True).reviews] == ["approved", "rejected"]
    assert not lea.reject([ids[3]]).waits
    replayed(root)


def test_what_was_as_of_a_position_is_shown_as_it_was(root, ids):
    space = steward(root)
    head = str(len(events(root)))
    before = space.quarantine()
    space.correct_rows([Change(ids[2], {"wage": "7,25"})])
    middle = str(len(events(root)))
    space.retry()
    assert space.quarantine(as_of=head).groups == before.groups
    assert {g.state for g in space.quarantine(as_of=middle, table="bronze.jobs").groups} == {"decided"}
    assert shown(root, head) == shown(root, middle) == FIRST
    assert space.quarantine(table="bronze.jobs").groups == ()


def test_no_value_of_a_row_stands_in_the_ledger(root, ids):
    steward(root).correct_rows([Change(ids[2], {"wage": "7777,25", "region": "Zanzibar"})])
    assert b"Zanzibar" not in (root / "lake/ledger.db").read_bytes()
    assert b"7777" not in (root / "lake/ledger.db").read_bytes()
    kept = [p.read_bytes() for p in (root / "lake/vault/sha256").rglob("*") if p.is_file()]
    assert sum(b"Zanzibar" in data and b'"salt"' in data for data in kept) == 1


def test_two_equal_corrections_have_different_hashes(root, ids):
    space = steward(root)
    for _ in range(2):
        space.correct_rows([Change(ids[2], {"wage": "7,25"})])
    contents = [e.data.content for e in events(root) if e.type == "rows-corrected"]
    assert len(set(contents)) == 2


def test_a_decision_needs_a_reason_a_row_and_a_column(root, ids):
    head = len(events(root))
    with pytest.raises(ReasonMissing):
        workspace(root).correct_rows([Change(ids[2], {"wage": "1,00"})])
    with pytest.raises(ReasonMissing):
        workspace(root).reject([ids[2]])
    with pytest.raises(UnknownName, match="row set aside"):
        steward(root).correct_rows([Change("b-1/bronze/2", {"wage": "1,00"})])
    with pytest.raises(UnknownName, match="column"):
        steward(root).correct_rows([Change(ids[2], {"wages": "1,00"})])
    with pytest.raises(UnknownName):
        steward(root).undo("correction", "d-none")
    with pytest.raises(NothingToDecide):
        steward(root).undo("correction", ids[2])
    assert len(events(root)) == head


def test_accepted_rows_are_marked_beside_the_data_file(root, ids):
    space = steward(root)
    corrected = space.correct_rows([Change(ids[2], {"wage": "7,25"})])
    released = space.release([ids[3]], "2026-12-31")
    space.retry()
    with space.reading() as session:
        batch = ids[2].partition("/")[0]
        file = session.manifest.of_batch("silver.jobs", batch, "decided")
        marks = pq.read_table(session.workshop.path(file.file)).to_pylist()
    assert marks == [
        {"_source_row": 2, "decision": corrected.decision, "kind": "correction", "concerns": "wage"},
        {"_source_row": 3, "decision": released.decision, "kind": "release", "concerns": "region.reference"},
    ]
    (published,) = (root / "lake/published/silver/jobs/decided").iterdir()
    assert pq.read_table(published).to_pylist() == marks
    assert len(list((root / "lake/published/silver/jobs").glob("*.parquet"))) == 1


def test_a_list_says_since_when_by_when_and_who(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;x"))
    contract = root / "contracts/jobs.yaml"
    text = "slaProperties: [{property: timeToRepair, value: 10, unit: d}]\nteam:\n  name: desk\n  members: [{username: a@b.c, name: Ann, role: steward}]\n"
    contract.write_text(contract.read_text() + text)
    steward(root).run()
    (group,) = steward(root, lambda: 1_768_000_000_000_000).quarantine().groups
    assert (group.steward, group.due, group.days) == ("Ann", "2026-01-11", 8)


def test_an_accepted_row_leads_back_to_its_first_appearance(root, ids):
    space = steward(root)
    batch = ids[4].partition("/")[0]
    decided = space.correct_rows([Change(ids[4], {"job_id": "4", "region": "ZZ", "wage": "1,00"})], ticket="INC-9")
    space.retry()
    space.release([f"{batch}/silver/4"], "2026-12-31")
    space.retry()
    told = [(m.what, m.table, m.rules or m.columns) for m in space.row_history(batch, 4)]
    assert told == [
        ("set aside", "staged.jobs", ("P-005",)),
        ("correction", "staged.jobs", ("job_id", "region", "wage")),
        ("accepted", "bronze.jobs", ()),
        ("set aside", "silver.jobs", ("region.reference",)),
        ("release", "silver.jobs", ("region.reference",)),
        ("accepted", "silver.jobs", ()),
    ]
    correction = space.row_history(batch, 4)[1]
    assert (correction.by, correction.ticket, correction.decision) == ("lea", "INC-9", decided.decision)
    assert [m.position for m in space.row_history(batch, 4)] == sorted(m.position for m in space.row_history(batch, 4))
    assert len(space.row_history(batch, 4, as_of=str(decided.position))) == 2
