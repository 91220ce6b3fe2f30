"""Opening: sessions of a project, to write, to read, or to rehearse where nothing lasts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from jobforge_es.config import Config, actor_of, reason_of
from jobforge_es.errors import ReasonMissing
from jobforge_es.ids import Clock, system_clock, uuid7
from jobforge_es.lock import this_command, work_lock
from jobforge_es.lost import refuse_lost
from jobforge_es.moments import end_of, position_in, position_of
from jobforge_es.session import Progress, Session
from ledger.errors import JobForgeError
from ledger.names import Position
from ledger.opening import open_ledger
from ledger.vault import Vault
from projections.own_folder import spill_folder
from projections.read_models import checkpoint, existing, made_anew, read_models
from projections.runner import PROJECTIONS
from projections.storage.lake import Lake

if TYPE_CHECKING:
    from jobforge_es.commands.outcome import Outcome
    from ledger.store import EventStore

T = TypeVar("T")
Tell = Callable[["Outcome"], None]


class Opening:
    """Opens a project for one command after the other; it holds no lock and no connection between them.

    Args:
        config: of the project.
        actor: who acts; None takes the configured one, else the login.
        reason: why; recorded with every event.
        clock: of the recorded times.
        progress: is told what is going on.

    Raises:
        SettingWrong: the actor or the reason is no text that can be recorded.
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
        self.progress = progress or Progress()
        self._actor, self._known = actor_of(config, actor)
        self._reason = reason_of(reason)
        self._clock = clock

    @contextlib.contextmanager
    def writing(self, *, anew: bool = False) -> Iterator[Session]:
        """Give a session that may write; it holds the work lock and has caught up.

        Args:
            anew: make the read models again from the first event on.
        """
        lake = self.config.lake_path
        with work_lock(lake, self.config.wait, this_command()), contextlib.ExitStack() as stack:
            refuse_lost(self.config)
            store = open_ledger(self.config.ledger, create=True, clock=self._clock, wait=self.config.wait)
            stack.callback(store.close)
            refuse_lost(self.config, store.head().position)
            make = made_anew if anew else read_models
            db = make(lake / "projections.db", PROJECTIONS)
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
            refuse_lost(self.config)
            store = self._readable()
            stack.callback(store.close)
            refuse_lost(self.config, store.head().position)
            db = existing(lake / "projections.db") if as_of is None else None
            if db is None or checkpoint(db) != store.head().position:
                db = read_models(None, PROJECTIONS)
            stack.callback(db.close)
            session = self._session(store, Vault(lake / "vault"), Lake(lake), db)
            if checkpoint(db) == 0:
                session.catch_up(None if as_of is None else position_of(session, as_of))
            if as_of is not None and not as_of.isdecimal():
                session.asked = end_of(as_of, self.config.time_zone)
            yield session

    @contextlib.contextmanager
    def rehearsing(self) -> Iterator[Session]:
        """Give a session in which everything works and nothing lasts."""
        from ledger.memory import MemoryLedger  # only a rehearsal needs it

        with self.reading() as truth, spill_folder(truth.lake.work) as root:
            db = read_models(None, PROJECTIONS)
            truth.db.backup(db)
            store = MemoryLedger(clock=self._clock, base=truth.store)
            vault, lake = Vault(root / "vault", below=truth.vault), Lake(root, below=truth.lake)
            lake.work.mkdir()
            session = self._session(store, vault, lake, db, dry=True)
            session.catch_up()
            yield session

    def _do(self, command: Callable[[Session], Iterator[Outcome]], tell: Tell | None, *, dry: bool) -> list[Outcome]:
        """Let a command take its steps; an error says what the steps before it have recorded."""
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

    def _record(self, command: Callable[[Session], T], *, dry: bool = False) -> T:
        """Let a command record something, or try it where nothing lasts."""
        with self.rehearsing() if dry else self.writing() as session:
            return command(session)

    def _need_reason(self, what: str, command: str, *, dry: bool) -> None:
        """Refuse to do something without a reason; to try it out needs none.

        Raises:
            ReasonMissing: none was given.
        """
        if self._reason is None and not dry:
            raise ReasonMissing(what, command)

    def _ask(self, question: Callable[[Session], T], as_of: str | None = None) -> T:
        """Ask a question of a session that reads."""
        with self.reading(as_of) as session:
            return question(session)

    def position(self, as_of: str | None) -> Position | None:
        """Give the last position of a moment; None for now.

        Raises:
            NotAMoment: the text means none.
        """
        refuse_lost(self.config)
        if as_of is None:
            return None
        with contextlib.closing(self._readable()) as store:
            return position_in(store, as_of, self.config.time_zone)

    def _readable(self) -> EventStore:
        """Open the ledger to read; reading makes nothing, so where there is none an empty one stands in."""
        if "://" not in self.config.ledger and not Path(self.config.ledger).exists():
            from ledger.memory import MemoryLedger  # only before the first event

            return MemoryLedger(clock=self._clock)
        return open_ledger(self.config.ledger, read_only=True, clock=self._clock, wait=self.config.wait)

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
            progress=self.progress,
        )
