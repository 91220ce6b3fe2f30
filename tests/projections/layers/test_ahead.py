from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.layers.ahead import ahead


@given(st.lists(st.integers()))
def test_the_same_pieces_come_in_the_same_order(pieces: list[int]) -> None:
    assert list(ahead(pieces)) == pieces


def test_the_next_piece_is_made_while_the_caller_works_and_only_that_one() -> None:
    made: list[int] = []
    second = threading.Event()

    def pieces() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            if number == 1:
                second.set()
            yield number

    given_pieces = ahead(pieces())
    assert next(given_pieces) == 0
    assert second.wait(5)
    assert made == [0, 1]
    given_pieces.close()


def test_an_error_is_raised_where_its_piece_would_have_come() -> None:
    def pieces() -> Iterator[str]:
        yield "first"
        raise LookupError("no second")

    given_pieces = ahead(pieces())
    assert next(given_pieces) == "first"
    with pytest.raises(LookupError, match="no second"):
        next(given_pieces)


@pytest.mark.parametrize("leave", ["close", "interrupt"])
def test_a_caller_that_leaves_stops_the_piece_that_is_being_made(leave: str) -> None:
    stopped = threading.Event()

    def pieces() -> Iterator[str]:
        yield "first"
        assert stopped.wait(30)
        yield "second"

    given_pieces = ahead(pieces(), stopped.set)
    assert next(given_pieces) == "first"
    if leave == "close":
        given_pieces.close()
    else:
        with pytest.raises(KeyboardInterrupt):
            given_pieces.throw(KeyboardInterrupt)
    assert stopped.is_set()
