"""Each control on the sample: it holds, and one change later it does not. What the sample lacks is mended first."""

from __future__ import annotations

import attrs
import pyarrow as pa
import pytest

from jobforge_es.commands.controls.deciding import attest, scope, waive
from jobforge_es.commands.people.change import assign, end
from jobforge_es.workspace import Workspace
from ledger.events import AttemptFailed, BatchPromoted, ContractAdopted, ExportPublished, QuestionVerified, TableBuilt
from ledger.events.parts import TableAt
from ledger.names import Position
from ledger.vault import Vault
from projections.controls.evidence import Aside
from projections.controls.registry import CONTROLS

FLIPS = {}
OPENINGS, OWNER = "gold.agg_openings", "kim.fixture@example.org"
CODED = ("gold.dim_occupation.broad_group", "gold.dim_occupation.training_level")


def flip(control, *, was="PASS", becomes="FAIL"):
    """Take a function that changes one thing in a ``yield``: before it, the control is to be one status; after, another."""

    def taken(change):
        FLIPS[control] = (change, was, becomes)
        return change

    return taken


@pytest.mark.parametrize("control", CONTROLS)
def test_one_change_flips_it(play, control):
    change, was, becomes = FLIPS[control]
    steps = change(play)
    next(steps)
    assert play.status(control) == was
    next(steps, None)
    assert play.status(control) == becomes


@flip("G01")
def owner(p):
    list(assign(p.session, "owner", OPENINGS, OWNER))
    yield
    list(end(p.session, "owner", "gold.fact_forecast"))
    p.later(2)


@flip("G02")
def party(p):
    yield
    p.sql("DELETE FROM statements WHERE kind = 'party' AND subject = ?", OWNER)


@flip("G03")
def reason(p):
    yield
    p.session.reason = None
    p.say("gold.dim_occupation", "usage.en", "For anything.")


@flip("G04")
def second_person(p):
    p.agree()
    yield
    p.sql("UPDATE reviews SET concluded_by = author WHERE subject = 'region'")


@flip("G05")
def waiver(p):
    list(waive(p.session, "M01", "2999-12-31"))
    yield
    p.sql("UPDATE control_decisions SET until = '2001-01-01'")


@flip("A01")
def layer(p):
    yield
    p.sql("UPDATE datasets SET layer = 'gold' WHERE table_name = 'silver.postings'")


@flip("A02")
def orphan(p):
    yield
    place = p.session.lake.place_of("layers/gold/x/y/z.parquet")
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")


@flip("A03")
def downward(p):
    yield
    p.sql("INSERT INTO edges VALUES ('gold.dim_occupation', 'silver.titles', 'model', 99, NULL)")


@flip("A04")
def circle(p):
    yield
    p.sql("INSERT INTO edges VALUES ('silver.titles', 'bronze.titles', 'model', 99, NULL)")


@flip("M01")
def contract(p):
    p.sql("UPDATE datasets SET retired = 1 WHERE table_name = ?", OPENINGS)
    yield
    p.sql("UPDATE contracts SET retired = 1 WHERE table_name = 'silver.titles'")


@flip("M02")
def columns(p):
    yield
    p.rewrite("silver.titles", lambda rows: rows.rename_columns(["renamed", *rows.column_names[1:]]))


@flip("M03")
def key(p):
    yield
    p.rewrite("silver.titles", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]))


@flip("M04")
def version(p):
    adopted = next(each for each in p.events(ContractAdopted) if each.table == "silver.titles")
    p.record(attrs.evolve(adopted, version="2.0.0", scope="rebuild"))
    yield
    p.record(attrs.evolve(adopted, version="2.5.0", scope="rebuild"))
    p.record(attrs.evolve(adopted, version="2.5.1", scope="from_now"))


@flip("S01")
def bytes_of_a_file(p):
    yield
    p.rewrite("gold.dim_occupation", lambda rows: rows.slice(0, 3))


