"""The history of one row, as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jobforge_es.cli.language import spoken
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.deciding.history import Moment


def tell_history(screen: Screen, moments: Sequence[Moment], zone: str) -> None:
    """Print what happened to a row, a line each."""
    for number, moment in enumerate(moments):
        when = shown_time(moment.recorded_at, zone)
        screen.line(f"  {'' if number else spoken('history'):<10} {moment.position:>5}  {when}  {_sentence(moment)}")
    if moments:
        screen.line()


def _sentence(moment: Moment) -> str:
    rules, columns = plain(", ".join(moment.rules)), plain(", ".join(moment.columns))
    said = {
        "set aside": spoken("set aside on the way into {table}: {rules}", table=moment.table, rules=rules),
        "accepted": spoken("accepted into {table}", table=moment.table),
        "correction": spoken("{columns} corrected", columns=columns),
        "release": spoken("released from {rules} {until}", rules=rules, until=moment.note),
        "rejection": spoken("refused for good"),
        "approved": spoken("approved"),
        "ended": moment.note,
    }
    return said[moment.what] if moment.decision is None else f"{said[moment.what]} {_by(moment)}"


def _by(moment: Moment) -> str:
    ticket = f", {plain(moment.ticket)}" if moment.ticket else ""
    by = spoken("by {who}", who=plain(moment.by))
    return f"{by} ({moment.decision}{ticket}){': ' if moment.reason else ''}{plain(moment.reason)}"
