from __future__ import annotations

import errno
import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.disk import DiskFailed
from jobforge_es.fetching.conditions import AddressRefused, Unreachable
from jobforge_es.retrying import LONGEST_WAIT, Policy, Trying, Waiting


@attrs.define
class World:
    """Time that passes only while somebody waits, and what happened in it."""

    now: float = 0.0
    slept: list[float] = attrs.field(factory=list)
    told: list[tuple[int, str, float]] = attrs.field(factory=list)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def trying(self, **policy):
        waiting = Waiting(self.sleep, lambda: self.now, lambda low, high: (low + high) / 2)
        told = lambda failed: self.told.append((failed.number, failed.error.code, failed.wait))  # noqa: E731 - short
        return Trying(Policy(**policy), told, waiting)


def after(*errors):
    """Give what fails with each error in turn, and then goes well."""
    left = iter(errors)

    def attempt():
        for error in left:
            raise error
        return "done"

    return attempt


def busy(wait=None):
    return Unreachable("http://x.example/a.csv", "busy", wait)


def test_what_goes_well_is_done_once_and_nobody_waits():
    world = World()
    trying = world.trying()
    assert (trying(after()), trying.number, world.told, world.slept) == ("done", 1, [], [])


def test_each_try_that_is_followed_by_another_is_told_before_the_wait_which_doubles():
    world = World()
    trying = world.trying(attempts=4, first=2, most=5)
    assert trying(after(busy(), OSError(errno.EIO, "i/o"), busy())) == "done"
    assert world.told == [(1, "N-001", 3.0), (2, "F-014", 5.0), (3, "N-001", 6.0)]
    assert (world.slept, trying.number) == ([3.0, 5.0, 6.0], 4)


def test_after_the_last_try_the_error_is_what_it_was():
    world = World()
    trying, last = world.trying(attempts=2), busy()
    with pytest.raises(Unreachable) as caught:
        trying(after(busy(), last, busy()))
    assert (caught.value is last, trying.number, len(world.told)) == (True, 2, 1)
    with pytest.raises(DiskFailed):
        world.trying(attempts=1)(after(OSError(errno.ESTALE, "stale")))


@pytest.mark.parametrize("error", [AddressRefused("no", "http://x"), OSError(errno.ENOSPC, "full"), ValueError("ours")])
def test_what_does_not_pass_by_itself_is_not_tried_again(error):
    for before in ((), (busy(),)):
        world = World()
        with pytest.raises(type(error)):
            world.trying()(after(*before, error))
        assert len(world.slept) == len(before)


def test_a_server_is_asked_again_when_it_says_so_and_not_by_this_command_where_that_is_long():
    world = World()
    assert world.trying()(after(busy(wait=90.0))) == "done"
    assert world.slept == [90.0]
    with pytest.raises(Unreachable):
        world.trying()(after(busy(wait=LONGEST_WAIT + 1)))


def test_no_try_begins_after_the_time_is_over():
    world = World()
    with pytest.raises(Unreachable):
        world.trying(attempts=20, first=10, most=100, within=60)(after(*[busy() for _ in range(30)]))
    assert world.now <= 60
    assert len(world.slept) == 2


@given(
    attempts=st.integers(1, 20),
    first=st.integers(0, 100),
    most=st.integers(0, 1000),
    within=st.integers(0, 10_000),
    failing=st.integers(0, 25),
)
def test_a_policy_is_kept_whatever_it_says(attempts, first, most, within, failing):
    world = World()
    trying = world.trying(attempts=attempts, first=first, most=most, within=within)
    try:
        assert trying(after(*itertools.repeat(busy(), failing))) == "done"
    except Unreachable:
        assert failing
    assert trying.number <= attempts
    assert len(world.told) == len(world.slept) == trying.number - 1
    assert world.now <= within
    assert all(wait <= most + first for wait in world.slept)
