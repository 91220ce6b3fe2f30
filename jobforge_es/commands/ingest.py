"""Ingest: land source files in staged."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import attrs

from jobforge_es.commands.announcing import announce, is_list
from jobforge_es.commands.drifting import Fitting, in_words
from jobforge_es.commands.facts import NOTHING, SIDECAR, Facts, effective_at
from jobforge_es.commands.failure import fail
from jobforge_es.commands.handed import Handed, hand_over
from jobforge_es.commands.outcome import Outcome, seconds_since
from jobforge_es.commands.rejecting import reject, reject_other_rows, reject_over_limit
from jobforge_es.commands.repeating import generation_of, known_before
from jobforge_es.commands.sidecars import NotData, RowsOfSeveral
from jobforge_es.commands.trying import policy_of, recover, trying
from jobforge_es.errors import UnknownName
from jobforge_es.libraries import libraries
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.errors import JobForgeError
from ledger.events import BatchIngested
from ledger.events.parts import Built
from ledger.names import Sha256
from projections.catalog import definitions
from projections.catalog.definitions import SourceRow

if TYPE_CHECKING:
    from projections.layers.arrival import Arrival
    from projections.layers.staged import Staged


def ingest(
    session: Session, path: Path, source_name: str, *, typed: Facts = NOTHING, said: bool = True
) -> Iterator[Outcome]:
    """Land each part of one file, or take it as the list of a delivery where its source says that it is one.

    Args:
        session: of the command.
        path: the file; what stands in ``FILE.meta.yaml`` beside it is read first.
        source_name: the adopted source that says how it is read.
        typed: what the command says of it.
        said: True when a person named the file, so that a repeated delivery is worth an event.

    Raises:
        UnknownName: there is no such source.
        JobForgeError: the file cannot be read at all (a folder, missing, changing), or what has to be known of it is
            not; nothing was recorded.
    """
    row = definitions.source(session.db, source_name)
    if row is None:
        known = [s.name for s in definitions.sources(session.db)]
        raise UnknownName("source", source_name, known, ("jobforge source show", "jobforge apply"))
    source, name = session.recall(row.definition, Source), remembered_name(path)
    if is_list(name, source):
        yield announce(session, path, name, row, source)
        return
    if name.endswith(SIDECAR):
        raise NotData(name)
    again = trying(session, "ingest", name, policy_of(session, "ingest", source))
    try:
        handed, difference = again(lambda: hand_over(session, path, name, source, typed))
    except JobForgeError as error:
        if not error.transient:
            raise
        yield fail(session, "ingest", name, error, (session.run,), attempts=again.number)
        return
    if difference is not None:
        recover(session, "ingest", name)
        yield known_before(session, handed, row, said=said) or reject(
            session, handed, row, _arrive(session, handed), difference
        )
        return
    statuses = set()
    for outcome in land(session, handed, row, said=said):
        statuses.add(outcome.status)
        yield outcome
    if "failed" not in statuses:
        recover(session, "ingest", name)


def ingest_all(session: Session, paths: Sequence[Path], source: str, *, typed: Facts = NOTHING) -> Iterator[Outcome]:
    """Land files one after the other; one that cannot be read does not stop the others."""
    for path in paths:
        try:
            yield from ingest(session, path, source, typed=typed)
        except UnknownName:
            raise
        except JobForgeError as error:
            yield Outcome("ingest", remembered_name(path), "failed", error=error)


def land(session: Session, handed: Handed, row: SourceRow, *, said: bool) -> Iterator[Outcome]:
    """Land bytes that the vault holds, part by part, but for what is known."""
    from projections.readers.opening import parts_of  # loads the data libraries

    source = session.recall(row.definition, Source)
    raw = session.vault.path(handed.sha256)
    again = trying(session, "ingest", handed.file, policy_of(session, "ingest", source))
    try:
        parts = again(lambda: parts_of(raw, source, session.lake.work))
    except JobForgeError as error:
        if error.transient:
            yield fail(session, "ingest", handed.file, error, (session.run,), attempts=again.number)
            return
        if error.exit_code != 1:
            raise
        known = known_before(session, handed, row, said=said)
        yield known or reject(session, handed, row, _arrive(session, handed), error)
        return
    if handed.rows is not None and len(parts) > 1:
        raise RowsOfSeveral(handed.file, len(parts))
    for part in parts:
        some = attrs.evolve(handed, part=part)
        yield known_before(session, some, row, said=said) or _land(session, some, row, source)


def remembered_name(path: Path) -> str:
    """Give the name of a file as text; undecodable bytes are percent-encoded."""
    name = path.name
    try:
        name.encode()
    except UnicodeEncodeError:
        return quote(os.fsencode(name), safe=" ")
    return name


def _land(session: Session, handed: Handed, row: SourceRow, source: Source) -> Outcome:
    from projections.layers.promotion import within_limit  # loads the data libraries
    from projections.layers.staged import stage

    arrival = _arrive(session, handed)
    again = trying(session, "ingest", handed.file, policy_of(session, "ingest", source))
    fitting = Fitting(session, handed, row, source)
    started = time.perf_counter()
    session.progress.step(f"stage {handed.name}", handed.size)
    try:
        raw, advance = session.vault.path(handed.sha256), session.progress.advance
        staged = again(lambda: stage(raw, source, arrival, session.lake, fitting.fit, handed.part, advance))
    except JobForgeError as error:
        if error.transient:
            return fail(session, "ingest", handed.file, error, (session.run,), attempts=again.number)
        if error.exit_code != 1:
            raise
        return reject(session, handed, row, arrival, error, fitting.findings)
    finally:
        session.progress.done()
    built = Built(libraries(source.form), seconds_since(started))
    if handed.rows not in (None, staged.balance.read - staged.balance.skipped.total):
        return reject_other_rows(session, handed, row, arrival, staged, built)
    if not within_limit(staged.balance, source.quarantine_limit):
        return reject_over_limit(session, handed, row, arrival, source, staged, built)
    fitting.compare_types(staged)
    return _record(session, fitting, arrival, staged, built)


def _record(session: Session, fitting: Fitting, arrival: Arrival, staged: Staged, built: Built) -> Outcome:
    handed, row, facts = fitting.handed, fitting.row, fitting.handed.facts
    generation = generation_of(session, handed, row)
    event = BatchIngested(
        batch_id=arrival.batch_id,
        source=row.name,
        table=f"staged.{row.name}",
        source_file=handed.name,
        file_sha256=handed.sha256,
        file_size=handed.size,
        ingested_at=arrival.ingested_at,
        effective_at=effective_at(facts, fitting.source, session.config.time_zone, arrival.ingested_at),
        period=facts.period,
        generation=generation,
        definition=Sha256(row.definition),
        layout=session.keep(staged.layout),
        balance=staged.balance,
        files=staged.files,
        built=built,
        member=handed.part.member,
        sheet=handed.part.sheet,
        published=facts.published,
        edition=facts.edition,
        delivery=handed.delivery,
        sidecar=handed.sidecar,
    )
    found = [finding.event(row.name, arrival.batch_id) for finding in fitting.findings]
    key = f"ingest:{row.name}:{handed.sha256}{handed.part.name_in('')}:{facts.period or ''}:{generation}"
    appended = session.record(f"batch-{arrival.batch_id}", [event, *found], expected=0, key=key, caused_by=row.position)
    note = "; ".join(filter(None, (handed.part.note, *map(in_words, fitting.findings))))
    return Outcome(
        "ingest",
        handed.name,
        "done",
        appended.first,
        arrival.batch_id,
        staged.balance,
        seconds=built.seconds,
        note=note,
    )


def _arrive(session: Session, handed: Handed) -> Arrival:
    from projections.layers.arrival import Arrival  # loads the data libraries

    return Arrival(session.new_id("b"), handed.name, session.now())
