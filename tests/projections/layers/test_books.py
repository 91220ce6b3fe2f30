from __future__ import annotations

import pyarrow as pa
import pytest

from ledger.events.parts import Balance, Skips
from projections.layers.books import BooksUneven, OutOfOrder, check_balance, check_order, in_source_order


def numbered(*numbers):
    return pa.table({"v": pa.array([f"v{n}" for n in numbers]), "_source_row": pa.array(numbers, pa.int64())})


def test_even_books_are_given_back():
    books = Balance(read=6, accepted=2, quarantined=1, deduplicated=1, skipped=Skips(blank=2), inserted=2)
    assert check_balance("silver.t", books) is books


@pytest.mark.parametrize("books", [Balance(3, 2, inserted=2), Balance(2, 2), Balance(1, 2, inserted=2)])
def test_uneven_books_are_refused(books):
    with pytest.raises(BooksUneven, match=r"silver\.t do not balance"):
        check_balance("silver.t", books)


def test_rows_keep_the_order_of_the_source():
    assert check_order("bronze.t", numbered(1, 2, 5), 0) == 5
    assert check_order("bronze.t", numbered(), 7) == 7
    for rows, last in ((numbered(1, 3, 2), 0), (numbered(1, 1), 0), (numbered(4), 4)):
        with pytest.raises(OutOfOrder):
            check_order("bronze.t", rows, last)


def test_rows_that_came_out_of_order_are_sorted():
    assert in_source_order(numbered(4, 5, 1, 2)).to_pylist() == numbered(1, 2, 4, 5).to_pylist()
    rows = numbered(1, 2)
    assert in_source_order(rows) is rows
