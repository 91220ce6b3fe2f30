"""Verbs of the glossary: write terms, put them forward, tell how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.glossary.show import Glossary
    from jobforge_es.commands.outcome import Outcome
    from projections.catalog.glossary import Stage

Said = Mapping[str, Sequence[str]]
"""Properties such as ``label.fr`` or ``broader`` to their values; an empty list takes one away."""


class GlossaryVerbs(Opening):
    """What can be done with terms; who agrees to them does so by ``review``."""

    def glossary(self, keys: Sequence[str] = (), as_of: str | None = None, *, stage: Stage | None = None) -> Glossary:
        """Give terms, all or those named, with how far they are on their way."""
        from jobforge_es.commands.glossary.show import glossary  # each verb loads what it needs

        return self._ask(lambda session: glossary(session, keys, stage), as_of)

    def skos(self, as_of: str | None = None, *, stage: Stage | None = None) -> str:
        """Give the glossary as SKOS in Turtle; the same terms give the same text."""
        from jobforge_es.commands.glossary.show import as_skos

        return self._ask(lambda session: as_skos(session, stage), as_of)

    def add_term(self, key: str, said: Said, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Add a term as a draft; needs a reason."""
        from jobforge_es.commands.glossary.change import add

        self._need_reason("to add a term", f"jobforge glossary add {key} ...", dry=dry)
        return self._do(lambda session: add(session, key, said), tell, dry=dry)

    def revise_term(self, key: str, said: Said, tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Change what is said of a term, which is a draft again; needs a reason."""
        from jobforge_es.commands.glossary.change import revise

        self._need_reason("to revise a term", f"jobforge glossary revise {key} ...", dry=dry)
        return self._do(lambda session: revise(session, key, said), tell, dry=dry)

    def relate_term(
        self, key: str, to: Said, tell: Tell | None = None, *, remove: bool = False, dry: bool = False
    ) -> list[Outcome]:
        """Relate a term to others (``broader``, ``related`` and so on), or take that away; needs a reason."""
        from jobforge_es.commands.glossary.change import relate

        self._need_reason("to relate a term", f"jobforge glossary relate {key} ...", dry=dry)
        return self._do(lambda session: relate(session, key, to, remove=remove), tell, dry=dry)

    def deprecate_term(
        self, key: str, replaced_by: Sequence[str] = (), tell: Tell | None = None, *, dry: bool = False
    ) -> list[Outcome]:
        """Say that a term is no longer used; needs a reason."""
        from jobforge_es.commands.glossary.change import deprecate

        self._need_reason("to deprecate a term", f"jobforge glossary deprecate {key}", dry=dry)
        return self._do(lambda session: deprecate(session, key, replaced_by), tell, dry=dry)

    def submit_terms(self, keys: Sequence[str], tell: Tell | None = None, *, dry: bool = False) -> list[Outcome]:
        """Put terms forward, so that a second person can agree to what they say now."""
        from jobforge_es.commands.glossary.submit import submit

        return self._do(lambda session: submit(session, keys), tell, dry=dry)
