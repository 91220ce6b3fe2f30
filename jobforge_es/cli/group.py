"""The group of all commands: loads what is used, tells errors in one form, ends with the right exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.asked import Asked, writing
from jobforge_es.cli.directory import AUDIENCES, COMMANDS
from jobforge_es.cli.language import FRENCH, language, speaking
from jobforge_es.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

WIDEST = 110
"""Columns of the terminal that help takes."""


class Commands(click.Group):
    """A group that knows its commands by name and loads one when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name all commands, by who uses them."""
        return [name for audience in AUDIENCES for name, entry in COMMANDS.items() if entry.audience == audience]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Load a command; None when there is none of that name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(f"jobforge_es.cli.{entry.module}"), entry.name)
        if language() == FRENCH:
            from jobforge_es.cli.localized import in_french

            return in_french(command, (cmd_name,))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or ask which one was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], list(COMMANDS), n=1)
            hint = f", did you mean '{near[0]}'?" if near else "; 'jobforge --help' lists them"
            ctx.fail(f"there is no command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """List the commands, grouped by who uses them; none of them is loaded."""
        width = max(map(len, COMMANDS))
        for audience in AUDIENCES:
            heading, lines = _listed(audience)
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), text) for name, text in lines])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command or an option without loading any command."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(n, help=e.help) for n, e in COMMANDS.items() if n.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT002 - as click declares it
        windows_expand_args: bool = True,  # noqa: FBT002 - as above
        **extra: Any,
    ) -> Any:
        """Run the command that the arguments name and end the process with its exit code."""
        words = list(sys.argv[1:] if args is None else args)
        asked = Asked(words)
        _never_refuse_a_character()
        with speaking(words):
            try:
                code = click.Group.main(
                    self._spoken(),
                    args,
                    prog_name,
                    complete_var,
                    standalone_mode=False,
                    windows_expand_args=windows_expand_args,
                    **{"obj": asked, "terminal_width": _columns(), **extra},
                )
                sys.stdout.flush()
            except Exception as error:  # noqa: BLE001 - told with its code; a traceback is for --debug
                code = _ended(error, asked)
        if standalone_mode:
            sys.exit(code or 0)
        return code or 0

    def _spoken(self) -> Commands:
        """Give the same commands in the language that is spoken."""
        if language() != FRENCH:
            return self
        from jobforge_es.cli.localized import in_french

        found = in_french(self)
        assert isinstance(found, Commands), "a copy is of the same class"  # noqa: S101 - for the type checker
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that has gone away ends it without a word."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            return _ended(error, ctx.ensure_object(Asked))


def _listed(audience: str) -> tuple[str, list[tuple[str, str]]]:
    """Give the heading and the commands of those who use them, in the language that is spoken."""
    lines = [(name, entry.help) for name, entry in COMMANDS.items() if entry.audience == audience]
    if language() != FRENCH:
        return audience, lines
    from jobforge_es.cli.french import helps
    from jobforge_es.cli.language import typeset

    return helps.AUDIENCES[audience], [(name, typeset(helps.LINES.get(name, text))) for name, text in lines]


def _ended(error: Exception, asked: Asked) -> int:
    """Tell an error and give the exit code."""
    from jobforge_es.cli import failing

    return failing.tell(error, asked)


def _columns() -> int:
    """Tell how wide the terminal is; click would load half of the library for archives to find out."""
    try:
        wide = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        wide = 80
    return max(50, min(wide, WIDEST) - 2)


def _never_refuse_a_character() -> None:
    """Let a character that the terminal or file cannot hold be written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


@click.group(
    name="jobforge",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="'jobforge COMMAND --help' tells more of each. First time here: jobforge demo. En français : --lang fr",
)
@click.version_option(__version__, prog_name="jobforge")
@writing
def main() -> None:
    """Take source files to gold, and remember every step."""
