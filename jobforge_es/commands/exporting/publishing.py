"""Publishing an export: it is put where it is to go, as often as it takes, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from jobforge_es.commands.exporting.content import Export
from jobforge_es.commands.exporting.writing import FolderTaken, hashes
from jobforge_es.commands.failure import fail
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.trying import policy_of, recover, trying
from jobforge_es.disk import of_system
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import ExportPublished
from ledger.events.export import ExportedFile


class Place(Protocol):
    """Where an export goes: a folder or an address."""

    @property
    def named(self) -> str:
        """As it is recorded."""

    def note(self, made: Export) -> str:
        """Say what goes there."""

    def would(self, made: Export) -> str:
        """Say what would be done."""

    def holds(self, made: Export) -> bool:
        """Tell whether it is there already."""

    def put(self, made: Export) -> None:
        """Let it be there; another try goes on where one failed."""


def publish(session: Session, made: Export, place: Place) -> Iterator[Outcome]:
    """Put an export in its place, and record what was; nothing where it is there already.

    Raises:
        FolderTaken: what is there was written by nobody of ours.
    """
    target = made.target
    subject = f"{target} {place.named}"  # an export that went well elsewhere mends nothing here
    again = trying(session, "export", subject, policy_of(session, "export"))
    try:
        if place.holds(made):
            if not session.dry:
                recover(session, "export", subject)
            yield Outcome("export", target, "unchanged", note=place.note(made), left_out=made.left_out)
            return
        if session.dry:
            yield Outcome("export", target, "waiting", note=place.would(made), left_out=made.left_out)
            return
        again(lambda: place.put(made))
    except FolderTaken:
        raise
    except (JobForgeError, OSError) as error:
        ours = of_system(error) if isinstance(error, OSError) else error
        if ours is None:
            raise
        yield fail(session, "export", subject, ours, (session.run,), attempts=again.number)
        return
    recover(session, "export", subject)
    files = tuple(ExportedFile(path, sha256) for path, sha256 in hashes(made.files).items())
    event = ExportPublished(target, made.at, place.named, files, made.level, tuple(sorted(made.left_out)))
    appended = session.record(f"export-{target}", [event])
    yield Outcome("export", target, "done", appended.last, note=place.note(made), left_out=made.left_out)
