"""Trying again: a step whose failure may pass by itself is done once more, as often as a policy says."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from jobforge_es.disk import of_system
from ledger.errors import JobForgeError

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")

LONGEST_WAIT: Final = 300.0
"""Seconds that are waited at a server's wish; one that asks for more is not asked again by the same command."""


@attrs.frozen
class Policy:
    """How often and how long a step is tried; see ``ledger.definitions.Retries``."""

    attempts: int = 5
    first: int = 1
    most: int = 30
    within: int = 600


@attrs.frozen
class Waiting:
    """How time passes between two tries.

    Attributes:
        sleep: waits so many seconds.
        clock: tells seconds, from any beginning.
        jitter: gives a number between two, so that not all who failed together come back together.
    """

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[float, float], float] = random.uniform


@attrs.frozen
class Failed:
    """A try that failed and is followed by another.

    Attributes:
        number: of the try, from 1.
        error: what happened.
        wait: seconds until the next.
    """

    number: int
    error: JobForgeError
    wait: float


@attrs.define
class Trying:
    """Does something until it goes well, fails for good, or was tried often or long enough.

    Attributes:
        policy: how often, how long.
        told: is told of each try that is followed by another, before the wait.
        waiting: how time passes.
        number: tries so far.
    """

    policy: Policy
    told: Callable[[Failed], None]
    waiting: Waiting = attrs.field(factory=Waiting)
    number: int = 0

    def __call__(self, attempt: Callable[[], T]) -> T:
        """Give what the first try that goes well gives.

        Raises:
            JobForgeError: as the last try raised it; one that is not ``transient`` ends it at once.
            OSError: the same, where it is none that people can mend.
        """
        self.number, start = 1, self.waiting.clock()
        try:
            return _ours(attempt)
        except JobForgeError as error:
            if not error.transient or self.policy.attempts == 1:
                raise
            first = error
        return self._again(first, attempt, start)

    def _again(self, first: JobForgeError, attempt: Callable[[], T], start: float) -> T:
        import tenacity  # what goes well at once does without it

        def once() -> T:
            self.number = state.statistics["attempt_number"]
            if self.number == 1:
                raise first
            return _ours(attempt)

        policy, jitter = self.policy, self.waiting.jitter
        growing = tenacity.wait_exponential(multiplier=policy.first, max=policy.most)

        def wait(call: RetryCallState) -> float:
            return max(_asked(_error(call)), growing(call) + jitter(0.0, float(policy.first)))

        def is_late(call: RetryCallState) -> bool:
            return self.waiting.clock() - start + call.upcoming_sleep > policy.within

        state = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda e: isinstance(e, JobForgeError) and e.transient),
            stop=lambda call: call.attempt_number >= policy.attempts or is_late(call) or _asks_too_much(call),
            wait=wait,
            before_sleep=lambda call: self.told(Failed(call.attempt_number, _error(call), call.upcoming_sleep)),
            sleep=self.waiting.sleep,
            reraise=True,
        )
        return state(once)


def _ours(attempt: Callable[[], T]) -> T:
    try:
        return attempt()
    except OSError as error:
        ours = of_system(error)
        if ours is None or not ours.transient:
            raise
        raise ours from error


def _error(call: RetryCallState) -> JobForgeError:
    error = call.outcome.exception() if call.outcome is not None else None
    assert isinstance(error, JobForgeError), "only these are tried again"  # noqa: S101 - for the type checker
    return error


def _asked(error: JobForgeError) -> float:
    """Give the seconds that a server asks to wait; 0 where it does not."""
    return float(getattr(error, "wait", None) or 0.0)


def _asks_too_much(call: RetryCallState) -> bool:
    return _asked(_error(call)) > LONGEST_WAIT
