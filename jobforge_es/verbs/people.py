"""Verbs of people: who there is, who answers for what, and what is on somebody's desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.agenda.listing import Agenda
    from jobforge_es.commands.outcome import Outcome
    from jobforge_es.commands.people.show import People


class PeopleVerbs(Opening):
    """What can be said and asked about parties and their roles."""

    def people(self, wanted: str | None = None, as_of: str | None = None, *, effective: str | None = None) -> People:
        """Give everybody, or one party, or who answers for a subject: as known at a moment, as it is on a day."""
        from jobforge_es.commands.people.show import people, show  # each verb loads what it needs

        if wanted is None:
            return self._ask(lambda session: people(session, effective), as_of)
        return self._ask(lambda session: show(session, wanted, effective), as_of)

    def add_party(
        self, key: str, said: Mapping[str, Sequence[str]], tell: Tell | None = None, *, dry: bool = False
    ) -> list[Outcome]:
        """Add a person, a team or an organisation; needs a reason."""
        from jobforge_es.commands.people.change import add

        self._need_reason("to add a party", f"jobforge people add {key} ...", dry=dry)
        return self._do(lambda session: add(session, key, said), tell, dry=dry)

    def assign(
        self,
        role: str,
        subject: str,
        party: str | None,
        tell: Tell | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        acting_for: str | None = None,
        dry: bool = False,
    ) -> list[Outcome]:
        """Let somebody answer for a subject, or say that nobody does (None); needs a reason."""
        from jobforge_es.commands.people.change import assign

        self._need_reason("to assign a role", f"jobforge people assign {subject} --role ...", dry=dry)
        days = {"since": since, "until": until, "acting_for": acting_for}
        return self._do(lambda session: assign(session, role, subject, party, **days), tell, dry=dry)

    def end_assignment(
        self,
        role: str,
        subject: str,
        party: str | None = None,
        tell: Tell | None = None,
        *,
        until: str | None = None,
        dry: bool = False,
    ) -> list[Outcome]:
        """Say until when somebody answers for a subject; needs a reason."""
        from jobforge_es.commands.people.change import end

        self._need_reason("to end an assignment", f"jobforge people end {subject} --role ...", dry=dry)
        return self._do(lambda session: end(session, role, subject, party, until=until), tell, dry=dry)

    def agenda(self, party: str | None = None, as_of: str | None = None) -> Agenda:
        """Tell what asks for somebody: everything, or what is one party's."""
        from jobforge_es.commands.agenda.listing import agenda

        return self._ask(lambda session: agenda(session, party), as_of)
