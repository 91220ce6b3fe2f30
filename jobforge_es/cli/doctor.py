"""``jobforge doctor``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, common, pass_asked
from jobforge_es.cli.plain import plain

COLOURS = {"good": "green", "doubtful": "yellow", "bad": "red"}


@click.command()
@common
@pass_asked
def doctor(asked: Asked) -> int:
    """Look for what could go wrong on this machine and say what helps.

    Outside a project only the machine is looked at. Ends with exit code 1 when something is bad.
    """
    from jobforge_es.commands.doctor import doctor as look
    from jobforge_es.settings import ProjectNotFound

    try:
        workspace = asked.workspace()
    except ProjectNotFound:
        if asked.project is not None:
            raise
        workspace = None
    found = look(workspace)
    code = int(any(each.state == "bad" for each in found))
    screen = asked.screen
    screen.object("doctor", {"project": workspace is not None, "findings": found, "exit_code": code})
    for each in found:
        screen.line(f"{screen.paint(f'{each.state:<8}', COLOURS[each.state])}  {each.subject:<12} {plain(each.what)}")
        for mend in each.mend:
            screen.line(f"{'':<23} mend: {plain(mend)}")
    if workspace is None:
        screen.line("no project here: only the machine was looked at")
    screen.hint("jobforge verify" if workspace is not None else "jobforge demo")
    return code
