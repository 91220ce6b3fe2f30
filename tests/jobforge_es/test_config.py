from __future__ import annotations

import getpass
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobforge_es.config import Config, ProjectNotFound, SettingWrong, actor_of, find_project, load_config
from ledger.errors import JobForgeError


@pytest.fixture
def project(tmp_path) -> Path:
    root = (tmp_path / "mon projet").resolve()
    root.mkdir()
    (root / "jobforge.toml").write_text("", encoding="utf-8")
    return root


def load(root: Path, text: str | bytes = "", environ: dict | None = None, flags: dict | None = None) -> Config:
    (root / "jobforge.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(root, flags or {}, environ or {})


def wrong(root: Path, text: str | bytes = "", environ: dict | None = None, flags: dict | None = None) -> SettingWrong:
    with pytest.raises(SettingWrong) as caught:
        load(root, text, environ, flags)
    error = caught.value
    assert (error.code, error.exit_code, error.written) == ("C-002", 2, "nothing was written")
    assert error.mend
    return error


def test_an_empty_file_gives_the_defaults(project):
    config = load(project)
    assert config == Config(root=project, name="mon projet", ledger=str(project / "lake/ledger.db"))
    assert (config.lake_path, config.inbox_path) == (project / "lake", project / "inbox")
    assert (config.time_zone, config.time_limit, config.wait) == ("UTC", 600.0, 10.0)


def test_every_setting_arrives_from_the_file(project):
    config = load(
        project,
        """
        [project]
        name = "Main-d'œuvre"
        time_zone = "America/Toronto"
        actor = "Élodie <elodie@example.org>"
        lake = "../donnees/lac"
        inbox = "arrivées"
        ledger = "registre/journal.db"
        [limits]
        memory_limit = "1.5 GiB"
        threads = 2
        time_limit = 30
        wait = 0
        [retries]
        attempts = 3
        wait_first = "2s"
        wait_most = "1min"
        retry_within = "1h"
        """,
    )
    assert config == Config(
        root=project,
        name="Main-d'œuvre",
        lake="../donnees/lac",
        ledger=str(project / "registre/journal.db"),
        time_zone="America/Toronto",
        actor="Élodie <elodie@example.org>",
        inbox="arrivées",
        memory_limit="1.5GiB",
        threads=2,
        time_limit=30.0,
        wait=0.0,
        attempts=3,
        wait_first=2,
        wait_most=60,
        retry_within=3_600,
    )


def test_the_environment_goes_before_the_file_and_flags_before_both(project):
    text = 'name = "file"\nactor = "file"\nwait = 1'
    environ = {
        "JOBFORGE_ACTOR": "environment",
        "JOBFORGE_WAIT": "2.5",
        "JOBFORGE_LAKE": "",
        "JOBFORGE_TIME_LIMIT": "60",
        "PATH": "x",
        "JOBFORGE_DEBUG": "1",
    }
    config = load(project, text, environ, {"wait": 3, "threads": None})
    assert (config.name, config.actor, config.wait, config.lake) == ("file", "environment", 3.0, "lake")
    assert (config.time_limit, config.threads) == (60.0, None)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("sqlite:///a b.db", "{root}/a b.db"),
        ("sqlite:///a%20b.db", "{root}/a b.db"),
        ("sqlite:////srv/l.db", "/srv/l.db"),
        ("/srv/l.db", "/srv/l.db"),
        ("postgresql://host/db", "postgresql://host/db"),
    ],
)
def test_the_address_of_the_ledger_counts_from_the_project(project, written, address):
    assert load(project, f'ledger = "{written}"').ledger == address.format(root=project)


