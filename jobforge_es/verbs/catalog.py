"""Verbs of the catalog: say what things mean, and ask who said what when."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.cards.shapes import Card
    from jobforge_es.commands.outcome import Outcome
    from jobforge_es.commands.profile import Profiled
    from jobforge_es.commands.properties import Properties
    from projections.catalog.completeness import Completeness
    from projections.catalog.credits import Credit
    from projections.catalog.search import Found
    from projections.catalog.statements import StatementRow


class CatalogVerbs(Opening):
    """What can be said and asked about subjects of the catalog."""

    def describe(
        self, subject: str, said: Mapping[str, Sequence[str]], tell: Tell | None = None, *, dry: bool = False
    ) -> list[Outcome]:
        """Set properties of a table, a column or ``kind:key``; an empty list takes one away; needs a reason."""
        from jobforge_es.commands.describe import Change, describe

        self._need_reason("to change the catalog", f"jobforge catalog describe {subject} ...", dry=dry)
        changes = [Change(path, tuple(values)) for path, values in said.items()]
        return self._do(lambda session: describe(session, subject, changes), tell, dry=dry)

    def link(
        self, subject: str, to: Sequence[str], tell: Tell | None = None, *, remove: bool = False, dry: bool = False
    ) -> list[Outcome]:
        """Link a table, a column or ``kind:key`` to terms or other subjects, or take that away; needs a reason."""
        from jobforge_es.commands.linking import link

        self._need_reason("to change the catalog", f"jobforge catalog link {subject} ...", dry=dry)
        return self._do(lambda session: link(session, subject, to, remove=remove), tell, dry=dry)

    def card(self, subject: str, as_of: str | None = None) -> Card:
        """Give all that is known of a table, a column or ``kind:key``."""
        from jobforge_es.commands.cards.card import card

        return self._ask(lambda session: card(session, subject), as_of)

    def completeness(self, table: str | None = None, as_of: str | None = None) -> list[Completeness]:
        """Tell of each table, or of one, how much of what should be said is said, and what is missing."""
        from jobforge_es.commands.complete import completeness

        return self._ask(lambda session: completeness(session, table), as_of)

    def search(self, words: str, kind: str | None = None, limit: int = 20, as_of: str | None = None) -> list[Found]:
        """Give what fits words in either language, the best first; 0 lifts the limit."""
        from jobforge_es.errors import UnknownName
        from projections.catalog.search import search
        from projections.catalog.vocabulary import KINDS

        if kind is not None and kind not in KINDS:
            raise UnknownName("kind of subject", kind, KINDS, ("jobforge catalog words",))
        return self._ask(lambda session: search(session.db, words, kind, limit), as_of)

    def history(self, subject: str, name: str | None = None, as_of: str | None = None) -> list[StatementRow]:
        """Give all that was ever said of a subject, or of one of its properties, oldest first."""
        from jobforge_es.commands.describe import subject_of
        from projections.catalog.statements import history

        kind, key = subject_of(subject)
        return self._ask(lambda session: history(session.db, kind.name, key, name), as_of)

    def properties(self, table: str, as_of: str | None = None) -> Properties:
        """Give all properties of a table and its columns: what somebody said, and what follows from it."""
        from jobforge_es.commands.properties import properties

        return self._ask(lambda session: properties(session, table), as_of)

    def credits(self, table: str, as_of: str | None = None) -> list[Credit]:
        """Give what is said of each source that a table is made from, licence and attribution too, and what is not."""
        from jobforge_es.commands.credits import credits_of_table

        return self._ask(lambda session: credits_of_table(session, table), as_of)

    def export_workbook(self, path: Path | str, as_of: str | None = None, *, dry: bool = False) -> Outcome:
        """Write the catalog as it was at a moment into a workbook (XLSX), with the rows that are set aside."""
        from jobforge_es.commands.desk.write_out import book_of, write_out

        return write_out(Path(path), *self._ask(book_of, as_of), dry=dry)

    def import_workbook(self, path: Path | str, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Record what was changed in a workbook since it was exported, all of it or nothing; needs a reason."""
        from jobforge_es.commands.desk.contents import stand
        from jobforge_es.commands.desk.take_in import of_its_position, open_book, take_in

        book = open_book(Path(path))
        self._need_reason("to change the catalog", f"jobforge catalog import {shlex.quote(str(path))}", dry=dry)
        then = self._ask(stand, of_its_position(book, self.position))
        return self._do(lambda session: take_in(session, book, then), tell, dry=dry)

    def profile(self, table: str, as_of: str | None = None) -> Profiled:
        """Count what stands in the columns of a table, batch by batch; personal values are masked."""
        from jobforge_es.commands.profile import profiled

        return self._ask(lambda session: profiled(session, table), as_of)
