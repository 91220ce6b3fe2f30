"""Asking a person: numbered choices on stderr, the proposed one first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobforge_es.cli.plain import cut, plain

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked
    from jobforge_es.commands.proposing.answering import Answers
    from projections.proposing.asking import Question

F = TypeVar("F", bound=Callable[..., Any])
SHOWN = 90
"""Cells of the terminal that a choice may take."""


def proposing(command: F) -> F:
    """Give a command the options of those that propose something: ``--yes`` and ``--set``."""
    yes = click.option("--yes", "-y", is_flag=True, help="Take what is proposed; ask nothing.")
    given = click.option(
        "--set", "given", multiple=True, metavar="KEY=VALUE", callback=pairs, help="Answer a question beforehand."
    )
    return yes(given(command))


def pairs(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:  # noqa: ARG001 - click's signature
    """Read what was given as NAME=VALUE; the last of several with one name counts."""
    if any("=" not in value for value in values):
        raise click.BadParameter(f"write {param.metavar}, such as delimiter=semicolon")
    return dict(value.partition("=")[::2] for value in values)


def is_answered(asked: Asked) -> bool:
    """Tell whether somebody is there who could answer."""
    return not asked.json and sys.stdin.isatty() and sys.stderr.isatty()


def answers(asked: Asked, given: dict[str, str], *, quiet: bool) -> Answers:
    """Give what answers questions: the options, then the person; quietly, what is proposed."""
    from jobforge_es.commands.proposing.answering import Answers

    return Answers(given, None if quiet or not is_answered(asked) else _Person(asked))


def agree(text: str) -> bool:
    """Ask for a yes."""
    return click.confirm(plain(text), default=True, err=True)


class _Person:
    """Asks whoever sits at the terminal."""

    def __init__(self, asked: Asked) -> None:
        self._screen = asked.screen

    def __call__(self, question: Question) -> str:
        self._screen.say(f"{self._screen.paint('?', 'cyan', sys.stderr)} {plain(question.asks)}")
        self._screen.say(f"  {plain(question.why)}")
        for number, choice in enumerate(question.choices, 1):
            self._screen.say(cut(f"  {number}  {plain(choice.value)}  {plain(choice.shows)}", SHOWN))
        numbers = click.IntRange(1, len(question.choices))
        number = click.prompt("  which one", type=numbers, default=1, err=True)
        return question.choices[number - 1].value
