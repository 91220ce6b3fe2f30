"""The day on which a state is looked at: by it terms run out and people take over."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from jobforge_es.session import Session
from ledger.names import Position
from projections.read_models import checkpoint


def today(session: Session) -> date:
    """Tell the present day in the project's time zone.

    Of a state of the past it is the day that was asked for, where that is not to come; of a position that of its event.
    """
    return _moment(session).astimezone(ZoneInfo(session.config.time_zone)).date()


def _moment(session: Session) -> datetime:
    if session.asked is not None:
        return min(session.asked, session.now())
    position = checkpoint(session.db)
    if position == session.store.head().position:
        return session.now()
    if not position:  # before the first event there is no other day
        return session.now()
    return next(iter(session.store.after(Position(position - 1), position))).recorded_at
