from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionsBroken, NameClash, OutsideProject, parts
from jobforge_es.definitions.models import ModelText
from jobforge_es.definitions.project import read_definitions

SOURCE = "format: csv\n"


@pytest.fixture
def project(tmp_path, contract_text) -> Path:
    root = tmp_path / "projet é"
    put(root, "sources/jobs.yaml", SOURCE)
    put(root, "contracts/jobs.yaml", contract_text)
    put(root, "models/gold/dim_jobs.sql", "SELECT 1")
    return root


def put(root: Path, path: str, text: str | bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def mistakes(root: Path) -> list[DefinitionBroken]:
    with pytest.raises((DefinitionBroken, DefinitionsBroken)) as caught:
        read_definitions(root)
    return list(parts(caught.value))


def names(root: Path) -> list[str]:
    found = read_definitions(root)
    return [*found.sources, *found.contracts, *found.models]


def test_everything_is_read_by_name_with_its_path_bytes_and_hash(project):
    found = read_definitions(project)
    assert list(found.sources) == ["jobs"]
    assert list(found.contracts) == ["silver.jobs"]
    model = found.models["gold.dim_jobs"]
    assert model.value == ModelText("gold.dim_jobs", "SELECT 1")
    assert (model.path, model.raw) == ("models/gold/dim_jobs.sql", b"SELECT 1")
    assert model.sha256 == hashlib.sha256(b"SELECT 1").hexdigest()


def test_a_project_without_definitions_defines_nothing(tmp_path):
    assert names(tmp_path) == []


def test_the_order_is_that_of_the_paths(project):
    for name in ("b", "a", "c"):
        put(project, f"sources/{name}.yaml", SOURCE)
    put(project, "sources/aa.yml", SOURCE)
    assert list(read_definitions(project).sources) == ["a", "aa", "b", "c", "jobs"]


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.yaml",
        "#jobs.yaml#",
        ".#jobs.yaml",
        "jobs.yaml~",
        "jobs.yaml.bak",
        "~$jobs.yaml",
        "jobs.yaml.swp",
        "README.md",
        "_x.txt",
    ],
)
def test_hidden_files_and_copies_of_editors_are_passed_over(project, name):
    put(project, f"sources/{name}", "not: [yaml")
    assert names(project) == ["jobs", "silver.jobs", "gold.dim_jobs"]


def test_two_files_with_one_name_are_both_named(project):
    put(project, "sources/other.yaml", "name: jobs\nformat: csv")
    error = mistakes(project)[0]
    assert isinstance(error, NameClash)
    assert (error.code, error.exit_code) == ("C-006", 2)
    assert error.what == "sources/jobs.yaml and sources/other.yaml both define the source `jobs`"


def test_two_contracts_of_one_table_are_both_named(project, contract_text):
    put(project, "contracts/again.yaml", contract_text)
    assert (
        mistakes(project)[0].what
        == "contracts/again.yaml and contracts/jobs.yaml both define the contract `silver.jobs`"
    )


def test_names_that_differ_in_case_only_are_refused(project):
    put(project, "sources/Jobs.yaml", "name: other\nformat: csv")
    if not (project / "sources/JOBS.yaml").exists():
        assert mistakes(project)[0].what == "sources/Jobs.yaml and sources/jobs.yaml differ in case only"


def test_all_broken_files_are_told_at_once(project):
    put(project, "sources/a.yaml", "encodng: x\nformat: csv")
    put(project, "sources/jobs.yaml", b"\xff")
    put(project, "contracts/jobs.yaml", "- a")
    put(project, "models/gold/dim_jobs.sql", "")
    with pytest.raises(DefinitionsBroken) as caught:
        read_definitions(project)
    error = caught.value
    assert error.what == "4 mistakes in 4 definition files"
    assert [each.place.path for each in error.broken] == [
        "contracts/jobs.yaml",
        "models/gold/dim_jobs.sql",
        "sources/a.yaml",
        "sources/jobs.yaml",
    ]
    assert error.code == error.broken[0].code == "C-003"
    assert DefinitionsBroken.exit_code == 2
    for each in error.broken:
        assert str(each.place) in str(error.where)


def test_a_folder_that_is_named_like_a_file_is_refused(project):
    (project / "sources/x.yaml").mkdir()
    assert mistakes(project)[0].what == "a folder is named like a definition file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(project):
    os.mkfifo(project / "sources/x.yaml")
    assert mistakes(project)[0].what == "it is no regular file"


def test_a_link_inside_the_project_is_followed(project):
    real = put(project, "shared/b.yaml", SOURCE)
    (project / "sources/b.yaml").symlink_to(real)
    assert "b" in names(project)


