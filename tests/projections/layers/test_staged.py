from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ledger.definitions import Csv, Source
from projections.layers.arrival import Arrival
from projections.layers.staged import stage
from projections.storage.lake import Lake


def test_progress_is_told_in_steps_that_never_pass_the_size_of_the_file(tmp_path: Path) -> None:
    raw = tmp_path / "long.csv"
    raw.write_text("a,b\n" + "".join(f"{number},x\n" for number in range(800_000)))
    steps: list[int] = []
    arrival = Arrival("b-1", "long.csv", datetime(2026, 1, 1, tzinfo=UTC))
    staged = stage(raw, Source("long", (), Csv()), arrival, Lake(tmp_path / "lake"), progress=steps.append)
    assert staged.balance.accepted == 800_000
    assert len(steps) > 2
    assert min(steps) >= 0
    assert 0 < sum(steps) <= raw.stat().st_size