@flip("S02", was="ATTESTED", becomes="STALE")
def end_of_the_ledger(p):
    kept = p.session.config.root / "jobforge.toml"
    list(attest(p.session, "S02", kept, "2999-12-31"))
    yield
    p.sql("UPDATE control_decisions SET until = '2001-01-01'")


@flip("S03")
def vault(p):
    yield
    p.session.vault = Vault(p.session.lake.root / "empty")
    p.session.vault.keep_bytes(b"so that there is one")


@flip("S04")
def retention(p):
    retained(p, "10 ans")
    yield
    p.later(8 * 366)


def retained(p, term):
    """Say how long everything is kept, in days that can be computed but for one table."""
    for table in (OPENINGS, "silver.occupations"):
        p.say(table, "retention", "7 years")
    p.say("silver.postings", "retention", term)


@flip("S05")
def rebuild(p):
    p.evaluated("2026-01-01")
    yield
    p.evaluated("2026-01-01", failing=1)


@flip("S06", becomes="STALE")
def exercise(p):
    p.evaluated(p.session.now().date().isoformat())
    yield
    p.later(92)


@flip("C01")
def category(p):
    yield
    p.say("silver.titles.title", "security")


@flip("C02")
def lower(p):
    yield
    p.say("silver.occupations.title_en", "security", "Protected B")


@flip("C03")
def leak(p):
    p.say("gold.dim_occupation.title_en", "security", "Protected A")
    p.publish("odcs")
    yield
    p.publish("odcs", without="Protected A")


@flip("I01")
def origin(p):
    yield
    p.rewrite("silver.titles", lambda rows: nulled(rows, "_batch_id"))


def nulled(rows, name):
    place = rows.column_names.index(name)
    column = rows.column(name)
    return rows.set_column(place, rows.schema.field(place).with_nullable(True), pa.nulls(len(column), column.type))


@flip("I02")
def batch(p):
    yield
    p.sql("UPDATE batches SET batch_id = 'b-other' WHERE source = 'titles'")


@flip("I03")
def books(p):
    yield
    promoted = p.events(BatchPromoted)[0]
    p.record(attrs.evolve(promoted, balance=attrs.evolve(promoted.balance, read=promoted.balance.read + 1)))


TRY = AttemptFailed("build", "gold.dim_occupation", "F-011", "the disk refuses", 1, 1000)


@flip("I04")
def run(p):
    p.record(TRY)
    yield
    p.later(4)


@flip("I05")
def twice(p):
    yield
    names = [row[1] for row in p.session.db.execute("PRAGMA table_info(batches)")]
    rest = ", ".join(f'"{name}"' for name in names[1:])
    p.sql(f"INSERT INTO batches SELECT 'b-again', {rest} FROM batches WHERE source = 'titles'")


@flip("I06")
def tries(p):
    p.record(TRY)
    yield
    p.record(attrs.evolve(TRY, number=9))


@flip("I07")
def term(p):
    row = Aside("bronze.titles", "b-1", "type", "no number", True, "2999-12-31", "b-1/bronze/1")
    p.other["aside"] = lambda: [row]
    yield
    p.other["aside"] = lambda: [attrs.evolve(row, due="2001-01-01")]


@flip("I08")
def libraries(p):
    yield
    built = p.events(TableBuilt)[0]
    p.record(attrs.evolve(built, built=attrs.evolve(built.built, libraries={})))


@flip("D01")
def document(p):
    yield
    ((sha256, size),) = p.session.db.execute("SELECT file_sha256, file_size FROM batches WHERE source = 'titles'")
    place = p.session.lake.root / "damaged/sha256" / sha256[:2] / sha256
    place.parent.mkdir(parents=True)
    place.write_bytes(b"x" * size)
    p.session.vault = Vault(p.session.lake.root / "damaged", below=p.session.vault)


@flip("R01")
def code(p):
    for name in CODED:
        p.say(name, "role", "attribute")
    yield
    p.say("gold.fact_forecast.region", "code_list", "table:silver.occupations")


