"""Which rows stay among those that share something."""

from __future__ import annotations

from projections.layers.clashes import KEY, Candidate, Clash, settle

ROWS = [Candidate(1, 1, 1), Candidate(2, 1, 2), Candidate(3, 1, 1), Candidate(4, None, 4), Candidate(5, None, 4)]


def test_the_first_row_stays_and_the_order_of_arrival_does_not_matter():
    for rows in (ROWS, ROWS[::-1]):
        settled = settle(rows, "quarantine")
        assert settled.deduplicated == {3}
        assert settled.aside == {2: (Clash(KEY, 1),)}
        assert settled.warned == {}


def test_the_winner_of_a_key_leaves_the_others_out():
    assert settle(ROWS, "first").deduplicated == {2, 3}
    assert settle(ROWS, "last").deduplicated == {1, 2}


def test_rows_without_a_key_are_not_compared_by_it():
    assert settle([Candidate(1, None, 1), Candidate(2, None, 1)], "quarantine").deduplicated == set()


def test_a_lenient_rule_lets_its_rows_stay_and_be_compared_with():
    settled = settle([Candidate(1, 1, 1), Candidate(2, 1, 2), Candidate(3, 1, 2)], "quarantine", frozenset({KEY}))
    assert settled.warned == {2: (Clash(KEY, 1),)}
    assert settled.deduplicated == {3}


def test_a_row_is_told_everything_that_it_shares():
    rows = [Candidate(1, 1, 1, (1, 1)), Candidate(2, 1, 2, (1, None)), Candidate(3, 3, 3, (3, 1))]
    settled = settle(rows, "quarantine")
    assert settled.aside == {2: (Clash(KEY, 1), Clash(0, 1)), 3: (Clash(1, 1),)}


def test_nothing_comes_of_nothing():
    assert settle([], "quarantine").aside == {}
