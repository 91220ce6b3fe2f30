"""``jobforge completion``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, common, pass_asked

SHELLS = {
    "bash": 'eval "$(jobforge completion bash)"  in ~/.bashrc',
    "zsh": 'eval "$(jobforge completion zsh)"  in ~/.zshrc',
    "fish": "jobforge completion fish > ~/.config/fish/completions/jobforge.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(SHELLS)))
@common
@pass_asked
@click.pass_context
def completion(ctx: click.Context, asked: Asked, shell: str) -> None:
    r"""Print the script with which a shell completes commands, options, tables and sources.

    \b
    bash:  eval "$(jobforge completion bash)"  in ~/.bashrc
    zsh:   eval "$(jobforge completion zsh)"  in ~/.zshrc
    fish:  jobforge completion fish > ~/.config/fish/completions/jobforge.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}")
    script = kind(ctx.find_root().command, {}, "jobforge", "_JOBFORGE_COMPLETE").source()
    asked.screen.object("completion", {"shell": shell, "script": script})
    asked.screen.line(script)
