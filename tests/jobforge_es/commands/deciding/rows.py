"""Rows of which some are set aside, and what is asked of them."""

from __future__ import annotations

import hashlib
import shutil

from jobforge_es.workspace import Workspace
from ledger.events import BatchPromoted, PromotionRejected
from tests.laws.project import events, files_in_effect, ticking, workspace

ROWS = ("1;QC;10,50", "2;ON;x", "3;ZZ;1,00", 'x"y;QC;1,00', "5;QC;3,00", "5;QC;9,00")
"""Good; a wage that is none; a region that is none; no record; good; its key with other content."""

FIRST = [(1, "QC", "10.50"), (5, "QC", "3.00")]


def steward(root, clock=None, actor="lea", reason="looked at"):
    return Workspace.open(root, actor=actor, reason=reason, clock=clock or ticking(1_767_226_000_000_000))


def shown(root, as_of=None):
    rows = workspace(root).query("SELECT job_id, region, wage FROM silver.jobs ORDER BY ALL", as_of).to_pylist()
    return [(row["job_id"], row["region"], str(row["wage"])) for row in rows]


def set_aside(root):
    """Count the rows that status tells to be set aside, by table."""
    return {table.table: table.quarantined for table in workspace(root).status().tables}


def replayed(root):
    """Build everything again and assert that it is what it was."""
    before = files_in_effect(root)
    for path in (root / "lake").iterdir():
        if path.name not in ("ledger.db", "vault"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert workspace(root).replay().differences == ()
    assert {p: hashlib.sha256((root / "lake" / p).read_bytes()).hexdigest() for p in before} == before
    assert workspace(root).verify().is_intact


def balanced(root):
    """Assert that the books of every step balance, and that no row is lost between the layers."""
    last = {}
    for event in events(root):
        if isinstance(event.data, BatchPromoted | PromotionRejected):
            assert event.data.balance.is_balanced
            last[event.data.table] = event.data
    bronze, silver = last["bronze.jobs"], last["silver.jobs"]
    admitted = bronze.applied.admitted if bronze.applied else 0
    assert bronze.balance.read == 5 + admitted
    assert silver.balance.read == bronze.balance.accepted
