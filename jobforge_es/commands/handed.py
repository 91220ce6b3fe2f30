"""A file as it was handed over: its bytes kept, and what is known of it."""

from __future__ import annotations

from pathlib import Path

import attrs

from jobforge_es.commands.facts import NOTHING, SIDECAR, Facts, delivery_of, facts_of
from jobforge_es.commands.sidecars import Sidecar, beside, bytes_of, difference, read_sidecar
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.disposal import disposal
from ledger.errors import JobForgeError
from ledger.names import Sha256
from projections.readers.parts import WHOLE, Part


@attrs.frozen
class Handed:
    """A file as it was handed over, or a part of it.

    Attributes:
        file: its name as it is remembered; bytes that are not UTF-8 are percent-encoded.
        sha256, size: of its bytes, which the vault holds.
        facts: what is known of it.
        delivery: what it shares with the other files of its delivery, or None.
        sidecar: hash of the file beside it (vault), or None.
        rows: records that the sidecar says it has, or None.
        part: what is read of it.
    """

    file: str
    sha256: Sha256
    size: int
    facts: Facts = NOTHING
    delivery: str | None = None
    sidecar: Sha256 | None = None
    rows: int | None = None
    part: Part = WHOLE

    @property
    def name(self) -> str:
        """The name that its rows carry."""
        return self.part.name_in(self.file)


def hand_over(
    session: Session, path: Path, name: str, source: Source, typed: Facts
) -> tuple[Handed, JobForgeError | None]:
    """Keep the bytes of a file and of what stands beside it; tell how they differ from what is declared.

    Raises:
        Disposed: the same bytes were disposed of; they were not kept again.
        JobForgeError: what stands beside it is wrong, or something has to be known and is not; nothing was kept.
    """
    there = beside(path)
    raw = None if there is None else bytes_of(there)
    declared = Sidecar() if raw is None else read_sidecar(f"{name}{SIDECAR}", raw, source.fiscal_year_begins)
    facts = facts_of(name, source, typed, declared.facts)
    session.progress.step(f"keep {name}", None)
    try:
        kept = session.vault.keep(path)
    finally:
        session.progress.done()
    if (gone := disposal(session.store, kept.sha256)) is not None:
        session.vault.dispose(kept.sha256)
        gone.mend = ("let who decided it say whether they may come again; other bytes are another file", *gone.mend)
        raise gone
    sidecar = None if raw is None else session.vault.keep_bytes(raw)
    handed = Handed(name, kept.sha256, kept.size, facts, delivery_of(facts, source), sidecar, declared.rows)
    return handed, difference(name, declared, kept.sha256, kept.size)
