"""Moments: what ``--as-of`` means."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jobforge_es.definitions.excerpt import quoted
from ledger.errors import JobForgeError
from ledger.names import Position

if TYPE_CHECKING:
    from jobforge_es.session import Session
    from ledger.store import EventStore

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
LAST = datetime.max.replace(tzinfo=UTC) - timedelta(microseconds=1)
"""The last moment that has one after it."""

"""How a day is written."""

SINCE = ("--since 2026-03-31", "--since 2026-03-31T12:00")
"""What helps where no option is named: moments as an option takes them."""

LONGEST = 18
"""Digits that a position can have."""


class NotAMoment(JobForgeError):
    """A text is neither a position nor a day nor a time, or lies past the end."""

    code = "U-002"
    exit_code = 2

    def __init__(self, text: str, why: str, mend: tuple[str, ...] = SINCE) -> None:
        super().__init__(f"{quoted(text)} is no moment of this ledger", why=why, mend=mend)


def position_of(session: Session, text: str) -> Position:
    """Give the last position of a moment in the ledger and the time zone of a session; see ``position_in``."""
    return position_in(session.store, text, session.config.time_zone)


def position_in(store: EventStore, text: str, time_zone: str) -> Position:
    """Give the last position of a moment.

    Args:
        store: the ledger.
        text: a position; a day, which means its end; or a time (ISO 8601).
        time_zone: of a day, and of a time that names none.

    Raises:
        NotAMoment: it is none of them, or a position that the ledger has not reached.
    """
    head = store.head().position
    mend = (f"--as-of {head}", "--as-of 2026-03-31", "--as-of 2026-03-31T12:00")
    if re.fullmatch(r"[0-9]+", text):
        if len(text) > LONGEST or int(text) > head:
            raise NotAMoment(text, f"the ledger ends at position {head}", mend)
        return Position(int(text))
    try:
        return store.position_at(end_of(text, time_zone))
    except NotAMoment as error:
        raise NotAMoment(text, "it is neither a position, nor a day, nor a time", mend) from error


def start_of(text: str, time_zone: str) -> datetime:
    """Give the first moment that a text means: the beginning of a day, or a time.

    Raises:
        NotAMoment: the text is no day and no time.
    """
    if re.fullmatch(DAY, text) is None:
        return end_of(text, time_zone)
    try:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotAMoment(text, "there is no such day") from error


def end_of(text: str, time_zone: str) -> datetime:
    """Give the last microsecond that a text means.

    Raises:
        NotAMoment: the text is no day and no time.
    """
    zone = ZoneInfo(time_zone)
    try:
        if re.fullmatch(DAY, text):
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) - timedelta(microseconds=1)
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # 9999-12-31, which stands for ever
        return LAST
    except ValueError as error:
        raise NotAMoment(text, "it is neither a day nor a time") from error


def after(text: str, time_zone: str) -> datetime:
    """Give the moment before which everything lies that a text means: a time itself, or the day after a day.

    Raises:
        NotAMoment: the text is no day and no time.
    """
    end = end_of(text, time_zone)
    return end + timedelta(microseconds=1) if re.fullmatch(DAY, text) else end
