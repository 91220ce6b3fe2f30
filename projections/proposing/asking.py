"""What looking at a file gives: findings with their reasons, and questions where a guess could change what is meant."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ledger.definitions.formats import FixedField

Value = str | int | bool | tuple[str, ...] | tuple[FixedField, ...] | None


@attrs.frozen
class Finding:
    """One key of a source, as it seems to be.

    Attributes:
        key: as it stands in ``sources/*.yaml``.
        value: None is written as ``none``.
        why: for people, in a few words.
    """

    key: str
    value: Value
    why: str


@attrs.frozen
class Choice:
    """A possible answer.

    Attributes:
        value: that is given.
        shows: what the file would then say.
    """

    value: str
    shows: str = ""


@attrs.frozen
class Question:
    """What only a person can tell.

    Attributes:
        key: what the answer is for, such as ``delimiter`` or ``Opened.format``.
        asks: the question, in one sentence.
        why: what in the file leaves it open.
        choices: possible answers, the proposed one first.
    """

    key: str
    asks: str
    why: str
    choices: tuple[Choice, ...]


Ask = Callable[[Question], str]
"""Gives the value of one of the choices."""


def proposed(question: Question) -> str:
    """Take what is proposed."""
    return question.choices[0].value
