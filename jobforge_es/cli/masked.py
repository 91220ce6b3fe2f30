"""Tells that personal values are masked in what was shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jobforge_es.cli.language import spoken

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen

SHOWN = 5


def tell_masked(screen: Screen, columns: Sequence[str]) -> None:
    """Name the columns whose values are not shown, and how to see them; to people only."""
    if columns and not screen.json:
        more = spoken(" and {n:,} more", n=len(columns) - SHOWN) if len(columns) > SHOWN else ""
        screen.say(spoken("personal information is masked: {names}", names=", ".join(columns[:SHOWN]) + more))
        screen.say(spoken('--reveal --reason "..." shows it, and that is recorded'))
