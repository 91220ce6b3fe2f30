"""What every command can be asked: the common options, given before or after its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobforge_es.cli.language import LANGUAGES

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.config import Config
    from jobforge_es.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])

TOLD = ("--project", "--actor", "--reason", "--lang", "--wait")
"""Options with a value that a suggested command has from elsewhere, or that say nothing of what is done."""
ASIDE = ("--dry-run", "--json", "--debug")


class Asked:
    """The common options of one call.

    Attributes:
        project: folder in the project; None for the present one.
        json: one object on stdout in place of text.
        actor, reason: who acts, and why.
        wait: seconds to wait for another command; None takes the project's.
        debug: show the traceback of an error.
    """

    def __init__(self, args: Sequence[str] = ()) -> None:
        self._words = tuple(args)
        self.project: str | None = None
        self.json = "--json" in args  # known before the options are read, so that a wrong option is told as JSON too
        self.actor: str | None = None
        self.reason: str | None = None
        self.wait: float | None = None
        self.debug = "--debug" in args
        self._screen: Screen | None = None

    @property
    def screen(self) -> Screen:
        """Where this call prints."""
        if self._screen is None:
            from jobforge_es.cli.screen import Screen

            self._screen = Screen(json=self.json, project=self.project)
        return self._screen

    @property
    def said(self) -> tuple[str, ...]:
        """The words that say again who acts and why, where this call said so."""
        actor = () if self.actor is None else ("--actor", self.actor)
        return (*actor, *(() if self.reason is None else ("--reason", self.reason)))

    def typed(self, command: str) -> tuple[str, ...]:
        """Give what was typed after a command to try it out: the words with which it would do so; none otherwise."""
        words, path = list(self._words), command.split()
        starts = (n for n in range(len(words)) if words[n : n + len(path)] == path)
        start = next(starts, None) if "--dry-run" in words else None
        found: list[str] = []
        rest = iter(words[start + len(path) :] if start is not None else ())
        for word in rest:
            if word in TOLD:
                next(rest, None)
            elif word not in ASIDE and word.partition("=")[0] not in TOLD:
                found.append(word)
        return tuple(found)

    def config(self) -> Config:
        """Read the settings of the project.

        Raises:
            JobForgeError: there is no project, or its settings are wrong.
        """
        from pathlib import Path

        from jobforge_es.config import find_project, load_config

        return load_config(find_project(Path(self.project or ".")), self._flags)

    def check(self) -> None:
        """Refuse a name or a reason that could not be recorded, before anything is made.

        Raises:
            SettingWrong: it is empty, too long, or holds control characters.
        """
        from jobforge_es.config import reason_of
        from jobforge_es.settings import Setting, check_name

        reason_of(self.reason)
        if self.actor is not None:
            check_name(self.actor, Setting("actor", "--actor"))

    @property
    def _flags(self) -> dict[str, Any]:
        return {} if self.wait is None else {"wait": self.wait}

    def workspace(self, *, progress: bool = False) -> Workspace:
        """Open the project.

        Args:
            progress: show a bar while long work goes on.

        Raises:
            JobForgeError: there is no project, or its settings are wrong.
        """
        from jobforge_es.workspace import Workspace

        options: dict[str, Any] = {"actor": self.actor, "reason": self.reason}
        if progress and self.screen.is_watched:
            from jobforge_es.cli.progress import Bar

            options["progress"] = Bar()
        return Workspace.open(self.project or ".", flags=self._flags, **options)


pass_asked = click.make_pass_decorator(Asked, ensure=True)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None and value is not False:
        setattr(ctx.ensure_object(Asked), param.name or "", value)


COMMON = (
    click.option(
        "--project",
        metavar="DIR",
        type=click.Path(),
        expose_value=False,
        callback=_keep,
        help="A folder of the project; default: here.",
    ),
    click.option("--json", is_flag=True, expose_value=False, callback=_keep, help="One JSON object on stdout."),
    click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help="The language of help and messages: en or fr.",
    ),
    click.option("--debug", is_flag=True, expose_value=False, callback=_keep, help="Show the traceback of an error."),
)
WRITING = (
    click.option("--actor", metavar="NAME", expose_value=False, callback=_keep, help="Who acts; default: the login."),
    click.option("--reason", metavar="TEXT", expose_value=False, callback=_keep, help="Why; recorded."),
    click.option(
        "--wait",
        metavar="SECONDS",
        type=float,
        expose_value=False,
        callback=_keep,
        help="Wait for another command that is writing.",
    ),
)


def common(command: F) -> F:
    """Give a command the options that all have."""
    return _with(command, COMMON)


def writing(command: F) -> F:
    """Give a command the options of those that record something, and those that all have."""
    return _with(command, (*WRITING, *COMMON))


def showing_rows(command: F) -> F:
    """Give a command the options of those that show values of rows, as the argument ``reveal``, and those of all."""
    told = "Show personal values as they are; needs --reason, and is recorded."
    return click.option("--reveal", is_flag=True, help=told)(writing(command))


def dry_run(command: F) -> F:
    """Give a command the option to tell what it would do, as the argument ``dry_run``."""
    return click.option("--dry-run", is_flag=True, help="Tell what it would do; write nothing.")(command)


def as_of(command: F) -> F:
    """Give a command the moment whose state it tells, as the argument ``as_of``."""
    return click.option("--as-of", metavar="P", help="A position (41), a day (2026-03-31) or a time; default: now.")(
        command
    )


def _with(command: F, options: Sequence[Callable[[F], F]]) -> F:
    for option in reversed(options):
        command = option(command)
    return command
