from __future__ import annotations

import pytest

from tests.projections.world import new_world


@pytest.fixture
def world(tmp_path):
    """An empty ledger in memory, a vault, and makers of events."""
    return new_world(tmp_path)
