"""Build again the files that an event recorded, with the definitions that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from ledger.definitions import Contract, Layout, Model
from ledger.disposal import Disposed
from ledger.errors import IntegrityError, JobForgeError
from ledger.events import (
    BatchIngested,
    BatchPromoted,
    BatchRejected,
    Event,
    PromotionRejected,
    TableBuilt,
    TableCompacted,
)
from ledger.events.parts import Applied, Balance, FileRecord, RuleCount
from ledger.names import Position
from projections.layers.arrival import Arrival
from projections.layers.compacting import compact
from projections.layers.models import build_model
from projections.layers.promoting import promote_batch
from projections.layers.staged import stage
from projections.readers.parts import Part
from projections.runner import recorded

if TYPE_CHECKING:
    from projections.layers.workshop import Workshop


@attrs.frozen
class _Made:
    """What came out, in the words of the event that it is compared with."""

    files: tuple[FileRecord, ...] = ()
    counts: dict[str, Any] = attrs.field(factory=dict)


def rebuild(workshop: Workshop, position: Position) -> tuple[FileRecord, ...]:
    """Build the files of one event beside the lake, compare them with what it says, and take over what is missing.

    Inputs that are missing are built first. A file that is there is not touched, and where anything differs from what
    was recorded nothing is taken over.

    Returns:
        What was built, as it came out.

    Raises:
        IntegrityError: rows, balance or rule counts differ from those recorded.
        Disposed: it stands on bytes that were disposed of.
    """
    data = recorded(workshop.store, position).data
    lost: list[Disposed] = []
    forgiving = attrs.evolve(workshop, lost=lost)
    try:
        return _rebuild(forgiving, position, data)
    except JobForgeError:
        if not lost:
            raise
    for same in _found_unchanged(workshop, position, data):
        return _rebuild(forgiving, position, same)
    raise lost[0]


def _rebuild(workshop: Workshop, position: Position, data: Event) -> tuple[FileRecord, ...]:
    lake = workshop.lake.lasting
    with lake.aside() as aside:
        made = _build(attrs.evolve(workshop, lake=aside), data, position)
        said: dict[str, FileRecord] = {file.kind: file for file in getattr(data, "files", ())}
        _compare_files(position, said, {file.kind: file for file in made.files})
        _compare_counts(position, data, made.counts)
        for file in made.files:  # with other libraries the bytes may differ, and with them the name
            lake.adopt(aside.place_of(file.path), said[file.kind].path)
    return made.files


def _found_unchanged(workshop: Workshop, position: Position, data: Event) -> Iterator[TableBuilt]:
    """Give the last build that found the content of a version unchanged, as if it had made it: over later inputs."""
    if not isinstance(data, TableBuilt):
        return
    found = None
    for event in workshop.store.stream(f"table-{data.table}"):
        if event.position > position and isinstance(event.data, TableBuilt):
            if event.data.changed:
                break
            found = event.data
    if found is not None:
        yield attrs.evolve(found, version_id=data.version_id, files=data.files)


def _build(workshop: Workshop, data: object, position: Position) -> _Made:
    match data:
        case BatchIngested() as e:
            made = _staged(workshop, e)
        case BatchRejected() as e:
            made = _set_aside(workshop, _staged(workshop, e))
        case BatchPromoted() as e:
            made = _promoted(workshop, e, position)
        case PromotionRejected() as e:
            made = _set_aside(workshop, _promoted(workshop, e, position))
        case TableBuilt() as e:
            made = _built(workshop, e)
        case TableCompacted() as e:
            made = _compacted(attrs.evolve(workshop, plainly=True), e)
        case _:
            made = _Made()
    return made


def _set_aside(workshop: Workshop, made: _Made) -> _Made:
    """Of a step that was refused, keep what it set aside."""
    return attrs.evolve(made, files=workshop.lake.keep_only(made.files, "quarantine"))


def _built(workshop: Workshop, e: TableBuilt) -> _Made:
    model = workshop.recall(e.model, Model)
    promised = workshop.recall(e.contract, Contract) if e.contract else None
    built = build_model(workshop, model, promised, e.inputs, e.version_id)
    return _Made(built.files, {"rows": built.rows, "rules": built.rules})


def _compacted(workshop: Workshop, e: TableCompacted) -> _Made:
    made = compact(workshop, workshop.recall(e.contract, Contract), e.at, e.version_id)
    return _Made((made.file,), {"superseded": made.superseded})


def _staged(workshop: Workshop, e: BatchIngested | BatchRejected) -> _Made:
    batch = workshop.batch(e.batch_id)
    layout = workshop.recall(e.layout, Layout) if isinstance(e, BatchIngested) else None
    fit = None if layout is None else lambda _: layout
    arrival = Arrival(e.batch_id, e.source_file, e.ingested_at)
    raw = workshop.source_bytes(e.file_sha256)
    staged = stage(raw, workshop.source_of(batch), arrival, workshop.lake, fit, Part(e.member, e.sheet))
    return _Made(staged.files, {"balance": staged.balance})


def _promoted(workshop: Workshop, e: BatchPromoted | PromotionRejected, position: Position) -> _Made:
    contract = workshop.recall(e.contract, Contract)
    closes = isinstance(e, BatchPromoted) and e.closes
    arguments = (e.table, e.batch_id, e.from_position, contract, e.basis)
    made = promote_batch(workshop, *arguments, closes=closes, at=position)
    # What went out of effect is no count of the batch: it is told of the target, by the command.
    balance = attrs.evolve(made.balance, superseded=e.balance.superseded)
    return _Made(made.files, {"balance": balance, "rules": made.rules, "applied": made.applied})


def _compare_files(position: Position, said: dict[str, FileRecord], built: dict[str, FileRecord]) -> None:
    for kind, file in said.items():
        if kind not in built:
            raise _differs(position, f"{file.path} does not come out")
        if (file.digest, file.rows) != (built[kind].digest, built[kind].rows):
            raise _differs(position, f"the rows of {file.path} differ from those recorded")
    for kind in built.keys() - said.keys():
        raise _differs(position, f"a {kind} file comes out that was not recorded")


def _compare_counts(position: Position, data: object, counts: dict[str, Any]) -> None:
    for name, value in counts.items():
        for field, said, found in _fields(name, getattr(data, name), value):
            if said != found:
                raise _differs(position, f"{field} is {found}, not {said} as recorded")


def _fields(name: str, said: Any, found: Any) -> Iterator[tuple[str, object, object]]:
    """Give what an event counted with what came out, field by field."""
    match said, found:
        case (Balance(), Balance()) | (Applied(), Applied()):
            for field in attrs.fields_dict(type(said)):
                yield f"{name}.{field}", getattr(said, field), getattr(found, field)
        case tuple(), tuple():
            old, new = _by_rule(said), _by_rule(found)
            for rule in {**old, **new}:
                yield f"{name}.{rule}", old.get(rule, 0), new.get(rule, 0)
        case _:
            yield name, said, found


def _by_rule(counts: tuple[RuleCount, ...]) -> dict[str, int]:
    return {count.rule: count.rows for count in counts}


def _differs(position: Position, what: str) -> IntegrityError:
    return IntegrityError(
        f"built again, {what}",
        position=position,
        why="the recorded definitions and source bytes no longer give what was recorded",
        written="the lake is as it was",
        mend=("jobforge verify", f"jobforge log --from {position}"),
    )
