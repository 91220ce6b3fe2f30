"""A file that is larger than memory may be: from a CSV to gold by the real command line, and what the process took.

    python -m tests.benchmarks.large --rows 10000000 --memory 1GB FOLDER

``--memory`` is what the engine may use; what is printed is the highest memory of the whole process.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import generate, project

MEGA = 1024


def run(folder: Path, rows: int, memory: str) -> dict[str, Any]:
    """Make the file and its project, and run them once.

    Returns:
        Rows, seconds of wall and CPU, highest memory in megabytes, and bytes of the file.
    """
    csv = folder / "employment.csv"
    made = generate.write(csv, rows)
    project.build(csv, folder / "project")
    env = os.environ | {"JOBFORGE_MEMORY_LIMIT": memory}
    started = time.perf_counter()
    command = [sys.executable, "-m", "jobforge_es.cli", "--project", str(folder / "project"), "run", "--json"]
    subprocess.run(command, check=True, env=env, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "rows": made.rows,
        "bytes": csv.stat().st_size,
        "wall": round(time.perf_counter() - started, 2),
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(used.ru_maxrss / MEGA),
    }


def main() -> None:
    """Run once, as the command line asks."""
    parser = argparse.ArgumentParser(description="run a large file through all layers within some memory")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--memory", default="1GB")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(json.dumps(run(asked.folder, asked.rows, asked.memory)) + "\n")


if __name__ == "__main__":
    main()
