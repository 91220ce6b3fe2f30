"""Verbs that keep a lake in order: build again, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening

if TYPE_CHECKING:
    from jobforge_es.commands.dispose import Decision
    from jobforge_es.commands.gc import Collected
    from jobforge_es.commands.replay import Replayed


class KeepingVerbs(Opening):
    """What builds again, and removes, what is derived."""

    def replay(self, *, at: str | None = None, into: Path | None = None, check: bool = False) -> Replayed:
        """Build the derived state again from the ledger and the vault."""
        from jobforge_es.commands.replay import check_into, replay

        check_into(self.config, into)
        position = self.position(at)
        with self.writing(anew=True) as session:
            return replay(session, at=position, into=into, check=check)

    def gc(self, *, dry: bool = False) -> Collected:
        """Compact tables that are read from many files, and remove every derived file that nothing in effect needs."""
        from jobforge_es.commands.gc import collect, foretell

        with self.reading() if dry else self.writing() as session:
            return foretell(session) if dry else collect(session)

    def dispose(self, target: str, authority: str, *, dry: bool = False) -> tuple[tuple[Decision, ...], Collected]:
        """Decide that the bytes of a batch, or of an object of the vault, are kept no longer, and remove them.

        Args:
            target: a batch that is not in effect, or a SHA-256.
            authority: by which it is decided, such as a retention schedule; a reason is needed as well.
            dry: only tell.

        Returns:
            What was decided, and which files were removed, or would be but for those of the batch itself.
        """
        from jobforge_es.commands.dispose import decisions, dispose
        from jobforge_es.commands.gc import foretell
        from jobforge_es.config import authority_of

        authority = authority_of(authority)
        self._need_reason("to dispose of bytes", f'jobforge gc --dispose {target} --authority "..."', dry=dry)
        with self.reading() if dry else self.writing() as session:
            if dry:
                return decisions(session, target), foretell(session)
            return dispose(session, target, authority)
