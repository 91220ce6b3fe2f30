from __future__ import annotations

import random

import pytest
from click.testing import CliRunner

from jobforge_es.cli import asking, main
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only, positions, tree

MESSY = (
    "Prévisions d'emploi;;;;\n"
    "milliers \N{EN DASH} données fictives;;;;\n"
    "Région;Code;Année;Emplois prévus;Mis à jour\n"
    "Baie;0160;2026;1 798,4;01/02/2026\n"
    "Baie;0160;2027;796,8;02/02/2026\n"
    "Cap;0210;2026;..;03/02/2026\n"
    "Cap;0210;2027;12;04/02/2026\n"
    "\n"
    "Source : Bureau d'exemple\n"
).encode("cp1252")


@pytest.fixture
def project(tmp_path):
    assert CliRunner().invoke(main, ["init", str(tmp_path / "mine")]).exit_code == 0
    return tmp_path / "mine"


@pytest.fixture
def messy(tmp_path):
    path = tmp_path / "prévisions_2026.csv"
    path.write_bytes(MESSY)
    return path


@pytest.fixture
def person(monkeypatch):
    """Somebody at the terminal; what is typed is given to each call."""
    monkeypatch.setattr(asking, "is_answered", lambda asked: not asked.json)


def typed(project, text, *args):
    return CliRunner().invoke(main, ["--project", str(project), *map(str, args)], input=text)


def test_a_source_is_written_with_a_reason_for_every_line(project, messy):
    result = call(project, "source", "propose", str(messy), "--yes")
    assert result.exit_code == 0, result.output
    text = (project / "sources/previsions.yaml").read_text(encoding="utf-8")
    for line in ("name: previsions", "encoding: cp1252", 'delimiter: ";"', "skip_lines: 2", "skip_footer: 1"):
        assert line in text
    assert 'null_words: [".."]' in text
    assert "# lines before the first record" in text
    assert "4 accepted" in result.stdout
    assert "1 798,4" in result.stdout
    assert f"ingest {messy} --source previsions" in result.stderr.replace("'", "")


def test_nothing_is_written_where_nobody_can_agree(project, messy):
    before = tree(project)
    result = call(project, "source", "propose", str(messy))
    assert (result.exit_code, result.stderr[:5]) == (2, "U-050")
    assert "--yes --set encoding=latin-1" in result.stderr
    assert call(project, "source", "propose", str(messy), "--dry-run").exit_code == 0
    assert tree(project) == before


def test_a_person_is_asked_and_answers(project, messy, person):
    result = typed(project, "2\ny\n", "source", "propose", messy)
    assert result.exit_code == 0, result.output
    assert "Which encoding" in result.stderr
    assert "encoding: latin-1" in (project / "sources/previsions.yaml").read_text(encoding="utf-8")


def test_a_person_can_say_no(project, messy, person):
    result = typed(project, "1\nn\n", "source", "propose", messy)
    assert (result.exit_code, result.stderr.count("U-050")) == (2, 1)
    assert not (project / "sources/previsions.yaml").exists()


def test_an_answer_can_be_given_beforehand_and_has_to_fit(project, messy):
    wrong = call(project, "source", "propose", str(messy), "--yes", "--set", "encoding=utf-8")
    assert (wrong.exit_code, wrong.stderr[:5]) == (2, "U-052")
    idle = call(project, "source", "propose", str(messy), "--yes", "--set", "encodng=cp1252")
    assert (idle.exit_code, idle.stderr[:5]) == (2, "U-052")
    assert "did you mean encoding" in idle.stderr
    assert call(project, "source", "propose", str(messy), "--yes", "--set", "encoding").exit_code == 2
    found = only(call(project, "source", "propose", str(messy), "--yes", "--set", "encoding=latin-1", "--json"))
    assert [q["answer"] for q in found["questions"] if q["question"]["key"] == "encoding"] == ["latin-1"]


