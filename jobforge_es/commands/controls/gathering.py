"""What controls look at, gathered from a session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from jobforge_es.commands.deciding.states import OPEN
from jobforge_es.commands.deliveries import awaited
from jobforge_es.commands.quarantine import quarantine
from jobforge_es.commands.today import today
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.events import ExportPublished
from projections.catalog import definitions
from projections.controls.evidence import Aside, Evidence
from projections.read_models import checkpoint


def evidence(session: Session, *, rebuilds: bool = False) -> Evidence:
    """Give the state at the position that a session reads, to be used in a ``with`` block.

    Args:
        session: to read.
        rebuilds: whether every file in effect is built again for it.
    """
    is_past = checkpoint(session.db) < session.store.head().position
    return Evidence(
        session.workshop,
        today(session),
        exported=cache(partial(_exported, session)),  # several controls look at one export
        lying=_gone if is_past else cache(partial(_lying, session)),
        aside=partial(_aside, session),
        overdue=partial(_overdue, session),
        attempts=partial(_attempts, session),
        is_past=is_past,
        rebuilds=rebuilds,
    )


def _exported(session: Session, export: ExportPublished) -> Mapping[str, bytes]:
    from jobforge_es.commands.exporting.content import TARGETS, content  # only where something was exported

    return content(session, export.target, export.level).files if export.target in TARGETS else {}


def _lying(session: Session, export: ExportPublished) -> Mapping[str, bytes]:
    from jobforge_es.commands.exporting.lying import lying  # as above

    return lying(session.config, export)


def _gone(_: ExportPublished) -> Mapping[str, bytes]:
    """Give nothing of a state of the past: a later export took the place of that one."""
    return {}


def _aside(session: Session) -> Iterator[Aside]:
    for each in quarantine(session).groups:
        is_open = each.state in OPEN
        yield Aside(each.table, each.batch_id, each.rule, each.reason, is_open, each.due, each.example)


def _overdue(session: Session) -> set[str]:
    zone = ZoneInfo(session.config.time_zone)
    days = awaited(session.db, today(session), lambda text: datetime.fromisoformat(text).astimezone(zone).date())
    return {each.source for each in days if each.overdue}


def _attempts(session: Session) -> int:
    """Tell how often any step may be tried, by the settings of the project and of its sources."""
    sources = (session.recall(row.definition, Source) for row in definitions.sources(session.db))
    own = (each.attempts or 1 for source in sources for each in source.retries.values())
    return max((session.config.attempts, *own))
