"""The process of one command: it runs, and leaves without taking the interpreter apart."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

from jobforge_es.cli.group import main


def run() -> NoReturn:
    """Run the command that the arguments name and end the process with its exit code.

    All that a command opens it has closed, so nothing is left to do but to give memory back, which the system does at
    once and the interpreter in a fifth of a second.
    """
    code = main(standalone_mode=False)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # what could not be written was told, and is in the exit code
            stream.flush()
    os._exit(code)
