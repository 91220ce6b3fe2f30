"""The order of work: each table after those that it needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from ledger.errors import JobForgeError


class TablesInCircle(JobForgeError):
    """Tables that need each other."""

    code = "M-021"
    exit_code = 2


def in_order(inputs: Mapping[str, tuple[str, ...]], first: Collection[str] = ()) -> list[str]:
    """Sort tables so that each stands after those that it reads; the same input gives the same order.

    Args:
        inputs: what each table reads; others than these tables are passed over.
        first: tables that stand before others where they can.

    Raises:
        TablesInCircle: tables need each other.
    """
    graph = {table: [i for i in read if i in inputs] for table, read in sorted(inputs.items())}
    try:
        return list(_sorted(TopologicalSorter(graph), first))
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        mend = ("let one of them read or refer to another table",)
        raise TablesInCircle(f"tables need each other: {circle}", mend=mend) from error


def _sorted(sorter: TopologicalSorter[str], first: Collection[str]) -> Iterator[str]:
    sorter.prepare()
    early: deque[str] = deque()
    late: deque[str] = deque()
    while sorter.is_active():
        for table in sorter.get_ready():
            (early if table in first else late).append(table)
        table = (early or late).popleft()
        yield table
        sorter.done(table)
