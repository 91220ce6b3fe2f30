"""The workspace: the composition root and the Python API. Its verbs are those of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobforge_es.config import find_project, load_config
from jobforge_es.verbs.catalog import CatalogVerbs
from jobforge_es.verbs.controls import ControlVerbs
from jobforge_es.verbs.exports import ExportVerbs
from jobforge_es.verbs.glossary import GlossaryVerbs
from jobforge_es.verbs.keeping import KeepingVerbs
from jobforge_es.verbs.moving import MovingVerbs
from jobforge_es.verbs.people import PeopleVerbs
from jobforge_es.verbs.questions import QuestionVerbs
from jobforge_es.verbs.rows import RowVerbs
from jobforge_es.verbs.tracing import TracingVerbs

if TYPE_CHECKING:
    import pyarrow as pa

    from jobforge_es.commands.catalog import Catalog
    from jobforge_es.commands.doctor import Finding
    from jobforge_es.commands.lineage import Direction, Lineage
    from jobforge_es.commands.proposing.answering import Answers
    from jobforge_es.commands.proposing.propose_contract import ProposedContract
    from jobforge_es.commands.proposing.propose_source import ProposedSource
    from jobforge_es.commands.sources import Sources
    from jobforge_es.commands.status import Status
    from jobforge_es.commands.verify import Verified
    from ledger.audit import Answer
    from ledger.event import RecordedEvent


class Workspace(
    MovingVerbs,
    KeepingVerbs,
    CatalogVerbs,
    GlossaryVerbs,
    PeopleVerbs,
    QuestionVerbs,
    RowVerbs,
    TracingVerbs,
    ExportVerbs,
    ControlVerbs,
):
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

    def status(self, as_of: str | None = None) -> Status:
        """Tell what there is, what is due and what needs a person."""
        from jobforge_es.commands.status import status

        return self._ask(status, as_of)

    def log(self, as_of: str | None = None, **wanted: Any) -> list[RecordedEvent]:
        """Give recorded events, oldest first; see ``commands.log.log`` for what can be asked."""
        from jobforge_es.commands.log import log

        return self._ask(lambda session: log(session, **wanted), as_of)

    def query(self, sql: str, as_of: str | None = None, *, reveal: bool = False) -> pa.Table:
        """Run one SELECT over the layers as they were at a moment; see ``answering``."""
        with self.answering(sql, as_of, reveal=reveal) as (answer, _):
            return answer.rows.read_all()

    def lineage(self, table: str, direction: Direction = "both", as_of: str | None = None) -> Lineage:
        """Tell what a table or a column (``layer.table.column``) is made from, and what is made from it."""
        from jobforge_es.commands.lineage import lineage

        return self._ask(lambda session: lineage(session, table, direction), as_of)

    def catalog(self, table: str | None = None, as_of: str | None = None) -> Catalog:
        """Tell what all tables mean, or one with its columns."""
        from jobforge_es.commands.catalog import catalog

        return self._ask(lambda session: catalog(session, table), as_of)

    def sources(self, name: str | None = None, as_of: str | None = None) -> Sources:
        """Tell how the files of all sources are read, or of one, and which batches there are."""
        from jobforge_es.commands.sources import sources

        return self._ask(lambda session: sources(session, name), as_of)

    def propose_source(
        self, file: Path | str, name: str | None = None, *, answers: Answers | None = None, dry: bool = False
    ) -> ProposedSource:
        """Look at an unknown file and write ``sources/NAME.yaml``; what answers leave open is taken as proposed."""
        from jobforge_es.commands.proposing.answering import Answers
        from jobforge_es.commands.proposing.propose_source import check_free, propose_source, write_source

        found = propose_source(Path(file), answers or Answers(), name, self.progress)
        check_free(self.config.root, found)
        if not dry:
            write_source(self.config.root, found)
        return found

    def propose_contract(self, table: str, *, answers: Answers | None = None, dry: bool = False) -> ProposedContract:
        """Draft the contract of a landed source; what answers leave open is taken as proposed."""
        from jobforge_es.commands.proposing.answering import Answers
        from jobforge_es.commands.proposing.propose_contract import propose_contract, write_contract

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
        from jobforge_es.commands.audit import audit

        return audit(self, question, sql, parameters, as_of)

    def verify(self) -> Verified:
        """Recompute the ledger's chain, the vault and the layer files."""
        from jobforge_es.commands.verify import verify

        return verify(self)

    def doctor(self) -> list[Finding]:
        """Look for what could go wrong on this machine."""
        from jobforge_es.commands.doctor import doctor

        return doctor(self)
