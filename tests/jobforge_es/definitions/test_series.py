from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.definitions.periods import FISCAL_YEAR, following, period_of
from jobforge_es.definitions.series import gaps


@pytest.mark.parametrize(
    ("periods", "days", "missing"),
    [
        ([], 31, ()),
        (["2026-01"], 31, ()),
        (["2026-03", "2025-12"], 31, ("2026-01", "2026-02")),
        (["2026-01", "2026-02", "2026-03"], 31, ()),
        (["2026-01-30", "2026-02-02"], 1, ("2026-01-31", "2026-02-01")),
        (["2025-Q3", "2026-Q1"], 92, ("2025-Q4",)),
        (["2023", "2025"], 366, ("2024",)),
        (["2023/2024", "2025/2026"], 366, ("2024/2025",)),
        (["2026-01", "2026-03"], 92, ()),  # a quarterly source that names a month: the months between are not due
        (["2026-01-05", "2026-01-12"], 7, ()),
        (["2026-01", "2026-03", "2026"], 31, ()),  # months and a year: nothing tells which follows which
    ],
)
def test_what_lies_between_and_is_not_there_is_named(periods, days, missing):
    assert gaps([period_of(text) for text in periods], days, FISCAL_YEAR) == missing


@given(
    start=st.sampled_from([("2024-11", 31), ("2024-Q3", 92), ("1999", 366), ("2024-02-27", 1), ("2020/2021", 366)]),
    there=st.sets(st.integers(0, 30), min_size=1),
)
def test_with_the_gaps_the_series_is_whole(start, there):
    text, days = start
    chain = [period_of(text)]
    while len(chain) <= 30:
        chain.append(following(chain[-1]))
    missing = gaps([chain[n] for n in there], days, FISCAL_YEAR)
    assert missing == tuple(chain[n].text for n in range(min(there), max(there)) if n not in there)
