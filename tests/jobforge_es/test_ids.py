from __future__ import annotations

import uuid

from jobforge_es.ids import system_clock, uuid7


def test_an_id_is_a_uuid_of_version_7_that_begins_with_its_time():
    made = uuid7(1_767_225_600_123_456)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == 1_767_225_600_123


def test_later_ids_sort_behind_earlier_ones():
    assert str(uuid7(1_000_000)) < str(uuid7(2_000_000))


def test_two_ids_of_one_moment_differ():
    assert uuid7(1) != uuid7(1)


def test_the_clock_counts_microseconds():
    assert 1_700_000_000_000_000 < system_clock() < 4_000_000_000_000_000
