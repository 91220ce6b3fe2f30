from __future__ import annotations

import _thread
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ledger.definitions import ModelColumn
from projections.engines.limits import EngineFailed, EngineLimit, Limits, OutOfMemory, OutOfTime
from projections.engines.sandbox import Relation, Sandbox

Write = Callable[..., Path]
A = ModelColumn("a", "BIGINT")
LONG = "SELECT max(hash(i * j)) FROM range(3000000) t(i), range(100000) u(j)"


def test_a_table_is_read_from_its_files_in_their_order(parquet: Write) -> None:
    files = (parquet("2.parquet", a=[3, 1]), parquet("1.parquet", a=[2]))
    with Sandbox({"silver.noc": Relation(files, (A,))}, Limits()) as sandbox:
        assert sandbox.table("SELECT a FROM silver.noc")["a"].to_pylist() == [3, 1, 2]


def test_tables_of_one_name_stand_in_several_layers(parquet: Write) -> None:
    tables = {
        "bronze.noc": Relation((parquet("b.parquet", a=[1]),), (A,)),
        "silver.noc": Relation((parquet("s.parquet", a=[2]),), (A,)),
        "quarantine.silver_noc": Relation((parquet("q.parquet", a=[3]),), (A,)),
    }
    sql = "SELECT b.a, s.a, q.a FROM bronze.noc b, silver.noc s, quarantine.silver_noc q"
    with Sandbox(tables, Limits()) as sandbox:
        assert sandbox.one(sql) == (1, 2, 3)


def test_columns_have_their_declared_types_and_are_null_where_a_file_lacks_them(parquet: Write) -> None:
    files = (parquet("1.parquet", a=[1]), parquet("2.parquet", a=[2], b=["0.5"]))
    columns = (ModelColumn("b", "DECIMAL(4,2)"), ModelColumn("c", "DATE"), A)
    with Sandbox({"silver.t": Relation(files, columns)}, Limits()) as sandbox:
        assert sandbox.describe("FROM silver.t") == columns
        assert sandbox.table("FROM silver.t").to_pydict() == {
            "b": [None, Decimal("0.50")],
            "c": [None] * 2,
            "a": [1, 2],
        }


def test_a_table_without_files_is_empty_and_typed() -> None:
    with Sandbox({"gold.t": Relation((), (A, ModelColumn("d", "DECIMAL(12,2)")))}, Limits()) as sandbox:
        table = sandbox.table("FROM gold.t")
    assert table.num_rows == 0
    assert table.schema.types == [pa.int64(), pa.decimal128(12, 2)]


def test_a_table_without_declared_columns_has_those_of_its_files(parquet: Write) -> None:
    with Sandbox({"gold.t": Relation((parquet(a=[1], b=["x"]),), ())}, Limits()) as sandbox:
        assert sandbox.one("FROM gold.t") == (1, "x")


@pytest.mark.parametrize("name", ["a?.parquet", "*.parquet", "[x].parquet", 'it\'s "q".parquet', "k=1/é ü.parquet"])
def test_a_path_is_never_a_pattern_nor_sql(parquet: Write, name: str) -> None:
    for other in ("ab.parquet", "x.parquet"):
        parquet(other, a=[99])
    with Sandbox({"silver.t": Relation((parquet(name, a=[1]),), ())}, Limits()) as sandbox:
        assert sandbox.table("FROM silver.t").to_pydict() == {"a": [1]}


@pytest.mark.parametrize("name", ["select", 'a"b', "a b", "ä"])
def test_any_name_can_be_a_table(parquet: Write, name: str) -> None:
    quoted = name.replace('"', '""')
    with Sandbox({f"silver.{name}": Relation((parquet(a=[1]),), (A,))}, Limits()) as sandbox:
        assert sandbox.one(f'FROM silver."{quoted}"') == (1,)


def test_the_type_of_a_column_is_never_sql() -> None:
    with (
        pytest.raises(ValueError, match="name of a type"),
        Sandbox({"silver.t": Relation((), (ModelColumn("a", "INT) FROM x --"),))}, Limits()),
    ):
        pass


