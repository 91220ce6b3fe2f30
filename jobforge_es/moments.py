"""Moments: what ``--as-of`` means."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ledger.errors import JobForgeError
from ledger.names import Position

if TYPE_CHECKING:
    from jobforge_es.session import Session


class NotAMoment(JobForgeError):
    """A text is neither a position nor a day nor a time, or lies past the end."""

    code = "U-002"
    exit_code = 2

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{text!r} is no moment of this ledger", why=why, mend=("--as-of 41", "--as-of 2026-03-31"))


def position_of(session: Session, text: str) -> Position:
    """Give the last position of a moment.

    Args:
        session: whose ledger and time zone.
        text: a position; a day, which means its end in the project's time zone; or a time (ISO 8601), which is taken
            in that zone when it names none.

    Raises:
        NotAMoment: it is none of them, or a position that the ledger has not reached.
    """
    if re.fullmatch(r"[0-9]{1,18}", text):
        if int(text) > session.store.head().position:
            raise NotAMoment(text, f"the ledger ends at position {session.store.head().position}")
        return Position(int(text))
    return session.store.position_at(end_of(text, session.config.time_zone))


def end_of(text: str, time_zone: str) -> datetime:
    """Give the last microsecond that a text means.

    Raises:
        NotAMoment: the text is no day and no time.
    """
    zone = ZoneInfo(time_zone)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) - timedelta(microseconds=1)
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotAMoment(text, "it is neither a position, nor a day, nor a time") from error