@flip("R02")
def partner(p):
    yield
    p.rewrite("silver.occupations", lambda rows: rows.slice(0, 1))


@flip("B01")
def question(p):
    yield
    p.sql("DELETE FROM statements WHERE kind = 'question' AND name = 'requires'")


@flip("B02")
def answer(p):
    kept = p.session.vault.keep_bytes(b"SELECT 1")
    for name in ("occupations-and-names", "jobs-expected", "people-sought"):
        p.record(QuestionVerified(name, "passed", kept, "rows > 0"))
    yield
    p.record(QuestionVerified("people-sought", "failed", kept, "rows > 0"))


@flip("B03")
def semantic_model(p):
    p.publish("powerbi")
    yield
    p.say("gold.dim_occupation", "description.en", "Something else.")


@flip("L01")
def description(p):
    for table in ("bronze.postings", "silver.postings"):
        for name in ("wage_low", "wage_high"):
            for language in ("en", "fr"):
                p.say(f"{table}.{name}", f"description.{language}", f"{name} {language}, of its own")
    yield
    p.say("gold.dim_occupation.title_en", "description.fr")


@flip("L02")
def approved(p):
    p.agree()
    yield
    p.say("term:region", "definition.en", "Another meaning.")


@flip("L03", becomes="STALE")
def defined(p):
    p.agree()
    yield
    p.later(100 * 366)


@flip("L04")
def dead_end(p):
    yield
    p.sql("DELETE FROM column_edges WHERE table_name = 'bronze.titles'")


@flip("L05")
def read(p):
    yield
    p.sql("UPDATE builds SET inputs = '[]' WHERE table_name = 'gold.dim_occupation'")


@flip("L06")
def publisher(p):
    p.sql("UPDATE batches SET published = '2026-01-01'")
    yield
    p.sql("DELETE FROM statements WHERE kind = 'source' AND subject = 'titles' AND name = 'licence'")


@flip("L07")
def link(p):
    yield
    p.sql("DELETE FROM statements WHERE kind = 'term' AND subject = 'region'")


@flip("Q01")
def rule(p):
    yield
    p.sql("DELETE FROM promotions WHERE table_name = 'silver.titles'")


@flip("Q02")
def broken(p):
    yield
    p.rewrite("gold.fact_forecast", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]))


@flip("Q03")
def missing(p):
    yield
    p.rewrite("silver.titles", lambda rows: nulled(rows, "title"))


@flip("Q04")
def late(p):
    yield
    p.later(10 * 366)


@flip("Q05", was="NOTHING_TO_CHECK")
def drift(p):
    yield
    p.sql(
        "INSERT INTO drifts VALUES (9, 'titles', 'b-1', 'added', 'warn', '[]', 1, '[]', '[]', NULL, '2026-01-01', NULL)"
    )


@flip("P01", was="NOT_APPLICABLE", becomes="NOT_EVIDENCED")
def scoped(p):
    list(scope(p.session, "dadm", "2999-12-31"))
    yield
    p.sql("UPDATE control_decisions SET until = '2001-01-01'")


def test_evidence_that_came_after_gold_was_published_is_late(play):
    list(attest(play.session, "dadm:6.1.1", play.session.config.root / "jobforge.toml"))
    assert play.status("P01") == "FAIL"


def test_a_question_that_was_revised_has_to_be_asked_again(play):
    kept = play.session.vault.keep_bytes(b"SELECT 1")
    for name in ("occupations-and-names", "jobs-expected", "people-sought"):
        play.record(QuestionVerified(name, "passed", kept, "rows > 0"))
    play.say("question:people-sought", "expectation", "rows > 1")
    assert play.status("B02") == "STALE"


def test_a_drift_that_was_looked_at_is_acknowledged(play):
    play.sql(
        "INSERT INTO drifts VALUES (9, 'titles', 'b-1', 'added', 'warn', '[]', 1, '[]', '[]', NULL, '2026-01-01', 41)"
    )
    assert play.status("Q05") == "PASS"