OUTSIDE = [
    "SELECT * FROM read_parquet('{other}')",
    "SELECT * FROM '{other}'",
    "SELECT * FROM read_parquet('{folder}/*.parquet')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_csv('{text}')",
    "SELECT * FROM read_text('{text}')",
    "SELECT * FROM read_blob('{text}')",
    "SELECT * FROM read_json('{text}')",
    "SELECT * FROM sniff_csv('{text}')",
    "SELECT * FROM parquet_metadata('{other}')",
    "SELECT * FROM 'https://example.invalid/x.parquet'",
    "SELECT * FROM frame",
    "SELECT getenv('HOME')",
    "SELECT * FROM query('SET threads = 1')",
    "ATTACH '{folder}/x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY silver.t TO '{mine}'",
    "EXPORT DATABASE '{folder}/out'",
    "SET threads = 1",
    "SET enable_external_access = true",
    "SET VARIABLE x = 1",
    "RESET memory_limit",
    "PRAGMA enable_profiling",
    "PRAGMA version",
    "CALL enable_logging()",
    "CREATE SECRET s (TYPE s3)",
    "CREATE TABLE x (a INTEGER)",
    "CREATE MACRO f(x) AS x",
    "DROP VIEW silver.t",
    "INSERT INTO silver.t VALUES (1)",
    "CHECKPOINT",
    "BEGIN",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT 1; SELECT 2",
    "SELECT 1; SET threads = 1",
    "",
    "not sql",
]


@pytest.mark.parametrize("sql", OUTSIDE)
def test_nothing_but_the_tables_can_be_reached(parquet: Write, tmp_path: Path, sql: str) -> None:
    frame = pa.table({"a": [1]})
    assert frame.num_rows
    mine = parquet("mine.parquet", a=[1])
    before = mine.read_bytes()
    other = parquet("other.parquet", a=[2])
    text = tmp_path / "secret.csv"
    text.write_text("a\n1\n")
    sql = sql.format(other=other, folder=tmp_path, text=text, mine=mine)
    with Sandbox({"silver.t": Relation((mine,), (A,))}, Limits()) as sandbox:
        with pytest.raises(EngineFailed):
            sandbox.table(sql)
        assert sandbox.one("SELECT a FROM silver.t") == (1,)
    assert mine.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.parquet", "other.parquet", "secret.csv"]


def test_a_link_beside_the_file_leads_nowhere(parquet: Write, tmp_path: Path) -> None:
    mine, other = parquet("mine.parquet", a=[1]), parquet("other.parquet", a=[2])
    (tmp_path / "link.parquet").symlink_to(other)
    with Sandbox({"silver.t": Relation((mine,), (A,))}, Limits()) as sandbox, pytest.raises(EngineFailed):
        sandbox.table(f"FROM read_parquet('{tmp_path}/link.parquet')")


@pytest.mark.parametrize(
    "sql", [LONG, "SELECT i FROM range(100000000000) t(i)", "SELECT i FROM range(9000000000) t(i) ORDER BY -i"]
)
def test_a_query_is_stopped_when_its_time_is_over(sql: str) -> None:
    with Sandbox({}, Limits(seconds=0.3)) as sandbox:
        started = time.monotonic()
        with pytest.raises(OutOfTime) as caught:
            for _ in sandbox.stream(sql):
                pass
        assert time.monotonic() - started < 5
        assert isinstance(caught.value, EngineLimit)
        assert sandbox.one("SELECT 1") == (1,)


def test_the_time_of_a_query_covers_its_slow_reader() -> None:
    with Sandbox({}, Limits(seconds=0.2)) as sandbox:
        reader = sandbox.stream("SELECT i FROM range(10000000) t(i)")
        next(reader)
        time.sleep(0.3)
        with pytest.raises(OutOfTime):
            reader.read_all()


def test_a_query_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    limits = Limits(memory="60MB", threads=1, spill=tmp_path)
    with Sandbox({}, limits) as sandbox, pytest.raises(OutOfMemory, match="60MB"):
        sandbox.table("SELECT list(i) FROM range(50000000) t(i)")
    assert not list(tmp_path.iterdir())


