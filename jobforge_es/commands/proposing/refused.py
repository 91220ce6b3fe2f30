"""Why nothing is proposed, or nothing written."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from ledger.errors import JobForgeError
from projections.proposing.asking import Question


class Unanswered(JobForgeError):
    """Nobody was there to agree, and nothing was written.

    Attributes:
        questions: that are open; empty where only the agreement is missing.
    """

    code = "U-050"
    exit_code = 2

    def __init__(self, target: str, questions: Sequence[Question], command: Sequence[str]) -> None:
        others = [f"{q.key}={q.choices[1].value}" for q in questions if len(q.choices) > 1]
        again = shlex.join(command)
        super().__init__(
            f"{target} was not written: nobody is there to answer ({', '.join(q.key for q in questions)})"
            if questions
            else f"{target} was not written: nobody is there to agree",
            why="; ".join(f"{q.key}: {q.why}" for q in questions) or "no terminal, and no --yes",
            mend=(f"{again} --yes", *(f"{again} --yes --set {shlex.quote(other)}" for other in others)),
        )
        self.questions = tuple(questions)


class AlreadyThere(JobForgeError):
    """What is to be written is there already."""

    code = "U-051"
    exit_code = 2


class NoSuchAnswer(JobForgeError):
    """An answer that was given fits no question."""

    code = "U-052"
    exit_code = 2


class NothingLanded(JobForgeError):
    """A source has no landed file to draft a contract from."""

    code = "U-053"
    exit_code = 2
