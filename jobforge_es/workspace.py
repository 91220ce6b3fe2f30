"""The workspace: the composition root and the Python API. Its verbs are those of the command line."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jobforge_es.config import Config, actor_of, find_project, load_config
from jobforge_es.errors import LedgerLost
from jobforge_es.ids import Clock, system_clock, uuid7
from jobforge_es.lock import this_command, work_lock
from jobforge_es.moments import position_of
from jobforge_es.session import Progress, Session
from ledger.errors import JobForgeError
from ledger.opening import open_ledger
from ledger.vault import Vault
from projections.read_models import checkpoint, existing, read_models, remove
from projections.runner import PROJECTIONS
from projections.storage.lake import Lake

if TYPE_CHECKING:
    import pyarrow as pa

    from jobforge_es.commands.catalog import Catalog
    from jobforge_es.commands.doctor import Finding
    from jobforge_es.commands.lineage import Direction, Lineage
    from jobforge_es.commands.outcome import Outcome
    from jobforge_es.commands.quarantine import Aside, RowAside
    from jobforge_es.commands.replay import Replayed
    from jobforge_es.commands.sources import Sources
    from jobforge_es.commands.status import Status
    from jobforge_es.commands.verify import Verified
    from ledger.audit import Answer
    from ledger.event import RecordedEvent
    from ledger.store import EventStore

T = TypeVar("T")
Tell = Callable[["Outcome"], None]


class Workspace:
    """A project and everything that can be done with it.

    Each verb opens what it needs and closes it: a workspace holds no lock and no connection between calls.

    Args:
        config: of the project.
        actor: who acts; None takes the configured one, else the login.
        reason: why; recorded with every event.
        clock: of the recorded times.
        progress: is told what is going on.
    """

    def __init__(
        self,
        config: Config,
        *,
        actor: str | None = None,
        reason: str | None = None,
        clock: Clock = system_clock,
        progress: Progress | None = None,
    ) -> None:
        self.config = config
        self._actor, self._known = actor_of(config, actor)
        self._reason = reason
        self._clock = clock
        self._progress = progress or Progress()

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
        dry: bool = False,
    ) -> list[Outcome]:
        """Land files in staged."""
        from jobforge_es.commands.apply import apply  # noqa: PLC0415
        from jobforge_es.commands.ingest import ingest_all  # noqa: PLC0415

        def steps(session: Session) -> Iterator[Outcome]:
            yield from apply(session)
            yield from ingest_all(session, [Path(p) for p in paths], source, period=period)

        return self._do(steps, tell, dry=dry)

    def promote(
        self, tables: Sequence[str] = (), to: str = "gold", tell: Tell | None = None, *, dry: bool = False
    ) -> list[Outcome]:
        """Move up what is due, for some tables or for all."""
        from jobforge_es.commands.naming import check_tables  # noqa: PLC0415
        from jobforge_es.commands.run import promote_and_build  # noqa: PLC0415

        def steps(session: Session) -> Iterator[Outcome]:
            check_tables(session, tables)
            yield from promote_and_build(session, tuple(tables), to)

        return self._do(steps, tell, dry=dry)

    def run(self, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Apply, ingest the inbox, promote to gold; only what is due."""
        from jobforge_es.commands.run import run  # noqa: PLC0415

        return self._do(run, tell, dry=dry)

    def plan(self, tell: Tell | None = None) -> list[Outcome]:
        """Tell what ``run`` would do, by doing it where nothing lasts."""
        return self.run(tell, dry=True)

    def replay(self, *, at: str | None = None, into: Path | None = None, check: bool = False) -> Replayed:
        """Build the derived state again from the ledger and the vault."""
        from jobforge_es.commands.replay import replay  # noqa: PLC0415

        with self._lock():
            remove(self.config.lake_path / "projections.db")
            with self.writing(locked=True) as session:
                position = None if at is None else position_of(session, at)
                return replay(session, at=position, into=into, check=check)

    def verify(self) -> Verified:
        """Recompute the ledger's chain, the vault and the layer files."""
        from jobforge_es.commands.verify import verify  # noqa: PLC0415

        return verify(self)

    def status(self, as_of: str | None = None) -> Status:
        """Tell what there is, what is due and what needs a person."""
        from jobforge_es.commands.status import status  # noqa: PLC0415

        return self._read(status, as_of)

    def log(self, as_of: str | None = None, **wanted: Any) -> list[RecordedEvent]:
        """Give recorded events, oldest first; see ``commands.log.log`` for what can be asked."""
        from jobforge_es.commands.log import log  # noqa: PLC0415

        return self._read(lambda session: log(session, **wanted), as_of)

    def query(self, sql: str, as_of: str | None = None) -> pa.Table:
        """Run one SELECT over the layers as they were at a moment."""
        from jobforge_es.commands.query import query  # noqa: PLC0415

        return self._read(lambda session: query(session, sql), as_of)

    def lineage(self, table: str, direction: Direction = "both", as_of: str | None = None) -> Lineage:
        """Tell what a table is made from, and what is made from it."""
        from jobforge_es.commands.lineage import lineage  # noqa: PLC0415

        return self._read(lambda session: lineage(session, table, direction), as_of)

    def catalog(self, table: str | None = None, as_of: str | None = None) -> Catalog:
        """Tell what all tables mean, or one with its columns."""
        from jobforge_es.commands.catalog import catalog  # noqa: PLC0415

        return self._read(lambda session: catalog(session, table), as_of)

    def sources(self, name: str | None = None, as_of: str | None = None) -> Sources:
        """Tell how the files of all sources are read, or of one, and which batches there are."""
        from jobforge_es.commands.sources import sources  # noqa: PLC0415

        return self._read(lambda session: sources(session, name), as_of)

    def quarantine(self, *, table: str | None = None, batch: str | None = None, as_of: str | None = None) -> Aside:
        """Tell what is set aside, grouped by table, rule and batch."""
        from jobforge_es.commands.quarantine import quarantine  # noqa: PLC0415

        return self._read(lambda session: quarantine(session, table=table, batch=batch), as_of)

    def quarantined(self, wanted: str, as_of: str | None = None) -> list[RowAside]:
        """Give rows that were set aside: one by its id, or those of a batch."""
        from jobforge_es.commands.quarantine import quarantined  # noqa: PLC0415

        return self._read(lambda session: list(quarantined(session, wanted)), as_of)

    def audit(
        self, question: str | None = None, *, sql: str | None = None, parameters: Mapping[str, str] | None = None
    ) -> Answer:
        """Answer a named question about the ledger, or one SELECT over its views."""
        from jobforge_es.commands.audit import audit  # noqa: PLC0415

        return audit(self, question, sql, parameters)

    def doctor(self) -> list[Finding]:
        """Look for what could go wrong on this machine."""
        from jobforge_es.commands.doctor import doctor  # noqa: PLC0415

        return doctor(self)

    @contextlib.contextmanager
    def writing(self, *, locked: bool = False) -> Iterator[Session]:
        """Give a session that may write; it holds the work lock and has caught up."""
        lake = self.config.lake_path
        with contextlib.nullcontext() if locked else self._lock(), contextlib.ExitStack() as stack:
            self._refuse_lost()
            store = open_ledger(self.config.ledger, create=True, clock=self._clock, wait=self.config.wait)
            stack.callback(store.close)
            db = read_models(lake / "projections.db", PROJECTIONS)
            stack.callback(db.close)
            session = self._session(store, Vault(lake / "vault"), Lake(lake), db)
            session.lake.sweep()
            session.vault.sweep()
            session.catch_up()
            yield session

    @contextlib.contextmanager
    def reading(self, as_of: str | None = None) -> Iterator[Session]:
        """Give a session that reads, pinned to a position, without a lock.

        Args:
            as_of: a position or a time; None for now.
        """
        lake = self.config.lake_path
        with contextlib.ExitStack() as stack:
            self._refuse_lost()
            store = self._readable()
            stack.callback(store.close)
            db = existing(lake / "projections.db") if as_of is None else None
            if db is None or checkpoint(db) != store.head().position:
                db = read_models(None, PROJECTIONS)
            stack.callback(db.close)
            session = self._session(store, Vault(lake / "vault"), Lake(lake), db)
            if checkpoint(db) == 0:
                session.catch_up(None if as_of is None else position_of(session, as_of))
            yield session

    @contextlib.contextmanager
    def rehearsing(self) -> Iterator[Session]:
        """Give a session in which everything works and nothing lasts."""
        from ledger.memory import MemoryLedger  # noqa: PLC0415 - only a rehearsal needs it

        with self.reading() as truth, tempfile.TemporaryDirectory(prefix="jobforge-") as folder:
            root = Path(folder)
            db = read_models(None, PROJECTIONS)
            truth.db.backup(db)
            store = MemoryLedger(clock=self._clock, base=truth.store)
            vault, lake = Vault(root / "vault", below=truth.vault), Lake(root, below=truth.lake)
            session = self._session(store, vault, lake, db, dry=True)
            session.catch_up()
            yield session

    def _do(self, command: Callable[[Session], Iterator[Outcome]], tell: Tell | None, *, dry: bool) -> list[Outcome]:
        outcomes: list[Outcome] = []
        with self.rehearsing() if dry else self.writing() as session:
            try:
                for outcome in command(session):
                    outcomes.append(outcome)
                    if tell is not None:
                        tell(outcome)
            except JobForgeError as error:
                last = max((o.position for o in outcomes if o.position is not None), default=None)
                if last is not None and not dry:
                    error.written = f"the steps before it, up to position {last}; nothing after them"
                raise
        return outcomes

    def _refuse_lost(self) -> None:
        """Refuse to work where the ledger is gone and the vault is not; nothing is made.

        Raises:
            LedgerLost: there is no ledger, or an empty file, beside a vault that holds something.
        """
        if "://" in self.config.ledger:
            return
        ledger = Path(self.config.ledger)
        if ledger.exists() and ledger.stat().st_size:
            return
        if next(Vault(self.config.lake_path / "vault").hashes(), None) is not None:
            raise LedgerLost(str(ledger))

    def _read(self, ask: Callable[[Session], T], as_of: str | None = None) -> T:
        with self.reading(as_of) as session:
            return ask(session)

    def _readable(self) -> EventStore:
        """Open the ledger to read; reading makes nothing, so where there is none an empty one stands in."""
        if "://" not in self.config.ledger and not Path(self.config.ledger).exists():
            from ledger.memory import MemoryLedger  # noqa: PLC0415 - only before the first event

            return MemoryLedger(clock=self._clock)
        return open_ledger(self.config.ledger, read_only=True, clock=self._clock, wait=self.config.wait)

    def _lock(self) -> contextlib.AbstractContextManager[None]:
        return work_lock(self.config.lake_path, self.config.wait, this_command())

    def _session(self, store: Any, vault: Vault, lake: Lake, db: Any, *, dry: bool = False) -> Session:
        return Session(
            config=self.config,
            store=store,
            vault=vault,
            lake=lake,
            db=db,
            clock=self._clock,
            actor=self._actor,
            actor_known=self._known,
            run=f"r-{uuid7(self._clock())}",
            reason=self._reason,
            dry=dry,
            progress=self._progress,
        )
