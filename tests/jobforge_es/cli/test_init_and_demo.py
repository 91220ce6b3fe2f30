from __future__ import annotations

import tomllib

import pytest
from click.testing import CliRunner

from jobforge_es.cli import main
from jobforge_es.config import load_config
from tests.jobforge_es.cli.offices import call, only


def init(*args):
    return CliRunner().invoke(main, ["init", *map(str, args)])


def test_a_new_project_has_everything_in_its_place(tmp_path):
    result = init(tmp_path / "mine")
    assert result.exit_code == 0
    for name in ("sources", "contracts", "models/silver", "models/gold", "glossary", "questions", "catalog", "inbox"):
        assert (tmp_path / "mine" / name).is_dir()
    assert "lake/" in (tmp_path / "mine/.gitignore").read_text()
    assert "jobforge plan" in (tmp_path / "mine/README.md").read_text()
    assert load_config(tmp_path / "mine", environ={}).name == "mine"
    assert call(tmp_path / "mine", "run").stdout == "nothing to do\n"
    assert call(tmp_path / "mine", "status").exit_code == 0


def test_every_setting_that_is_commented_out_is_one_that_exists(tmp_path):
    from jobforge_es.settings import CHECKS, Setting

    init(tmp_path / "mine")
    text = (tmp_path / "mine/jobforge.toml").read_text()
    shown = tomllib.loads(text.replace("\n# ", "\n").replace("The settings of this", "#").replace("A variable", "#"))
    settings = {key: value for section in shown.values() for key, value in section.items()}
    assert len(settings) > 6
    for key, value in settings.items():
        if value != "...":
            CHECKS[key](value, Setting(key, "here"))


def test_an_empty_folder_is_filled_and_a_full_one_is_left_alone(tmp_path):
    (tmp_path / "empty").mkdir()
    assert init(tmp_path / "empty").exit_code == 0
    again = init(tmp_path / "empty")
    assert (again.exit_code, again.stderr[:5]) == (2, "U-003")
    (tmp_path / "file").write_text("mine")
    assert init(tmp_path / "file").exit_code == 2
    assert (tmp_path / "file").read_text() == "mine"
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert init(tmp_path / "link").exit_code == 2


@pytest.mark.parametrize(
    "name", ["a\nb", "a\x1bb", 'quo"te', "back\\slash", "x" * 201, " space", "dot.", "CON", "nul.txt", "a\u202eb"]
)
def test_a_name_that_does_no_good_is_refused(tmp_path, name):
    result = init(tmp_path / name)
    assert (result.exit_code, result.stderr[:5]) == (2, "U-003")
    assert "\x1b" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["Données 2026", "it's", "a b", "SELECT", "职业", "x" * 200])
def test_a_name_of_any_language_is_taken(tmp_path, name):
    result = init(tmp_path / name)
    assert result.exit_code == 0, result.output
    assert load_config(tmp_path / name, environ={}).name == name
    assert call(tmp_path / name, "status").exit_code == 0


def test_a_dry_run_makes_nothing(tmp_path):
    result = init(tmp_path / "mine", "--dry-run", "--json")
    assert "jobforge.toml" in only(result)["files"]
    assert not (tmp_path / "mine").exists()


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    result = init(tmp_path / "file" / "mine")
    assert result.exit_code == 2
    assert (tmp_path / "file").read_text() == ""


def test_the_sample_is_copied_byte_for_byte(tmp_path):
    from jobforge_es.commands.init import sample_root

    result = init(tmp_path / "mine", "--sample")
    assert result.exit_code == 0
    source = sample_root() / "inbox" / "previsions_emploi_2026-2028.csv"
    assert (tmp_path / "mine/inbox/previsions_emploi_2026-2028.csv").read_bytes() == source.read_bytes()
    assert "next  cd" in result.stderr


def test_without_the_sample_the_error_says_what_is_wrong(tmp_path, monkeypatch):
    from importlib import resources

    from jobforge_es.commands import init as module

    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "a/b/init.py"))
    result = init(tmp_path / "mine", "--sample")
    assert (result.exit_code, result.stderr[:5]) == (2, "U-003")


def test_the_demo_goes_from_source_to_gold_and_tells_the_story_of_a_row(tmp_path):
    result = CliRunner().invoke(main, ["demo", "--into", str(tmp_path / "demo")])
    assert result.exit_code == 0, result.output
    shown = result.stdout
    places = [shown.index(f"\n{number}. ") for number in range(1, 5)]
    assert places == sorted(places)
    story = shown[shown.index("The story of one row of gold.") :]
    for words in (
        "It was made by models/gold/",
        "It comes from record",
        "What was recorded on its way",
        "jobforge log",
    ):
        assert words in story
    assert "jobforge replay --check" in shown
    assert call(tmp_path / "demo", "run").stdout == "nothing to do\n"
    reasons = call(tmp_path / "demo", "controls", "show", "G03", "--json")
    assert only(reasons)["control"]["status"] == "PASS"


def test_the_demo_takes_another_place_when_its_folder_is_taken(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobforge-demo").mkdir()
    (tmp_path / "jobforge-demo/mine").write_text("")
    from jobforge_es.commands.demo import place

    assert place(None) is None
    assert place(tmp_path / "x") == tmp_path / "x"
    result = CliRunner().invoke(main, ["demo", "--into", str(tmp_path / "jobforge-demo")])
    assert (result.exit_code, result.stderr[:5]) == (2, "U-003")


def test_a_dry_run_of_the_demo_makes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    result = CliRunner().invoke(main, ["demo", "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "nothing was written" in result.stdout
    assert str(tmp_path / "jobforge-demo") in result.stdout
    found = only(CliRunner().invoke(main, ["demo", "--dry-run", "--json", "--into", "x y"]))
    assert (found["dry_run"], found["folder"]) == (True, str(tmp_path / "x y"))
    assert "jobforge.toml" in found["files"]
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "jobforge-demo").mkdir()
    (tmp_path / "jobforge-demo/mine").write_text("")
    assert "a new temporary folder" in CliRunner().invoke(main, ["demo", "--dry-run"]).stdout
    refused = CliRunner().invoke(main, ["demo", "--dry-run", "--into", "jobforge-demo"])
    assert (refused.exit_code, refused.stderr[:5]) == (2, "U-003")


def test_demo_tells_beforehand_where_it_would_go_beside_an_occupied_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobforge-demo").mkdir()
    (tmp_path / "jobforge-demo/mine.txt").write_text("mine")
    result = CliRunner().invoke(main, ["demo", "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "a new temporary folder" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["jobforge-demo"]
