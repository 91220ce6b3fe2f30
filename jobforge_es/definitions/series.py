"""Periods that follow each other without a gap, as a source that publishes regularly has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jobforge_es.definitions.periods import Period, following

SHORTER = 3
"""Days by which the shortest month, quarter or year is shorter than the longest."""


def gaps(periods: Collection[Period], days: int, fiscal_year: str) -> tuple[str, ...]:
    """Name the periods that lie between others and are not there, in their order.

    Args:
        periods: those that are there.
        days: between two editions, at most. Of shorter periods nothing can be said, as they need not follow each other,
            and nothing of periods of several lengths.
        fiscal_year: month and day on which ``2025/2026`` begins.
    """
    there = {period.text for period in periods}
    if not there or any((period.last - period.first).days + 1 + SHORTER < days for period in periods):
        return ()
    series = list(_series(min(periods, key=_first), max(periods, key=_first), fiscal_year))
    return tuple(text for text in series if text not in there) if there <= set(series) else ()


def _first(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.text


def _series(now: Period, last: Period, fiscal_year: str) -> Iterator[str]:
    while now.first < last.first:
        yield now.text
        now = following(now, fiscal_year)
    yield now.text
