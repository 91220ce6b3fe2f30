from __future__ import annotations

import importlib.util
import sys

import pytest
import sqlite_utils.utils

from ledger.driver import check_library, check_version, sqlite3
from ledger.errors import LedgerUnusable


@pytest.mark.parametrize("version", ["3.51.3", "3.52.0", "3.53.4", "4.0.0", "3.50.7", "3.50.9", "3.44.6"])
def test_a_library_with_the_mend_is_taken(version: str) -> None:
    check_version(version, "sqlite3")


@pytest.mark.parametrize("version", ["3.40.1", "3.44.5", "3.45.0", "3.49.2", "3.50.6", "3.51.0", "3.51.2"])
def test_a_library_that_can_lose_events_is_refused_with_the_mend(version: str) -> None:
    with pytest.raises(LedgerUnusable, match=f"{version} of sqlite3 can lose committed events") as caught:
        check_version(version, "sqlite3")
    assert any("pip install" in line for line in caught.value.mend)
    assert caught.value.exit_code == 2


def test_this_process_has_a_fit_library() -> None:
    check_library()


def test_sqlite_utils_uses_the_same_library() -> None:
    assert sqlite_utils.utils.sqlite3 is sqlite3


@pytest.mark.skipif(importlib.util.find_spec("pysqlite3") is None, reason="no wheel for this platform")
def test_pysqlite3_is_taken_where_it_is_installed() -> None:
    assert sqlite3 is sys.modules["pysqlite3"]
