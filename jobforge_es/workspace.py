"""The workspace: the composition root and the Python API. Its verbs are those of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobforge_es.config import find_project, load_config
from jobforge_es.opening import Tell
from jobforge_es.verbs.catalog import CatalogVerbs
from jobforge_es.verbs.rows import RowVerbs
from jobforge_es.verbs.tracing import TracingVerbs

if TYPE_CHECKING:
    import pyarrow as pa

    from jobforge_es.commands.blast import Blast
    from jobforge_es.commands.catalog import Catalog
    from jobforge_es.commands.dispose import Decision
    from jobforge_es.commands.doctor import Finding
    from jobforge_es.commands.gc import Collected
    from jobforge_es.commands.impact import Impact
    from jobforge_es.commands.lineage import Direction, Lineage
    from jobforge_es.commands.outcome import Outcome
    from jobforge_es.commands.proposing.answering import Answers
    from jobforge_es.commands.proposing.propose_contract import ProposedContract
    from jobforge_es.commands.proposing.propose_source import ProposedSource
    from jobforge_es.commands.replay import Replayed
    from jobforge_es.commands.sources import Sources
    from jobforge_es.commands.status import Status
    from jobforge_es.commands.verify import Verified
    from ledger.audit import Answer
    from ledger.event import RecordedEvent


class Workspace(CatalogVerbs, RowVerbs, TracingVerbs):
    """A project and everything that can be done with it; how it is made is told by ``Opening``."""

    @classmethod
    def open(cls, start: Path | str = ".", *, flags: Mapping[str, Any] | None = None, **options: Any) -> Workspace:
        """Open the project that a folder lies in.

        Args:
            start: the folder, or one below it.
            flags: settings that go before the file and the environment.
            options: those of the class.

        Raises:
            JobForgeError: there is no project, or its settings are wrong.
        """
        return cls(load_config(find_project(Path(start)), flags or {}), **options)

    def apply(self, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Record which sources, contracts and models have changed."""
        from jobforge_es.commands.apply import apply  # noqa: PLC0415 - each verb loads what it needs

        return self._do(apply, tell, dry=dry)

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
        from jobforge_es.commands.facts import Facts, checked  # noqa: PLC0415
        from jobforge_es.commands.run import ingest_named  # noqa: PLC0415

        about = checked(Facts(published, edition, period))
        named = [Path(p) for p in paths]
        return self._do(lambda session: ingest_named(session, named, source, about), tell, dry=dry)

    def promote(
        self, tables: Sequence[str] = (), to: str = "gold", tell: Tell | None = None, *, dry: bool = False
    ) -> list[Outcome]:
        """Move up what is due, for some tables or for all."""
        from jobforge_es.commands.run import promote_named  # noqa: PLC0415

        return self._do(lambda session: promote_named(session, tuple(tables), to), tell, dry=dry)

    def fetch(self, sources: Sequence[str] = (), tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Get the files of sources that have an address into the inbox; of those named now, or of all when due."""
        from jobforge_es.commands.run import fetch_named  # noqa: PLC0415

        return self._do(lambda session: fetch_named(session, tuple(sources)), tell, dry=dry)

    def run(self, tell: Tell | None = None, *, fetch: bool = False, dry: bool = False) -> list[Outcome]:
        """Apply, fetch where that is asked for, ingest the inbox, promote to gold; only what is due."""
        from jobforge_es.commands.run import run  # noqa: PLC0415

        return self._do(lambda session: run(session, fetching=fetch), tell, dry=dry)

    def withdraw(self, batch: str, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Take a batch out of effect and make again what stands above it; needs a reason."""
        from jobforge_es.commands.withdraw import withdraw  # noqa: PLC0415

        self._need_reason("to withdraw a batch", f"jobforge withdraw {batch}", dry=dry)
        return self._do(lambda session: withdraw(session, batch), tell, dry=dry)

    def reinstate(self, batch: str, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Bring a withdrawn batch back and make again what stands above it; needs a reason."""
        from jobforge_es.commands.withdraw import reinstate  # noqa: PLC0415

        self._need_reason("to reinstate a batch", f"jobforge reinstate {batch}", dry=dry)
        return self._do(lambda session: reinstate(session, batch), tell, dry=dry)

    def plan(self, tell: Tell | None = None) -> list[Outcome]:
        """Tell what ``run`` would do, by doing it where nothing lasts."""
        return self.run(tell, dry=True)

    def impact(self) -> list[Impact]:
        """Tell which accepted rows changed contracts would refuse, and which refused ones they would take."""
        from jobforge_es.commands.impact import impact  # noqa: PLC0415

        return self._record(impact, dry=True)

    def blast(self, batch: str, tell: Tell | None = None) -> Blast:
        """Tell what depends on a batch, by withdrawing it where nothing lasts."""
        from jobforge_es.commands.blast import blast  # noqa: PLC0415

        with self.rehearsing() as session:
            return blast(session, batch, tell)

    def replay(self, *, at: str | None = None, into: Path | None = None, check: bool = False) -> Replayed:
        """Build the derived state again from the ledger and the vault."""
        from jobforge_es.commands.replay import check_into, replay  # noqa: PLC0415

        check_into(self.config, into)
        position = self.position(at)
        with self.writing(anew=True) as session:
            return replay(session, at=position, into=into, check=check)

    def gc(self, *, dry: bool = False) -> Collected:
        """Compact tables that are read from many files, and remove every derived file that nothing in effect needs."""
        from jobforge_es.commands.gc import collect, foretell  # noqa: PLC0415

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
        from jobforge_es.commands.dispose import decisions, dispose  # noqa: PLC0415
        from jobforge_es.commands.gc import foretell  # noqa: PLC0415
        from jobforge_es.config import authority_of  # noqa: PLC0415

        authority = authority_of(authority)
        self._need_reason("to dispose of bytes", f'jobforge gc --dispose {target} --authority "..."', dry=dry)
        with self.reading() if dry else self.writing() as session:
            if dry:
                return decisions(session, target), foretell(session)
            return dispose(session, target, authority)

    def verify(self) -> Verified:
        """Recompute the ledger's chain, the vault and the layer files."""
        from jobforge_es.commands.verify import verify  # noqa: PLC0415

        return verify(self)

    def status(self, as_of: str | None = None) -> Status:
        """Tell what there is, what is due and what needs a person."""
        from jobforge_es.commands.status import status  # noqa: PLC0415

        return self._ask(status, as_of)

    def log(self, as_of: str | None = None, **wanted: Any) -> list[RecordedEvent]:
        """Give recorded events, oldest first; see ``commands.log.log`` for what can be asked."""
        from jobforge_es.commands.log import log  # noqa: PLC0415

        return self._ask(lambda session: log(session, **wanted), as_of)

    def query(self, sql: str, as_of: str | None = None) -> pa.Table:
        """Run one SELECT over the layers as they were at a moment."""
        from jobforge_es.commands.query import query  # noqa: PLC0415

        return self._ask(lambda session: query(session, sql), as_of)

    def lineage(self, table: str, direction: Direction = "both", as_of: str | None = None) -> Lineage:
        """Tell what a table or a column (``layer.table.column``) is made from, and what is made from it."""
        from jobforge_es.commands.lineage import lineage  # noqa: PLC0415

        return self._ask(lambda session: lineage(session, table, direction), as_of)

    def catalog(self, table: str | None = None, as_of: str | None = None) -> Catalog:
        """Tell what all tables mean, or one with its columns."""
        from jobforge_es.commands.catalog import catalog  # noqa: PLC0415

        return self._ask(lambda session: catalog(session, table), as_of)

    def sources(self, name: str | None = None, as_of: str | None = None) -> Sources:
        """Tell how the files of all sources are read, or of one, and which batches there are."""
        from jobforge_es.commands.sources import sources  # noqa: PLC0415

        return self._ask(lambda session: sources(session, name), as_of)

    def propose_source(
        self, file: Path | str, name: str | None = None, *, answers: Answers | None = None, dry: bool = False
    ) -> ProposedSource:
        """Look at an unknown file and write ``sources/NAME.yaml``; what answers leave open is taken as proposed."""
        from jobforge_es.commands.proposing.answering import Answers  # noqa: PLC0415
        from jobforge_es.commands.proposing.propose_source import check_free, propose_source, write_source  # noqa: PLC0415

        found = propose_source(Path(file), answers or Answers(), name, self.progress)
        check_free(self.config.root, found)
        if not dry:
            write_source(self.config.root, found)
        return found

    def propose_contract(self, table: str, *, answers: Answers | None = None, dry: bool = False) -> ProposedContract:
        """Draft the contract of a landed source; what answers leave open is taken as proposed."""
        from jobforge_es.commands.proposing.answering import Answers  # noqa: PLC0415
        from jobforge_es.commands.proposing.propose_contract import propose_contract, write_contract  # noqa: PLC0415

        with self.rehearsing() as session:
            found = propose_contract(session, table, answers or Answers())
        if not dry:
            write_contract(self.config.root, found)
        return found

    def audit(
        self,
        question: str | None = None,
        *,
        sql: str | None = None,
        parameters: Mapping[str, str] | None = None,
        as_of: str | None = None,
    ) -> Answer:
        """Answer a named question about the ledger, or one SELECT over its views, as they were at a moment."""
        from jobforge_es.commands.audit import audit  # noqa: PLC0415

        return audit(self, question, sql, parameters, as_of)

    def doctor(self) -> list[Finding]:
        """Look for what could go wrong on this machine."""
        from jobforge_es.commands.doctor import doctor  # noqa: PLC0415

        return doctor(self)
