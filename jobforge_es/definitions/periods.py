"""Periods and days that a file is about, as people and publishers write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import attrs

from jobforge_es.definitions.excerpt import quoted
from ledger.errors import JobForgeError

YEAR = re.compile(r"(?P<year>[0-9]{4})")
MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
QUARTER = re.compile(r"(?P<year>[0-9]{4})-Q(?P<quarter>[1-4])")
DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
FISCAL = re.compile(r"(?P<year>[0-9]{4})/(?P<next>[0-9]{4})")

FORMS = "2026, 2026-03, 2026-Q1, 2026-03-31 or 2025/2026"
"""How periods are written; the last is a fiscal year."""

FISCAL_YEAR = "04-01"
"""On which day a fiscal year begins where the source says nothing: 1 April, as in the Government of Canada."""

FIRST_YEAR, LAST_YEAR = 1000, 9997


class NotAPeriod(JobForgeError):
    """A text is no period, or no day."""

    code = "A-001"
    exit_code = 2

    def __init__(self, text: str, kind: str = "period") -> None:
        forms = FORMS if kind == "period" else "2026-03-31"
        example = "--period 2026-03" if kind == "period" else "--published 2026-03-31"
        super().__init__(f"{quoted(text)} is no {kind}", why=f"a {kind} is written as {forms}", mend=(example,))


@attrs.frozen
class Period:
    """A stretch of days.

    Attributes:
        text: as it is written; each period has one spelling.
        first, last: its days, both of it.
    """

    text: str
    first: date
    last: date


def period_of(text: str, fiscal_year: str = FISCAL_YEAR) -> Period:
    """Read a period.

    Args:
        text: as it is written.
        fiscal_year: month and day on which ``2025/2026`` begins.

    Raises:
        NotAPeriod: it is none, or a day that there is not.
    """
    try:
        return _read(text, fiscal_year)
    except (ValueError, OverflowError) as error:
        raise NotAPeriod(text) from error


def day_of(text: str) -> date:
    """Read a day.

    Raises:
        NotAPeriod: it is none.
    """
    try:
        if DAY.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            return date.fromisoformat(text)
    except ValueError as error:
        raise NotAPeriod(text, "day") from error
    raise NotAPeriod(text, "day")


def following(period: Period, fiscal_year: str = FISCAL_YEAR) -> Period:
    """Give the period of the same length that comes next."""
    day = period.last + timedelta(days=1)
    if DAY.fullmatch(period.text):
        text = day.isoformat()
    elif FISCAL.fullmatch(period.text):
        text = f"{int(period.text[:4]) + 1}/{int(period.text[:4]) + 2}"
    elif QUARTER.fullmatch(period.text):
        text = f"{day.year}-Q{(day.month + 2) // 3}"
    else:
        text = f"{day.year}" if YEAR.fullmatch(period.text) else f"{day.year}-{day.month:02}"
    return period_of(text, fiscal_year)


def _read(text: str, fiscal_year: str) -> Period:
    if DAY.fullmatch(text):
        first = after = _day(text)
        after += timedelta(days=1)
    elif match := MONTH.fullmatch(text):
        first, after = _months(int(match["year"]), int(match["month"]), 1)
    elif match := QUARTER.fullmatch(text):
        first, after = _months(int(match["year"]), 3 * int(match["quarter"]) - 2, 3)
    elif match := YEAR.fullmatch(text):
        first, after = _months(int(match["year"]), 1, 12)
    elif (match := FISCAL.fullmatch(text)) and int(match["next"]) == int(match["year"]) + 1:
        first, after = _day(f"{match['year']}-{fiscal_year}"), _day(f"{match['next']}-{fiscal_year}")
    else:
        raise NotAPeriod(text)
    return Period(text, first, after - timedelta(days=1))


def _day(text: str) -> date:
    found = date.fromisoformat(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR + 1:
        raise ValueError(text)
    return found


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """Give the first day of some months and the first after them."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    end = month - 1 + count
    return date(year, month, 1), date(year + end // 12, end % 12 + 1, 1)
