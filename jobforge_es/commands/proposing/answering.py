"""Answers: those that were given with the command, then those of whoever is there, then what is proposed."""

from __future__ import annotations

from collections.abc import Mapping

from jobforge_es.commands.proposing.refused import NoSuchAnswer
from jobforge_es.errors import did_you_mean
from projections.proposing.asking import Ask, Question, proposed


class Answers:
    """Answers questions, and remembers which were answered by nobody.

    Args:
        given: answers by the key of their question.
        ask: who is asked for the others; None takes what is proposed.

    Attributes:
        open: questions for which what is proposed was taken, in order.
        answered: every question with its answer, in order.
    """

    def __init__(self, given: Mapping[str, str] | None = None, ask: Ask | None = None) -> None:
        self._given = dict(given or {})
        self._used: set[str] = set()
        self._ask = ask
        self.open: list[Question] = []
        self.answered: list[tuple[Question, str]] = []

    def __call__(self, question: Question) -> str:
        """Answer a question.

        Raises:
            NoSuchAnswer: what was given is none of its choices.
        """
        answer = self._answer(question)
        self.answered.append((question, answer))
        return answer

    def _answer(self, question: Question) -> str:
        if question.key in self._given:
            self._used.add(question.key)
            answer = SPELLED.get(self._given[question.key], self._given[question.key])
            values = [choice.value for choice in question.choices]
            if answer not in values:
                raise NoSuchAnswer(
                    f"{question.key} cannot be {answer!r}",
                    why=f"possible here: {', '.join(map(repr, values))}",
                    mend=(f"--set {question.key}={values[0]}",),
                )
            return answer
        if self._ask is not None:
            return self._ask(question)
        self.open.append(question)
        return proposed(question)

    def check_used(self) -> None:
        """Refuse answers that no question asked for.

        Raises:
            NoSuchAnswer: there is one.
        """
        asked = [question.key for question, _ in self.answered]
        for key in self._given:
            if key not in self._used:
                raise NoSuchAnswer(
                    f"nothing asks for {key!r}",
                    why=did_you_mean(key, asked) or f"questions were: {', '.join(asked) or 'none'}",
                    mend=("change the file that is written, where it is not as you want it",),
                )


SPELLED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "yes": "true", "no": "false"}
"""Words for what a shell makes hard to type."""
