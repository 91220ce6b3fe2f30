"""Verbs of rows: what stewards do with single rows, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

from jobforge_es.opening import Tell
from jobforge_es.verbs.veiled import Veiled

if TYPE_CHECKING:
    from jobforge_es.commands.deciding.correct import Change
    from jobforge_es.commands.deciding.history import Moment
    from jobforge_es.commands.deciding.preview import Preview
    from jobforge_es.commands.deciding.recording import Decided
    from jobforge_es.commands.deciding.showing import Shown
    from jobforge_es.commands.deciding.states import State
    from jobforge_es.commands.outcome import Outcome
    from jobforge_es.commands.put_forward import PutForward
    from jobforge_es.commands.quarantine import Aside, RowAside
    from jobforge_es.commands.review import Reviews
    from jobforge_es.session import Session
    from ledger.events.decision import Basis
    from projections.catalog.reviews import ReviewRow


class RowVerbs(Veiled):
    """What can be done with single rows, and agreed to by a second person."""

    def quarantine(
        self,
        *,
        table: str | None = None,
        batch: str | None = None,
        shown: Sequence[State] | None = None,
        as_of: str | None = None,
    ) -> Aside:
        """Tell what is set aside, grouped by table, rule and batch: what is to be mended, or stands as asked."""
        from jobforge_es.commands.deciding.states import OPEN
        from jobforge_es.commands.quarantine import quarantine

        return self._ask(lambda session: quarantine(session, table=table, batch=batch, shown=shown or OPEN), as_of)

    def quarantined(self, wanted: str, as_of: str | None = None, *, reveal: bool = False) -> list[RowAside]:
        """Give rows that were set aside: one by its id, or those of a batch."""
        from jobforge_es.commands.quarantine import quarantined

        return self._ask_rows(
            "quarantine show", wanted, lambda session: list(quarantined(session, wanted)), as_of, reveal=reveal
        )

    def quarantine_shown(self, wanted: str, limit: int = 0, as_of: str | None = None, *, reveal: bool = False) -> Shown:
        """Tell all of rows that were set aside: as they came, what offends, what happened to them."""
        from jobforge_es.commands.deciding.showing import shown

        return self._ask_rows(
            "quarantine show", wanted, lambda session: shown(session, wanted, limit), as_of, reveal=reveal
        )

    def row_history(self, batch_id: str, record: int, as_of: str | None = None) -> tuple[Moment, ...]:
        """Tell what happened to one row: set aside, decided about, accepted; oldest first."""
        from jobforge_es.commands.deciding.finding import batch_of
        from jobforge_es.commands.deciding.history import history

        return self._ask(lambda session: history(session, batch_of(session, batch_id), record), as_of)

    def decide(self, decide: Callable[[Session], Decided]) -> Decided:
        """Record a decision about rows, as a function of ``commands/deciding`` makes it."""
        return self._record(decide)

    def preview(self, decide: Callable[[Session], Decided]) -> Preview:
        """Tell what a decision would do, by doing it where nothing lasts."""
        from jobforge_es.commands.deciding.preview import preview

        return self._record(lambda session: preview(session, decide), dry=True)

    def correct_rows(
        self, changes: Sequence[Change], *, ticket: str | None = None, basis: Basis = "steward"
    ) -> Decided:
        """Record what rows that were set aside say instead."""
        from jobforge_es.commands.deciding.correct import correct

        return self.decide(lambda session: correct(session, changes, ticket=ticket, basis=basis))

    def correct(
        self,
        table: str,
        where: str,
        texts: Mapping[str, str | None],
        *,
        ticket: str | None = None,
        basis: Basis = "steward",
    ) -> Decided:
        """Record what accepted rows of a table say instead."""
        from jobforge_es.commands.deciding.correct_table import correct_table

        return self.decide(lambda session: correct_table(session, table, where, texts, ticket=ticket, basis=basis))

    def release(self, rows: Sequence[str], until: str, *, ticket: str | None = None) -> Decided:
        """Accept rows that were set aside as they are, until a day."""
        from jobforge_es.commands.deciding.release import release

        return self.decide(lambda session: release(session, rows, until, ticket=ticket))

    def reject(self, rows: Sequence[str], *, ticket: str | None = None) -> Decided:
        """Refuse rows that were set aside for good."""
        from jobforge_es.commands.deciding.reject import reject

        return self.decide(lambda session: reject(session, rows, ticket=ticket))

    def undo(self, kind: str, wanted: str) -> Decided:
        """Take back a correction, release or rejection: a whole decision, or what it says of one row."""
        from jobforge_es.commands.deciding.undo import undo

        return self.decide(lambda session: undo(session, kind, wanted))

    def retry(self, wanted: Sequence[str] = (), tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Take rows that were set aside through the rules again, and up to gold."""
        from jobforge_es.commands.deciding.retry import batches_of, check_others, retry, tried_anew

        changed = bool(wanted) and self._ask(lambda session: bool(tried_anew(session, batches_of(session, wanted))))
        if changed:
            self._record(lambda session: check_others(session, wanted), dry=True)
        return self._do(lambda session: retry(session, wanted), tell, dry=dry)

    def reviews(self, *, every: bool = False, as_of: str | None = None) -> Reviews:
        """Tell what waits for a second person."""
        from jobforge_es.commands.review import waiting

        return self._ask(lambda session: waiting(session, every=every), as_of)

    def put_forward(self, subject: str, as_of: str | None = None) -> PutForward:
        """Tell what a second person would agree to: the difference to what held before."""
        from jobforge_es.commands.put_forward import put_forward

        found = self._ask(lambda session: put_forward(session, subject), as_of)
        review = found.review
        if review.concluded is None:
            return found
        named = f"{review.kind}:{review.subject}"
        then = self._ask(lambda session: put_forward(session, named), str(review.concluded - 1))
        return attrs.evolve(found, authors=then.authors, lines=then.lines)

    def review(self, subject: str, outcome: Literal["approved", "rejected"], *, dry: bool = False) -> ReviewRow:
        """Conclude a review as the second person."""
        from jobforge_es.commands.review import conclude

        return self._record(lambda session: conclude(session, subject, outcome), dry=dry)
