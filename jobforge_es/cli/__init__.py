"""The command line: one lazy group, one file per command, loaded when used."""

from __future__ import annotations

from jobforge_es.cli.group import main

__all__ = ["main"]