def test_an_absolute_lake_lies_where_it_says(project, tmp_path):
    assert load(project, f"lake = '{tmp_path / 'elsewhere'}'").lake_path == tmp_path / "elsewhere"


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        ('nmae = "x"', "unknown setting `nmae` (did you mean `name`?)", 1, 1),
        ('# c\n[project]\n  timezone = "UTC"', "unknown setting `timezone` (did you mean `time_zone`?)", 3, 3),
        ("[limits]\nmemory = 1", "unknown setting `memory` (did you mean `memory_limit`?)", 2, 1),
        ("[engine]\nthreads = 1", "unknown setting `engine`", 1, 2),
        ("project = 1", "unknown setting `project`", 1, 1),
        ('name = "a"\n[project]\nname = "b"', "`name` stands twice", 1, 1),
        ("name = ''", "`name` is ``", 1, 1),
        ("name = 1", "`name` is `1`", 1, 1),
        ('name = "a\\u001b[31m"', "`name` is `a<1B>[31m`", 1, 1),
        (f'name = "{"n" * 300}"', f"`name` is `{'n' * 60}…`", 1, 1),
        ('time_zone = "Amerika/Toronto"', "`time_zone` is `Amerika/Toronto`", 1, 1),
        ('time_zone = "../../etc/passwd"', "`time_zone` is `../../etc/passwd`", 1, 1),
        ('time_zone = "America"', "`time_zone` is `America`", 1, 1),
        ('time_zone = ""', "`time_zone` is ``", 1, 1),
        ("time_zone = 5", "`time_zone` is `5`", 1, 1),
        ('memory_limit = "lots"', "`memory_limit` is `lots`", 1, 1),
        ("memory_limit = \"2GB'; DROP\"", "`memory_limit` is `2GB'; DROP`", 1, 1),
        ("memory_limit = 2", "`memory_limit` is `2`", 1, 1),
        ("threads = 0", "`threads` is `0`", 1, 1),
        ("threads = true", "`threads` is `True`", 1, 1),
        ("threads = 1.5", "`threads` is `1.5`", 1, 1),
        ("time_limit = 0", "`time_limit` is `0`", 1, 1),
        ("time_limit = nan", "`time_limit` is `nan`", 1, 1),
        ("wait = -1", "`wait` is `-1`", 1, 1),
        ("wait = inf", "`wait` is `inf`", 1, 1),
        ('lake = ""', "`lake` is ``", 1, 1),
        ("lake = 1", "`lake` is `1`", 1, 1),
        ('lake = "a\\u0000b"', "`lake` is `a<00>b`", 1, 1),
        ("name = ", "jobforge.toml is not TOML here", 1, 8),
        ('a = "x"\nname "x"', "jobforge.toml is not TOML here", 2, 6),
        ('name = "a"\nname = "b"', "jobforge.toml is not TOML here", 2, 11),
        ("[project", "jobforge.toml is not TOML here", 1, 9),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_told_at_its_line(project, text, what, line, column):
    error = wrong(project, text)
    assert error.what == what
    assert str(error.where).startswith(f"jobforge.toml:{line}:{column}\n")
    assert "^" in str(error.where)


def test_the_nearest_time_zone_is_proposed(project):
    assert wrong(project, 'time_zone = "america/toronto"').mend == ('time_zone = "America/Toronto"',)


@pytest.mark.parametrize("lake", [".", "..", "inbox", "a/../", "inbox/.."])
def test_a_lake_where_other_things_lie_is_refused(project, lake):
    error = wrong(project, f'lake = "{lake}"')
    assert "other things lie" in error.what
    assert str(error.where).startswith("jobforge.toml:1:1")


def test_an_inbox_inside_the_lake_is_refused(project):
    assert "other things lie" in wrong(project, 'inbox = "lake/inbox"').what


def test_a_file_that_is_not_utf_8_is_refused(project):
    error = wrong(project, 'name = "a"\nactor = "É"'.encode("latin-1"))
    assert error.what == "jobforge.toml is not UTF-8: byte 0xC9"
    assert error.where == "jobforge.toml:2"


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(project):
    assert load(project, b'\xef\xbb\xbf[project]\r\nname = "a"\r\n').name == "a"


