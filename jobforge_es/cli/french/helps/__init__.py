"""L'aide des commandes et de leurs options."""

from __future__ import annotations

from jobforge_es.cli.french.helps.commands import COMMANDS
from jobforge_es.cli.french.helps.lines import ANSWERS_IN_ENGLISH, AUDIENCES, ENGLISH_ONLY, EPILOG, LINES, SPEAKING
from jobforge_es.cli.french.helps.options import OPTIONS

__all__ = ["ANSWERS_IN_ENGLISH", "AUDIENCES", "COMMANDS", "ENGLISH_ONLY", "EPILOG", "LINES", "OPTIONS", "SPEAKING"]