def test_what_somebody_wrote_is_never_written_over(project, messy):
    assert call(project, "source", "propose", str(messy), "--yes").exit_code == 0
    before = tree(project)
    again = call(project, "source", "propose", str(messy), "--yes")
    assert (again.exit_code, again.stderr[:5]) == (2, "U-051")
    other = call(project, "source", "propose", str(messy), "--yes", "--name", "other")
    assert (other.exit_code, other.stderr[:5]) == (2, "U-051")
    assert "jobforge ingest" in other.stderr
    assert tree(project) == before


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "P-001"), (random.Random(1).randbytes(4000), "P-090"), (b"<html><body>no</body></html>", "P-090")],
)
def test_what_cannot_be_read_is_one_clear_error(project, tmp_path, raw, code):
    (tmp_path / "odd").write_bytes(raw)
    result = call(project, "source", "propose", str(tmp_path / "odd"), "--yes")
    assert (result.exit_code, result.stderr[:5]) == (1, code)
    assert list((project / "sources").iterdir()) == [project / "sources/.gitkeep"]
    assert call(project, "source", "propose", str(tmp_path), "--yes").stderr[:5] == "U-032"
    assert call(project, "source", "propose", str(tmp_path / "none"), "--yes").stderr[:5] == "U-031"
    assert call(project, "source", "propose", str(tmp_path / "odd"), "--name", "A b").exit_code == 2


def test_records_that_would_be_refused_are_counted_by_code(project, tmp_path):
    (tmp_path / "a.csv").write_text("code,n\n1,2\n3,4,5\n6,7\n")
    found = only(call(project, "source", "propose", str(tmp_path / "a.csv"), "--yes", "--json"))
    assert (found["balance"]["accepted"], found["refused"]) == (2, {"P-003": 1})
    shown = call(project, "source", "propose", str(tmp_path / "a.csv"), "--dry-run", "--name", "b")
    assert shown.exit_code == 2  # the first source reads such files
    (project / "sources/a.yaml").unlink()
    shown = call(project, "source", "propose", str(tmp_path / "a.csv"), "--dry-run")
    assert "1 of P-003" in shown.stdout
    assert "more than the source allows" in shown.stdout


def landed(project, messy):
    assert call(project, "source", "propose", str(messy), "--yes").exit_code == 0
    assert call(project, "ingest", str(messy), "--source", "previsions").exit_code == 0


def test_a_contract_is_drafted_that_sets_no_landed_row_aside(project, messy):
    landed(project, messy)
    before = positions(project)
    result = call(project, "contract", "propose", "staged.previsions", "--yes")
    assert result.exit_code == 0, result.output
    assert "would set aside 0" in result.stdout
    assert positions(project) == before
    text = (project / "contracts/previsions.yaml").read_text(encoding="utf-8")
    for line in ("version: 0.1.0", "status: draft", "decimal(7,1)", 'pattern: "^[0-9]{4}$"', "dd/MM/yyyy"):
        assert line in text
    planned = only(call(project, "plan", "--json"))
    assert [b["quarantined"] for b in planned["balance"].values()] == [0, 0]
    assert call(project, "run").exit_code == 0
    rows = Workspace.open(project).query("SELECT sum(emplois_prevus) AS n, max(mis_a_jour) AS d FROM silver.previsions")
    assert [str(value) for value in rows.to_pylist()[0].values()] == ["2607.2", "2026-02-04"]


def test_the_order_of_day_and_month_is_a_question(project, messy, person):
    landed_first = typed(project, "1\ny\n", "source", "propose", messy)
    assert landed_first.exit_code == 0
    assert call(project, "ingest", str(messy), "--source", "previsions").exit_code == 0
    result = typed(project, "2\ny\n", "contract", "propose", "previsions")
    assert result.exit_code == 0, result.output
    assert "Mis à jour" in result.stderr
    assert 'format: "MM/dd/yyyy"' in (project / "contracts/previsions.yaml").read_text(encoding="utf-8")


def test_without_a_person_the_open_questions_of_a_contract_are_told(project, messy):
    landed(project, messy)
    result = call(project, "contract", "propose", "previsions")
    assert (result.exit_code, result.stderr[:5]) == (2, "U-050")
    assert "--yes --set mis_a_jour.format=MM/dd/yyyy" in result.stderr
    assert not (project / "contracts/previsions.yaml").exists()


def test_a_contract_needs_a_source_and_a_landed_file(project, messy):
    assert call(project, "contract", "propose", "nothing").stderr[:5] == "U-001"
    assert call(project, "source", "propose", str(messy), "--yes").exit_code == 0
    assert call(project, "apply").exit_code == 0
    assert call(project, "contract", "propose", "previsions").stderr[:5] == "U-053"
    assert call(project, "ingest", str(messy), "--source", "previsions").exit_code == 0
    assert call(project, "contract", "propose", "previsions", "--yes").exit_code == 0
    assert call(project, "contract", "propose", "previsions", "--yes").stderr[:5] == "U-051"


