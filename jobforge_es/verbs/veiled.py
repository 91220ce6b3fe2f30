"""Answers with values of rows: masked, unless somebody has a reason to see them, which is recorded."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from jobforge_es.opening import Opening
from jobforge_es.session import Session
from ledger.names import Position
from projections.read_models import checkpoint

if TYPE_CHECKING:
    from jobforge_es.commands.query import Answered

T = TypeVar("T")


class Veiled(Opening):
    """Asks what shows values of rows.

    Attributes:
        masked: ``layer.table.column`` of what the last answer did not show.
    """

    masked: tuple[str, ...] = ()

    def _ask_rows(
        self, command: str, question: str, ask: Callable[[Session], T], as_of: str | None, *, reveal: bool
    ) -> T:
        """Ask a question whose answer shows values of rows.

        Args:
            command: that asks it.
            question: as it was put; it is kept where personal values are revealed.
            ask: it, of a session that reads.
            as_of: a position or a time; None for now.
            reveal: show personal values as they are, and record that.

        Raises:
            ReasonMissing: they are to be revealed, and there is no reason.
        """
        from jobforge_es.commands.veiling.answers import Over  # loads what shows rows
        from jobforge_es.commands.veiling.veil import veil_of, whole_columns

        if reveal:
            self._need_reason_to_see(command)
        with self.reading(as_of) as session:
            found, veil = ask(session), veil_of(session)
            masked: T = Over(session, veil).mask(found)
            at = checkpoint(session.db)
        self.masked = () if reveal else whole_columns(veil.hidden)
        if not (reveal and veil.hidden):
            return masked
        self._reveal(command, question, veil.hidden, at)
        return found

    @contextlib.contextmanager
    def answering(
        self, sql: str, as_of: str | None = None, *, reveal: bool = False
    ) -> Iterator[tuple[Answered, Position]]:
        """Give the answer of one SELECT as it comes, and the position that it is of, for the length of a block.

        Raises:
            ReasonMissing: personal values are to be revealed, and there is no reason.
            QueryFailed: the query cannot be answered.
        """
        from jobforge_es.commands.query import answered

        if reveal:
            self._need_reason_to_see("query")
        with self.reading(as_of) as session, answered(session, sql, reveal=reveal) as answer:
            at = checkpoint(session.db)
            self.masked = () if reveal else answer.hidden
            if reveal and answer.hidden:
                self._reveal("query", sql, {*answer.hidden}, at)
            yield answer, at

    def _need_reason_to_see(self, command: str) -> None:
        self._need_reason("to see personal values", f"jobforge {command} ... --reveal", dry=False)

    def _reveal(self, command: str, question: str, hidden: set[str], at: Position) -> None:
        from jobforge_es.commands.veiling.revealing import record_reveal

        self._record(lambda session: record_reveal(session, command, question, hidden, at))
