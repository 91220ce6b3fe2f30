"""L'aide des commandes et de leurs options."""

from __future__ import annotations

from typing import Final

from jobforge_es.cli.french.helps import commands, controls, desk, options, people
from jobforge_es.cli.french.helps.lines import ANSWERS_IN_ENGLISH, AUDIENCES, ENGLISH_ONLY, EPILOG, LINES, SPEAKING

FAMILIES: Final = (commands, controls, people, desk)
COMMANDS: Final = {path: text for family in FAMILIES for path, text in family.COMMANDS.items()}
OPTIONS: Final = options.OPTIONS | controls.OPTIONS | people.OPTIONS | desk.OPTIONS

__all__ = ["ANSWERS_IN_ENGLISH", "AUDIENCES", "COMMANDS", "ENGLISH_ONLY", "EPILOG", "LINES", "OPTIONS", "SPEAKING"]