def test_what_does_not_fit_into_memory_spills(tmp_path: Path) -> None:
    with Sandbox({}, Limits(memory="60MB", threads=1, spill=tmp_path)) as sandbox:
        sql = "SELECT sum(j) FROM (SELECT row_number() OVER (ORDER BY hash(i)) j FROM range(3000000) t(i))"
        assert sandbox.one(sql) == (4500001500000,)


def test_what_spills_lies_below_the_folder_that_is_named(tmp_path: Path, parquet: Write) -> None:
    tables = {"silver.t": Relation((parquet(a=[1]),), ())}
    with Sandbox(tables, Limits(spill=tmp_path / "work")):
        assert not (tmp_path / "work").exists()
    (tmp_path / "work").mkdir()
    with Sandbox(tables, Limits(spill=tmp_path / "work")) as sandbox:
        (spill,) = sandbox.one("SELECT current_setting('temp_directory')")
        assert Path(spill).parent.parent == tmp_path / "work"
        assert Path(spill).parent.is_dir()
    assert not list((tmp_path / "work").iterdir())


def test_to_describe_a_query_takes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Sandbox({"silver.t": Relation((), (A,))}, Limits()) as sandbox:
        assert sandbox.describe("SELECT a FROM silver.t") == (A,)
        assert not list(tmp_path.iterdir())


def test_an_error_of_the_sql_shows_what_the_engine_said() -> None:
    with Sandbox({"silver.t": Relation((), (A,))}, Limits()) as sandbox, pytest.raises(EngineFailed, match='"nope"'):
        sandbox.describe("SELECT nope FROM silver.t")


def test_an_error_of_a_value_does_not_show_the_value(parquet: Write) -> None:
    with Sandbox({"silver.t": Relation((parquet(a=["secret"] * 3),), ())}, Limits()) as sandbox:
        with pytest.raises(EngineFailed) as caught:
            sandbox.table("SELECT CAST(a AS BIGINT) FROM silver.t")
        assert "secret" not in str((caught.value.what, caught.value.mend, caught.value.where, caught.value.why))
        assert "secret" in caught.value.detail


def test_an_error_late_in_a_stream_does_not_show_the_value() -> None:
    sql = "SELECT CAST(CASE WHEN i = 2999999 THEN 'secret' ELSE '1' END AS BIGINT) FROM range(3000000) t(i)"
    with Sandbox({}, Limits(threads=1)) as sandbox:
        with pytest.raises(EngineFailed) as caught:
            sandbox.table(sql)
        assert "secret" not in caught.value.what
        assert "cast" in caught.value.what


def test_ctrl_c_stops_a_query_at_once_and_stays_ctrl_c() -> None:
    with Sandbox({}, Limits()) as sandbox:
        timer = threading.Timer(0.2, _thread.interrupt_main)
        timer.start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            sandbox.one(LONG)
        assert time.monotonic() - started < 5
        timer.join()
        assert sandbox.one("SELECT 1") == (1,)


def test_ctrl_c_passes_through_a_stream() -> None:
    with Sandbox({}, Limits()) as sandbox:
        timer = threading.Timer(0.2, _thread.interrupt_main)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            for _ in sandbox.stream("SELECT i FROM range(100000000000) t(i)"):
                pass
        timer.join()


def test_a_stream_that_is_left_does_not_hold_the_sandbox() -> None:
    started = time.monotonic()
    with Sandbox({}, Limits()) as sandbox:
        next(sandbox.stream("SELECT i FROM range(100000000000) t(i)"))
        assert sandbox.one("SELECT 1") == (1,)
        next(sandbox.stream("SELECT i FROM range(100000000000) t(i)"))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("SELECT current_setting('TimeZone')", "UTC"),
        ("SELECT CAST(TIMESTAMPTZ '2026-07-01 12:00:00+02' AS VARCHAR)", "2026-07-01 10:00:00+00"),
        ("SELECT a FROM (VALUES (1), (NULL), (0)) t(a) ORDER BY a LIMIT 1", 0),
        ("SELECT 1 / 2", 0.5),
    ],
)
def test_what_changes_answers_is_pinned(sql: str, answer: Any) -> None:
    with Sandbox({}, Limits()) as sandbox:
        assert sandbox.one(sql) == (answer,)
