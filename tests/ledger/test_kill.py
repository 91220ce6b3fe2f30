"""Programs die at any moment: what was acknowledged stays, nothing is there twice, and the chain holds."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger.opening import open_ledger
from ledger.verify import verify

ROUNDS = 15
WRITER = """
import itertools, sys
from ledger.opening import open_ledger
from ledger.store import ANY_VERSION
from tests.ledger.samples import small

ledger = open_ledger(sys.argv[1], create=True, wait=30)
for n in itertools.count():
    key = f"round {sys.argv[2]}, writer {sys.argv[3]}, number {n}"
    done = ledger.append(f"s-{n % 3}", [small(n) for _ in range(1 + n % 3)], ANY_VERSION, key)
    print(done.first, done.last, key, sep="\\t", flush=True)
"""


def start(path: Path, number: int, writer: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(path), str(number), str(writer)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    chance = random.Random(20261122)
    acknowledged: dict[str, tuple[int, int]] = {}
    for number in range(ROUNDS):
        writers = [start(path, number, writer) for writer in range(1 + number % 3 // 2)]
        for writer in writers:
            assert writer.stdout is not None
            first, last, key = writer.stdout.readline().rstrip("\n").split("\t")
            acknowledged[key] = (int(first), int(last))
        time.sleep(chance.uniform(0, 0.12))
        for writer in writers:
            writer.kill()
            rest, _ = writer.communicate()
            for line in rest.splitlines(keepends=True):
                if line.endswith("\n"):  # half a line is no acknowledgement
                    first, last, key = line.rstrip("\n").split("\t")
                    acknowledged[key] = (int(first), int(last))
        with open_ledger(path) as ledger:
            report = verify(ledger)
            keys = [event.key for event in ledger.after(0)]
            assert len(set(keys)) == len(keys) == report.events
            for key, (first, last) in acknowledged.items():
                found = ledger.find(key)
                assert found is not None
                assert (found.first, found.last) == (first, last)
            assert len(acknowledged) <= report.requests <= len(acknowledged) + 2 * (number + 1)
    assert len(acknowledged) >= ROUNDS
