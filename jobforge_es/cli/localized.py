"""Commands whose help is French: copies, so that a command itself stays as it was written."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import click

from jobforge_es.cli.asked import Asked
from jobforge_es.cli.french.helps import ANSWERS_IN_ENGLISH, COMMANDS, ENGLISH_ONLY, EPILOG, OPTIONS, SPEAKING
from jobforge_es.cli.language import typeset

HEADINGS: Final = {"Options": "Options", "Commands": "Commandes"}
WORDS: Final = {
    "Show this message and exit.": OPTIONS["--help"],
    "Show the version and exit.": OPTIONS["--version"],
}
"""What click says by itself."""


class FrenchFormatter(click.HelpFormatter):
    """Prints help under French headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Print how a command is called."""
        super().write_usage(prog, args, typeset("Utilisation : ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Print the heading of a section."""
        self.write(f"{'':>{self.current_indent}}{typeset(f'{HEADINGS.get(heading, heading)} :')}\n")

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        """Print a list of words and what they mean."""
        said = [(word, WORDS.get(text, text).replace("[default: ", typeset("[par défaut : "))) for word, text in rows]
        super().write_dl(said, col_max, col_spacing)


class FrenchContext(click.Context):
    """A context whose help has French headings."""

    formatter_class = FrenchFormatter


def in_french(command: click.Command, path: tuple[str, ...] = ()) -> click.Command:
    """Give a command with French help; where there is none yet, the English one says so.

    Args:
        command: as it was written.
        path: the words that call it; empty for all of ``jobforge``.
    """
    found = copy.copy(command)
    found.context_class = FrenchContext
    text = COMMANDS.get(" ".join(path))
    found.help = f"{ENGLISH_ONLY} {command.help or ''}" if text is None else typeset(text)
    found.params = [_option(each, path) for each in command.params]
    if command.callback is not None and path and not isinstance(command, click.Group):
        found.callback = command.callback if " ".join(path) in SPEAKING else _announced(command.callback)
    if not path:
        found.epilog = typeset(EPILOG)
    if isinstance(found, click.Group) and isinstance(command, click.Group) and path:
        found.commands = {name: in_french(each, (*path, name)) for name, each in command.commands.items()}
    return found


def _announced(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Let people know beforehand that what a command answers is English."""

    @wraps(callback)
    def announced(*args: Any, **options: Any) -> Any:
        asked = click.get_current_context().find_object(Asked)
        if asked is not None and not asked.json:
            asked.screen.say(ANSWERS_IN_ENGLISH)
        return callback(*args, **options)

    return announced


def _option(parameter: click.Parameter, path: tuple[str, ...]) -> click.Parameter:
    if not isinstance(parameter, click.Option):
        return parameter
    name = max(parameter.opts, key=len)
    text = OPTIONS.get(f"{' '.join(path)} {name}", OPTIONS.get(name))
    if text is None:
        return parameter
    found = copy.copy(parameter)
    found.help = typeset(text)
    return found
