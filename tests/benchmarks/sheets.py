"""A workbook read by us beside calamine's own reading of it, in turn, in one process; the least of several each.

python -m tests.benchmarks.sheets --rows 100000 --times 7
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import python_calamine

from ledger.definitions import Spreadsheet
from projections.readers.spreadsheet import open_sheet

COLUMNS = 20


def write(path: Path, rows: int) -> None:
    """Write a workbook of twenty columns: numbers, texts, dates, booleans, and cells that are missing."""
    chance, first = random.Random(1), dt.date(2020, 1, 1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append([f"Col {number}" for number in range(COLUMNS)])
    for n in range(rows):
        numbers = [n, chance.random(), chance.randint(0, 10**6), round(chance.random() * 1000, 2)]
        texts = [f"name {n}", f"city {n % 50}", "x" * 10]
        others = [first + dt.timedelta(days=n % 3000), chance.random() < 0.5, None if n % 7 else "rare"]
        more = [n * 2, n * 3.5, "abc", f"t{n % 1000}", 5, n, None, "z", chance.randint(0, 9), "end"]
        sheet.append([*numbers, *texts, *others, *more])
    book.save(path)


def by_calamine(path: Path) -> int:
    """Read all rows as calamine gives them; give how many there are below the header."""
    return sum(1 for _ in python_calamine.load_workbook(path).get_sheet_by_index(0).iter_rows()) - 1


def by_us(path: Path) -> int:
    """Read all records as text, with what calamine does not tell; give how many there are."""
    reading = open_sheet(path, Spreadsheet())
    try:
        return sum(chunk.table.num_rows for chunk in reading.chunks())
    finally:
        reading.close()


def compare(path: Path, times: int) -> dict[str, float]:
    """Give the least CPU seconds of both, and their ratio."""
    least = {"calamine": float("inf"), "jobforge": float("inf")}
    for _ in range(times):
        for name, read in (("calamine", by_calamine), ("jobforge", by_us)):
            least[name] = min(least[name], _seconds(read, path))
    return {**{name: round(found, 3) for name, found in least.items()}, "ratio": least["jobforge"] / least["calamine"]}


def _seconds(read: Callable[[Path], int], path: Path) -> float:
    started = time.process_time()
    read(path)
    return time.process_time() - started


def main() -> None:
    """Compare once, as the command line asks."""
    parser = argparse.ArgumentParser(description="read a workbook as calamine does and as we do")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.xlsx"
        write(path, asked.rows)
        sys.stdout.write(json.dumps(compare(path, asked.times)) + "\n")


if __name__ == "__main__":
    main()
