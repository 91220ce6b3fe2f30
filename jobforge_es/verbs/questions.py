"""Verbs of business questions: ask them, link them to columns, answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jobforge_es.opening import Opening, Tell

if TYPE_CHECKING:
    from jobforge_es.commands.outcome import Outcome
    from jobforge_es.commands.questions.change import Asked
    from jobforge_es.commands.questions.show import Questions

Said = Mapping[str, Sequence[str]]
"""Properties such as ``text.fr`` or ``requires`` to their values; an empty list takes one away."""


class QuestionVerbs(Opening):
    """What can be done with business questions and with the consumers of their answers."""

    def questions(self, names: Sequence[str] = (), as_of: str | None = None) -> Questions:
        """Give questions, all or those named, with what came of them, and all consumers."""
        from jobforge_es.commands.questions.show import show  # each verb loads what it needs

        return self._ask(lambda session: show(session, names), as_of)

    def add_question(
        self, key: str, said: Said, tell: Tell | None = None, *, kind: Asked = "question", dry: bool = False
    ) -> list[Outcome]:
        """Add a question, or a consumer; needs a reason."""
        from jobforge_es.commands.questions.change import add

        self._need_reason(f"to add a {kind}", f"jobforge question add {key} ...", dry=dry)
        return self._do(lambda session: add(session, kind, key, said), tell, dry=dry)

    def revise_question(
        self, key: str, said: Said, tell: Tell | None = None, *, kind: Asked = "question", dry: bool = False
    ) -> list[Outcome]:
        """Change what is said of a question, or of a consumer; needs a reason."""
        from jobforge_es.commands.questions.change import revise

        self._need_reason(f"to revise a {kind}", f"jobforge question revise {key} ...", dry=dry)
        return self._do(lambda session: revise(session, kind, key, said), tell, dry=dry)

    def link_question(
        self,
        key: str,
        to: Sequence[str],
        tell: Tell | None = None,
        *,
        kind: Asked = "question",
        remove: bool = False,
        dry: bool = False,
    ) -> list[Outcome]:
        """Link a question or a consumer to columns, terms or questions, or take that away; needs a reason."""
        from jobforge_es.commands.questions.change import link

        self._need_reason(f"to link a {kind}", f"jobforge question link {key} ...", dry=dry)
        return self._do(lambda session: link(session, kind, key, to, remove=remove), tell, dry=dry)

    def verify_questions(
        self, names: Sequence[str] = (), tell: Tell | None = None, *, as_of: str | None = None, dry: bool = False
    ) -> list[Outcome]:
        """Answer questions, all or those named, and record what came of each; as of a moment, only tell it."""
        from jobforge_es.commands.questions.verify import verify

        if as_of is None:
            return self._do(lambda session: verify(session, names), tell, dry=dry)
        found = self._ask(lambda session: list(verify(session, names, record=False)), as_of)
        for outcome in found:
            if tell is not None:
                tell(outcome)
        return found
