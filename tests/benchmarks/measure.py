"""Runs commands in turn, several times, and reports wall time, CPU time and peak memory of each.

Commands take turns (a b a b ...), so that a busy moment of the machine falls on all of them, and figures are compared
as ratios to the first. This module imports the standard library alone: the peak memory that the kernel reports for a
child begins with that of the process that started it, so a test that has loaded pyarrow must measure through
`measure_apart`.

    python -m tests.benchmarks.measure --times 5 "yardstick=python -m ... {out}" "ours=..."
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

OUT = "{out}"
"""Stands in a command for a path that does not exist yet, a new one for every run."""


class CommandFailed(Exception):
    """A measured command ended with an exit code other than 0; nothing can be compared."""


@dataclasses.dataclass(frozen=True)
class Case:
    """One command to measure.

    Attributes:
        name: what the report calls it.
        argv: the command; `OUT` is replaced.
        prepare: a command that is run before, unmeasured, or none.
        cwd: where both run.
    """

    name: str
    argv: tuple[str, ...]
    prepare: tuple[str, ...] = ()
    cwd: str | None = None


@dataclasses.dataclass(frozen=True)
class Sample:
    """One run: seconds of wall time, seconds of user and system time with children, highest memory in bytes."""

    wall: float
    cpu: float
    peak: int


@dataclasses.dataclass(frozen=True)
class Measured:
    """The runs of one case.

    Attributes:
        name: of the case.
        wall, cpu, peak: medians, in seconds, seconds and bytes.
        samples: every run in order.
        output: what the last run printed on stdout.
        out: what the last run left at `OUT`; the runs before it are removed.
    """

    name: str
    wall: float
    cpu: float
    peak: int
    samples: tuple[Sample, ...]
    output: str
    out: str

    def ratios(self, other: Measured) -> dict[str, float]:
        """Give how many times the other's wall time, CPU time and memory this takes."""
        return {"wall": self.wall / other.wall, "cpu": self.cpu / other.cpu, "peak": self.peak / other.peak}


def measure(cases: Sequence[Case], times: int, work: Path) -> list[Measured]:
    """Run the cases in turn so many times, below a folder that is made when it is missing.

    Raises:
        CommandFailed: a command failed; its last words stand in the message.
    """
    work.mkdir(parents=True, exist_ok=True)
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for turn in range(times):
        for case in cases:
            out = work / f"{case.name}-{turn}"
            samples[case.name].append(_run(case, out, work))
            if turn:
                _remove(work / f"{case.name}-{turn - 1}")
    return [_summary(case, samples[case.name], work, work / f"{case.name}-{times - 1}") for case in cases]


def measure_apart(cases: Sequence[Case], times: int, work: Path) -> list[Measured]:
    """Do the same in a process of its own, whose small memory hides nothing."""
    work.mkdir(parents=True, exist_ok=True)
    plan = work / "cases.json"
    plan.write_text(json.dumps([dataclasses.asdict(case) for case in cases]), encoding="utf-8")
    argv = [sys.executable, str(Path(__file__)), "--times", str(times), "--work", str(work), "--json", str(plan)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandFailed(done.stderr)
    return [_measured(entry) for entry in json.loads(done.stdout)]


def report(measured: Sequence[Measured]) -> str:
    """Give one line a case, with ratios to the first."""
    first = measured[0]
    lines = [f"{'':24}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'wall':>8}{'cpu':>8}{'peak':>8}"]
    for case in measured:
        ratios = case.ratios(first)
        lines.append(
            f"{case.name:24}{case.wall:9.3f}{case.cpu:9.3f}{case.peak / 1e6:9.1f}"
            f"{ratios['wall']:8.2f}{ratios['cpu']:8.2f}{ratios['peak']:8.2f}"
        )
    return "\n".join(lines)


def _run(case: Case, out: Path, work: Path) -> Sample:
    if case.prepare:
        subprocess.run(_filled(case.prepare, out), cwd=case.cwd, check=True, stdout=subprocess.DEVNULL)
    with _stdout(case, work).open("wb") as stdout, tempfile.TemporaryFile() as stderr:
        start = time.perf_counter()
        argv = _filled(case.argv, out)
        child = subprocess.Popen(argv, cwd=case.cwd, env=installed(work), stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            stderr.seek(0)
            raise CommandFailed(f"{case.name} ended with {child.returncode}: {stderr.read().decode()[-2000:]}")
    peak = usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * 1024
    return Sample(wall, usage.ru_utime + usage.ru_stime, peak)


def installed(work: Path) -> dict[str, str]:
    """Give an environment in which modules are compiled once, as those of an installed package are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(work / "bytecode")}


def _filled(argv: Sequence[str], out: Path) -> list[str]:
    return [word.replace(OUT, str(out)) for word in argv]


def _stdout(case: Case, work: Path) -> Path:
    return work / f"{case.name}.stdout"


def _remove(path: Path) -> None:
    """Remove what a run left; vault files are read-only, which does not hinder removal from a writable folder."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _summary(case: Case, samples: Sequence[Sample], work: Path, out: Path) -> Measured:
    return Measured(
        case.name,
        statistics.median(sample.wall for sample in samples),
        statistics.median(sample.cpu for sample in samples),
        int(statistics.median(sample.peak for sample in samples)),
        tuple(samples),
        _stdout(case, work).read_text(encoding="utf-8"),
        str(out),
    )


def _measured(entry: Mapping[str, Any]) -> Measured:
    return Measured(**{**entry, "samples": tuple(Sample(**sample) for sample in entry["samples"])})


def _case(text: str) -> Case:
    name, _, command = text.partition("=")
    return Case(name, tuple(shlex.split(command)))


def main() -> None:
    """Measure what the command line asks for and print the report."""
    parser = argparse.ArgumentParser(description="run commands in turn and compare what they cost")
    parser.add_argument("cases", nargs="+", help="NAME=COMMAND each, or with --json one file of cases")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--work", type=Path, default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        work = asked.work or Path(temporary)
        if asked.json:
            entries = json.loads(Path(asked.cases[0]).read_text(encoding="utf-8"))
            cases = [Case(e["name"], tuple(e["argv"]), tuple(e["prepare"]), e["cwd"]) for e in entries]
            print(json.dumps([dataclasses.asdict(each) for each in measure(cases, asked.times, work)]))
        else:
            print(report(measure([_case(text) for text in asked.cases], asked.times, work)))


if __name__ == "__main__":
    main()
