"""Small checks that keep these tools from rotting; they are run at their size by hand."""

from __future__ import annotations

from tests.benchmarks import large, sheets


def test_a_large_file_goes_through_all_layers_and_what_it_took_is_told(tmp_path):
    told = large.run(tmp_path, 2_000, "500MB")
    assert told["rows"] == 2_000
    assert told["peak_mb"] > 10


def test_both_read_the_same_rows_of_a_workbook(tmp_path):
    path = tmp_path / "data.xlsx"
    sheets.write(path, 30)
    assert sheets.by_calamine(path) == sheets.by_us(path) == 30
    assert sheets.compare(path, 1)["ratio"] > 0
