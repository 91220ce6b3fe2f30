"""JobForge decides and speaks: commands, the Python API and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobforge_es.version import __version__

if TYPE_CHECKING:
    from jobforge_es.workspace import Workspace

__all__ = ["Workspace", "__version__"]


def __getattr__(name: str) -> object:
    """Give ``Workspace``, loaded when it is asked for: `jobforge --help` does without it."""
    if name == "Workspace":
        from jobforge_es.workspace import Workspace  # see above

        return Workspace
    msg = f"module 'jobforge_es' has no attribute {name!r}"
    raise AttributeError(msg)
