"""Tables that grow: what the last of many batches costs beside the first ones, by the command line, one file a run.

    python -m tests.benchmarks.growing append --batches 50 --rows 100000
    python -m tests.benchmarks.growing upsert
    python -m tests.benchmarks.growing nothing --few 10 --many 1000

Each batch has new keys and re-sends 2 % of those before it, in append mode with the same content, in upsert with
other. The last figure is what ``status``, ``plan`` and a run with nothing to do cost in a table of many batches.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import attrs

from tests.benchmarks import project
from tests.benchmarks.generate import HEADER, SEED
from tests.benchmarks.measure import installed

ROOT = Path(__file__).resolve().parents[2]
JOBFORGE = (sys.executable, "-m", "jobforge_es.cli")
RESENT = 0.02


@attrs.frozen
class Cost:
    """What one command took, in seconds."""

    wall: float
    cpu: float


@attrs.frozen
class Growth:
    """What the batches of one table cost, in their order."""

    mode: str
    batches: tuple[Cost, ...]

    def ratio(self, what: str = "cpu") -> float:
        """Give the median of the last three beside that of the second to the sixth."""
        costs = [getattr(cost, what) for cost in self.batches]
        return statistics.median(costs[-3:]) / statistics.median(costs[1:6])

    def __str__(self) -> str:
        """Tell both ends and the ratio."""
        costs = [cost.cpu for cost in self.batches]
        first, last = statistics.median(costs[1:6]), statistics.median(costs[-3:])
        return (
            f"{self.mode:8} batches 2 to 6 {first:7.3f} s cpu, the last {last:7.3f} s: {self.ratio():.2f}"
            f" (wall {self.ratio('wall'):.2f})"
        )


def grow(folder: Path, mode: str, batches: int, rows: int) -> Growth:
    """Let batches come into one table, each by a run of its own.

    Args:
        folder: is made.
        mode: ``append`` or ``upsert``.
        batches: how many.
        rows: in each.
    """
    prepare(folder, mode)
    costs = []
    for number in range(batches):
        write(folder / f"inbox/employment_{number:04}.csv", number, rows, other=mode != "append")
        costs.append(run(folder, "run"))
    return Growth(mode, tuple(costs))


def prepare(folder: Path, mode: str) -> None:
    """Make the project: that of the whole comparison, without its gold models."""
    empty = folder.with_name(f"{folder.name}.csv")
    empty.write_text("")
    project.build(empty, folder)
    (folder / "inbox/employment.csv").unlink()
    for model in (folder / "models/gold").iterdir():
        model.unlink()
    contract = folder / "contracts/employment.yaml"
    contract.write_text(contract.read_text().replace("value: append", f"value: {mode}"))


def write(path: Path, number: int, rows: int, *, other: bool) -> None:
    """Write one batch: new keys, and a share of those before.

    Args:
        path: of the file.
        number: of the batch, from 0.
        rows: in it.
        other: whether what is sent again has other content.
    """
    random = Random(SEED + number)
    again = int(rows * RESENT) if number else 0
    lines = [_line(number * rows + place, 0) for place in range(rows - again)]
    lines += [
        _line(random.randrange(number) * rows + place, number if other else 0)
        for place in random.sample(range(rows - int(rows * RESENT)), again)
    ]
    path.write_text(HEADER + "".join(lines), "utf-8")


def _line(key: int, version: int) -> str:
    """Give one record; the same key and version give the same one."""
    region = ("Baie-du-Héron", "Haute-Érable", "Northfield")[key % 3]
    code, wage = key * 173 % 100_000, f"{15 + key % 60}.{key % 90 + 10}"
    return f"{key},{code:05d},{region},{2015 + key % 10},{1 + key % 4},{key % 9_000 + version},{wage},Éclusier {key % 97}\n"


def nothing(folder: Path, batches: int, times: int) -> dict[str, float]:
    """Give the median CPU seconds of commands with nothing to do over a table of so many small batches."""
    prepare(folder, "upsert")
    for number in range(batches):
        write(folder / f"inbox/employment_{number:04}.csv", number, 20, other=True)
    run(folder, "run")
    return {
        command: statistics.median(run(folder, command).cpu for _ in range(times))
        for command in ("status", "plan", "run")
    }


def run(folder: Path, *command: str) -> Cost:
    """Run one command of the project as a process of its own."""
    before, start = _children(), time.perf_counter()
    argv = [*JOBFORGE, "--project", str(folder), *command]
    done = subprocess.run(argv, cwd=ROOT, env=installed(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return Cost(time.perf_counter() - start, _children() - before)


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description="what the batches of a growing table cost")
    parser.add_argument("what", choices=("append", "upsert", "history", "nothing"))
    parser.add_argument("--batches", type=int, default=50)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=10)
    parser.add_argument("--many", type=int, default=1_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growing-") as work:
        if asked.what == "nothing":
            few = nothing(Path(work) / "few", asked.few, asked.times)
            many = nothing(Path(work) / "many", asked.many, asked.times)
            for command, cost in many.items():
                print(f"{command:8}{few[command]:8.3f} s{cost:8.3f} s{cost / few[command]:8.2f}")
        else:
            print(grow(Path(work) / "project", asked.what, asked.batches, asked.rows))


if __name__ == "__main__":
    main()