def test_deeply_nested_toml_is_refused(project):
    assert wrong(project, "x = " + "[" * 5000 + "]" * 5000).what.startswith(
        ("jobforge.toml is not TOML", "unknown setting")
    )


def test_a_wrong_variable_and_a_wrong_flag_are_named(project):
    assert wrong(project, environ={"JOBFORGE_THREADS": "many"}).where == "JOBFORGE_THREADS"
    assert wrong(project, flags={"time_limit": "soon"}).where == "--time-limit"
    assert wrong(project, flags={"tme_limit": 1}).what == "unknown setting `tme_limit` (did you mean `time_limit`?)"


def test_a_variable_that_is_nearly_ours_is_taken_for_a_slip(project):
    error = wrong(project, environ={"JOBFORGE_TIMEZONE": "UTC"})
    assert error.what == "unknown variable `JOBFORGE_TIMEZONE` (did you mean `JOBFORGE_TIME_ZONE`?)"


def test_the_project_is_found_from_below(project):
    below = project / "models" / "gold"
    below.mkdir(parents=True)
    assert find_project(below) == project
    assert find_project(project) == project
    assert find_project(project / "jobforge.toml") == project


def test_a_link_leads_to_the_project_that_it_points_to(project, tmp_path):
    (project / "models").mkdir()
    (tmp_path / "link").symlink_to(project / "models")
    assert find_project(tmp_path / "link") == project


@pytest.mark.parametrize("start", ["", "missing/deeper", "x" * 300, "a\0b"])
def test_where_there_is_no_project_init_is_proposed(tmp_path, start):
    with pytest.raises(ProjectNotFound) as caught:
        find_project(tmp_path / start)
    assert (caught.value.code, caught.value.exit_code) == ("C-001", 2)
    assert caught.value.mend[0] == "jobforge init DIR"


def test_a_folder_named_like_the_file_makes_no_project(tmp_path):
    (tmp_path / "jobforge.toml").mkdir()
    with pytest.raises(ProjectNotFound):
        find_project(tmp_path)
    with pytest.raises(ProjectNotFound, match="no project"):
        load_config(tmp_path, {}, {})


def test_the_actor_is_typed_configured_or_the_login(project, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "a.roy")
    config = load(project)
    assert actor_of(config, " Noor ") == ("Noor", "typed")
    assert actor_of(load(project, 'actor = "Alix"'), None) == ("Alix", "configured")
    assert actor_of(config) == ("a.roy", "operating_system")


@pytest.mark.parametrize("error", [KeyError("uid"), OSError("no username"), ImportError("pwd")])
def test_a_user_without_a_login_has_a_number(project, monkeypatch, error):
    def getuser() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", getuser)
    name, how = actor_of(load(project))
    assert name.startswith(("uid-", "unknown"))
    assert how == "operating_system"


def test_a_hostile_login_is_made_harmless(project, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "a\x1b[31m\udce9" + "x" * 500)
    name, _ = actor_of(load(project))
    assert name.isprintable()
    assert len(name) <= 200


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31m", "x" * 201])
def test_an_actor_without_a_printable_name_is_refused(project, name):
    with pytest.raises(SettingWrong, match="`actor` is"):
        actor_of(load(project), name)


def test_names_are_recorded_in_one_spelling(project):
    assert actor_of(load(project), "E\u0301lodie") == ("Élodie", "typed")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet='nameltk= "[]\n#1.\\', max_size=40) | st.binary(max_size=20))
def test_any_file_is_read_or_refused_in_our_own_words(project, text):
    said = ""
    try:
        load(project, text)
    except JobForgeError as error:
        said = error.what
    assert said.isprintable()


def test_settings_load_no_heavy_library():
    heavy = "{'yaml', 'duckdb', 'pyarrow', 'sqlglot', 'difflib', 'jsonschema', 'sqlite3'}"
    # what measures coverage may have loaded some of them before
    script = (
        f"import sys; had = set(sys.modules); import jobforge_es.config; assert not {heavy} & (set(sys.modules) - had)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
