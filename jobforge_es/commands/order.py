"""The order of work: each table after those that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from ledger.errors import JobForgeError


class TablesInCircle(JobForgeError):
    """Tables that need each other."""

    code = "M-021"
    exit_code = 2


def in_order(inputs: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Sort tables so that each stands after those that it reads; the same input gives the same order.

    Raises:
        TablesInCircle: tables need each other.
    """
    graph = {table: [i for i in read if i in inputs] for table, read in sorted(inputs.items())}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        mend = ("let one of them read or refer to another table",)
        raise TablesInCircle(f"tables need each other: {circle}", mend=mend) from error