@pytest.mark.parametrize("relative", [False, True])
def test_a_link_that_leads_out_of_the_project_is_refused(project, relative):
    outside = put(project.parent, "secret.yaml", SOURCE)
    (project / "sources/b.yaml").symlink_to("../../secret.yaml" if relative else outside)
    error = mistakes(project)[0]
    assert isinstance(error, OutsideProject)
    assert error.code == "C-007"


def test_a_folder_that_is_a_link_out_of_the_project_is_refused(project, tmp_path):
    put(tmp_path, "elsewhere/b.yaml", SOURCE)
    (project / "sources").rename(project / "old")
    (project / "sources").symlink_to(tmp_path / "elsewhere")
    assert isinstance(mistakes(project)[0], OutsideProject)


def test_a_link_to_nothing_and_a_link_to_itself_are_refused(project):
    (project / "sources/a.yaml").symlink_to("nothing.yaml")
    (project / "sources/b.yaml").symlink_to("b.yaml")
    assert ["the file cannot be read" in error.what for error in mistakes(project)] == [True, True]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_refused(project):
    (project / "sources/jobs.yaml").chmod(0)
    assert "cannot be read" in mistakes(project)[0].what


def test_a_file_that_is_too_large_is_refused_without_reading_it_whole(project):
    with (project / "sources/big.yaml").open("wb") as file:
        file.truncate(5_000_000_000)
    assert "larger than" in mistakes(project)[0].what


@pytest.mark.parametrize(
    "path",
    ["sources/2026/a.yaml", "contracts/x/y/a.yml", "models/a.sql", "models/bronze/a.sql", "models/gold/x/dim_a.sql"],
)
def test_a_definition_where_nothing_reads_it_is_refused(project, path):
    put(project, path, SOURCE)
    error = mistakes(project)[0]
    assert error.what == "a definition lies where nothing reads it"
    assert error.place.path == path


@pytest.mark.skipif(sys.platform != "linux", reason="file names are any bytes on Linux only")
def test_a_file_name_that_is_not_utf_8_is_told_percent_encoded(project):
    with open(os.path.join(os.fsencode(project / "sources"), b"d\xe9j\xe0.yaml"), "wb") as file:  # noqa: PTH118, PTH123 - bytes
        file.write(b"name: deja\nformat: csv")
    assert read_definitions(project).sources["deja"].path == "sources/d%E9j%E0.yaml"


def test_hostile_file_names_are_only_names(project):
    put(project, "sources/$(rm -rf x) ';--.yaml", "name: a\nformat: csv")
    put(project, "sources/e\u0301te\u0301.yaml", "name: b\nformat: csv")
    put(project, f"sources/{'n' * 240}.yaml", "name: c\nformat: csv")
    found = read_definitions(project).sources
    assert found["a"].path == "sources/$(rm -rf x) ';--.yaml"
    assert found["b"].path == "sources/été.yaml"
    assert found["c"].value


def known_of(root: Path) -> dict:
    found = read_definitions(root)
    kinds = (("source", found.sources), ("contract", found.contracts), ("model", found.models))
    return {loaded.path: (loaded.sha256, kind, name) for kind, all_ in kinds for name, loaded in all_.items()}


def test_a_known_file_is_hashed_and_not_read_again(project):
    known = known_of(project)
    put(project, "sources/jobs.yaml", "format: csv\ndelimiter: tab")
    found = read_definitions(project, known)
    assert found.sources["jobs"].value is not None
    assert found.contracts["silver.jobs"].value is None
    assert found.models["gold.dim_jobs"].value is None
    assert found.contracts["silver.jobs"].raw


def test_a_known_name_clashes_with_a_new_one(project):
    known = known_of(project)
    put(project, "sources/new.yaml", "name: jobs\nformat: csv")
    with pytest.raises(NameClash):
        read_definitions(project, known)


def test_a_file_that_was_of_another_kind_is_read(project):
    known = {path: (sha256, "model", name) for path, (sha256, _, name) in known_of(project).items()}
    assert read_definitions(project, known).sources["jobs"].value is not None


def test_a_project_that_is_known_loads_no_parser(project):
    script = """
import sys
from pathlib import Path
from jobforge_es.definitions.project import read_definitions
found = read_definitions(Path(sys.argv[1]), eval(sys.argv[2]))
assert all(l.value is None for d in (found.sources, found.contracts, found.models) for l in d.values())
loaded = {"yaml", "jsonschema", "sqlglot", "duckdb", "pyarrow", "pydantic", "difflib"} & set(sys.modules)
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", script, str(project), repr(known_of(project))], check=True)


def test_the_bundled_sample_is_in_order():
    root = Path(__file__).parents[3] / "data"
    found = read_definitions(root)
    assert found.sources
    assert {name.partition(".")[0] for name in (*found.contracts, *found.models)} == {"silver", "gold"}
