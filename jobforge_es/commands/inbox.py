"""The inbox: which files are new, matched to sources by name, never moved."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path

import attrs

from jobforge_es.commands.announcing import is_list
from jobforge_es.commands.facts import SIDECAR
from jobforge_es.commands.ingest import ingest, remembered_name
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.sidecars import beside
from jobforge_es.commands.unapplied import UNMATCHED
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.errors import JobForgeError
from projections.catalog import definitions


class AmbiguousFile(JobForgeError):
    """Two sources match one file."""

    code = "C-010"
    exit_code = 2


@attrs.frozen
class Seen:
    """A file of the inbox that was looked at: equal size and time mean equal bytes."""

    path: str
    size: int
    changed: int
    definition: str


def ingest_inbox(session: Session) -> Iterator[Outcome]:
    """Land the files of the inbox that are new, in the order of their names; then tell which ones no source matches.

    A file that was refused before is not told again until it, what stands beside it or its source changes.

    Raises:
        AmbiguousFile: two sources match one file; nothing was landed.
    """
    folder = session.config.inbox_path
    known = adopted(session)
    found = [(path, sources_of(session, path.name, known)) for path in _files(folder)]
    matched = [(path, names) for path, names in found if names]
    for path, names in matched:
        if len(names) > 1:
            raise AmbiguousFile(
                f"{path.name} is matched by {len(names)} sources: {', '.join(names)}",
                where=str(path.relative_to(session.config.root)) if path.is_relative_to(session.config.root) else None,
                why="which one reads it would be a guess",
                mend=("narrow `files:` in one of them", f"jobforge ingest {path} --source {names[0]}"),
            )
    for path, names in matched:
        yield from _ingest_new(session, path, names[0])
    for path, names in found:
        if not names and _may_be_a_file(path):
            yield from _unmatched(session, path)


def _may_be_a_file(path: Path) -> bool:
    """Tell whether this is a file, or a link that cannot be followed: that is for a person to look at."""
    try:
        return path.is_file()
    except OSError:
        return True


def _unmatched(session: Session, path: Path) -> Iterator[Outcome]:
    """Tell of a file that nothing reads; one that stands beside another is read with that one."""
    name = remembered_name(path)
    if not name.endswith(SIDECAR):
        why = "no source matches its name"
    elif not os.path.lexists(path.with_name(path.name.removesuffix(SIDECAR))):
        why = "the file that it tells about is not there"
    else:
        return
    _remember(session, _seen(path, UNMATCHED))
    yield Outcome("ingest", name, "unmatched", note=why)


def adopted(session: Session) -> list[tuple[str, Source]]:
    """Give all sources by name."""
    return [(row.name, session.recall(row.definition, Source)) for row in definitions.sources(session.db)]


def sources_of(session: Session, name: str, known: list[tuple[str, Source]] | None = None) -> list[str]:
    """Name the sources whose patterns match a file name; a file beside another (``FILE.meta.yaml``) has none.

    Args:
        session: of the command.
        name: of the file.
        known: all sources, where they were asked for already.
    """
    if name.endswith(SIDECAR):
        return []
    found = adopted(session) if known is None else known
    return [
        source for source, said in found if is_list(name, said) or any(fnmatch.fnmatchcase(name, g) for g in said.files)
    ]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if not p.name.startswith("."))


def _ingest_new(session: Session, path: Path, source: str) -> Iterator[Outcome]:
    row = definitions.source(session.db, source)
    about = beside(path)
    seen = [_seen(path, row.definition if row else ""), *([] if about is None else [_seen(about, "")])]
    if path.is_file() and not path.is_symlink() and all(_is_known(session, each) for each in seen):
        return
    statuses = set()
    try:
        for outcome in ingest(session, path, source, said=False):
            statuses.add(outcome.status)
            if not _is_old(outcome):
                yield outcome
    except JobForgeError as error:
        yield Outcome("ingest", remembered_name(path), "failed", error=error)
        return
    if "failed" not in statuses:  # what failed is looked at again by the next run
        for each in seen:
            _remember(session, each)


def _seen(path: Path, definition: str) -> Seen:
    stat = path.lstat()  # of a link itself, which may lead nowhere
    return Seen(remembered_name(path), stat.st_size, stat.st_mtime_ns, definition)


def _is_old(outcome: Outcome) -> bool:
    """Tell whether nothing has changed since these bytes were landed or refused."""
    return outcome.status == "repeated" or (outcome.status == "rejected" and outcome.position is None)


def _is_known(session: Session, seen: Seen) -> bool:
    found = session.db.execute("SELECT * FROM inbox WHERE path = ?", (seen.path,)).fetchone()
    return found is not None and Seen(*found) == seen


def _remember(session: Session, seen: Seen) -> None:
    session.db.execute("INSERT OR REPLACE INTO inbox VALUES (?, ?, ?, ?)", attrs.astuple(seen))
