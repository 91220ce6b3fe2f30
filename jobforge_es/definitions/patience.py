"""How long is waited: durations, and the day by which something has to be there."""

from __future__ import annotations

import re
from datetime import date, timedelta

import attrs

DURATION = re.compile(r"([0-9]{1,5}) ?(s|min|h|d|w)")
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
DAY_OF_MONTH = re.compile(r"day ([0-9]{1,2})")

EVERY = {
    "daily": 1,
    "weekly": 7,
    "biweekly": 14,
    "fortnightly": 14,
    "monthly": 31,
    "bimonthly": 62,
    "quarterly": 92,
    "semiannual": 184,
    "semiannually": 184,
    "yearly": 366,
    "annual": 366,
    "annually": 366,
}
"""Words for how often a source publishes, and the most days between two editions."""


class PatienceWrong(ValueError):
    """A text is no duration, or no rule for a day; its text says what is."""


@attrs.frozen
class DayRule:
    """A day after another: so many days later, or the next such day of a month."""

    days: int = 0
    day_of_month: int | None = None

    def after(self, last: date) -> date:
        """Give the day by which something has to be there that is about the time up to a day."""
        if self.day_of_month is None:
            return last + timedelta(days=self.days)
        month = last + timedelta(days=1)
        if month.day > self.day_of_month:
            month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
        return month.replace(day=self.day_of_month)


def seconds_of(text: str) -> int:
    """Read a duration such as ``30s``, ``12h`` or ``1d``; a bare number is in seconds.

    Raises:
        PatienceWrong: it is none.
    """
    match = DURATION.fullmatch(text) or DURATION.fullmatch(f"{text}s")
    if match is None:
        raise PatienceWrong("a duration is a whole number with s, min, h, d or w, such as 12h")
    return int(match[1]) * SECONDS[match[2]]


def rule_of(text: str) -> DayRule:
    """Read ``10d``, ``2w`` or ``day 15``.

    Raises:
        PatienceWrong: it is none of them.
    """
    if (match := DAY_OF_MONTH.fullmatch(text)) and 1 <= int(match[1]) <= 28:
        return DayRule(day_of_month=int(match[1]))
    if (match := DURATION.fullmatch(text)) and match[2] in ("d", "w"):
        return DayRule(int(match[1]) * SECONDS[match[2]] // SECONDS["d"])
    raise PatienceWrong("it is 10d or 2w after the last day of the period, or day 15 (1 to 28) for the next 15th")
