"""A bar for long work, shown when a piece of it has taken a second and somebody looks."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from jobforge_es.session import Progress

if TYPE_CHECKING:
    import rich.progress

PATIENCE = 1.0
"""Seconds before anything is shown."""


class Bar(Progress):
    """Shows one piece of work at a time on stderr; it goes when the piece is done."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._shown: rich.progress.Progress | None = None
        self._task: rich.progress.TaskID | None = None
        self._what = ""
        self._total: int | None = None
        self._amount = 0
        self._counted = False

    def step(self, what: str, total: int | None = None, *, counted: bool = False) -> None:
        """Begin a piece of work; ``total`` is in bytes, or a number of things."""
        self.done()
        self._what, self._total, self._amount, self._counted = what, total, 0, counted
        self._timer = threading.Timer(self._patience, self._show)
        self._timer.daemon = True
        self._timer.start()

    def advance(self, amount: int) -> None:
        """Add to what is done of it."""
        with self._lock:
            self._amount += amount
            if self._shown is not None and self._task is not None:
                self._shown.update(self._task, completed=self._amount)

    def done(self) -> None:
        """End it."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._shown is not None:
                self._shown.stop()
            self._shown = self._task = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        from jobforge_es.cli.plain import plain

        amount = MofNCompleteColumn() if self._counted else DownloadColumn()
        measured = (amount, TimeRemainingColumn()) if self._total else ()
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), *measured, TimeElapsedColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        with self._lock:
            if self._timer is not threading.current_thread():
                return  # done while rich was loaded
            self._shown = bar
            self._task = bar.add_task(plain(self._what), total=self._total, completed=self._amount)
            bar.start()