def test_columns_with_some_wrong_values_stay_texts_and_that_is_said(project, tmp_path):
    rows = "".join(f"{n},2026-01-{n % 28 + 1:02}\n" for n in range(1, 100))
    (tmp_path / "a.csv").write_text(f"id,day\n{rows}100,soon\n")
    assert call(project, "source", "propose", str(tmp_path / "a.csv"), "--yes").exit_code == 0
    assert call(project, "ingest", str(tmp_path / "a.csv"), "-s", "a").exit_code == 0
    found = only(call(project, "contract", "propose", "a", "--dry-run", "--json"))
    assert "99 of 100 values could be date" in found["text"]
    assert found["keys"] == [["id"]]


def test_keys_of_two_columns_and_few_values_are_found(project, tmp_path):
    rows = "".join(f"{region},{year},{'A' if year % 2 else 'B'}\n" for region in "PQRST" for year in range(1900, 2000))
    (tmp_path / "a.csv").write_text(f"region,year,kind\n{rows}")
    assert call(project, "source", "propose", str(tmp_path / "a.csv"), "--yes").exit_code == 0
    assert call(project, "ingest", str(tmp_path / "a.csv"), "-s", "a").exit_code == 0
    found = only(call(project, "contract", "propose", "a", "--yes", "--json"))
    assert found["keys"] == [["region", "year"]]
    assert "# if there can be no others: enum: [A, B]" in found["text"]
    assert found["set_aside"] == 0


def test_a_table_without_rows_has_a_contract_of_texts(project, tmp_path):
    (tmp_path / "a.csv").write_text("id,day\n")
    assert call(project, "source", "propose", str(tmp_path / "a.csv"), "--yes").exit_code == 0
    assert call(project, "ingest", str(tmp_path / "a.csv"), "-s", "a").exit_code == 0
    result = call(project, "contract", "propose", "a", "--yes")
    assert result.exit_code == 0, result.output


def test_a_project_is_made_from_files_that_nobody_has_described(tmp_path, messy):
    (tmp_path / "offices_1.csv").write_text("code,opened\nA01,2020-01-31\n")
    (tmp_path / "offices_2.csv").write_text("code,opened\nA02,2021-01-31\n")
    files = [str(messy), str(tmp_path / "offices_1.csv"), str(tmp_path / "offices_2.csv")]
    refused = CliRunner().invoke(main, ["init", str(tmp_path / "new"), "--from", *files])
    assert (refused.exit_code, refused.stderr[:5]) == (2, "U-050")
    assert not (tmp_path / "new").exists()
    tried = only(CliRunner().invoke(main, ["init", str(tmp_path / "new"), "--from", *files, "--dry-run", "--json"]))
    assert [s["source"] for s in tried["sources"]] == ["previsions", "offices"]
    assert not (tmp_path / "new").exists()
    made = CliRunner().invoke(main, ["init", str(tmp_path / "new"), "--from", *files, "--yes"])
    assert made.exit_code == 0, made.output
    assert made.stderr.strip().endswith("jobforge run")
    assert call(tmp_path / "new", "run").exit_code == 0
    workspace = Workspace.open(tmp_path / "new")
    assert workspace.query("SELECT count(*) AS n FROM silver.offices").to_pylist() == [{"n": 2}]
    assert workspace.query("SELECT count(*) AS n FROM silver.previsions").to_pylist() == [{"n": 4}]


def test_files_without_from_are_refused(tmp_path):
    assert CliRunner().invoke(main, ["init", str(tmp_path / "a"), "b.csv"]).exit_code == 2
    assert CliRunner().invoke(main, ["init", str(tmp_path / "a"), "--sample", "--from", "b.csv"]).exit_code == 2
    assert CliRunner().invoke(main, ["init", str(tmp_path / "a"), "--from", str(tmp_path / "no")]).stderr[:5] == "U-031"
    assert not (tmp_path / "a").exists()


def test_the_python_api_takes_what_is_proposed(project, messy):
    workspace = Workspace.open(project)
    found = workspace.propose_source(messy)
    assert [question.key for question in found.open] == ["encoding"]
    assert (project / found.path).is_file()
    workspace.ingest([messy], found.source.name)
    drafted = workspace.propose_contract(found.source.name)
    assert (drafted.set_aside, drafted.contract.version) == (0, "0.1.0")
    assert (project / drafted.path).is_file()
