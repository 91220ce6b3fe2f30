"""The whole comparison with the yardstick, on purpose only; and small checks that keep its tools from rotting.

    JOBFORGE_BENCHMARK=1 pytest tests/benchmarks -m benchmark -s

`JOBFORGE_BENCHMARK_ROWS` (1,000,000) and `JOBFORGE_BENCHMARK_TIMES` (5) change the size. Ratios are printed, never
asserted: they say something about one machine at one moment. That both sides did the same work is asserted.
"""

import csv
import json
import os
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from tests.benchmarks import generate, growing, measure, project, yardstick
from tests.benchmarks.measure import OUT, Case
from tests.laws.project import workspace

ROOT = Path(__file__).resolve().parents[2]
ROWS = int(os.environ.get("JOBFORGE_BENCHMARK_ROWS", generate.ROWS))
TIMES = int(os.environ.get("JOBFORGE_BENCHMARK_TIMES", "5"))
SMALL = 2_000
SMALL_SEED = 7  # a seed that gives bad values among so few records
PYTHON = sys.executable
JOBFORGE = (PYTHON, "-m", "jobforge_es.cli")
YARDSTICK = (PYTHON, "-m", "tests.benchmarks.yardstick")

on_purpose = pytest.mark.skipif(
    os.environ.get("JOBFORGE_BENCHMARK") != "1",
    reason="takes minutes and prints ratios that depend on the machine; set JOBFORGE_BENCHMARK=1 to run it",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, generate.Made]:
    path = tmp_path_factory.mktemp("small") / "employment.csv"
    return path, generate.write(path, SMALL, SMALL_SEED)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, generate.Made]:
    path = tmp_path_factory.mktemp("large") / "employment.csv"
    return path, generate.write(path, ROWS)


def expected_rows(made: generate.Made) -> dict[str, int]:
    good = made.rows - made.bad
    return {"staged": made.rows, "bronze": good, "quarantine": made.bad, "silver": good - made.duplicates}


# the tools -----------------------------------------------------------------------------------------------------------


def test_the_generator_gives_the_same_bytes_for_the_same_seed(small, tmp_path):
    path, made = small
    assert generate.write(tmp_path / "again.csv", SMALL, SMALL_SEED) == made
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()
    generate.write(tmp_path / "other.csv", SMALL, SMALL_SEED + 1)
    assert (tmp_path / "other.csv").read_bytes() != path.read_bytes()


def test_the_generator_tells_what_the_file_holds(small):
    path, made = small
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert len(rows) == made.rows == SMALL
    assert {len(row) for row in rows} == {len(project.COLUMNS)}
    assert sum("\n" in row[-1] for row in rows) == made.newlines > 0
    assert made.bad > 0
    assert 0 <= len(rows) - len({tuple(row) for row in rows}) - made.duplicates <= made.bad
    assert sum('"' in line for line in path.read_text(encoding="utf-8").splitlines()) > SMALL / 5


@pytest.mark.parametrize("virtual", [False, True])
def test_the_yardstick_writes_four_layers_that_agree_with_the_generator(small, tmp_path, virtual):
    path, made = small
    layers = yardstick.run(path, tmp_path, virtual=virtual)
    rows = {name: count for layer in layers.values() for name, count in layer.rows.items()}
    assert rows["rejects"] == 0
    assert {name: rows[name] for name in expected_rows(made)} == expected_rows(made)
    assert all(rows[table] > 0 for table in project.MODELS)
    silver = pq.read_table(tmp_path / "silver.parquet", columns=["_source_row", "record_id"])
    assert silver["record_id"].to_pylist() == sorted(set(silver["record_id"].to_pylist()))


def test_the_yardstick_gives_the_same_rows_however_the_record_number_is_made(small, tmp_path):
    path, _ = small
    for name, virtual in (("column", False), ("virtual", True)):
        yardstick.run(path, tmp_path / name, virtual=virtual)
    for file in ("bronze", "silver", *project.MODELS):
        left, right = (pq.read_table(tmp_path / name / f"{file}.parquet") for name in ("column", "virtual"))
        assert left.to_pylist() == right.to_pylist()


def test_the_project_of_the_benchmark_is_complete(small, tmp_path):
    path, _ = small
    project.build(path, tmp_path / "project")
    inbox = tmp_path / "project/inbox/employment.csv"
    assert inbox.read_bytes() == path.read_bytes()
    contract = yaml.safe_load((tmp_path / "project/contracts/employment.yaml").read_text(encoding="utf-8"))
    assert [p["name"] for p in contract["schema"][0]["properties"]] == list(project.COLUMNS)
    assert {p.stem for p in (tmp_path / "project/models/gold").iterdir()} == set(project.MODELS)


def test_measuring_takes_turns_and_keeps_the_last_output(tmp_path):
    write = "import sys, pathlib; p = pathlib.Path(sys.argv[1]); p.mkdir(); print(p.name)"
    cases = [Case("left", (PYTHON, "-c", write, OUT)), Case("right", (PYTHON, "-c", write, OUT))]
    left, right = measure.measure_apart(cases, 2, tmp_path / "work")
    assert (left.output, right.output) == ("left-1\n", "right-1\n")
    assert {p.name for p in (tmp_path / "work").iterdir() if p.is_dir()} == {"bytecode", "left-1", "right-1"}
    assert len(left.samples) == 2
    assert left.wall > 0
    assert left.cpu > 0
    assert 1e6 < left.peak < 1e9
    assert "right" in measure.report([left, right])


