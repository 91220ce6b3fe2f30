"""What ``status`` tells of files that arrived, and of those that did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from jobforge_es.cli.language import counted, named, spoken

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
        yield Line(
            "columns", f"{drift.source}: {_drift(drift)} {spoken('(event {position})', position=drift.position)}"
        )
    for unknown in found.unknown:
        files = counted(unknown.batches, "of {n:,} batch", "of {n:,} batches")
        yield Line("unknown", f"{unknown.source}: {unknown.fact} {files}")


def _awaited(one: Awaited) -> str:
    facts = [f"{one.source}{'' if one.delivery is None else ' ' + one.delivery}"]
    if one.missing:
        facts.append(spoken("lacks {names}; {n:,} landed", names=_some(one.missing), n=one.landed))
    if one.refused:
        facts.append(spoken("refused {names}", names=_some(one.refused)))
    if not one.missing and not one.refused:
        facts.append(spoken("nothing has come"))
    by = "" if one.due is None else spoken(" (expected by {day})", day=one.due)
    return f"{facts[0]}: {', '.join(facts[1:])}{by}"


def _drift(one: Drifted) -> str:
    done = spoken("the file was refused") if one.policy == "refuse" else spoken("done: {policy}", policy=one.policy)
    match one.kind:
        case "renamed":
            share = spoken("{share} of its values are the same", share=f"{float(one.share or 0):.0%}")
            names = {"former": _some(one.former), "now": _some(one.columns)}
            return f"{spoken('{former} is likely {now} now', **names)}, {share}; {done}"
        case "changed-type":
            pairs = zip(one.columns, one.former, one.found, strict=False)
            return _some([spoken("{header} was {was}, is {now}", header=h, was=was, now=now) for h, was, now in pairs])
        case kind:
            return f"{one.count} {named(kind)}: {_some(one.columns)}; {done}"


def _some(names: tuple[str, ...] | list[str]) -> str:
    more = spoken(" and {n:,} more", n=len(names) - SHOWN) if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