def test_an_export_that_nothing_reads_back_is_not_evidence(play):
    play.record(attrs.evolve(exported(play), target="somewhere-else"))
    assert play.status("C03") == "NOT_EVIDENCED"


def exported(play):
    play.publish("odcs")
    return play.events(ExportPublished)[0]


def test_where_there_is_nobody_else_agreeing_to_one_s_own_is_left_out_and_not_passed(play):
    play.session.config = attrs.evolve(play.session.config, single_person=True)
    play.agree(second="lea")
    assert play.status("G04") == "NOT_APPLICABLE"


def test_a_term_that_hangs_on_more_than_days_is_not_said_to_hold(play):
    retained(play, "3 years after the posting closes")
    assert play.status("S04") == "NOT_EVIDENCED"
    assert {each.subject for each in play.result("S04").items} == {"table:bronze.postings", "table:silver.postings"}


@pytest.mark.parametrize(("rows", "becomes"), [(25, "PASS"), (9, "FAIL"), (250, "FAIL")])
def test_a_delivery_of_an_unusual_size_has_to_be_looked_at(play, rows, becomes):
    names = [row[1] for row in play.session.db.execute("PRAGMA table_info(batches)")]
    for n, many in enumerate((20, 30, rows)):
        told = {"batch_id": f"'b-{n}'", "accepted": many, "position": 90 + n}
        values = ", ".join(str(told.get(name, f'"{name}"')) for name in names)
        play.sql(f"INSERT INTO batches SELECT {values} FROM batches WHERE source = 'titles' AND batch_id LIKE 'b-%-%'")
    play.sql("DELETE FROM batches WHERE source = 'titles' AND batch_id LIKE 'b-%-%'")
    assert play.status("Q05") == becomes
    list(waive(play.session, "Q05", "2999-12-31", "batch:b-2"))
    assert play.status("Q05") == ("PASS" if becomes == "PASS" else "WAIVED")


def test_the_readme_of_the_sample_says_what_its_scorecard_says(loaded):
    section = (loaded / "README.md").read_text(encoding="utf-8").partition("## What the scorecard says")[2]
    lines = (line.strip("| ").split(" | ") for line in section.partition("\n## ")[0].splitlines())
    told = {row[0]: row[1] for row in lines if row[0] in CONTROLS}
    found = {each.control.id: each.status for each in Workspace.open(loaded).controls().results}
    assert {name: each for name, each in found.items() if each not in ("PASS", "NOTHING_TO_CHECK")} == told


def test_a_new_major_version_makes_up_for_a_small_one(play):
    adopted = next(each for each in play.events(ContractAdopted) if each.table == "silver.titles")
    for version in ("1.5.0", "1.5.1", "2.0.0"):
        play.record(attrs.evolve(adopted, version=version, scope="rebuild"))
    assert play.status("M04") == "PASS"


def test_an_answer_is_stale_when_a_table_changed_that_only_its_sql_reads(play):
    kept = play.session.vault.keep_bytes(b"SELECT 1")
    for name in ("occupations-and-names", "jobs-expected", "people-sought"):
        play.record(QuestionVerified(name, "passed", kept, "rows > 0"))
    read = (TableAt("gold.dim_occupation", Position(1), 1),)
    play.record(QuestionVerified("people-sought", "passed", kept, "rows > 0", tables=read))
    assert play.status("B02") == "PASS"
    play.sql("UPDATE files SET position = 1000000 WHERE table_name = 'gold.dim_occupation'")
    assert "question:people-sought" in {item.subject for item in play.result("B02").items}


def test_rows_of_a_silver_table_that_a_model_makes_keep_its_promise(play):
    table = "silver.occupation_names"
    play.rewrite(table, lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]))
    assert any(item.subject == f"table:{table}" for item in play.result("Q02").items)
    assert play.status("Q02") == "FAIL"