def test_a_failing_command_stops_the_measuring(tmp_path):
    with pytest.raises(measure.CommandFailed, match="ended with 3"):
        measure.measure([Case("bad", (PYTHON, "-c", "raise SystemExit(3)"))], 1, tmp_path)


def test_batches_that_grow_a_table_send_some_keys_again(tmp_path):
    grown = growing.grow(tmp_path / "project", "upsert", batches=3, rows=200)
    assert len(grown.batches) == 3
    with workspace(tmp_path / "project").reading() as session:
        assert session.manifest.rows("silver.employment") == 200 + 2 * 196
    assert "batches 2 to 6" in str(growing.Growth("upsert", grown.batches * 2))


# the comparison ------------------------------------------------------------------------------------------------------


@pytest.mark.benchmark
@on_purpose
def test_run_does_the_work_of_the_yardstick(large, tmp_path):
    path, made = large
    ours = Case(
        "jobforge run",
        (*JOBFORGE, "--project", OUT, "run", "--json"),
        prepare=(PYTHON, "-m", "tests.benchmarks.project", str(path), OUT),
        cwd=str(ROOT),
    )
    cases = [
        Case("yardstick", (*YARDSTICK, str(path), OUT), cwd=str(ROOT)),
        Case("yardstick, virtual", (*YARDSTICK, str(path), OUT, "--numbering", "virtual"), cwd=str(ROOT)),
        ours,
    ]
    measured = measure.measure_apart(cases, TIMES, tmp_path)
    print(f"\nwhole run over {ROWS:,} rows, medians of {TIMES}\n{measure.report(measured)}")
    _print_layers(json.loads(measured[0].output))
    theirs = {name: count for layer in json.loads(measured[0].output).values() for name, count in layer["rows"].items()}
    assert {name: theirs[name] for name in expected_rows(made)} == expected_rows(made)
    assert all(_is_ascending(Path(measured[0].out) / f"{layer}.parquet") for layer in ("staged", "bronze", "silver"))
    assert _rows_of_project(Path(measured[2].out)) == {name: n for name, n in theirs.items() if name != "rejects"}


@pytest.mark.benchmark
@on_purpose
def test_starting_is_quick(tmp_path):
    lake = tmp_path / "project"
    path = tmp_path / "employment.csv"
    generate.write(path, SMALL)
    project.build(path, lake)
    once = Case("run", (*JOBFORGE, "--project", str(lake), "run"), cwd=str(ROOT))
    measure.measure_apart([once], 1, tmp_path / "once")
    cases = [
        Case("import click", (PYTHON, "-c", "import click"), cwd=str(ROOT)),
        Case("jobforge --help", (*JOBFORGE, "--help"), cwd=str(ROOT)),
        Case("jobforge status", (*JOBFORGE, "--project", str(lake), "status"), cwd=str(ROOT)),
    ]
    measured = measure.measure_apart(cases, max(TIMES, 11), tmp_path / "starts")
    print(f"\nstart-up\n{measure.report(measured)}")
    assert "Usage" in measured[1].output


@pytest.mark.benchmark
@on_purpose
def test_digests_books_and_provenance_are_measured_apart(large, tmp_path):
    from tests.benchmarks import costs

    path, _ = large
    print(f"\ncosts over {ROWS:,} rows, medians of {TIMES}: without, extra, share")
    for cost in costs.costs(path, tmp_path, TIMES):
        print(cost)


@pytest.mark.benchmark
@on_purpose
@pytest.mark.parametrize("mode", ["append", "upsert", "history"])
def test_the_last_of_many_batches_costs_what_the_first_ones_do(tmp_path, mode):
    grown = growing.grow(tmp_path / "project", mode, batches=50, rows=ROWS // 10)
    print(f"\n50 batches of {ROWS // 10:,} rows, 2 % sent again\n{grown}")
    assert len(grown.batches) == 50


@pytest.mark.benchmark
@on_purpose
def test_commands_with_nothing_to_do_cost_the_same_in_a_table_of_many_batches(tmp_path):
    few, many = (growing.nothing(tmp_path / str(count), count, TIMES) for count in (10, 1_000))
    print("\n10 batches, 1,000 batches, ratio")
    for command, cost in many.items():
        print(f"{command:8}{few[command]:8.3f} s{cost:8.3f} s{cost / few[command]:8.2f}")
    assert few.keys() == many.keys()


def _print_layers(layers: dict[str, dict[str, float]]) -> None:
    for name, layer in layers.items():
        print(
            f"  yardstick {name:8}{layer['wall']:9.3f} s wall {layer['cpu']:9.3f} s cpu {layer['peak'] / 1e6:9.1f} MB"
        )


def _is_ascending(path: Path) -> bool:
    numbers = pq.read_table(path, columns=["_source_row"])["_source_row"].to_numpy()
    return bool((numbers[1:] > numbers[:-1]).all())


def _rows_of_project(folder: Path) -> dict[str, int]:
    layers = folder / "lake/layers"
    rows = {layer: _rows(layers / layer, "employment") for layer in ("staged", "bronze", "silver")}
    rows["quarantine"] = _rows(layers / "quarantine/bronze", "employment")
    return rows | {table: _rows(layers / "gold", table) for table in project.MODELS}


def _rows(layer: Path, table: str) -> int:
    """Count the rows of all data files of a table, whatever its domain; an index has no provenance columns."""
    files = [pq.ParquetFile(path) for path in layer.glob(f"*/{table}/*.parquet")]
    return sum(file.metadata.num_rows for file in files if "_batch_id" in file.schema_arrow.names)
