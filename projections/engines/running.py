"""One query while it runs: watched from outside, so that it ends in time and when the person asks for it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final, TypeVar

import duckdb
import pyarrow as pa

from projections.engines.failures import failure
from projections.engines.limits import EngineFailed, Limits, OutOfTime

T = TypeVar("T")

NAP: Final = 0.2
"""Seconds after which a waiting thread looks round: a Ctrl-C given to another thread does not wake it."""


class Running:
    """Lets a second thread do the work of a query.

    The engine looks for Ctrl-C only now and then, and has no limit that covers the reading of a stream; a thread that
    waits for another can be woken at any time.

    Args:
        db: the connection that runs it.
        worker: the one thread that uses the connection.
        limits: the clock runs from now on.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection, worker: ThreadPoolExecutor, limits: Limits) -> None:
        self._db = db
        self._worker = worker
        self._limits = limits
        self._started = time.monotonic()

    def wait(self, work: Callable[[], T]) -> T:
        """Do one piece of the query's work and give what it gives.

        Raises:
            OutOfTime: the time of the whole query is over.
            EngineFailed: the engine failed.
        """
        future = self._worker.submit(work)
        try:
            while not future.done() and self._left() > 0:
                wait([future], min(self._left(), NAP))
        except BaseException:
            self._stop(future)
            raise
        if not future.done() or self._left() == 0:
            self._stop(future)
            raise OutOfTime(self._limits.seconds or 0)
        try:
            return future.result()
        except EngineFailed:
            raise
        except (duckdb.Error, pa.ArrowException, OSError, RuntimeError) as error:
            raise failure(error, self._limits.memory) from error

    def _left(self) -> float:
        """Tell how many seconds are left; infinite without a limit."""
        if self._limits.seconds is None:
            return math.inf
        return max(0.0, self._started + self._limits.seconds - time.monotonic())

    def _stop(self, future: Future[T]) -> None:
        while not future.done():  # an interrupt that comes before the query has begun is lost
            self._db.interrupt()
            wait([future], 0.05)
