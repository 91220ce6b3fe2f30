"""Doctor: look for what could go wrong on this machine, and say what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobforge_es.commands.examining.finding import Finding
from jobforge_es.commands.examining.machine import machine
from jobforge_es.commands.examining.place import place
from jobforge_es.commands.examining.project import project

if TYPE_CHECKING:
    from jobforge_es.workspace import Workspace

__all__ = ["Finding", "doctor"]


def doctor(workspace: Workspace | None) -> list[Finding]:
    """Look at this machine and, where there is one, at the project.

    Nothing is written but a lock that is tried and given back.

    Args:
        workspace: the project; None looks at the machine only.
    """
    found = [*machine()]
    if workspace is not None:
        found += [*place(workspace.config), *project(workspace)]
    return found
