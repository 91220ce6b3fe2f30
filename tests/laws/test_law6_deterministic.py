from __future__ import annotations

import itertools

from tests.laws.project import events, jobs, make, ticking, workspace

ROWS = [f"{n};{'QC' if n % 3 else 'ON'};{n % 90},5{n % 10}" for n in range(1, 3000)]


def digests(root):
    return [
        (getattr(e.data, "table", ""), f.kind, f.rows, f.digest)
        for e in events(root)
        for f in getattr(e.data, "files", ())
    ]


def test_the_same_input_gives_the_same_rows_whatever_the_threads(tmp_path, monkeypatch):
    found = []
    for name, threads in (("one", 1), ("two", 2), ("four", 4)):
        root = make(tmp_path / name, jobs_1_csv=jobs(*ROWS, *ROWS[:50]))
        with monkeypatch.context() as patch:
            numbers = itertools.count()
            patch.setattr("jobforge_es.session.uuid7", lambda _, n=numbers: f"00000000-0000-7000-8000-{next(n):012d}")
            workspace(root, clock=ticking(), flags={"threads": threads}).run()
        found.append(digests(root))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 8
