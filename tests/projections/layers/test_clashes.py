"""Which rows stay among those that share something."""

from __future__ import annotations

from projections.layers.clashes import KEY, Candidates, Clash, settle

ROWS = Candidates([1, 2, 3, 4, 5], [1, 1, 1, 0, 0], [1, 2, 1, 4, 4])


def test_the_first_row_stays():
    settled = settle(ROWS, "quarantine")
    assert settled.deduplicated == {3}
    assert settled.aside == {2}
    assert settled.clashes == [Clash(2, KEY, 1)]


def test_the_winner_of_a_key_leaves_the_others_out():
    assert settle(ROWS, "first").deduplicated == {2, 3}
    assert settle(ROWS, "last").deduplicated == {1, 2}


def test_rows_without_a_key_are_not_compared_by_it():
    assert settle(Candidates([1, 2], [0, 0], [1, 1]), "quarantine").deduplicated == set()


def test_a_lenient_rule_lets_its_rows_stay_and_be_compared_with():
    settled = settle(Candidates([1, 2, 3], [1, 1, 1], [1, 2, 2]), "quarantine", frozenset({KEY}))
    assert settled.clashes == [Clash(2, KEY, 1)]
    assert settled.aside == set()
    assert settled.deduplicated == {3}


def test_a_row_is_told_everything_that_it_shares():
    rows = Candidates([1, 2, 3], [1, 1, 3], [1, 2, 3], ([1, 1, 3], [1, 0, 1]))
    settled = settle(rows, "quarantine")
    assert settled.clashes == [Clash(2, KEY, 1), Clash(2, 0, 1), Clash(3, 1, 1)]
    assert settled.aside == {2, 3}


def test_a_barred_row_takes_nothing_from_a_later_one():
    settled = settle(Candidates([1, 2, 3], [1, 1, 1], [1, 2, 1]), "quarantine", barred={1})
    assert settled.clashes == [Clash(3, KEY, 2)]
    assert settled.aside == {1, 3}


def test_nothing_comes_of_nothing():
    assert settle(Candidates([], [], []), "quarantine").aside == set()
