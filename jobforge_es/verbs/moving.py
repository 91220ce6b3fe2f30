"""Verbs that move data: from files to gold, and out of effect and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.blast import Blast
    from jobforge_es.commands.impact import Impact
    from jobforge_es.commands.outcome import Outcome
    from jobforge_es.commands.pulling.files import Rewritten


class MovingVerbs(Opening):
    """What takes files in, moves them up, and takes them out of effect; and what tells that beforehand."""

    def apply(self, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Record which sources, contracts and models have changed."""
        from jobforge_es.commands.apply import apply  # each verb loads what it needs

        return self._do(apply, tell, dry=dry)

    def pull(self, tell: Tell | None = None, *, dry: bool = False) -> tuple[list[Outcome], list[Rewritten]]:
        """Write what commands have said into the files, and give the files with what stood in them before."""
        from jobforge_es.commands.pulling.pull import pull

        made: list[Rewritten] = []
        return self._do(lambda session: pull(session, made), tell, dry=dry), made

    def ingest(
        self,
        paths: Iterable[Path | str],
        source: str,
        tell: Tell | None = None,
        *,
        period: str | None = None,
        published: str | None = None,
        edition: str | None = None,
        dry: bool = False,
    ) -> list[Outcome]:
        """Land files in staged; what is said of them here holds for each."""
        from jobforge_es.commands.facts import Facts, checked
        from jobforge_es.commands.run import ingest_named

        about = checked(Facts(published, edition, period))
        named = [Path(p) for p in paths]
        return self._do(lambda session: ingest_named(session, named, source, about), tell, dry=dry)

    def promote(
        self, tables: Sequence[str] = (), to: str = "gold", tell: Tell | None = None, *, dry: bool = False
    ) -> list[Outcome]:
        """Move up what is due, for some tables or for all."""
        from jobforge_es.commands.run import promote_named

        return self._do(lambda session: promote_named(session, tuple(tables), to), tell, dry=dry)

    def fetch(self, sources: Sequence[str] = (), tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Get the files of sources that have an address into the inbox; of those named now, or of all when due."""
        from jobforge_es.commands.run import fetch_named

        return self._do(lambda session: fetch_named(session, tuple(sources)), tell, dry=dry)

    def run(self, tell: Tell | None = None, *, fetch: bool = False, dry: bool = False) -> list[Outcome]:
        """Apply, fetch where that is asked for, ingest the inbox, promote to gold; only what is due."""
        from jobforge_es.commands.run import run

        return self._do(lambda session: run(session, fetching=fetch), tell, dry=dry)

    def withdraw(self, batch: str, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Take a batch out of effect and make again what stands above it; needs a reason."""
        from jobforge_es.commands.withdraw import withdraw

        self._need_reason("to withdraw a batch", f"jobforge withdraw {batch}", dry=dry)
        return self._do(lambda session: withdraw(session, batch), tell, dry=dry)

    def reinstate(self, batch: str, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Bring a withdrawn batch back and make again what stands above it; needs a reason."""
        from jobforge_es.commands.withdraw import reinstate

        self._need_reason("to reinstate a batch", f"jobforge reinstate {batch}", dry=dry)
        return self._do(lambda session: reinstate(session, batch), tell, dry=dry)

    def plan(self, tell: Tell | None = None) -> list[Outcome]:
        """Tell what ``run`` would do, by doing it where nothing lasts."""
        return self.run(tell, dry=True)

    def impact(self) -> list[Impact]:
        """Tell which accepted rows changed contracts would refuse, and which refused ones they would take."""
        from jobforge_es.commands.impact import impact

        return self._record(impact, dry=True)

    def blast(self, batch: str, tell: Tell | None = None) -> Blast:
        """Tell what depends on a batch, by withdrawing it where nothing lasts."""
        from jobforge_es.commands.blast import blast

        with self.rehearsing() as session:
            return blast(session, batch, tell)
