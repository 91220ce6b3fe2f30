"""What ``status`` tells of files that arrived, and of those that did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from jobforge_es.commands.arrivals import Drifted
    from jobforge_es.commands.deliveries import Awaited
    from jobforge_es.commands.status import Status

SHOWN = 5


@attrs.frozen
class Line:
    """A line of ``status``: one word for what it is, and the rest."""

    kind: str
    text: str


def arrivals_told(found: Status) -> Iterator[Line]:
    """Give a line for each delivery that is awaited, each change of columns and each fact that is not known."""
    for awaited in found.awaited:
        yield Line("overdue" if awaited.overdue else "awaited", _awaited(awaited))
    for drift in found.drifts:
        yield Line("columns", f"{drift.source}: {_drift(drift)} (event {drift.position})")
    for unknown in found.unknown:
        files = "1 batch" if unknown.batches == 1 else f"{unknown.batches:,} batches"
        yield Line("unknown", f"{unknown.source}: {unknown.fact} of {files}")


def _awaited(one: Awaited) -> str:
    facts = [f"{one.source}{'' if one.delivery is None else ' ' + one.delivery}"]
    if one.missing:
        facts.append(f"lacks {_some(one.missing)}; {one.landed:,} landed")
    if one.refused:
        facts.append(f"refused {_some(one.refused)}")
    if not one.missing and not one.refused:
        facts.append("nothing has come")
    by = "" if one.due is None else f" (expected by {one.due})"
    return f"{facts[0]}: {', '.join(facts[1:])}{by}"


def _drift(one: Drifted) -> str:
    done = "the file was refused" if one.policy == "refuse" else f"done: {one.policy}"
    match one.kind:
        case "renamed":
            share = f"{float(one.share or 0):.0%} of its values are the same"
            return f"{_some(one.former)} is likely {_some(one.columns)} now, {share}; {done}"
        case "changed-type":
            pairs = zip(one.columns, one.former, one.found, strict=False)
            return _some([f"{header} was {was}, is {now}" for header, was, now in pairs])
        case kind:
            return f"{one.count} {kind}: {_some(one.columns)}; {done}"


def _some(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
